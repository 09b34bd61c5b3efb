import type { Pool } from "../wasm/pool.ts";
import { type AreaMap, mapRow, writeMap } from "./map.ts";
import { bandsOf, inPool } from "./strips.ts";

/** Light (or anything else) over an area: factor x (plane + offset + map). */
export interface Surface {
  /** One number a row: at x = 0, and what it grows from pixel to pixel. Default 1 everywhere. */
  readonly factor?: { readonly first: Float64Array; readonly step: Float64Array };
  /** `size` times a plane, `first` of each row at x = 0, that is 0 where it would fall below. Default none. */
  readonly plane?: { readonly size: number; readonly first: Float64Array; readonly slope: number };
  readonly offset: number;
  /** Of the whole area: its width and height are those of the pixels. */
  readonly map: AreaMap;
}

function complete({ factor, plane, offset, map }: Surface): Required<Surface> {
  const { height } = map;
  return {
    factor: factor ?? { first: new Float64Array(height).fill(1), step: new Float64Array(height) },
    plane: plane ?? { size: 0, first: new Float64Array(height), slope: 0 },
    offset,
    map,
  };
}

/** Adds a surface to the pixels, in place. The kernel does the same operations in the same order. */
export function addSurface(pixels: Float32Array, surface: Surface): void {
  const { factor, plane, offset, map } = complete(surface);
  const row = new Float64Array(map.width);
  for (let y = 0, at = 0; y < map.height; y++) {
    mapRow(map, y, row);
    for (let x = 0; x < map.width; x++, at++) {
      const light = plane.size * Math.max(0, plane.first[y] + x * plane.slope) + offset + row[x];
      pixels[at] += (factor.first[y] + x * factor.step[y]) * light;
    }
  }
}

/** As `addSurface`, by the kernel: the same bits. */
export function addSurfaceOn(pool: Pool, pixels: Float32Array, surface: Surface): Promise<void> {
  const { factor, plane, offset, map } = complete(surface);
  return inPool(pool, pixels, (at) => {
    const mapAt = writeMap(pool, map);
    const rows = pool.float64(3 * map.height);
    for (let y = 0; y < map.height; y++) rows.set([factor.first[y], factor.step[y], plane.first[y]], 3 * y);
    const record = pool.allocate(32);
    new Float64Array(pool.memory.buffer, record, 3).set([plane.size, plane.slope, offset]);
    new Int32Array(pool.memory.buffer, record + 24, 2).set([rows.byteOffset, mapAt]);
    return pool.run("addSurface", bandsOf(map.height), at, map.width, map.height, record);
  });
}
