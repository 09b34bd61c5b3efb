import type { Pool } from "../wasm/pool.ts";
import { inPool, stripsOf } from "./strips.ts";

/** Divides the pixels, in place. */
export function divide(pixels: Float32Array, divisor: number): void {
  for (let at = 0; at < pixels.length; at++) pixels[at] /= divisor;
}

/** As `divide`, by the kernel: the same bits. */
export function divideOn(pool: Pool, pixels: Float32Array, divisor: number): Promise<void> {
  const { length } = pixels;
  return inPool(pool, pixels, (at) => pool.run("divide", stripsOf(length), at, length, divisor));
}

/** 1.5 x 2^52: a double of this size has no fraction bits left, so adding it rounds, ties to even. Exact for |x| below 2^51. */
const ROUND = 6755399441055744;

/**
 * Rounds to whole numbers, ties to even, and clips, in place.
 *
 * @param pixels overwritten with whole numbers 0 to `top`
 * @param top whole, 0 to 2^24
 * @returns pixels that were beyond the range after rounding
 */
export function discretize(pixels: Float32Array, top: number): number {
  let clipped = 0;
  for (let at = 0; at < pixels.length; at++) {
    const whole = pixels[at] + ROUND - ROUND;
    if (whole >= 0 && whole <= top) pixels[at] = whole;
    else {
      pixels[at] = whole > top ? top : 0;
      clipped++;
    }
  }
  return clipped;
}

/** As `discretize`, by the kernel: the same bits. */
export function discretizeOn(pool: Pool, pixels: Float32Array, top: number): Promise<number> {
  const { length } = pixels;
  return inPool(pool, pixels, async (at) => {
    const clipped = pool.int32(stripsOf(length));
    await pool.run("discretize", clipped.length, at, length, top, clipped.byteOffset);
    return clipped.reduce((sum, count) => sum + count, 0);
  });
}
