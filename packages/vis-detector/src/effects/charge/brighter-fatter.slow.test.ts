import { startPool } from "@elvis/kernels";
import { expect, test } from "vitest";
import { emptyCharge } from "../../frame.ts";
import { testEffectContext } from "../../testing.ts";
import { brighterFatter } from "./brighter-fatter.ts";
import { areaChange, ccd273, expectedVariance, noiseOfFlat } from "./brighter-fatter-testing.ts";

// Published values come from frames of their own, smaller than ours: 0.005 is what their last digits scatter by (the single step at 5e4 e-
// stands there as 0.965, where every formula gives 0.967).
test.for([
  [1e4, 0.994],
  [5e4, 0.972],
  [1e5, 0.938],
])("a flat of %d e- in 16 steps has a variance of %f of its mean", async ([mean, published]) => {
  const { before, after } = await noiseOfFlat(1500, 1400, mean, 16);
  const variance = after.variance / before.variance;
  console.log(`${mean} e-: ${variance.toFixed(4)}, linear theory ${expectedVariance(mean).toFixed(4)}, published ${published}`);
  expect(Math.abs(after.variance - published)).toBeLessThan(0.005);
  expect(Math.abs(variance - expectedVariance(mean))).toBeLessThan(0.0004);
  for (const [covariance, x, y] of [
    [after.right - before.right, 1, 0],
    [after.above - before.above, 0, 1],
  ])
    expect(Math.abs(covariance / areaChange(ccd273, x, y) - 1)).toBeLessThan(0.25);
});

test("a whole CCD takes less than 1.5 s of processor time, also on a busy machine", async () => {
  const pool = startPool();
  const frame = emptyCharge(undefined, undefined, undefined, pool);
  frame.pixels.forEach((_, at) => {
    frame.pixels[at] = 100 + ((at * 7) % 61);
  });
  const start = process.cpuUsage();
  await brighterFatter.apply(frame, { model: ccd273, steps: 1, fullWell: 200_000 }, testEffectContext({ pool }));
  const { user, system } = process.cpuUsage(start);
  console.log(`brighter-fatter, one CCD, one step: ${((user + system) / 1e6).toFixed(2)} s`);
  expect((user + system) / 1e6).toBeLessThan(1.5);
});
