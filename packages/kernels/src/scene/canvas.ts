import type { KernelMemory } from "../wasm/memory.ts";
import type { Canvas } from "./types.ts";

/** Index of the first pixel of a silicon row, or -1 where the row collects nothing. */
export function rowStart(canvas: Canvas, y: number): number {
  if (y < 0 || y >= canvas.height) return -1;
  if (y < canvas.gapStart) return y * canvas.width;
  return y < canvas.gapStart + canvas.gapRows ? -1 : (y - canvas.gapRows) * canvas.width;
}

/**
 * Adds a square of `side` pixels whose lower left pixel is (left, bottom) on the silicon; what falls off the canvas is lost.
 *
 * @returns electrons that were collected
 */
export function addSquare(canvas: Canvas, square: Float64Array, side: number, left: number, bottom: number): number {
  const first = Math.max(0, -left);
  const last = Math.min(side, canvas.width - left);
  let collected = 0;
  for (let row = 0; row < side; row++) {
    const start = rowStart(canvas, bottom + row);
    if (start < 0) continue;
    for (let column = first, to = start + left + first, from = row * side + first; column < last; column++, to++, from++) {
      canvas.pixels[to] += square[from];
      collected += square[from];
    }
  }
  return collected;
}

/** A canvas's pixels in the memory of kernels: themselves when they lie there, else a copy that is to be copied back. */
export function heldPixels(heap: KernelMemory, { pixels }: Canvas): Float32Array {
  if (heap.holds(pixels)) return pixels;
  const held = heap.float32(pixels.length);
  held.set(pixels);
  return held;
}
