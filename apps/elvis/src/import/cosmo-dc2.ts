import { FormatError } from "@elvis/formats";
import { type Band, TU_BANDS } from "@elvis/formats/catalog";
import type { Galaxy } from "./rows.ts";
import { inclinationOf, luminosityDistance } from "./shape.ts";
import type { SourceTable } from "./source-table.ts";

/**
 * The 30 top-hat bands of cosmoDC2's spectra: first wavelength and width, Angstrom, rest frame.
 *
 * @see Korytov et al. 2019, ApJS 245, 26; the catalogue's column names sed_<start>_<width>
 */
const BINS: readonly (readonly [start: number, width: number])[] = [
  [1000, 246],
  [1246, 306],
  [1552, 381],
  [1933, 474],
  [2407, 591],
  [2998, 186],
  [3184, 197],
  [3381, 209],
  [3590, 222],
  [3812, 236],
  [4048, 251],
  [4299, 266],
  [4565, 283],
  [4848, 300],
  [5148, 319],
  [5467, 339],
  [5806, 360],
  [6166, 382],
  [6548, 406],
  [6954, 431],
  [7385, 458],
  [7843, 486],
  [8329, 517],
  [8846, 549],
  [9395, 583],
  [9978, 1489],
  [11467, 1710],
  [13177, 1966],
  [15143, 2259],
  [17402, 2596],
];
/** Last wavelength of each bin, nm. */
const ENDS = BINS.map(([start, width]) => (start + width) / 10);

/** W/Hz in the catalogue's unit of luminosity: that of absolute AB magnitude 0. */
const LUMINOSITY = 4.4659e13;
const PARSEC = 3.085677581e16;
/** Of the catalogue's simulation (WMAP 7): matter 0.2648, H0 71. */
const MATTER = 0.2648;
const HUBBLE_DISTANCE = (299_792.458 / 71) * 1e6;
/** W/m2/Hz in a jansky. */
const JANSKY = 1e-26;

/**
 * cosmoDC2 (LSST DESC skyCatalogs): bulge, disc and knots with their own spectra, sizes along both axes (arcsec, half light), lensing and
 * Milky Way extinction. Knots belong to the disc. The spectra are of unlensed luminosities: fluxes get the lensing magnification and the extinction here.
 *
 * `position_angle_unlensed` is taken as it is, degrees. SED_TEMPLATE: the rest-frame colour 400 nm to 700 nm, 0 the reddest, 30 the bluest.
 */
export function cosmoDc2Galaxies(table: SourceTable): (Galaxy | undefined)[] {
  const columns = [
    "ra",
    "dec",
    "redshift",
    "shear_1",
    "shear_2",
    "convergence",
    "size_bulge_true",
    "size_minor_bulge_true",
    "sersic_bulge",
    "size_disk_true",
    "size_minor_disk_true",
    "position_angle_unlensed",
    "MW_av",
  ];
  const [ra, dec, redshift, shear1, shear2, convergence, bulge, bulgeMinor, sersic, disc, discMinor, angle, extinction] = columns.map(
    (name) => table.numbers(name),
  );
  const parts = ["bulge", "disk", "knots"].map((part) => table.texts(`sed_val_${part}`));
  const ids = table.ids("galaxy_id");
  return Array.from({ length: table.rows }, (_, row) => {
    const [bulgeSpectrum, discSpectrum, knots] = parts.map((texts) => spectrumOf(texts[row], table.file, row));
    const outer = discSpectrum.map((value, bin) => value + knots[bin]);
    const total = bulgeSpectrum.map((value, bin) => value + outer[bin]);
    if (!(Math.max(...total) > 0)) return undefined;
    const magnification = 1 / ((1 - convergence[row]) ** 2 - shear1[row] ** 2 - shear2[row] ** 2);
    const distance = luminosityDistance(redshift[row], MATTER, HUBBLE_DISTANCE) * PARSEC;
    const scale = (((1 + redshift[row]) * LUMINOSITY) / (4 * Math.PI * distance ** 2) / JANSKY) * magnification;
    const seen = (spectrum: readonly number[]) =>
      Float64Array.from(
        TU_BANDS,
        (band) => scale * meanOver(spectrum, band, redshift[row]) * 10 ** (-0.4 * extinction[row] * dust(band.wavelength)),
      );
    const fluxes = seen(total);
    const bulgeFraction = Math.min(1, Math.max(0, seen(bulgeSpectrum)[0] / fluxes[0]));
    return {
      id: ids?.[row] ?? table.number(row),
      ra: ra[row],
      dec: dec[row],
      redshift: redshift[row],
      template: Math.min(30, Math.max(0, Math.round(30 * (1 - Math.log(at(total, 700) / at(total, 400)) / 1.8)))),
      ebv: 0,
      shape: { bulgeFraction, bulgeR50: bulge[row], discR50: disc[row], bulgeSersic: sersic[row] > 0 ? sersic[row] : 4 },
      axisRatio: ratio(bulgeMinor[row], bulge[row]),
      inclination: inclinationOf(ratio(discMinor[row], disc[row])),
      angle: angle[row],
      kappa: convergence[row],
      gamma1: shear1[row],
      gamma2: shear2[row],
      extinction: extinction[row],
      fluxes,
    };
  });
}

const ratio = (minor: number, major: number): number => (major > 0 ? Math.min(1, Math.max(0.01, minor / major)) : 1);
/** A(lambda) / A(V), nm: a power law near that of Cardelli et al. 1989 for R(V) 3.1 between 350 and 2200 nm. */
const dust = (wavelength: number): number => (wavelength / 550) ** -1.4;

function spectrumOf(text: string, file: string, row: number): readonly number[] {
  const values = text
    .replace(/^\[|\]$/g, "")
    .split(/[\s,]+/)
    .filter((it) => it !== "")
    .map(Number);
  if (values.length !== BINS.length || values.some(Number.isNaN))
    throw new FormatError(file, `row ${row + 1}`, `a spectrum of ${BINS.length} numbers`, text.slice(0, 40));
  return values;
}

/** Half the width of a band over its wavelength. */
const HALF_WIDTH: Readonly<Record<string, number>> = { VIS: 0.25, G_GAIA: 0.3 };
const USUAL_HALF_WIDTH = 0.12;
const SAMPLES = 15;

/** Mean of a spectrum of top hats over a band seen at `redshift`. */
function meanOver(spectrum: readonly number[], { name, wavelength }: Band, redshift: number): number {
  const half = HALF_WIDTH[name] ?? USUAL_HALF_WIDTH;
  let sum = 0;
  for (let sample = 0; sample < SAMPLES; sample++)
    sum += at(spectrum, (wavelength * (1 + half * ((2 * sample + 1) / SAMPLES - 1))) / (1 + redshift));
  return sum / SAMPLES;
}

/** Value of the top hat at a rest wavelength, nm; the outer ones go on. */
function at(spectrum: readonly number[], wavelength: number): number {
  const bin = ENDS.findIndex((end) => wavelength < end);
  return spectrum[bin < 0 ? spectrum.length - 1 : bin];
}
