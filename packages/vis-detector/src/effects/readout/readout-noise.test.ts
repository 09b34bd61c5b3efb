import { expect, test } from "vitest";
import { effectContract, fourPlanes, readoutOf, testEffectContext } from "../../testing.ts";
import { readoutNoise } from "./readout-noise.ts";

const sigma = { E: 3.4, F: 2.2, G: 4.1, H: 0 };
const noisy = () => readoutNoise.apply(readoutOf(212, 120, 500), { sigma }, testEffectContext());

test("each amplifier has its own noise, with mean 0", async () => {
  const { planes } = await noisy();
  for (const letter of ["E", "F", "G"] as const) {
    const pixels = planes[letter];
    const count = pixels.length;
    const mean = pixels.reduce((sum, value) => sum + value, 0) / count;
    const variance = pixels.reduce((sum, value) => sum + (value - 500) ** 2, 0) / count;
    expect(Math.abs(mean - 500)).toBeLessThan((4 * sigma[letter]) / Math.sqrt(count));
    // Standard error of a Gaussian's variance: sigma^2 sqrt(2 / n).
    expect(Math.abs(variance - sigma[letter] ** 2)).toBeLessThan(4 * sigma[letter] ** 2 * Math.sqrt(2 / count));
  }
  expect(planes.H.every((value) => value === 500)).toBe(true);
});

test("amplifiers, and neighbouring pixels, do not share noise", async () => {
  const planes = fourPlanes(await noisy()).map((pixels, n) => pixels.map((value) => (value - 500) / ([3.4, 2.2, 4.1, 1][n] ?? 1)));
  const count = planes[0].length;
  const product = (a: Float32Array, b: Float32Array, lag: number) =>
    a.reduce((sum, value, at) => sum + (at + lag < count ? value * b[at + lag] : 0), 0) / count;
  for (const [a, b, lag] of [
    [0, 1, 0],
    [0, 2, 0],
    [1, 2, 0],
    [0, 0, 1],
    [0, 0, 212],
  ])
    expect(Math.abs(product(planes[a], planes[b], lag))).toBeLessThan(4 / Math.sqrt(count));
});

test("a noise below zero is refused by the quadrant's name", async () => {
  await expect(readoutNoise.apply(readoutOf(5, 3, 0), { sigma: { ...sigma, F: -1 } }, testEffectContext())).rejects.toThrow(
    "quadrant F: expected electrons, at least 0, found -1",
  );
});

test("readout noise keeps the contract of effects", () =>
  effectContract(readoutNoise, {
    frame: (width, height) => readoutOf(width, height, 9),
    settings: { sigma },
    neutral: { sigma: { E: 0, F: 0, G: 0, H: 0 } },
  }));
