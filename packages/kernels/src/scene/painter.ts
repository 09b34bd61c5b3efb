import type { Pool } from "../wasm/pool.ts";
import { profilesOf } from "../wasm/profile-table.ts";
import { twiddlesOf } from "../wasm/twiddles.ts";
import { heldPixels } from "./canvas.ts";
import { OBJECT, OBJECT_NUMBERS, SCENE_BYTES, writeObject, writeScene } from "./layout.ts";
import type { PsfTables } from "./psf-tables.ts";
import { LARGE_REACH, roundsOf, tileLists } from "./tiles.ts";
import type { Canvas, DrawnObject, SceneObject } from "./types.ts";

export interface PaintOptions {
  /** Factor on all errors that are allowed. Default 1. */
  readonly tolerance?: number;
  readonly signal?: AbortSignal;
  /** Told how many of the objects are drawn. */
  progress?(done: number): void;
}

/** Objects that one task plans. */
const PLAN_BLOCK = 64;
/** Bytes of the squares of large objects that are held at a time. */
const LARGE_BYTES = 48 << 20;
/** As assembly/draw.ts has it. */
const BAND_ROWS = 64;
/** As assembly/scratch.ts has it: room for a tail behind a square. */
const TAIL_BYTES = 4096;

/**
 * Draws objects on a canvas through a table of point spread functions: each pixel's light is summed in the same order whatever the number of workers.
 *
 * Objects that reach no further than 128 pixels are drawn tile by tile, tiles that cannot touch the same pixels at the same time; the larger ones one group
 * after another: their squares first, each by one worker, then all of a group row band by row band.
 *
 * @param canvas changed; best when its pixels lie in the pool's memory, else they are copied there and back
 * @returns what came of each object, in their order
 */
export async function paint(
  pool: Pool,
  canvas: Canvas,
  psf: PsfTables,
  objects: readonly SceneObject[],
  { tolerance = 1, signal, progress = () => {} }: PaintOptions = {},
): Promise<readonly DrawnObject[]> {
  const tables = { profiles: profilesOf(pool), twiddles: twiddlesOf(pool) };
  const mark = pool.mark();
  try {
    const pixels = heldPixels(pool, canvas);
    const records = pool.float64(objects.length * OBJECT_NUMBERS);
    for (let n = 0; n < objects.length; n++) writeObject(records, n, objects[n]);
    const scene = pool.allocate(SCENE_BYTES);
    writeScene(new DataView(pool.memory.buffer), scene, { ...canvas, pixels }, tables, psf, records.byteOffset, tolerance);
    await pool.run("plan", Math.ceil(objects.length / PLAN_BLOCK), scene, objects.length, PLAN_BLOCK);

    const at = (record: number, field: number): number => records[record * OBJECT_NUMBERS + field];
    const { width, height } = canvas;
    const isOn = (n: number): boolean => {
      const reach = at(n, OBJECT.reach);
      const [x, y] = [at(n, OBJECT.x), at(n, OBJECT.y)];
      return x + reach >= -0.5 && y + reach >= -0.5 && x - reach <= width && y - reach <= height;
    };
    const on = Array.from(objects.keys()).filter(isOn);
    const small = on.filter((n) => at(n, OBJECT.reach) <= LARGE_REACH);
    const large = on.filter((n) => at(n, OBJECT.reach) > LARGE_REACH);
    let done = objects.length - on.length;

    const { starts, order } = tileLists(small, (n) => [at(n, OBJECT.x), at(n, OBJECT.y)], width, height);
    const startsAt = copyOf(pool, starts);
    const orderAt = copyOf(pool, order);
    for (const tiles of roundsOf(starts, width)) {
      signal?.throwIfAborted();
      await pool.run("drawTile", tiles.length, scene, startsAt, orderAt, copyOf(pool, tiles));
      for (const tile of tiles) done += starts[tile + 1] - starts[tile];
      progress(done);
    }

    const largeMark = pool.mark();
    for (let first = 0; first < large.length; ) {
      signal?.throwIfAborted();
      let bytes = 0;
      let end = first;
      for (; end < large.length; end++) {
        const more = 4 * at(large[end], OBJECT.side) ** 2 + 2 * TAIL_BYTES;
        if (end > first && bytes + more > LARGE_BYTES) break;
        records[large[end] * OBJECT_NUMBERS + OBJECT.buffer] = pool.allocate(more);
        bytes += more;
      }
      const group = copyOf(pool, Int32Array.from(large.slice(first, end)));
      await pool.run("renderLarge", end - first, scene, group);
      await pool.run("paintBand", Math.ceil(height / BAND_ROWS), scene, group, end - first);
      pool.release(largeMark);
      done += end - first;
      first = end;
      progress(done);
    }
    if (pixels !== canvas.pixels) canvas.pixels.set(pixels);
    return objects.map((_, n) => {
      const [collected, all] = [at(n, OBJECT.collected), at(n, OBJECT.all)];
      return { side: at(n, OBJECT.side), collected, isCut: !isOn(n) || all - collected > 1e-3 * all, beyond: at(n, OBJECT.beyond) };
    });
  } finally {
    pool.release(mark);
  }
}

function copyOf(pool: Pool, numbers: Int32Array): number {
  const copy = pool.int32(numbers.length);
  copy.set(numbers);
  return copy.byteOffset;
}
