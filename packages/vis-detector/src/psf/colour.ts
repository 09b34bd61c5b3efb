import { BAND, ELECTRONS } from "./passband.ts";
import { logFlux, spectrumOf } from "./spectrum.ts";

/** Shares of an object's electrons in the three colour planes: blue, middle, red. Sum 1, none negative. */
export type ColourWeights = readonly [number, number, number];

/** Three broad-band point spread functions, of which that of any ordinary spectrum is a weighted mean. See ./colour.md. */
export interface ColourPlanes {
  /** Of plane and wavelength of the table: how the plane is summed from the table's stamps. Each plane's sum is 1, none is negative. */
  readonly weights: readonly (readonly number[])[];
  /** Of each plane: the first that is the same. [0, 1, 2] when all differ. */
  readonly sameAs: readonly number[];
  /** How many differ: 1 to 3. */
  readonly distinct: number;
}

/** nm; each plane's spectrum is a hat in f_nu with its top here, the outer two flat beyond: chosen so that real spectra need no negative share */
export const PLANE_WAVELENGTHS = [560, 730, 890] as const;
const PLANES = PLANE_WAVELENGTHS.length;

/** Value at a wavelength of the hats over ascending ones; the outer hats are flat beyond. Their sum is 1. */
function hats(ascending: readonly number[], wavelength: number): number[] {
  const values = new Array<number>(ascending.length).fill(0);
  const above = ascending.findIndex((at) => at > wavelength);
  if (above === 0) values[0] = 1;
  else if (above < 0) values[ascending.length - 1] = 1;
  else {
    const share = (wavelength - ascending[above - 1]) / (ascending[above] - ascending[above - 1]);
    values[above - 1] = 1 - share;
    values[above] = share;
  }
  return values;
}

/** Electrons of each plane in each nanometre of the band; the sum of a plane is 1. */
const PLANE_SPECTRA: readonly Float64Array[] = PLANE_WAVELENGTHS.map((_, plane) => {
  const spectrum = ELECTRONS.map((value, n) => value * hats(PLANE_WAVELENGTHS, BAND[n])[plane]);
  const sum = spectrum.reduce((total, value) => total + value, 0);
  return spectrum.map((value) => value / sum);
});

/**
 * The planes over a table of monochromatic stamps, which are taken to change linearly with wavelength between those of the table and to stay as they are beyond.
 *
 * @param wavelengths nm, ascending, at least one
 */
export function colourPlanes(wavelengths: readonly number[]): ColourPlanes {
  const weights = PLANE_SPECTRA.map((spectrum) => tableWeights(wavelengths, spectrum));
  const sameAs = weights.map((plane) => weights.findIndex((other) => other.every((weight, n) => Math.abs(weight - plane[n]) < 1e-12)));
  return { weights, sameAs, distinct: new Set(sameAs).size };
}

/**
 * Weights of a table's stamps in the broad-band image of a spectrum.
 *
 * @param wavelengths nm, ascending
 * @param electrons in each nanometre of `BAND`, any unit
 * @returns sum 1
 */
export function tableWeights(wavelengths: readonly number[], electrons: ArrayLike<number>): number[] {
  const weights = new Array<number>(wavelengths.length).fill(0);
  let sum = 0;
  for (let n = 0; n < BAND.length; n++) {
    const values = hats(wavelengths, BAND[n]);
    for (let at = 0; at < weights.length; at++) weights[at] += values[at] * electrons[n];
    sum += electrons[n];
  }
  return weights.map((weight) => weight / sum);
}

/** What of a spectrum its planes share with it: photons, and the means of the inverse wavelength and of its square. */
const moment = (power: number, wavelength: number): number => (700 / wavelength) ** power;

/** By plane and nanometre of `BAND`: electrons of the plane per f_nu there, such that planes and spectrum have the same three moments. */
const PROJECTION: readonly Float64Array[] = projection();

function projection(): readonly Float64Array[] {
  const momentOf = (spectrum: Float64Array, power: number): number =>
    spectrum.reduce((sum, value, n) => sum + value * moment(power, BAND[n]), 0);
  const [a, b, c] = [0, 1, 2].map((power) => PLANE_SPECTRA.map((spectrum) => momentOf(spectrum, power)));
  const cross = (u: readonly number[], v: readonly number[]): number[] =>
    [0, 1, 2].map((n) => {
      const [p, q] = [(n + 1) % 3, (n + 2) % 3];
      return u[p] * v[q] - u[q] * v[p];
    });
  // Columns of the inverse of the matrix with rows a, b, c.
  const columns = [cross(b, c), cross(c, a), cross(a, b)];
  const determinant = a.reduce((sum, value, n) => sum + value * columns[0][n], 0);
  return Array.from({ length: PLANES }, (_, plane) =>
    ELECTRONS.map(
      (value, n) => (value * columns.reduce((sum, column, power) => sum + column[plane] * moment(power, BAND[n]), 0)) / determinant,
    ),
  );
}

/** nm; a spectrum is read at these places, between which its products with the projection are integrated as if it were linear */
const READ_STEP = 5;
const READ = Array.from({ length: (BAND[BAND.length - 1] - BAND[0]) / READ_STEP + 1 }, (_, n) => BAND[0] + n * READ_STEP);
const READ_PLACES = READ.map((wavelength) => Math.log(wavelength));
const READ_PROJECTION = PROJECTION.map((plane) => {
  const sums = new Float64Array(READ.length);
  for (let n = 0; n < BAND.length; n++) {
    const values = hats(READ, BAND[n]);
    for (let at = 0; at < sums.length; at++) sums[at] += values[at] * plane[n];
  }
  return sums;
});

/** Weights of a spectrum. @param flux f_nu at a wavelength in nm, any unit, not negative, above 0 somewhere in the band */
export function weightsOfSpectrum(flux: (wavelength: number) => number): ColourWeights {
  const shares = [0, 0, 0];
  for (let n = 0; n < BAND.length; n++) {
    const value = flux(BAND[n]);
    for (let plane = 0; plane < PLANES; plane++) shares[plane] += value * PROJECTION[plane][n];
  }
  return normalised(shares);
}

/** No share below 0, sum 1. */
function normalised(shares: readonly number[]): ColourWeights {
  const [blue, middle, red] = shares.map((share) => Math.max(0, share));
  const sum = blue + middle + red;
  return [blue / sum, middle / sum, red / sum];
}

/** Of an object without a colour: as many photons in each nanometre (f_nu grows as the wavelength), mean wavelength of the electrons 716 nm. */
export const NO_COLOUR: ColourWeights = weightsOfSpectrum((wavelength) => wavelength);

/**
 * Weights of an object from its fluxes f_nu in bands of LSST, any unit. `fluxG` mends the spectrum's run below r; without it, or where it cannot be used, the run from r to
 * i goes on.
 *
 * A flux that is negative or not finite is left out, one of 0 counts as a thousandth of the largest; with fewer than two of r, i and z, `NO_COLOUR`.
 */
export function planeWeights(fluxR: number, fluxI: number, fluxZ: number, fluxG = Number.NaN): ColourWeights {
  let known = 0;
  for (const flux of [fluxR, fluxI, fluxZ]) if (flux >= 0 && flux < Infinity) known++;
  const spectrum = known < 2 || !(fluxR > 0 || fluxI > 0 || fluxZ > 0) ? undefined : spectrumOf([fluxG, fluxR, fluxI, fluxZ]);
  if (spectrum === undefined) return NO_COLOUR;
  const shares = [0, 0, 0];
  for (let n = 0; n < READ_PLACES.length; n++) {
    const value = Math.exp(logFlux(spectrum, READ_PLACES[n]));
    shares[0] += value * READ_PROJECTION[0][n];
    shares[1] += value * READ_PROJECTION[1][n];
    shares[2] += value * READ_PROJECTION[2][n];
  }
  return normalised(shares);
}
