import {
  CCD_HEIGHT,
  CCD_WIDTH,
  type Ccd,
  cornerOf,
  PRESCAN,
  QUADRANT_HEIGHT,
  QUADRANT_WIDTH,
  quadrantsOf,
  READOUT_WIDTH,
} from "@elvis/focal-plane";
import type { QuadrantLetter } from "@elvis/formats/product";
import type { Plane } from "./plane.ts";
import { quantiles } from "./stretch.ts";

/** Last 14 columns of the serial overscan, where flight frames measure the bias (BIASSEC [2115:2128,16:2086]). */
const BIAS_COLUMNS = [2114, 2128] as const;

/** Median of a quadrant's serial overscan, ADU. */
function overscanLevel(pixels: Uint16Array): number {
  const sample: number[] = [];
  for (let y = 15; y < QUADRANT_HEIGHT; y += 4)
    for (let x = BIAS_COLUMNS[0]; x < BIAS_COLUMNS[1]; x++) sample.push(pixels[y * READOUT_WIDTH + x]);
  return quantiles(Float32Array.from(sample), [0.5])[0];
}

/**
 * One CCD as it lies on the focal plane, electrons above each quadrant's overscan level; NaN where a quadrant is absent.
 *
 * @param read the quadrant's 2128 x 2086 readout plane, ADU, or undefined
 * @param gain e-/ADU of each quadrant
 */
export async function assembleCcd(
  ccd: Ccd,
  read: (quadrant: QuadrantLetter) => Promise<Uint16Array> | undefined,
  gain: (quadrant: QuadrantLetter) => number,
): Promise<Plane> {
  const pixels = new Float32Array(CCD_WIDTH * CCD_HEIGHT).fill(Number.NaN);
  for (const quadrant of quadrantsOf(ccd)) {
    const plane = await read(quadrant);
    if (plane === undefined) continue;
    const level = overscanLevel(plane);
    const factor = gain(quadrant);
    const corner = cornerOf(ccd, quadrant);
    const right = corner.endsWith("Right");
    const upper = corner.startsWith("upper");
    for (let v = 0; v < QUADRANT_HEIGHT; v++) {
      const row = (upper ? CCD_HEIGHT - 1 - v : v) * CCD_WIDTH;
      const from = v * READOUT_WIDTH + PRESCAN;
      if (right) for (let u = 0; u < QUADRANT_WIDTH; u++) pixels[row + CCD_WIDTH - 1 - u] = factor * (plane[from + u] - level);
      else for (let u = 0; u < QUADRANT_WIDTH; u++) pixels[row + u] = factor * (plane[from + u] - level);
    }
  }
  return { width: CCD_WIDTH, height: CCD_HEIGHT, pixels };
}
