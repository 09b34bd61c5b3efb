import { poisson, stream } from "@elvis/kernels";
import { expect, test } from "vitest";
import { poissonDeviations, poissonDistance } from "../../statistics-testing.ts";
import { chargeOf, effectContract, testEffectContext } from "../../testing.ts";
import { photonNoise } from "./photon-noise.ts";

for (const mean of [0.01, 0.3, 8, 12, 125, 50_000, 1_000_000]) {
  test(`mean, variance and skewness are those of a Poisson number where ${mean} electrons are expected`, async () => {
    const { pixels } = await photonNoise.apply(chargeOf(250, 160, mean), {}, testEffectContext({ random: stream(11, "noise") }));
    for (const deviation of poissonDeviations(pixels, Math.fround(mean))) expect(Math.abs(deviation)).toBeLessThan(4);
  });
}

for (const mean of [0.4, 9, 11, 225]) {
  test(`the distribution is Poisson's where ${mean} electrons are expected (Kolmogorov-Smirnov)`, async () => {
    const { pixels } = await photonNoise.apply(chargeOf(250, 160, mean), {}, testEffectContext({ random: stream(12, "noise") }));
    expect(poissonDistance(pixels, mean)).toBeLessThan(1.95);
  });
}

test("each pixel is the Poisson number of its own index and mean", async () => {
  const random = stream(5, "by index");
  const frame = await photonNoise.apply(
    chargeOf(5, 3, (x, y) => 40 * x + 7 * y),
    {},
    testEffectContext({ random }),
  );
  for (let y = 0; y < 3; y++) for (let x = 0; x < 5; x++) expect(frame.pixels[y * 5 + x]).toBe(poisson(random, y * 5 + x, 40 * x + 7 * y));
});

test("electrons are whole, none appear where none are expected, and means below zero are counted", async () => {
  const context = testEffectContext();
  const { pixels } = await photonNoise.apply(
    chargeOf(7, 5, (x) => (x === 3 ? -2 : x === 4 ? 0 : 30.7)),
    {},
    context,
  );
  expect(pixels.every(Number.isInteger)).toBe(true);
  for (let y = 0; y < 5; y++) expect([pixels[y * 7 + 3], pixels[y * 7 + 4]]).toEqual([0, 0]);
  expect(context.counts.pixelsBelowZero).toBe(5);
});

test("photon noise keeps the contract of effects", () =>
  effectContract(photonNoise, { frame: (width, height) => chargeOf(width, height, 60.5), settings: {} }));
