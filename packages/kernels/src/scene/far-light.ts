import type { Pool } from "../wasm/pool.ts";
import { heldPixels, rowStart } from "./canvas.ts";
import { SCENE_BYTES, writeFrame } from "./layout.ts";
import type { Canvas } from "./types.ts";

/** Side of a cell, pixels: light that lies further from its object than that is smooth over it. */
const CELL = 64;
/** Points along each side of a cell at which the kernel is read. */
const POINTS = 8;
/** Likewise for an object with an inner radius of its own. */
const OWN_POINTS = 4;
/** As assembly/draw.ts has it. */
const BAND_ROWS = 64;

/**
 * Light far from its objects, beyond the stamps of the point spread function: summed in coarse cells and spread all at once, as r^-3 beyond an inner radius,
 * since each object's part of it is far below the noise and only the sum counts.
 */
export interface FarLight {
  /**
   * Electrons of an object that are to be spread about a place on the silicon.
   *
   * @param inner pixels within which nothing of them is spread; default that of all objects
   * @returns how many of them will fall on the canvas
   */
  add(x: number, y: number, electrons: number, inner?: number): number;
  /** Adds all of it to the canvas; best when its pixels lie in the pool's memory. */
  spread(pool: Pool): Promise<void>;
  /** The same in plain TypeScript: the twin. */
  spreadPlain(): void;
}

/**
 * @param inner pixels within which nothing is spread
 * @see r^-3: mean diffraction of an aperture far out, Born and Wolf, Principles of Optics, section 8.5
 */
export function farLight(canvas: Canvas, inner: number): FarLight {
  const columns = Math.ceil(canvas.width / CELL);
  const rows = Math.ceil(canvas.height / CELL);
  const electrons = new Float64Array(columns * rows);
  /** Of objects with an inner radius of their own: spread already. */
  const own = new Float64Array(columns * rows);
  const kernel = kernelOf(columns, rows, inner);
  const coverage = spreadOver(new Float64Array(columns * rows).fill(1), kernel, columns, rows);
  const cellOf = (x: number, y: number): number => {
    const within = (value: number, count: number): number => Math.min(count - 1, Math.max(0, Math.floor((value + 0.5) / CELL)));
    return within(y, rows) * columns + within(x, columns);
  };
  /** Electrons a pixel. */
  const map = (): Float32Array =>
    Float32Array.from(spreadOver(electrons, kernel, columns, rows), (value, cell) => (value + own[cell]) / (CELL * CELL));
  return {
    add(x, y, amount, from = inner) {
      if (from !== inner) return spreadFrom(own, columns, rows, x, y, amount, from);
      const cell = cellOf(x, y);
      electrons[cell] += amount;
      return amount * coverage[cell];
    },
    async spread(pool) {
      const mark = pool.mark();
      try {
        const pixels = heldPixels(pool, canvas);
        const scene = pool.allocate(SCENE_BYTES);
        writeFrame(new DataView(pool.memory.buffer), scene, { ...canvas, pixels });
        const held = pool.float32(columns * rows);
        held.set(map());
        await pool.run("addCoarse", Math.ceil(canvas.height / BAND_ROWS), scene, held.byteOffset, columns, rows, CELL);
        if (pixels !== canvas.pixels) canvas.pixels.set(pixels);
      } finally {
        pool.release(mark);
      }
    },
    spreadPlain: () => addCoarsePlain(canvas, map(), columns, rows),
  };
}

/** Share of an object's light in each cell, by distance in columns and rows (0 and on): r^-3 beyond `inner`, all of it 1. */
function kernelOf(columns: number, rows: number, inner: number): Float64Array {
  const kernel = new Float64Array(columns * rows);
  // Integral of r^-3 from the inner radius on: 2 pi / inner.
  const scale = inner / (2 * Math.PI);
  for (let dy = 0; dy < rows; dy++)
    for (let dx = 0; dx < columns; dx++) {
      let sum = 0;
      for (let v = 0; v < POINTS; v++)
        for (let u = 0; u < POINTS; u++) {
          const r = CELL * Math.hypot(dx + (u + 0.5) / POINTS - 0.5, dy + (v + 0.5) / POINTS - 0.5);
          if (r > inner) sum += r ** -3;
        }
      kernel[dy * columns + dx] = (scale * sum * CELL * CELL) / (POINTS * POINTS);
    }
  return kernel;
}

/** Spreads one object's electrons as r^-3 beyond a radius. @returns how many of them the cells received */
function spreadFrom(to: Float64Array, columns: number, rows: number, x: number, y: number, electrons: number, inner: number): number {
  const scale = ((inner / (2 * Math.PI)) * electrons * CELL * CELL) / (OWN_POINTS * OWN_POINTS);
  let all = 0;
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      for (let v = 0; v < OWN_POINTS; v++)
        for (let u = 0; u < OWN_POINTS; u++) {
          const dx = CELL * (column + (u + 0.5) / OWN_POINTS) - 0.5 - x;
          const dy = CELL * (row + (v + 0.5) / OWN_POINTS) - 0.5 - y;
          const squared = dx * dx + dy * dy;
          if (squared > inner * inner) sum += 1 / (squared * Math.sqrt(squared));
        }
      to[row * columns + column] += scale * sum;
      all += scale * sum;
    }
  return all;
}

function spreadOver(from: Float64Array, kernel: Float64Array, columns: number, rows: number): Float64Array {
  const to = new Float64Array(columns * rows);
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      const value = from[y * columns + x];
      if (value === 0) continue;
      for (let row = 0; row < rows; row++) {
        const at = Math.abs(row - y) * columns;
        for (let column = 0; column < columns; column++) to[row * columns + column] += value * kernel[at + Math.abs(column - x)];
      }
    }
  return to;
}

/** Adds a map of cells, bilinear between their centres and constant beyond the outer ones. */
function addCoarsePlain(canvas: Canvas, map: Float32Array, columns: number, rows: number): void {
  const placeOf = (at: number, count: number): number => Math.min(Math.max((at + 0.5) / CELL - 0.5, 0), count - 1);
  for (let y = 0; y < canvas.height; y++) {
    const start = rowStart(canvas, y);
    if (start < 0) continue;
    const v = placeOf(y, rows);
    const below = Math.floor(v);
    const above = Math.min(below + 1, rows - 1);
    for (let x = 0; x < canvas.width; x++) {
      const u = placeOf(x, columns);
      const left = Math.floor(u);
      const right = Math.min(left + 1, columns - 1);
      const row = (at: number): number => map[at * columns + left] + (u - left) * (map[at * columns + right] - map[at * columns + left]);
      canvas.pixels[start + x] += row(below) + (v - below) * (row(above) - row(below));
    }
  }
}
