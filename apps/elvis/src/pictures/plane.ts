import type { Picture } from "./image.ts";
import { grey, type Stretch } from "./stretch.ts";

/** Pixels to look at; x to the right, y up. NaN where there is nothing. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly pixels: Float32Array;
}

/** Means over blocks of `factor` x `factor` pixels; an incomplete block at the right or upper edge is averaged over what it has. */
export function binned(plane: Plane, factor: number): Plane {
  if (factor === 1) return plane;
  const width = Math.ceil(plane.width / factor);
  const height = Math.ceil(plane.height / factor);
  const pixels = new Float32Array(width * height);
  const row = new Float64Array(width);
  const counts = new Int32Array(width);
  for (let y = 0; y < height; y++) {
    row.fill(0);
    counts.fill(0);
    for (let v = y * factor; v < Math.min((y + 1) * factor, plane.height); v++)
      for (let u = 0; u < plane.width; u++) {
        const x = Math.floor(u / factor);
        row[x] += plane.pixels[v * plane.width + u];
        counts[x]++;
      }
    for (let x = 0; x < width; x++) pixels[y * width + x] = row[x] / counts[x];
  }
  return { width, height, pixels };
}

/** The part of a plane from (x, y), at most `width` x `height`. */
export function crop(plane: Plane, x: number, y: number, width: number, height: number): Plane {
  const right = Math.min(plane.width, x + width);
  const top = Math.min(plane.height, y + height);
  const pixels = new Float32Array((right - x) * (top - y));
  for (let v = y; v < top; v++) pixels.set(plane.pixels.subarray(v * plane.width + x, v * plane.width + right), (v - y) * (right - x));
  return { width: right - x, height: top - y, pixels };
}

/** Grey picture of a plane, y up on the page; NaN is shown as dark blue-free grey 24. */
export function paint(plane: Plane, stretch: Stretch): Picture {
  const data = new Uint8Array(plane.width * plane.height);
  for (let y = 0; y < plane.height; y++)
    for (let x = 0; x < plane.width; x++) {
      const value = plane.pixels[y * plane.width + x];
      data[(plane.height - 1 - y) * plane.width + x] = Number.isNaN(value) ? 24 : grey(value, stretch);
    }
  return { width: plane.width, height: plane.height, channels: 1, data };
}
