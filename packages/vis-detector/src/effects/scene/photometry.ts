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
