import type { SceneProfile } from "@elvis/kernels";

/** A point as a profile. */
export const point = (electrons: number, colour?: readonly number[]): SceneProfile => ({
  electrons,
  index: 0,
  xx: 0,
  xy: 0,
  yy: 0,
  colour,
});

/** A 2 x 2 matrix, rows: (a b; c d). */
export type Matrix = readonly [a: number, b: number, c: number, d: number];

export function multiply([a, b, c, d]: Matrix, [e, f, g, h]: Matrix): Matrix {
  return [a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h];
}

/** Area-preserving shear x_observed = S x_source of reduced shear g, |g| < 1. */
export function shear(g1: number, g2: number): Matrix {
  const scale = 1 / Math.sqrt(1 - g1 * g1 - g2 * g2);
  return [(1 + g1) * scale, g2 * scale, g2 * scale, (1 - g1) * scale];
}

/** Takes a circle of radius 1 to an ellipse: semi-axes `major` and `minor`, the major one at `angle` from the first axis towards the second. */
export function ellipse(major: number, minor: number, angle: number): Matrix {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return [major * cos, -minor * sin, major * sin, minor * cos];
}

/** Profile of a Sersic index whose half-light ellipse, in pixels, is the image of the circle of radius 1 under a matrix. */
export function profileOf(index: number, electrons: number, [a, b, c, d]: Matrix, colour?: readonly number[]): SceneProfile {
  return { index, electrons, xx: a * a + b * b, xy: a * c + b * d, yy: c * c + d * d, colour };
}
