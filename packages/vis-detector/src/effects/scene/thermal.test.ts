import { expect, test } from "vitest";
import { chargeOf, effectContract, testEffectContext } from "../../testing.ts";
import { thermal } from "./thermal.ts";

const context = testEffectContext({ exposureTime: 100, commandedDuration: 110 });

test("every pixel gets rate times the time light is collected, on top of what is there", async () => {
  const frame = await thermal.apply(
    chargeOf(3, 2, (x, y) => x + 10 * y),
    { rate: 0.25 },
    context,
  );
  expect([...frame.pixels]).toEqual([25, 26, 27, 35, 36, 37]);
});

test("what a telescope of 130 K sends is not lost to rounding in the dark, and changes no pixel that has light", async () => {
  const rate = 1.14e-33;
  expect([...(await thermal.apply(chargeOf(2, 1, 0), { rate }, context)).pixels]).toEqual(Array(2).fill(Math.fround(1.14e-31)));
  expect([...(await thermal.apply(chargeOf(2, 1, 1e-3), { rate }, context)).pixels]).toEqual(Array(2).fill(Math.fround(1e-3)));
});

test("twice the rate or twice the time gives twice the light", async () => {
  const of = async (rate: number, exposureTime: number) =>
    (await thermal.apply(chargeOf(1, 2, 0), { rate }, { ...context, exposureTime })).pixels[1];
  expect(await of(0.5, 100)).toBe(2 * (await of(0.25, 100)));
  expect(await of(0.25, 200)).toBe(2 * (await of(0.25, 100)));
});

test("thermal keeps the contract of effects", () =>
  effectContract(thermal, { frame: (width, height) => chargeOf(width, height, 7), settings: { rate: 0.002 }, neutral: { rate: 0 } }));
