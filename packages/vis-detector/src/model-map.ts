import type { ImageHdu } from "@elvis/formats/fits";
import { type ImageMap, type MapKind, mapKind } from "@elvis/formats/product";
import { StageError } from "@elvis/stage";

/** A model image spread over its area, row by row. */
export interface ModelMap {
  readonly kind: MapKind;
  /** Writes row y of the area, x fastest, into `out` (length: the area's width); y from 0 to the area's height - 1. */
  row(y: number, out: Float64Array): void;
}

/** A map that is the same everywhere. */
export const constantMap = (value: number): ModelMap => ({ kind: "REPEAT", row: (_y, out) => void out.fill(value) });

/** Reads an image of a model and spreads it over an area of width x height. @throws FormatError as ImageMap does */
export async function readModelMap(map: ImageMap, name: string, width: number, height: number): Promise<ModelMap> {
  return spread(map.image(name), name, width, height);
}

/**
 * Spreads an image over an area of width x height as its MAPKIND says (`apps/docs/conventions.md`, "Model images").
 *
 * @throws FormatError for another MAPKIND; StageError when a FULL image has not the area's shape
 */
export async function spread(hdu: ImageHdu, name: string, width: number, height: number): Promise<ModelMap> {
  const kind = mapKind(hdu.header, name, "model image");
  const image = await hdu.readFloat32();
  if (kind === "FULL" && (image.width !== width || image.height !== height))
    throw new StageError(`model image ${name}: shape: expected ${width} x ${height}, found ${image.width} x ${image.height}`);
  return spreadPixels(kind, image.width, image.height, image.pixels, width, height);
}

/** As `spread`, from pixels: columns x rows, x fastest. */
export function spreadPixels(kind: MapKind, columns: number, rows: number, pixels: Float32Array, width: number, height: number): ModelMap {
  if (kind === "COARSE") return coarse(columns, rows, pixels, width, height);
  return {
    kind,
    row(y, out) {
      const start = (y % rows) * columns;
      for (let x = 0, from = 0; x < width; x++) {
        out[x] = pixels[start + from];
        if (++from === columns) from = 0;
      }
    },
  };
}

/** Bilinear between the centres of equal cells, constant beyond the outer ones. */
function coarse(columns: number, rows: number, pixels: Float32Array, width: number, height: number): ModelMap {
  // Cell c of n reaches from pixel c width / n - 1/2 on; its centre is half a cell further.
  const cellOf = (at: number, cells: number, length: number): number =>
    Math.min(Math.max(((at + 0.5) * cells) / length - 0.5, 0), cells - 1);
  const left = new Int32Array(width);
  const share = new Float64Array(width);
  for (let x = 0; x < width; x++) {
    const cell = cellOf(x, columns, width);
    left[x] = Math.min(Math.floor(cell), Math.max(0, columns - 2));
    share[x] = columns > 1 ? cell - left[x] : 0;
  }
  const between = new Float64Array(columns);
  return {
    kind: "COARSE",
    row(y, out) {
      const cell = cellOf(y, rows, height);
      const below = Math.floor(cell);
      const above = Math.min(below + 1, rows - 1);
      const weight = cell - below;
      for (let column = 0; column < columns; column++)
        between[column] = (1 - weight) * pixels[below * columns + column] + weight * pixels[above * columns + column];
      for (let x = 0; x < width; x++) {
        const a = between[left[x]];
        out[x] = share[x] === 0 ? a : a + share[x] * (between[left[x] + 1] - a);
      }
    },
  };
}
