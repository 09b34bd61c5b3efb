import { existsSync, readdirSync, readFileSync } from "node:fs";
import { shared } from "../pipeline/workdirs.ts";

/** f_nu, any unit, at a wavelength in nm. */
export type Flux = (wavelength: number) => number;
/** By name. */
export type Spectra = readonly (readonly [string, Flux])[];

const planck = (wavelength: number, temperature: number): number =>
  wavelength ** -3 / (Math.exp(1.438777e7 / (wavelength * temperature)) - 1);

/** A galaxy: power laws of either side of a 4000 A break of a factor, at a redshift. */
const withBreak =
  (redshift: number, factor: number): Flux =>
  (wavelength) => {
    const rest = wavelength / (1 + redshift);
    const step = 1 / (1 + Math.exp(-(rest - 400) / 5));
    return (rest / 400) ** 1.2 * (1 / factor + (1 - 1 / factor) * step);
  };

/** A line of an equivalent width (nm, observed) on a continuum flat in f_nu. */
const withLine =
  (at: number, width: number): Flux =>
  (wavelength) =>
    1 + (width / (2 * Math.sqrt(2 * Math.PI))) * Math.exp(-0.5 * ((wavelength - at) / 2) ** 2);

/**
 * Total throughput of LSST's g, r, i, z at airmass 1.2: nm, share; linear between.
 *
 * @see LSST baseline throughputs 1.9, read off at few places; mean and width of each to 0.3 %
 */
// biome-ignore format: tables
const LSST: readonly (readonly (readonly [number, number])[])[] = [
  [[386, 0], [398, 0.08], [405, 0.15], [414, 0.255], [430, 0.309], [450, 0.354], [471, 0.382], [497, 0.398], [537, 0.407], [541, 0.378], [550, 0.235], [562, 0.04], [567, 0]],
  [[537, 0], [542, 0.042], [558, 0.311], [566, 0.418], [586, 0.432], [604, 0.427], [623, 0.444], [661, 0.453], [677, 0.45], [685, 0.33], [688, 0.23], [701, 0.042], [706, 0]],
  [[676, 0], [687, 0.128], [705, 0.4345], [718, 0.435], [736, 0.444], [756, 0.451], [760, 0.26], [765, 0.3], [769, 0.439], [786, 0.448], [804, 0.441], [813, 0.3], [822, 0.143], [833, 0]],
  [[803, 0], [819, 0.222], [831, 0.42], [840, 0.439], [867, 0.444], [885, 0.438], [896, 0.4], [908, 0.375], [914, 0.32], [920, 0.238], [930, 0.07], [938, 0]],
];

/** Fluxes in g, r, i, z: f_nu, mean over the photons that the band passes of a flat one. */
export const fluxesOf = (flux: Flux): number[] =>
  LSST.map((band) => {
    let [sum, photons] = [0, 0];
    for (let n = 1; n < band.length; n++) {
      const [[from, low], [to, high]] = [band[n - 1], band[n]];
      const steps = Math.ceil((to - from) / 2);
      for (let step = 0; step < steps; step++) {
        const share = (step + 0.5) / steps;
        const wavelength = from + share * (to - from);
        const passed = ((low + share * (high - low)) / wavelength) * ((to - from) / steps);
        sum += passed * flux(wavelength);
        photons += passed;
      }
    }
    return sum / photons;
  });

/** Spectra that need no files, by kind. */
export const ANALYTIC: Readonly<Record<string, Spectra>> = {
  "black bodies, 3000 to 20000 K": [3000, 3500, 4000, 5000, 6000, 8000, 12000, 20000].map((temperature) => [
    `${temperature} K`,
    (wavelength) => planck(wavelength, temperature),
  ]),
  "power laws, f_nu as lambda^-2 to lambda^4": [-2, -1, 0, 1, 2, 4].map((power) => [
    `${power}`,
    (wavelength) => (wavelength / 700) ** power,
  ]),
  "4000 A break of a factor 1.6, z = 0.1 to 1.3": Array.from({ length: 13 }, (_, n) => [
    `z ${(0.1 * (n + 1)).toFixed(1)}`,
    withBreak(0.1 * (n + 1), 1.6),
  ]),
  "emission line of 5 nm, 560 to 900 nm": Array.from({ length: 18 }, (_, n) => [`${560 + 20 * n} nm`, withLine(560 + 20 * n, 5)]),
  "emission line of 40 nm, 560 to 900 nm": Array.from({ length: 18 }, (_, n) => [`${560 + 20 * n} nm`, withLine(560 + 20 * n, 40)]),
};

/** f_nu from a text file of wavelength (A) and f_lambda, linear between its lines. */
function template(file: string): Flux {
  const rows = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => /^\s*[\d.]/.test(line))
    .map((line) => line.trim().split(/\s+/).map(Number));
  const wavelengths = rows.map(([wavelength]) => wavelength / 10);
  const values = rows.map(([wavelength, value]) => value * wavelength * wavelength);
  return (wavelength) => {
    let [low, high] = [0, wavelengths.length - 1];
    if (!(wavelength > wavelengths[low] && wavelength < wavelengths[high])) return 0;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (wavelengths[middle] <= wavelength) low = middle;
      else high = middle;
    }
    const share = (wavelength - wavelengths[low]) / (wavelengths[high] - wavelengths[low]);
    return values[low] + share * (values[high] - values[low]);
  };
}

const STARS = shared("data/seds_star/pickles");
const GALAXIES = shared("data/seds_galaxy/COSMOS_SED");
export const isLibraryThere = existsSync(STARS) && existsSync(GALAXIES);

const inFolder = (folder: string): Spectra =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".sed"))
    .sort()
    .map((name) => [name.replace(".sed", ""), template(`${folder}/${name}`)]);

/** Stars of Pickles (1998), galaxies of the COSMOS library (Polletta et al. 2007; Ilbert et al. 2009) at redshifts; by kind. */
export function libraries(): Readonly<Record<string, Spectra>> {
  const stars = inFolder(STARS);
  const galaxies = inFolder(GALAXIES);
  const at = (redshifts: readonly number[]): Spectra =>
    galaxies.flatMap(([name, flux]) =>
      redshifts.map((redshift) => [`${name} z ${redshift}`, (wavelength: number) => flux(wavelength / (1 + redshift))] as const),
    );
  const isCool = (name: string): boolean => name.startsWith("m");
  return {
    "stars of Pickles, O to K": stars.filter(([name]) => !isCool(name)),
    "stars of Pickles, M": stars.filter(([name]) => isCool(name)),
    "galaxies of COSMOS, z = 0 to 1.2": at([0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 1.05, 1.2]),
    "galaxies of COSMOS, z = 1.5 to 3": at([1.5, 2, 2.5, 3]),
  };
}
