import { INJECTION_ROWS, QUADRANT_HEIGHT } from "@elvis/focal-plane";
import type { Charge } from "../../frame.ts";

/**
 * Pixels that objects are drawn on, addressed by their place on the silicon: between the two halves lie rows of the charge-injection structure that
 * collect nothing and that the frame does not have.
 */
export interface Canvas {
  readonly width: number;
  /** Rows on the silicon, the gap's included. */
  readonly height: number;
  readonly pixels: Float32Array;
  /** First row of the gap. */
  readonly gapStart: number;
  readonly gapRows: number;
}

/** The canvas of a CCD's frame. A frame of not more than 2066 rows is the lower part of one half and has no gap. */
export function canvasOf(frame: Charge): Canvas {
  const gapRows = frame.height > QUADRANT_HEIGHT ? INJECTION_ROWS : 0;
  return { width: frame.width, height: frame.height + gapRows, pixels: frame.pixels, gapStart: QUADRANT_HEIGHT, gapRows };
}

/** Index of the first pixel of a silicon row, or -1 where the row collects nothing. */
export function rowStart(canvas: Canvas, y: number): number {
  if (y < 0 || y >= canvas.height) return -1;
  if (y < canvas.gapStart) return y * canvas.width;
  return y < canvas.gapStart + canvas.gapRows ? -1 : (y - canvas.gapRows) * canvas.width;
}

/** Whether a square of `side` pixels, its lower left one at (left, bottom) on the silicon, lies on pixels of the canvas alone. */
export function isWhollyOn({ width, height, gapStart, gapRows }: Canvas, left: number, bottom: number, side: number): boolean {
  const hasGap = gapRows > 0 && bottom < gapStart + gapRows && bottom + side > gapStart;
  return left >= 0 && bottom >= 0 && left + side <= width && bottom + side <= height && !hasGap;
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
