import { type Band, TU_BANDS } from "@elvis/formats/catalog";
import type { ExtinctionLaws, ReferenceFilter, SedLibrary } from "@elvis/formats/product";

/** Rest wavelengths of all templates, nm: logarithmic from 40 to 3000. */
const WAVELENGTHS = Float64Array.from({ length: 600 }, (_, n) => 40 * (3000 / 40) ** (n / 599));
const LOG_STEP = Math.log(3000 / 40) / 599;

/** h c / k, nm K. */
const HC_OVER_K = 1.438777e7;
/** Planck's law in wavelength, without its constants. */
const planck = (wavelength: number, temperature: number): number =>
  (wavelength / 500) ** -5 / (Math.exp(HC_OVER_K / (wavelength * temperature)) - 1);
/** From `below` to 1 across an edge, over about 2 % of wavelength. */
const edge = (wavelength: number, at: number, below: number): number =>
  below + (1 - below) / (1 + Math.exp(-Math.log(wavelength / at) / 0.01));

/** Galaxy templates 0 (oldest) to 30 (youngest), then one quasar: the layout of the COSMOS library (Ilbert et al. 2009), the spectra ours. */
export const GALAXY_TEMPLATES = 31;
export const QUASAR_TEMPLATE = 31;

/** An old population: 4300 K, the 4000 A break, little below 260 nm. */
const old = (wavelength: number): number => planck(wavelength, 4300) * edge(wavelength, 400, 0.45) * Math.min(1, (wavelength / 260) ** 4);
/** A young one: a power law, the Balmer break, nothing below the Lyman limit. */
const young = (wavelength: number): number => (wavelength / 550) ** -2.2 * edge(wavelength, 364.6, 0.75) * edge(wavelength, 91.2, 0.02);
/** Power law of quasars, f_nu as nu^-0.5, with Ly-alpha, C IV, C III], Mg II, H-beta, H-alpha of the widths and strengths of Vanden Berk et al. 2001 (rounded). */
// biome-ignore format: a table
const QUASAR_LINES = [[121.6, 0.8, 0.02], [154.9, 0.35, 0.018], [190.9, 0.22, 0.02], [279.8, 0.25, 0.018], [486.1, 0.3, 0.014], [656.3, 1.2, 0.012]] as const;
const quasar = (wavelength: number): number =>
  (wavelength / 550) ** -1.5 *
  edge(wavelength, 91.2, 0.3) *
  (1 + QUASAR_LINES.reduce((sum, [at, height, width]) => sum + height * Math.exp(-0.5 * (Math.log(wavelength / at) / width) ** 2), 0));

/** f_lambda, 1 at 550 nm. */
export const galaxyTemplates: readonly Float64Array[] = [
  ...Array.from({ length: GALAXY_TEMPLATES }, (_, n) => {
    const share = 0.01 + 0.94 * (n / (GALAXY_TEMPLATES - 1));
    return WAVELENGTHS.map((wavelength) => ((1 - share) * old(wavelength)) / old(550) + (share * young(wavelength)) / young(550));
  }),
  WAVELENGTHS.map((wavelength) => quasar(wavelength) / quasar(550)),
];

/** Effective temperatures of the star templates, K: 40 from 2600 to 20000 in equal ratios. */
export const STAR_TEMPERATURES: readonly number[] = Array.from({ length: 40 }, (_, n) => 2600 * (20_000 / 2600) ** (n / 39));
/** The star template of the nearest temperature (in ratio). @param temperature K */
export function starTemplateAt(temperature: number): number {
  const last = STAR_TEMPERATURES.length - 1;
  const place = (Math.log(temperature / STAR_TEMPERATURES[0]) / Math.log(STAR_TEMPERATURES[last] / STAR_TEMPERATURES[0])) * last;
  return Math.min(last, Math.max(0, Math.round(place)));
}
/** f_nu: Planck, with the Balmer break of hot stars and the molecular bands of cool ones below 700 nm as smooth losses. */
export const starTemplates: readonly Float64Array[] = STAR_TEMPERATURES.map((temperature) =>
  WAVELENGTHS.map((wavelength) => {
    const bands = Math.exp(-Math.max(0, (4200 - temperature) / 1200) * Math.max(0, (700 - wavelength) / 250));
    return planck(wavelength, temperature) * wavelength * wavelength * bands * edge(wavelength, 364.6, temperature > 7000 ? 0.5 : 0.8);
  }),
);

/** Integral of f_nu over d ln(lambda), for means over a band. */
export type Cumulative = Float64Array;
const cumulative = (fNu: Float64Array): Cumulative => {
  const sum = new Float64Array(fNu.length + 1);
  for (let n = 0; n < fNu.length; n++) sum[n + 1] = sum[n] + fNu[n] * LOG_STEP;
  return sum;
};
const toFNu = (fLambda: Float64Array): Float64Array => fLambda.map((value, n) => value * WAVELENGTHS[n] ** 2);
export const galaxyIntegrals: readonly Cumulative[] = galaxyTemplates.map((template) => cumulative(toFNu(template)));
export const starIntegrals: readonly Cumulative[] = starTemplates.map(cumulative);

/** nm; flat bands of the mean and width in ln(wavelength) of LSST baseline throughputs 1.9, total, airmass 1.2: colours are taken from these. */
const LSST_EDGES: Readonly<Record<string, readonly [number, number]>> = {
  G_LSST: [408.3, 557.2],
  R_LSST: [551.8, 692.9],
  I_LSST: [689.5, 819.6],
  Z_LSST: [816.2, 922],
};
/** Width of another band over its wavelength: VIS 550 to 900 nm, Gaia G wide, the rest a seventh. */
const widthOf = ({ name }: Band): number => (name === "VIS" || name === "G_GAIA" ? 0.5 : 0.14);
const BAND_EDGES = TU_BANDS.map((band) => {
  const [from, to] = LSST_EDGES[band.name] ?? [band.wavelength * (1 - widthOf(band) / 2), band.wavelength * (1 + widthOf(band) / 2)];
  return [Math.log(from), Math.log(to)] as const;
});
const LOG_FIRST = Math.log(40);

const at = (sum: Cumulative, logWavelength: number): number => {
  const place = Math.min(sum.length - 1.001, Math.max(0, (logWavelength - LOG_FIRST) / LOG_STEP + 0.5));
  const index = Math.floor(place);
  return sum[index] + (place - index) * (sum[index + 1] - sum[index]);
};

/** Mean f_nu of a template over a band (by its index in TU_BANDS), seen at a redshift. */
export function bandFlux(sum: Cumulative, band: number, redshift: number): number {
  const shift = Math.log(1 + redshift);
  const [low, high] = BAND_EDGES[band];
  return (at(sum, high - shift) - at(sum, low - shift)) / (high - low);
}

/** k = A / E(B-V) at a rest wavelength (nm): 4.05 (550 / lambda)^0.9, near Calzetti et al. 2000 in the optical. */
const dustLaw = (wavelength: number): number => 4.05 * (550 / Math.max(90, wavelength)) ** 0.9;
/** Attenuation by dust at a rest wavelength (nm). */
export const dust = (wavelength: number, ebv: number): number => 10 ** (-0.4 * ebv * dustLaw(wavelength));

/** Transmission of the intergalactic medium below Ly-alpha: mean of the Ly-alpha forest, Madau 1995, and nothing below the Lyman limit beyond 3 %. */
export function intergalactic(observed: number, redshift: number): number {
  const rest = observed / (1 + redshift);
  if (rest >= 121.6) return 1;
  return Math.exp(-0.0036 * (observed / 121.6) ** 3.46) * (rest < 91.2 ? 0.03 : 1);
}

const floats = (templates: readonly Float64Array[]): readonly Float32Array[] => templates.map((template) => Float32Array.from(template));
/** The libraries that SED_TEMPLATE of the catalogues counts in: f_lambda of galaxies, 1 at 550 nm, and f_nu of stars. */
export const galaxyLibrary: SedLibrary = { wavelengths: WAVELENGTHS, templates: floats(galaxyTemplates), per: "wavelength" };
export const starLibrary: SedLibrary = { wavelengths: WAVELENGTHS, templates: floats(starTemplates), per: "frequency" };

/** The laws that EXT_LAW of the galaxies counts in: no dust, and the law of `dust`. */
export const dustLibrary: ExtinctionLaws = {
  wavelengths: WAVELENGTHS,
  laws: [new Float32Array(WAVELENGTHS.length), Float32Array.from(WAVELENGTHS, dustLaw)],
};
export const DUST_LAW = 1;

/** The bands as their fluxes are worked out here: boxes, in which the mean over ln(wavelength) is the mean over photons. */
export const flatFilters: ReadonlyMap<string, ReferenceFilter> = new Map(
  TU_BANDS.map(({ name }, band) => [
    name,
    { name, wavelengths: Float64Array.from(BAND_EDGES[band], Math.exp), transmission: Float64Array.of(1, 1), counts: "photons" },
  ]),
);
