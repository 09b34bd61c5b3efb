import type { Pool } from "../wasm/pool.ts";
import { type AreaMap, mapRow, writeMap } from "./map.ts";
import { bandsOf, inPool } from "./strips.ts";

/** Light (or anything else) over an area: scale (level max(0, tilts[y] + x slope) + offset + map). */
export interface Surface {
  readonly scale: number;
  readonly level: number;
  /** One number a row. */
  readonly tilts: Float64Array;
  readonly slope: number;
  readonly offset: number;
  /** Of the whole area: its width and height are those of the pixels. */
  readonly map: AreaMap;
}

/** Adds a surface to the pixels, in place. The kernel does the same operations in the same order. */
export function addSurface(pixels: Float32Array, { scale, level, tilts, slope, offset, map }: Surface): void {
  const row = new Float64Array(map.width);
  for (let y = 0, at = 0; y < map.height; y++) {
    mapRow(map, y, row);
    for (let x = 0; x < map.width; x++, at++) pixels[at] += scale * (level * Math.max(0, tilts[y] + x * slope) + offset + row[x]);
  }
}

/** As `addSurface`, by the kernel: the same bits. */
export function addSurfaceOn(pool: Pool, pixels: Float32Array, surface: Surface): Promise<void> {
  const { scale, level, tilts, slope, offset, map } = surface;
  return inPool(pool, pixels, (at) => {
    const rows = pool.float64(map.height);
    rows.set(tilts);
    const mapAt = writeMap(pool, map);
    const record = pool.allocate(40);
    new Float64Array(pool.memory.buffer, record, 4).set([scale, level, slope, offset]);
    new Int32Array(pool.memory.buffer, record + 32, 2).set([rows.byteOffset, mapAt]);
    return pool.run("addSurface", bandsOf(map.height), at, map.width, map.height, record);
  });
}
