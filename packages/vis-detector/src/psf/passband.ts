/**
 * Throughput of VIS at the end of life: quantum efficiency times transmission of the telescope, dichroic included; linear between the entries, none outside.
 *
 * @see Euclid mission database (SC3, 2017): MeanDetectorQuantumEfficiencyNominalEOL x PLMTransmissionVISNominalEOL (current best estimate), each 5 nm; thinned to
 * 10 nm inside the band, which moves its mean wavelength by 0.06 nm
 */
// biome-ignore format: a table
const THROUGHPUT: readonly (readonly [number, number])[] = [
  [530, 0.0134], [535, 0.0225], [540, 0.2406], [545, 0.5327], [550, 0.6647], [560, 0.6887], [570, 0.7032], [580, 0.7195],
  [590, 0.7292], [600, 0.7359], [610, 0.7433], [620, 0.7471], [630, 0.7488], [640, 0.7471], [650, 0.7468], [660, 0.7408],
  [670, 0.7367], [680, 0.7356], [690, 0.7333], [700, 0.7208], [710, 0.7189], [720, 0.7157], [730, 0.7106], [740, 0.7064],
  [750, 0.6921], [760, 0.682], [770, 0.6763], [780, 0.6609], [790, 0.6566], [800, 0.6364], [810, 0.6231], [820, 0.6034],
  [830, 0.5895], [840, 0.5689], [850, 0.5422], [860, 0.5273], [870, 0.4936], [880, 0.455], [890, 0.4277], [900, 0.3936],
  [910, 0.3564], [915, 0.3375], [920, 0.2797], [925, 0.1349], [930, 0.0126], [935, 0.0034],
];

/** nm; of the integrals over the band */
const STEP = 1;

/** Wavelengths of the integrals over the band, nm: every nanometre from 530 to 935. */
export const BAND: readonly number[] = Array.from(
  { length: (THROUGHPUT[THROUGHPUT.length - 1][0] - THROUGHPUT[0][0]) / STEP + 1 },
  (_, n) => THROUGHPUT[0][0] + n * STEP,
);

/** Share of the photons that are collected, 0 to 1. @param wavelength nm */
export function throughput(wavelength: number): number {
  let above = THROUGHPUT.findIndex(([at]) => at >= wavelength);
  if (above < 0 || wavelength < THROUGHPUT[0][0]) return 0;
  above = Math.max(1, above);
  const [low, from] = THROUGHPUT[above - 1];
  const [high, to] = THROUGHPUT[above];
  return from + ((wavelength - low) / (high - low)) * (to - from);
}

/** Electrons that a flux density f_nu of 1 gives about each wavelength of `BAND`, in any unit: throughput over wavelength; half a nanometre counts at either end. */
export const ELECTRONS: Float64Array = Float64Array.from(
  BAND,
  (wavelength, n) => (throughput(wavelength) / wavelength) * (n === 0 || n === BAND.length - 1 ? 0.5 : 1),
);
