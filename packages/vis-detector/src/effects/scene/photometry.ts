import type { Catalog } from "@elvis/formats/catalog";

/** AB magnitude of 1 Jy. */
const MAGNITUDE_OF_JANSKY = 8.9;

/** AB magnitude of a flux density in Jy. */
export const magnitudeOf = (jansky: number): number => MAGNITUDE_OF_JANSKY - 2.5 * Math.log10(jansky);

/**
 * Electrons that a source gives: 10^(-0.4 (m - ZP)) t.
 *
 * @param jansky flux density in the passband
 * @param zeroPoint AB magnitude of 1 e-/s
 * @param seconds effective exposure time
 */
export const electronsOf = (jansky: number, zeroPoint: number, seconds: number): number =>
  jansky * 10 ** (0.4 * (zeroPoint - MAGNITUDE_OF_JANSKY)) * seconds;

/** nm; a source of unknown colour: flat in photons over the passband */
const MEAN_WAVELENGTH = 715;

/**
 * Three pieces of the passband and the catalogue band that stands for each: middle (nm) and the photons it passes for a flat spectrum
 * (throughput integrated over ln wavelength). @see throughput: mission database QE x transmission, 550 to 690, 690 to 820 and 820 to 900 nm
 */
const PIECES = [
  { band: "R_LSST", wavelength: 618, weight: 0.166 },
  { band: "I_LSST", wavelength: 752, weight: 0.119 },
  { band: "Z_LSST", wavelength: 856, weight: 0.047 },
] as const;

/**
 * Effective wavelength (nm) of each row: the mean over the photons collected, from the fluxes in r, i and z.
 *
 * @param columnOf name of a band's flux column in this kind of catalogue
 * @returns MEAN_WAVELENGTH where a flux is missing or not above 0
 */
export function effectiveWavelengths(catalog: Catalog, columnOf: (band: string) => string): (row: number) => number {
  if (!PIECES.every(({ band }) => catalog.has(columnOf(band)))) return () => MEAN_WAVELENGTH;
  const fluxes = PIECES.map(({ band }) => catalog.float32(columnOf(band)));
  return (row) => {
    let photons = 0;
    let sum = 0;
    for (let piece = 0; piece < PIECES.length; piece++) {
      const share = fluxes[piece][row] * PIECES[piece].weight;
      if (!(share > 0 && share < Infinity)) return MEAN_WAVELENGTH;
      photons += share;
      sum += share * PIECES[piece].wavelength;
    }
    return sum / photons;
  };
}
