import type { Pool } from "../wasm/pool.ts";
import { STRIP, stripsOf } from "./strips.ts";

/** What became of pixels since they were last looked at. */
export interface Account {
  /** Of all pixels as they are now. */
  readonly sum: number;
  /** Sum over the pixels that rose, of how much. */
  readonly rose: number;
  /** Likewise of those that fell, at least 0. */
  readonly fell: number;
  /** Pixels that rose or fell. */
  readonly changed: number;
}

/**
 * Compares pixels with a copy of what they were, and renews the copy. Sums are float64, strip by strip, in four parts: the kernel's order.
 *
 * @param copy as long as the pixels; overwritten
 */
export function account(pixels: Float32Array, copy: Float32Array): Account {
  const strips = Array.from({ length: stripsOf(pixels.length) }, (_, strip) => {
    const [sum, rose, fell] = [new Float64Array(4), new Float64Array(4), new Float64Array(4)];
    let changed = 0;
    const end = Math.min(pixels.length, (strip + 1) * STRIP);
    for (let at = strip * STRIP; at < end; at++) {
      const part = at & 3;
      const value = pixels[at];
      const step = value - copy[at];
      sum[part] += value;
      if (step > 0) rose[part] += step;
      else if (step < 0) fell[part] -= step;
      if (step > 0 || step < 0) changed++;
      copy[at] = value;
    }
    return [total(sum), total(rose), total(fell), changed];
  });
  return added(strips.flat());
}

const total = ([a, b, c, d]: Float64Array): number => a + c + (b + d);

/** As `account`, by the kernel where pixels and copy lie in the pool's memory. */
export async function accountOn(pool: Pool, pixels: Float32Array, copy: Float32Array): Promise<Account> {
  if (!pool.holds(pixels) || !pool.holds(copy)) return account(pixels, copy);
  const mark = pool.mark();
  try {
    const strips = stripsOf(pixels.length);
    const out = pool.float64(4 * strips);
    await pool.run("account", strips, pixels.byteOffset, copy.byteOffset, pixels.length, out.byteOffset);
    return added(out);
  } finally {
    pool.release(mark);
  }
}

function added(strips: ArrayLike<number>): Account {
  const [sum, rose, fell, changed] = [0, 1, 2, 3].map((field) => {
    let all = 0;
    for (let at = field; at < strips.length; at += 4) all += strips[at];
    return all;
  });
  return { sum, rose, fell, changed };
}
