import type { Stream } from "../random.ts";
import type { Pool } from "../wasm/pool.ts";
import { inPool, stripsOf } from "./strips.ts";

/** As `addGaussian` from index 0, by the kernel: the same bits. */
export function addGaussianOn(pool: Pool, from: Stream, pixels: Float32Array, sigma: number): Promise<void> {
  const { length } = pixels;
  return inPool(pool, pixels, (at) => pool.run("addGaussian", stripsOf(length), at, length, sigma, ...keyOf(from)));
}

/**
 * As `poissonInPlace` from index 0, by the kernel: the same bits.
 *
 * @returns how many pixels were below 0
 * @throws RangeError when a mean is not a number or infinite; pixels are then of no use
 */
export function poissonOn(pool: Pool, from: Stream, pixels: Float32Array): Promise<number> {
  const { length } = pixels;
  return inPool(pool, pixels, async (at) => {
    const strips = stripsOf(length);
    const found = pool.int32(2 * strips);
    await pool.run("drawPoisson", strips, at, length, found.byteOffset, ...keyOf(from));
    let below = 0;
    for (let strip = 0; strip < strips; strip++) {
      const bad = found[2 * strip + 1];
      if (bad >= 0) throw new RangeError(`kernels: poisson: mean ${pixels[bad]} at index ${bad}, expected a finite number`);
      below += found[2 * strip];
    }
    return below;
  });
}

/** The key's two words, and the fourth word of its counters. */
const keyOf = ({ words }: Stream): readonly [k0: number, k1: number, c3: number] => [words[0], words[1], words[2]];
