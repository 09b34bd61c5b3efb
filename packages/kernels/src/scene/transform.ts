import { type Otf, otfOfSamples } from "../otf.ts";
import type { Pool } from "../wasm/pool.ts";
import { twiddlesOf } from "../wasm/twiddles.ts";

/** Points of the longest transform of samples that the kernel does. */
const MOST_POINTS = 2048;

/**
 * `otfOfSamples` by the kernel, on this thread; by its plain twin where period x oversampling is not a power of two.
 *
 * The arguments are those of the twin; the result is float32, within 1e-6 of it.
 */
export function transformSamples(
  pool: Pool,
  samples: Float32Array,
  size: number,
  oversampling: number,
  period: number,
  bandLimit: number,
): Otf {
  const points = period * oversampling;
  const isPower = Number.isInteger(Math.log2(points)) && points >= 16;
  if (!isPower || points > MOST_POINTS || points < size || 2 * bandLimit >= oversampling)
    return otfOfSamples(samples, size, oversampling, period, bandLimit);
  const twiddles = twiddlesOf(pool);
  const mark = pool.mark();
  try {
    const limit = Math.floor(bandLimit * period);
    const count = (limit + 1) * (2 * limit + 1);
    const held = pool.float32(size * size);
    held.set(samples);
    const work = pool.allocate(16 * points * points);
    const out = pool.float32(2 * count);
    pool.kernels.transformSamples(twiddles, held.byteOffset, size, points, limit, bandLimit * period, work, out.byteOffset);
    return { period, limit, re: out.slice(0, count), im: out.slice(count) };
  } finally {
    pool.release(mark);
  }
}
