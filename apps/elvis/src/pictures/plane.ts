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

/**
 * As {@link binned}, but each block's highest `drop` pixels are left out of its mean: tracks of cosmic rays, a pixel wide, fade; stars and galaxies stay.
 * Only whole blocks make a pixel.
 */
export function binnedWithoutTracks(plane: Plane, factor: number, drop: number): Plane {
  const width = Math.floor(plane.width / factor);
  const height = Math.floor(plane.height / factor);
  const pixels = new Float32Array(width * height);
  const block = new Float32Array(factor * factor);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      for (let v = 0; v < factor; v++)
        for (let u = 0; u < factor; u++) block[v * factor + u] = plane.pixels[(y * factor + v) * plane.width + x * factor + u];
      block.sort();
      let sum = 0;
      for (let at = 0; at < block.length - drop; at++) sum += block[at];
      pixels[y * width + x] = sum / (block.length - drop);
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

/** The place of the highest finite pixel; (0, 0) where there is none. */
export function brightest({ width, pixels }: Plane): { readonly x: number; readonly y: number } {
  let best = 0;
  for (let at = 1; at < pixels.length; at++) if (pixels[at] > pixels[best] || Number.isNaN(pixels[best])) best = at;
  return { x: best % width, y: Math.floor(best / width) };
}

/** Grey picture of a plane, y up on the page; where there is no value it is `blank`. */
export function paint(plane: Plane, stretch: Stretch, blank = 24): Picture {
  const data = new Uint8Array(plane.width * plane.height);
  for (let y = 0; y < plane.height; y++)
    for (let x = 0; x < plane.width; x++) {
      const value = plane.pixels[y * plane.width + x];
      data[(plane.height - 1 - y) * plane.width + x] = Number.isNaN(value) ? blank : grey(value, stretch);
    }
  return { width: plane.width, height: plane.height, channels: 1, data };
}
