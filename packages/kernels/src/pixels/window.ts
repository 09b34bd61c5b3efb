import type { Pool } from "../wasm/pool.ts";
import { bandsOf } from "./strips.ts";

/** A rectangle of an image, to be copied from one of its corners on. */
export interface WindowCopy {
  /** Of the image that is read, pixels. */
  readonly width: number;
  /** The rectangle. */
  readonly left: number;
  readonly bottom: number;
  readonly columns: number;
  readonly rows: number;
  /** Its rightmost column comes first. */
  readonly isFromRight: boolean;
  /** Its uppermost row comes first. */
  readonly isFromTop: boolean;
  /** Of the image that is written, pixels; and where the rectangle begins in it. */
  readonly toWidth: number;
  readonly toLeft: number;
}

/** Copies a rectangle into rows 0 to rows - 1 of another image. */
export function copyWindow(from: Float32Array, to: Float32Array, copy: WindowCopy): void {
  const { width, left, bottom, columns, rows, isFromRight, isFromTop, toWidth, toLeft } = copy;
  for (let v = 0; v < rows; v++) {
    const row = (bottom + (isFromTop ? rows - 1 - v : v)) * width + left;
    const at = v * toWidth + toLeft;
    if (isFromRight) for (let u = 0; u < columns; u++) to[at + u] = from[row + columns - 1 - u];
    else to.set(from.subarray(row, row + columns), at);
  }
}

/** As `copyWindow`, by the kernel where both images lie in the pool's memory. */
export async function copyWindowOn(pool: Pool, from: Float32Array, to: Float32Array, copy: WindowCopy): Promise<void> {
  if (!pool.holds(from) || !pool.holds(to)) return copyWindow(from, to, copy);
  const { width, left, bottom, columns, rows, isFromRight, isFromTop, toWidth, toLeft } = copy;
  const first = from.byteOffset + 4 * ((bottom + (isFromTop ? rows - 1 : 0)) * width + left);
  const stride = 4 * (isFromTop ? -width : width);
  await pool.run(
    "readWindow",
    bandsOf(rows),
    ...[first, stride, columns, rows, Number(isFromRight), to.byteOffset + 4 * toLeft, 4 * toWidth],
  );
}
