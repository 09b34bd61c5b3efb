import { expect, test } from "vitest";
import { digitalOf, effectContract, testEffectContext } from "../../testing.ts";
import { discretize } from "./discretize.ts";

const numbers = [-7.2, -0.5, -0.4, 0.5, 1.5, 2.5, 2.5000002, 99.4, 99.5, 100.5, 100.6, 1e9];

test("rounds ties to even, and clips what is beyond the range after rounding", async () => {
  const context = testEffectContext();
  const frame = await discretize.apply(
    digitalOf(4, 3, (x, y) => numbers[4 * y + x]),
    { top: 100 },
    context,
  );
  expect([...frame.planes.E]).toEqual([0, 0, 0, 0, 2, 2, 3, 99, 100, 100, 100, 100]);
  expect(frame.planes.E.some((value) => Object.is(value, -0))).toBe(false);
  // In each of four planes: -7.2, 100.6 and 1e9; 100.5 rounds to 100 and is not clipped, nor is -0.5, which rounds to 0.
  expect(context.counts.clipped).toBe(12);
});

test("discretizing twice is discretizing once", async () => {
  const once = await discretize.apply(
    digitalOf(5, 3, (x, y) => 9999.3 * (x - y)),
    { top: 65535 },
    testEffectContext(),
  );
  const kept = once.planes.F.slice();
  const context = testEffectContext();
  expect((await discretize.apply(once, { top: 65535 }, context)).planes.F).toEqual(kept);
  expect(context.counts.clipped).toBe(0);
});

test("discretize keeps the contract of effects", () =>
  effectContract(discretize, { frame: (width, height) => digitalOf(width, height, (x, y) => 1.7 * (x - y)), settings: { top: 65535 } }));
