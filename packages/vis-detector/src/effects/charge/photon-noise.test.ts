import { poisson, stream } from "@elvis/kernels";
import { expect, test } from "vitest";
import { chargeOf, effectContract, testEffectContext } from "../../testing.ts";
import { photonNoise } from "./photon-noise.ts";

for (const mean of [0.3, 8, 125, 50_000]) {
  test(`mean and variance are ${mean} where ${mean} electrons are expected`, async () => {
    const { pixels } = await photonNoise.apply(chargeOf(250, 160, mean), {}, testEffectContext({ random: stream(11, "noise") }));
    const count = pixels.length;
    let sum = 0;
    for (const value of pixels) sum += value;
    const average = sum / count;
    let squares = 0;
    for (const value of pixels) squares += (value - average) ** 2;
    // Standard errors from the Poisson moments: variance m, fourth central moment m + 3 m^2.
    expect(Math.abs(average - mean)).toBeLessThan(4 * Math.sqrt(mean / count));
    expect(Math.abs(squares / count - mean)).toBeLessThan(4 * Math.sqrt((mean + 2 * mean * mean) / count));
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
