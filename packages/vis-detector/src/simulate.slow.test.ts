import type { CosmicRayModel } from "@elvis/formats/product";
import { startPool } from "@elvis/kernels";
import { expect, test } from "vitest";
import { emptyCharge, VIS_CCD } from "./frame.ts";
import { simulate } from "./simulate.ts";
import { bareDetector, testRun } from "./testing.ts";

const cosmicRays: CosmicRayModel = {
  length: { probability: [0, 0.5, 0.9, 0.99, 1], value: [0, 6, 15.22, 51.4, 464] },
  energy: { probability: [0, 0.5, 0.9, 0.99, 1], value: [1197, 12_216, 129_552, 1.41e6, 3.57e6] },
  coveringFraction: 0.014,
  duration: 565,
};
const settings = bareDetector(cosmicRays);

test("a whole CCD without its scene takes less than 15 s, also on a busy machine", async () => {
  const pool = startPool();
  const frame = emptyCharge(undefined, undefined, undefined, pool);
  frame.pixels.fill(130);
  const marks: [string, number][] = [];
  const start = process.cpuUsage();
  const seconds = () => (process.cpuUsage(start).user + process.cpuUsage(start).system) / 1e6;
  const { frame: end } = await simulate(frame, settings, testRun({ pool, tap: (key) => void marks.push([key, seconds()]) }));
  console.log(marks.map(([key, at], n) => `${key} ${(at - (n === 0 ? 0 : marks[n - 1][1])).toFixed(2)} s`).join(", "));
  expect([end.width, end.height]).toEqual([2128, 2086]);
  expect(VIS_CCD.margins.prescan + 2048 + VIS_CCD.margins.overscan).toBe(end.width);
  expect(seconds()).toBeLessThan(15);
});
