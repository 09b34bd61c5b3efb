import { exp } from "../math.ts";

/** One pixel's share of a straight track. */
export type Visit = (x: number, y: number, share: number) => void;

/**
 * Walks a straight segment from pixel to pixel, and gives each the share of the length that lies in it.
 *
 * Pixel (x, y) is the square within 0.5 of its centre. The shares add up to 1; a segment of no length is one visit with share 1.
 * The walk is not bounded by any frame: the visitor leaves out what is outside.
 *
 * @param startX pixels
 * @param length pixels, at least 0
 * @param directionX cosine of the angle from +x to the track; directionY its sine
 * @see Amanatides and Woo 1987, "A fast voxel traversal algorithm for ray tracing"
 */
export function walk(startX: number, startY: number, length: number, directionX: number, directionY: number, visit: Visit): void {
  let x = Math.floor(startX + 0.5);
  let y = Math.floor(startY + 0.5);
  const stepX = directionX < 0 ? -1 : 1;
  const stepY = directionY < 0 ? -1 : 1;
  // Length along the track to the next border in each axis, and from border to border.
  let nextX = directionX === 0 ? Infinity : (x + 0.5 * stepX - startX) / directionX;
  let nextY = directionY === 0 ? Infinity : (y + 0.5 * stepY - startY) / directionY;
  const acrossX = directionX === 0 ? Infinity : stepX / directionX;
  const acrossY = directionY === 0 ? Infinity : stepY / directionY;
  let at = 0;
  while (nextX < length || nextY < length) {
    const next = Math.min(nextX, nextY);
    if (next > at) visit(x, y, (next - at) / length);
    at = next;
    if (nextX < nextY) {
      x += stepX;
      nextX += acrossX;
    } else {
      y += stepY;
      nextY += acrossY;
    }
  }
  if (length === 0) visit(x, y, 1);
  else if (length > at) visit(x, y, (length - at) / length);
}

/**
 * Shares of a Gaussian cloud in the pixels of one axis.
 *
 * @param out overwritten: the share of pixel `first + n`; they add up to 1, the tails beyond the array given to all in proportion
 * @param centre pixels
 * @param sigma pixels, above 0
 */
export function cloud(out: Float64Array, first: number, centre: number, sigma: number): void {
  let sum = 0;
  let below = normalBelow((first - 0.5 - centre) / sigma);
  for (let n = 0; n < out.length; n++) {
    const upTo = normalBelow((first + n + 0.5 - centre) / sigma);
    out[n] = upTo - below;
    sum += out[n];
    below = upTo;
  }
  for (let n = 0; n < out.length; n++) out[n] /= sum;
}

/** Probability that a normal number is below z, to 7.5e-8. @see Abramowitz and Stegun 1964, 26.2.17 */
export function normalBelow(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    0.3989422804014327 *
    exp(-0.5 * z * z) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z > 0 ? 1 - tail : tail;
}
