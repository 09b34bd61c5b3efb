import type { Pool } from "../wasm/pool.ts";

/** An image spread over an area of width x height, x fastest. */
export interface AreaMap {
  /** The same value everywhere; the image again and again from (0, 0) on; or bilinear between the centres of equal cells, constant beyond the outer ones. */
  readonly kind: "constant" | "tiles" | "cells";
  /** Of the image. A constant map has one pixel. */
  readonly columns: number;
  readonly rows: number;
  readonly pixels: Float32Array | Float64Array;
  readonly width: number;
  readonly height: number;
}

/** As assembly/pixels.ts has it. */
const WIDEST = 32766;
const KINDS = { constant: 0, tiles: 1, cells: 2 } as const;

/** Writes row y of the area into `out` (length: the area's width). The kernel does the same operations in the same order. */
export function mapRow({ kind, columns, rows, pixels, width, height }: AreaMap, y: number, out: Float64Array): void {
  if (kind === "constant") out.fill(pixels[0]);
  else if (kind === "tiles") {
    const start = (y % rows) * columns;
    for (let x = 0, from = 0; x < width; x++) {
      out[x] = pixels[start + from];
      if (++from === columns) from = 0;
    }
  } else {
    const cell = cellOf(y, rows, height);
    const below = Math.floor(cell);
    const above = Math.min(below + 1, rows - 1);
    const weight = cell - below;
    // One more than there are: beyond the last cell, whose share is 0.
    const between = new Float64Array(columns + 1);
    for (let column = 0; column < columns; column++)
      between[column] = (1 - weight) * pixels[below * columns + column] + weight * pixels[above * columns + column];
    for (let x = 0; x < width; x++) {
      const { left, share } = columnOf(x, columns, width);
      out[x] = between[left] + share * (between[left + 1] - between[left]);
    }
  }
}

/** Cell c of n reaches from pixel c width / n - 1/2 on; its centre is half a cell further. */
function cellOf(at: number, cells: number, length: number): number {
  return Math.min(Math.max(((at + 0.5) * cells) / length - 0.5, 0), cells - 1);
}

/** The cell left of a pixel, and the share of the next one. */
function columnOf(x: number, columns: number, width: number): { readonly left: number; readonly share: number } {
  const cell = cellOf(x, columns, width);
  const left = Math.min(Math.floor(cell), Math.max(0, columns - 2));
  return { left, share: columns > 1 ? cell - left : 0 };
}

/**
 * Puts a map where kernels read it, as assembly/map.ts says. The memory is the caller's to take back.
 *
 * @returns first byte of its record
 * @throws RangeError for an area wider than 32766 pixels
 */
export function writeMap(pool: Pool, map: AreaMap): number {
  const { kind, columns, rows, pixels, width, height } = map;
  if (!(width <= WIDEST)) throw new RangeError(`kernels: map: expected a width of at most ${WIDEST} pixels, found ${width}`);
  const values = pool.float32(columns * rows);
  const cells = pool.int32(kind === "cells" ? width + 2 : 0);
  const shares = pool.float64(kind === "cells" ? width + 2 : 0);
  if (kind !== "constant") values.set(pixels);
  for (let x = 0; kind === "cells" && x < width; x++) ({ left: cells[x], share: shares[x] } = columnOf(x, columns, width));
  const at = pool.allocate(40);
  const numbers = [KINDS[kind], columns, rows, width, height, values.byteOffset, cells.byteOffset, shares.byteOffset];
  new Int32Array(pool.memory.buffer, at, 8).set(numbers);
  new Float64Array(pool.memory.buffer, at + 32, 1)[0] = kind === "constant" ? pixels[0] : 0;
  return at;
}

/** A map that has one value. */
export const constantArea = (value: number, width: number, height: number): AreaMap => ({
  kind: "constant",
  columns: 1,
  rows: 1,
  pixels: Float64Array.of(value),
  width,
  height,
});
