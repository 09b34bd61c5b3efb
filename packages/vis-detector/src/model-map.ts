import type { ImageHdu } from "@elvis/formats/fits";
import { type ImageMap, type MapKind, mapKind } from "@elvis/formats/product";
import { type AreaMap, constantArea, mapRow } from "@elvis/kernels";
import { StageError } from "@elvis/stage";

/** A model image spread over its area, row by row. */
export interface ModelMap extends AreaMap {
  /** Writes row y of the area, x fastest, into `out` (length: the area's width); y from 0 to the area's height - 1. */
  row(y: number, out: Float64Array): void;
}

const withRows = (area: AreaMap): ModelMap => ({ ...area, row: (y, out) => mapRow(area, y, out) });

/** A map that is the same everywhere on an area of width x height. */
export const constantMap = (value: number, width: number, height: number): ModelMap => withRows(constantArea(value, width, height));

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
  return withRows({ kind: kind === "COARSE" ? "cells" : "tiles", columns, rows, pixels, width, height });
}
