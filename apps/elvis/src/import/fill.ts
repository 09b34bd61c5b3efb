import { TU_BANDS } from "@elvis/formats/catalog";
import { GALAXY_TEMPLATES, STAR_TEMPERATURES } from "@elvis/reference-workdir";

/** A flux that a catalogue gives: nm and Jy. */
export interface KnownFlux {
  readonly wavelength: number;
  readonly flux: number;
}
/** Relative f_nu at an observed wavelength (nm). */
export type Spectrum = (wavelength: number) => number;

/**
 * Fluxes in all bands of the true universe from those that a catalogue gives.
 *
 * The rule: the template's f_nu at the band's wavelength, times a correction that makes it pass through every given flux;
 * between given wavelengths the correction's logarithm is linear in log wavelength, beyond them it is constant.
 *
 * @param known at least one, all above 0
 * @returns Jy, in the order of TU_BANDS
 */
export const fillBands = (known: readonly KnownFlux[], spectrum: Spectrum): Float64Array =>
  fillBetween(
    known,
    spectrum,
    TU_BANDS.map(({ wavelength }) => wavelength),
  );

/** As `fillBands`, at other wavelengths (nm). */
export function fillBetween(known: readonly KnownFlux[], spectrum: Spectrum, wavelengths: readonly number[]): Float64Array {
  const points = known
    .map(({ wavelength, flux }) => ({ at: Math.log(wavelength), correction: Math.log(flux / spectrum(wavelength)) }))
    .sort((a, b) => a.at - b.at);
  return Float64Array.from(wavelengths, (wavelength) => spectrum(wavelength) * Math.exp(correctionAt(points, Math.log(wavelength))));
}

function correctionAt(points: readonly { readonly at: number; readonly correction: number }[], at: number): number {
  const after = points.findIndex((point) => point.at >= at);
  if (after < 0) return points[points.length - 1].correction;
  if (after === 0 || points[after].at === at) return points[after].correction;
  const [low, high] = [points[after - 1], points[after]];
  return low.correction + ((at - low.at) / (high.at - low.at)) * (high.correction - low.correction);
}

/** h c / k, nm K (CODATA 2018). */
const HC_OVER_K = 1.438777e7;

/** A star as a black body. @param temperature K */
export const blackBody =
  (temperature: number): Spectrum =>
  (wavelength) =>
    wavelength ** -3 / Math.expm1(HC_OVER_K / (wavelength * temperature));

/** The black body that has a colour, K, 2600 to 20000. @param ratio f_nu at `short` over f_nu at `long` (nm) */
export function temperatureOf(ratio: number, short: number, long: number): number {
  let [low, high] = [COOLEST, HOTTEST];
  for (let step = 0; step < 40; step++) {
    const middle = Math.sqrt(low * high);
    const spectrum = blackBody(middle);
    // The hotter, the bluer.
    if (spectrum(short) / spectrum(long) < ratio) low = middle;
    else high = middle;
  }
  return Math.sqrt(low * high);
}

const COOLEST = STAR_TEMPERATURES[0];
const HOTTEST = STAR_TEMPERATURES[STAR_TEMPERATURES.length - 1];
/** The youngest; 0 is the oldest. */
const LAST_GALAXY_TEMPLATE = GALAXY_TEMPLATES - 1;

/**
 * A galaxy's continuum by template: below 600 nm in the rest frame f_nu grows as wavelength to the power 4.2 (template 0, ellipticals:
 * u - r about 2.5) down to 0.8 (template 30, starbursts: u - r about 0.5); from 600 to 1600 nm with a third of that power; flat beyond.
 * Below Ly-alpha a third of it is left, below the Lyman limit a hundredth.
 *
 * Empirical: slopes from the colours of the Coleman, Wu & Weedman (1980) types, rounded.
 */
export function galaxySpectrum(template: number, redshift: number): Spectrum {
  const slope = 4.2 - 3.4 * (Math.min(LAST_GALAXY_TEMPLATE, Math.max(0, template)) / LAST_GALAXY_TEMPLATE);
  return (wavelength) => {
    const rest = wavelength / (1 + redshift);
    const blue = slope * Math.log(Math.min(rest, 600) / 600);
    const red = (slope / 3) * Math.log(Math.min(Math.max(rest, 600), 1600) / 600);
    return Math.exp(blue + red) * (rest < 91.2 ? 0.01 : rest < 121.6 ? 1 / 3 : 1);
  };
}
