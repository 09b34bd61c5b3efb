import { CCD_HEIGHT, CCD_WIDTH, CCDS, type Ccd, PIXEL_PITCH } from "@elvis/focal-plane";
import type { Plane } from "./plane.ts";

/** An empty picture of the focal plane, one pixel for `factor` x `factor` detector pixels; NaN everywhere. */
export function emptyMosaic(factor: number): Plane {
  const extent = (axis: "x" | "y", size: number) =>
    Math.ceil((Math.max(...CCDS.map((ccd) => ccd[axis])) / PIXEL_PITCH + size / 2 + 100) / factor);
  const width = 2 * extent("x", CCD_WIDTH);
  const height = 2 * extent("y", CCD_HEIGHT);
  return { width, height, pixels: new Float32Array(width * height).fill(Number.NaN) };
}

/** Part of the mosaic that holds these CCDs, with a margin of half a gap. */
export function around(
  mosaic: Plane,
  ccds: readonly Ccd[],
  factor: number,
): { readonly x: number; readonly y: number; readonly width: number; readonly height: number } {
  const margin = 320;
  const span = (axis: "x" | "y", size: number, middle: number) => {
    const centres = ccds.map((ccd) => ccd[axis] / PIXEL_PITCH);
    const low = Math.max(0, Math.floor(middle + (Math.min(...centres) - size / 2 - margin) / factor));
    return { low, length: Math.min(2 * middle, Math.ceil(middle + (Math.max(...centres) + size / 2 + margin) / factor)) - low };
  };
  const x = span("x", CCD_WIDTH, mosaic.width / 2);
  const y = span("y", CCD_HEIGHT, mosaic.height / 2);
  return { x: x.low, y: y.low, width: x.length, height: y.length };
}

/** Lays a binned CCD into the mosaic at its place. */
export function placeCcd(mosaic: Plane, ccd: Ccd, binnedCcd: Plane, factor: number): void {
  const left = Math.round(mosaic.width / 2 + ccd.x / PIXEL_PITCH / factor - binnedCcd.width / 2);
  const bottom = Math.round(mosaic.height / 2 + ccd.y / PIXEL_PITCH / factor - binnedCcd.height / 2);
  for (let y = 0; y < binnedCcd.height; y++)
    mosaic.pixels.set(binnedCcd.pixels.subarray(y * binnedCcd.width, (y + 1) * binnedCcd.width), (bottom + y) * mosaic.width + left);
}
