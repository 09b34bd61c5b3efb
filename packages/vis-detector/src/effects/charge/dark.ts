import { addSurfaceOn } from "@elvis/kernels";
import type { Effect } from "../../effect.ts";
import type { Charge } from "../../frame.ts";
import { constantMap } from "../../model-map.ts";

export interface DarkSettings {
  /** Dark current, e-/s in each pixel, at least 0. */
  readonly rate: number;
  /** Pixels with a current of their own, e-/s, beyond `rate`; x, y in the CCD's frame. Those outside the frame are left out. */
  readonly hotPixels?: { readonly x: Int32Array; readonly y: Int32Array; readonly rate: Float32Array };
}

/** Adds the charge that gathers without light, until each row is read. See ./dark.md. */
export const dark = {
  name: "dark",
  elvisKey: "DARK",
  async apply(frame, { rate, hotPixels }, { commandedDuration, readoutTime, pool, report }) {
    const { width, height, pixels } = frame;
    const half = Math.ceil(height / 2);
    const rowTime = readoutTime / (half + frame.margins.parallelOverscan);
    const first = Float64Array.from({ length: height }, (_, y) => rate * (commandedDuration + rowTime * (rowsToRegister(y, height) + 0.5)));
    await addSurfaceOn(pool, pixels, { plane: { size: 1, first, slope: 0 }, offset: 0, map: constantMap(0, width, height) });
    if (hotPixels !== undefined) report({ hotPixels: addHotPixels(frame, hotPixels, commandedDuration, rowTime) });
    return frame;
  },
} as const satisfies Effect<Charge, Charge, DarkSettings>;

/** Rows between row y and its half's serial register, which lies at the outer edge: 0 for the first row read. */
function rowsToRegister(y: number, height: number): number {
  return Math.min(y, height - 1 - y);
}

/**
 * A hot pixel fills its own charge packet during the exposure; while the CCD is read, it fills each packet that passes over it
 * for the time of one row: a faint column behind it, away from the register.
 *
 * @param duration s
 * @param rowTime s
 * @returns hot pixels in the frame
 */
function addHotPixels(
  { width, height, pixels }: Charge,
  { x, y, rate }: NonNullable<DarkSettings["hotPixels"]>,
  duration: number,
  rowTime: number,
): number {
  let count = 0;
  for (let n = 0; n < rate.length; n++) {
    if (!(rate[n] > 0) || x[n] < 0 || x[n] >= width || y[n] < 0 || y[n] >= height) continue;
    count++;
    const at = y[n] * width + x[n];
    pixels[at] += rate[n] * duration;
    const isLower = y[n] < height / 2;
    const step = isLower ? width : -width;
    const packets = rowsInHalf(isLower, height) - rowsToRegister(y[n], height);
    const each = rate[n] * rowTime;
    for (let k = 0; k < packets; k++) pixels[at + k * step] += each;
  }
  return count;
}

/** An odd row in the middle belongs to the lower half. */
function rowsInHalf(isLower: boolean, height: number): number {
  return isLower ? Math.ceil(height / 2) : Math.floor(height / 2);
}
