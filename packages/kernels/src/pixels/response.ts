import type { Pool } from "../wasm/pool.ts";
import { type AreaMap, mapRow, writeMap } from "./map.ts";
import { bandsOf, inPool } from "./strips.ts";

/** A part of an image, with a map of its own that may lie turned about. */
export interface Window {
  readonly left: number;
  readonly bottom: number;
  /** Column 0 of its map lies at its right end. */
  readonly isFromRight: boolean;
  /** Row 0 of its map lies at its top. */
  readonly isFromTop: boolean;
  /** Its width and height are the window's. */
  readonly map: AreaMap;
}

/**
 * Multiplies the pixels of each window by its map and that of the whole image, in place. The kernel does the same operations in the same order.
 *
 * @param pixels of an image of the size of `whole`
 */
export function multiplyMaps(pixels: Float32Array, whole: AreaMap, windows: readonly Window[]): void {
  const field = new Float64Array(whole.width);
  for (const { left, bottom, isFromRight, isFromTop, map } of windows) {
    const { width, height } = map;
    const own = new Float64Array(width);
    for (let v = 0; v < height; v++) {
      mapRow(whole, bottom + v, field);
      mapRow(map, isFromTop ? height - 1 - v : v, own);
      const at = (bottom + v) * whole.width + left;
      for (let u = 0; u < width; u++) pixels[at + u] *= field[left + u] * own[isFromRight ? width - 1 - u : u];
    }
  }
}

/** As `multiplyMaps`, by the kernel: the same bits. */
export function multiplyMapsOn(pool: Pool, pixels: Float32Array, whole: AreaMap, windows: readonly Window[]): Promise<void> {
  return inPool(pool, pixels, async (at) => {
    const wholeAt = writeMap(pool, whole);
    const mark = pool.mark();
    for (const { left, bottom, isFromRight, isFromTop, map } of windows) {
      if (map.width === 0 || map.height === 0) continue;
      const mapAt = writeMap(pool, map);
      const record = pool.allocate(32);
      const numbers = [left, bottom, map.width, map.height, Number(isFromRight), Number(isFromTop), wholeAt, mapAt];
      new Int32Array(pool.memory.buffer, record, 8).set(numbers);
      await pool.run("multiplyMaps", bandsOf(map.height), at, whole.width, record);
      pool.release(mark);
    }
  });
}
