import type { GhostStrut } from "@elvis/formats/product";

/** A defocused image of the pupil, pixels. */
export interface Annulus {
  readonly outer: number;
  /** At least 0, below `outer`. */
  readonly inner: number;
  /** In units of `outer`. */
  readonly struts: readonly GhostStrut[];
}

/** Weights of a square of pixels, x fastest; their sum is 1. */
export interface Weights {
  readonly square: Float64Array;
  readonly side: number;
  /** Pixel of its lower left corner. */
  readonly left: number;
  readonly bottom: number;
}

/**
 * The share of an annulus's light in each pixel: the area of the ring in it, exactly, less the area of the struts' shadows. Where a shadow crosses the ring's edge, or two cross,
 * shares are multiplied.
 *
 * @param x,y centre; (0, 0) is the centre of pixel (0, 0)
 */
export function annulusWeights({ outer, inner, struts }: Annulus, x: number, y: number): Weights {
  const left = Math.floor(x - outer + 0.5);
  const bottom = Math.floor(y - outer + 0.5);
  const side = Math.max(Math.ceil(x + outer + 0.5) - left, Math.ceil(y + outer + 0.5) - bottom);
  const square = new Float64Array(side * side);
  addDisc(square, side, x - left, y - bottom, outer, 1);
  addDisc(square, side, x - left, y - bottom, inner, -1);
  for (const strut of struts) shade(square, side, x - left, y - bottom, outer, strut);
  let sum = 0;
  for (let at = 0; at < square.length; at++) {
    // Differences of areas leave a few 1e-13 where there is nothing.
    square[at] = Math.max(0, square[at]);
    sum += square[at];
  }
  for (let at = 0; at < square.length; at++) square[at] /= sum;
  return { square, side, left, bottom };
}

/** Adds `sign` times the area of a disc in each pixel of a square. */
function addDisc(square: Float64Array, side: number, x: number, y: number, radius: number, sign: number): void {
  if (!(radius > 0)) return;
  // The area left of and below each corner of the pixels; a pixel has the difference of its four.
  let below = Float64Array.from({ length: side + 1 }, (_, column) => discCorner(column - 0.5 - x, -0.5 - y, radius));
  for (let row = 0; row < side; row++) {
    const above = Float64Array.from({ length: side + 1 }, (_, column) => discCorner(column - 0.5 - x, row + 0.5 - y, radius));
    for (let column = 0; column < side; column++)
      square[row * side + column] += sign * (above[column + 1] - above[column] - below[column + 1] + below[column]);
    below = above;
  }
}

/** Area of the part of a disc about the origin that lies left of x and below y. */
export function discCorner(x: number, y: number, radius: number): number {
  if (x <= -radius || y <= -radius) return 0;
  // Integral over u of the height of the half disc, from 0.
  const half = (u: number): number => (u * Math.sqrt(Math.max(0, radius * radius - u * u)) + radius * radius * Math.asin(u / radius)) / 2;
  const right = Math.min(x, radius);
  const whole = 2 * (half(right) - half(-radius));
  if (y >= radius) return whole;
  // The line at height y meets the disc between -chord and chord.
  const chord = Math.sqrt(radius * radius - y * y);
  const end = Math.min(Math.max(x, -chord), chord);
  const segment = half(end) + half(chord) - Math.abs(y) * (end + chord);
  return y >= 0 ? whole - segment : segment;
}

/** Takes the share of each pixel that lies under a strut. */
function shade(square: Float64Array, side: number, x: number, y: number, unit: number, [cx, cy, angle, length, width]: GhostStrut): void {
  const cos = Math.cos((angle * Math.PI) / 180);
  const sin = Math.sin((angle * Math.PI) / 180);
  const [centreX, centreY] = [x + cx * unit, y + cy * unit];
  const [along, across] = [(length * unit) / 2, (width * unit) / 2];
  const [reachX, reachY] = [along * Math.abs(cos) + across * Math.abs(sin), along * Math.abs(sin) + across * Math.abs(cos)];
  const clamp = (at: number): number => Math.min(Math.max(at, 0), side - 1);
  for (let row = clamp(Math.floor(centreY - reachY)); row <= clamp(Math.ceil(centreY + reachY)); row++)
    for (let column = clamp(Math.floor(centreX - reachX)); column <= clamp(Math.ceil(centreX + reachX)); column++) {
      // The pixel's corners along the strut and across it.
      const corners = [-0.5, 0.5, 0.5, -0.5].map((dx, n): readonly [number, number] => {
        const [u, v] = [column + dx - centreX, row + (n < 2 ? -0.5 : 0.5) - centreY];
        return [u * cos + v * sin, v * cos - u * sin];
      });
      square[row * side + column] *= 1 - areaInside(corners, along, across);
    }
}

type Polygon = readonly (readonly [number, number])[];

/** Area of a convex polygon within |u| <= halfU, |v| <= halfV. */
export function areaInside(polygon: Polygon, halfU: number, halfV: number): number {
  let rest = polygon;
  for (const [axis, sign, limit] of [
    [0, 1, halfU],
    [0, -1, halfU],
    [1, 1, halfV],
    [1, -1, halfV],
  ] as const)
    rest = clip(rest, axis, sign, limit);
  return Math.abs(rest.reduce((sum, [u, v], n) => sum + u * rest[(n + 1) % rest.length][1] - rest[(n + 1) % rest.length][0] * v, 0)) / 2;
}

/** The part of a polygon where sign times the coordinate is at most `limit`. */
function clip(polygon: Polygon, axis: 0 | 1, sign: number, limit: number): Polygon {
  return polygon.flatMap((from, n) => {
    const to = polygon[(n + 1) % polygon.length];
    const [a, b] = [limit - sign * from[axis], limit - sign * to[axis]];
    const kept = a >= 0 ? [from] : [];
    if (a >= 0 === b >= 0) return kept;
    const share = a / (a - b);
    return [...kept, [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])] as const];
  });
}
