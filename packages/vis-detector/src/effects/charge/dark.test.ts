import { expect, test } from "vitest";
import { chargeOf, effectContract, testEffectContext } from "../../testing.ts";
import { dark } from "./dark.ts";

const margins = { prescan: 2, overscan: 1, parallelOverscan: 3 };
// Two rows of light and three of overscan a half, 5 s to read them: 1 s a row.
const context = testEffectContext({ commandedDuration: 10, readoutTime: 5 });
const hot = (...pixels: readonly (readonly [x: number, y: number, rate: number])[]) => ({
  x: Int32Array.from(pixels, ([x]) => x),
  y: Int32Array.from(pixels, ([, y]) => y),
  rate: Float32Array.from(pixels, ([, , rate]) => rate),
});

test("rows wait for their turn: the middle of a CCD gathers most", async () => {
  const frame = await dark.apply(chargeOf(3, 4, 100, margins), { rate: 2 }, context);
  // 100 + 2 e-/s x (10 s + row x 1 s + 0.5 s), rows counted from the outer edges
  expect([...frame.pixels]).toEqual([121, 121, 121, 123, 123, 123, 123, 123, 123, 121, 121, 121]);
});

test("a hot pixel fills its own packet, and those that pass over it", async () => {
  const frame = await dark.apply(chargeOf(3, 4, 0, margins), { rate: 0, hotPixels: hot([1, 0, 4], [2, 2, 8]) }, context);
  // (1, 0): 40 e- in the exposure, then 4 e- into its own packet and 4 e- into the one behind it.
  // (2, 2) is the last row of the upper half: nothing behind it.
  expect([...frame.pixels]).toEqual([0, 44, 0, 0, 4, 0, 0, 0, 88, 0, 0, 0]);
});

test("hot pixels outside the frame are left out and not counted", async () => {
  const counting = testEffectContext();
  const frame = await dark.apply(
    chargeOf(5, 3, 0, margins),
    { rate: 0, hotPixels: hot([5, 0, 4], [0, 3, 4], [-1, 0, 4], [4, 2, 4]) },
    counting,
  );
  expect(counting.counts.hotPixels).toBe(1);
  expect(frame.pixels.filter((value) => value > 0).length).toBe(1);
});

test("twice the rate gives twice the charge", async () => {
  const { pixels: once } = await dark.apply(chargeOf(5, 3, 0), { rate: 0.25, hotPixels: hot([1, 1, 3]) }, context);
  const { pixels: twice } = await dark.apply(chargeOf(5, 3, 0), { rate: 0.5, hotPixels: hot([1, 1, 6]) }, context);
  expect([...twice]).toEqual([...once].map((value) => 2 * value));
});

test("dark keeps the contract of effects", () =>
  effectContract(dark, {
    frame: (width, height) => chargeOf(width, height, 7),
    settings: { rate: 0.001, hotPixels: hot([1, 1, 2]) },
    neutral: { rate: 0 },
  }));
