import { CCDS, ccdOf, READOUT_HEIGHT, READOUT_WIDTH } from "@elvis/focal-plane";
import { type CcdId, type DetectorExposure, detectorName, type QuadrantLetter, type VisInputConfiguration } from "@elvis/formats/product";

const LETTERS: readonly QuadrantLetter[] = ["E", "F", "G", "H"];
const perLetter = <T>(value: (n: number) => T) =>
  Object.fromEntries(LETTERS.map((letter, n) => [letter, value(n)])) as Record<QuadrantLetter, T>;

/** Pixels of a quadrant that tell which one it is: level 2700 in the overscan, 40 ADU more in the light, ripples that never repeat between quadrants. */
export function fakePixels(detectorId: number, n: number): Uint16Array {
  const pixels = new Uint16Array(READOUT_WIDTH * READOUT_HEIGHT);
  const mark = 4 * detectorId + n;
  for (let y = 0, at = 0; y < READOUT_HEIGHT; y++)
    for (let x = 0; x < READOUT_WIDTH; x++, at++)
      pixels[at] = 2700 + (x >= 51 && x < 2099 && y < 2066 ? 40 : 0) + ((x * (mark + 1) + y) & 3);
  return pixels;
}

/** A detector for tests: its quadrants are made when they are read. */
export function fakeDetector(ccd: CcdId, task: VisInputConfiguration, changes: Partial<DetectorExposure> = {}): DetectorExposure {
  const { detectorId } = ccdOf(ccd);
  return {
    fileName: `data/EUC_SIM_VIS-CCD-${task.identity.observationId}_${detectorName(detectorId)}.fits`,
    ccd,
    detectorId,
    identity: task.identity,
    randomSeed: task.randomSeed,
    gain: perLetter((n) => 3.4 + 0.05 * n),
    readNoise: perLetter((n) => 3.3 + 0.1 * n),
    biasLevel: perLetter((n) => 2700 + n),
    zeroPoint: 25.79,
    quadrants: LETTERS.map((quadrant, n) => ({ quadrant, read: async () => fakePixels(detectorId, n) })),
    budget: [],
    truth: [],
    objects: [],
    skipped: [],
    steps: [],
    ...changes,
  };
}

export async function* fakeDetectors(
  task: VisInputConfiguration,
  ids: readonly CcdId[] = CCDS.map(({ id }) => id),
): AsyncGenerator<DetectorExposure> {
  for (const id of ids) yield fakeDetector(id, task);
}
