import type { Pool } from "../wasm/pool.ts";

/** Pixels of one task, as assembly/noise.ts and assembly/pixels.ts have it: a cut by place, so that results do not depend on how many workers there are. */
export const STRIP = 65536;

export const stripsOf = (pixels: number): number => Math.ceil(pixels / STRIP);

/**
 * Runs `work` where kernels can reach the pixels: on themselves when they lie in the pool's memory, else on a copy that is put back.
 *
 * @param pixels changed by `work`
 * @param work is given the pixels' first byte; memory that it asks for is taken back
 */
export async function inPool<Result>(pool: Pool, pixels: Float32Array, work: (at: number) => Promise<Result>): Promise<Result> {
  const mark = pool.mark();
  try {
    if (pool.holds(pixels)) return await work(pixels.byteOffset);
    const copy = pool.float32(pixels.length);
    copy.set(pixels);
    const result = await work(copy.byteOffset);
    pixels.set(copy);
    return result;
  } finally {
    pool.release(mark);
  }
}

/** Rows of one task, as assembly/pixels.ts has it. */
const BAND = 16;

export const bandsOf = (rows: number): number => Math.ceil(rows / BAND);
