import type { BrighterFatterModel } from "@elvis/formats/product";
import { poissonInPlace, stream } from "@elvis/kernels";
import { chargeOf, testEffectContext } from "../../testing.ts";
import { brighterFatter } from "./brighter-fatter.ts";

/** Shifts for tests, of the electrostatic model of a 12 um pixel, 40 um thick: rows 0 to 2 along the border, columns -5 to 0 along its normal. */
const SHIFTS = [
  [-1.54e-9, -4.41e-9, -1.3e-8, -4.07e-8, -1.47e-7, -8.25e-7],
  [-1.38e-9, -3.85e-9, -1.08e-8, -3.07e-8, -8.58e-8, -1.67e-7],
  [-1.01e-9, -2.6e-9, -6.48e-9, -1.48e-8, -2.67e-8, -2e-8],
];
const shifts = [2, 1, 0, 1, 2].map((row) => [...SHIFTS[row], ...SHIFTS[row].toReversed().map((shift) => -shift)]);
export const ccd273: BrighterFatterModel = { aX: shifts, aY: shifts, scale: 0.2 };

/** Change of a pixel's area, in pixels, by an electron at (x, y) from it: what its four borders do. */
export function areaChange({ aX, aY, scale }: BrighterFatterModel, x: number, y: number): number {
  const shift = (matrix: readonly (readonly number[])[], along: number, across: number) =>
    matrix[across + (matrix.length - 1) / 2]?.[along + matrix[0].length / 2 - 1] ?? 0;
  // The border on the far side less that on the near side, which is the far border of the pixel before.
  return scale * (shift(aX, x, y) - shift(aX, x + 1, y) + shift(aY, y, x) - shift(aY, y + 1, x));
}

/** What noise on a flat field becomes. Variance and covariance are relative to the mean, and to its square. */
export async function noiseOfFlat(width: number, height: number, mean: number, steps: number) {
  const flat = chargeOf(width, height, mean);
  poissonInPlace(stream(5, "flat", mean), flat.pixels);
  const before = momentsOf(flat.pixels, width, mean);
  const { pixels } = await brighterFatter.apply(flat, { model: ccd273, steps, fullWell: Number.POSITIVE_INFINITY }, testEffectContext());
  return { before, after: momentsOf(pixels, width, mean) };
}

function momentsOf(pixels: Float32Array, width: number, mean: number) {
  let [square, right, above] = [0, 0, 0];
  for (let at = 0; at < pixels.length; at++) {
    const value = pixels[at] - mean;
    square += value * value;
    if ((at + 1) % width !== 0) right += value * (pixels[at + 1] - mean);
    if (at + width < pixels.length) above += value * (pixels[at + width] - mean);
  }
  const count = pixels.length;
  return { variance: square / count / mean, right: right / count / mean ** 2, above: above / count / mean ** 2 };
}

/**
 * Variance over mean of a flat of that mean whose charge arrives steadily, in the linear theory: a fluctuation of wave number k grows as
 * (exp(L) - 1) / L with L = mean x transform of the area changes, so the mean over k of its square is 1 + mean A(0, 0) + 7/12 mean^2 sum of A^2 + ...
 */
export function expectedVariance(mean: number): number {
  let squares = 0;
  for (let y = -7; y <= 7; y++) for (let x = -7; x <= 7; x++) squares += areaChange(ccd273, x, y) ** 2;
  return 1 + mean * areaChange(ccd273, 0, 0) + (7 / 12) * mean ** 2 * squares;
}
