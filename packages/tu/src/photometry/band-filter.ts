import type { ReferenceFilter } from "@elvis/formats/product";
import { placeBefore, thinned } from "./curve.ts";

/** Speed of light, nm/s. */
const LIGHT_SPEED = 2.99792458e17;
/** Leaving out places of a transmission curve changes the flux of a flat spectrum by no more than this share. */
const THINNING = 1e-5;

/** A band as integrals use it. */
export interface BandFilter {
  readonly name: string;
  readonly counts: ReferenceFilter["counts"];
  /** nm, ascending: from where light begins to come through to where it ends. */
  readonly wavelengths: Float64Array;
  /** Transmission over the integral that makes the mean of a flat f_nu 1; see `bandFlux`. */
  readonly response: Float64Array;
  /** Share of the light of a flat f_nu that lies before each place: 0 to 1. */
  readonly cumulative: Float64Array;
}

export function bandFilterOf({ name, counts, wavelengths: all, transmission }: ReferenceFilter): BandFilter {
  const first = transmission.findIndex((value) => value > 0);
  const last = transmission.findLastIndex((value) => value > 0);
  const [from, to] = [Math.max(0, first - 1), Math.min(all.length, last + 2)];
  const [wavelengths, curve] = [all.subarray(from, to), transmission.subarray(from, to)];
  const span = wavelengths[wavelengths.length - 1] - wavelengths[0];
  const kept = thinned(wavelengths, curve, (THINNING * area(wavelengths, curve)) / span);
  const [places, values] = [kept.map((at) => wavelengths[at]), kept.map((at) => curve[at])];
  const cumulative = new Float64Array(places.length);
  for (let n = 1; n < places.length; n++)
    cumulative[n] = cumulative[n - 1] + flatLight(counts, places[n - 1], places[n], values[n - 1], values[n]);
  const whole = cumulative[cumulative.length - 1];
  return {
    name,
    counts,
    wavelengths: Float64Array.from(places),
    response: Float64Array.from(values, (value) => value / whole),
    cumulative: cumulative.map((sum) => sum / whole),
  };
}

function area(wavelengths: Float64Array, values: Float64Array): number {
  let sum = 0;
  for (let n = 1; n < values.length; n++) sum += ((values[n] + values[n - 1]) / 2) * (wavelengths[n] - wavelengths[n - 1]);
  return sum;
}

/** Integral of R / lambda (photons) or R / lambda^2 (energy) from `a` to `b`, exactly: R is linear between them. */
function flatLight(counts: ReferenceFilter["counts"], a: number, b: number, atA: number, atB: number): number {
  if (a === b) return 0;
  const slope = (atB - atA) / (b - a);
  const start = atA - slope * a;
  return counts === "photons" ? start * Math.log(b / a) + slope * (b - a) : start * (1 / a - 1 / b) + slope * Math.log(b / a);
}

/** Share of the light of a flat f_nu that the band takes beyond `from` to `to` (nm). */
export function shareBeyond(band: BandFilter, from: number, to: number): number {
  const { wavelengths, response, cumulative, counts } = band;
  const before = (wavelength: number): number => {
    const last = wavelengths.length - 1;
    if (wavelength <= wavelengths[0]) return 0;
    if (wavelength >= wavelengths[last]) return 1;
    const n = placeBefore(wavelengths, wavelength);
    return cumulative[n] + flatLight(counts, wavelengths[n], wavelength, response[n], responseAt(band, wavelength, n));
  };
  return Math.min(1, before(from) + 1 - before(to));
}

/** @param n the place before it */
function responseAt({ wavelengths, response }: BandFilter, wavelength: number, n: number): number {
  const width = wavelengths[n + 1] - wavelengths[n];
  return response[n] + (width === 0 ? 0 : ((wavelength - wavelengths[n]) / width) * (response[n + 1] - response[n]));
}

/**
 * Mean flux density f_nu over the band, of a spectrum f_lambda that is linear between its places.
 *
 * For detectors that count photons f_nu = int f_lambda R lambda dlambda / (c int R / lambda dlambda), the mean for which the AB magnitude is defined; for those that count energy
 * f_nu = int f_lambda R dlambda / (c int R / lambda^2 dlambda). The integral is exact: between two neighbours of the merged grid the integrand is a polynomial of third
 * degree at most, for which Simpson's rule has no error. Beyond its places the spectrum counts as 0.
 *
 * @param places of the spectrum at rest, nm
 * @param spectrum f_lambda there, per nm
 * @param stretch 1 + z
 * @returns c f_nu / 1 nm/s, of `spectrum` in its own unit
 */
export function bandFlux(band: BandFilter, places: Float64Array, spectrum: Float64Array, stretch: number): number {
  const { wavelengths, response } = band;
  const isPhotons = band.counts === "photons";
  const lastPlace = places.length - 1;
  const lastWavelength = wavelengths.length - 1;
  let at = Math.max(places[0] * stretch, wavelengths[0]);
  const end = Math.min(places[lastPlace] * stretch, wavelengths[lastWavelength]);
  let n = placeBefore(places, at / stretch) - 1;
  let m = placeBefore(wavelengths, at) - 1;
  // Of the piece of the spectrum and that of the filter that `at` lies in: where they end, value at `at` and slope.
  let [x1, f, df] = [at, 0, 0];
  let [w1, r, dr] = [at, 0, 0];
  let sum = 0;
  while (at < end) {
    // Steps have no width: the piece that begins at `at` is the first that ends beyond it.
    if (x1 <= at) {
      do x1 = places[++n + 1] * stretch;
      while (x1 <= at && n < lastPlace - 1);
      const x0 = places[n] * stretch;
      df = (spectrum[n + 1] - spectrum[n]) / (x1 - x0);
      f = spectrum[n] + df * (at - x0);
    }
    if (w1 <= at) {
      do w1 = wavelengths[++m + 1];
      while (w1 <= at && m < lastWavelength - 1);
      dr = (response[m + 1] - response[m]) / (w1 - wavelengths[m]);
      r = response[m] + dr * (at - wavelengths[m]);
    }
    const next = Math.min(x1, w1, end);
    const half = (next - at) / 2;
    const start = f * r;
    const middle = (f + df * half) * (r + dr * half);
    f += 2 * df * half;
    r += 2 * dr * half;
    sum += half * (isPhotons ? start * at + 4 * middle * (at + half) + f * r * next : start + 4 * middle + f * r);
    at = next;
  }
  return sum / 3;
}

/** What an emission line at a wavelength (nm, as observed) adds to f_nu of the band, erg/s/cm2/Hz for a flux of 1 erg/s/cm2. */
export function lineResponse(band: BandFilter, wavelength: number): number {
  const { wavelengths, counts } = band;
  if (!(wavelength >= wavelengths[0] && wavelength <= wavelengths[wavelengths.length - 1])) return 0;
  return (responseAt(band, wavelength, placeBefore(wavelengths, wavelength)) * (counts === "photons" ? wavelength : 1)) / LIGHT_SPEED;
}
