import type { CosmicRayModel } from "@elvis/formats/product";
import { stream } from "@elvis/kernels";
import { expect, test } from "vitest";
import type { Settings } from "./effects/index.ts";
import { emptyCharge, VIS_CCD } from "./frame.ts";
import { simulate } from "./simulate.ts";

const cosmicRays: CosmicRayModel = {
  length: { probability: [0, 0.5, 0.9, 0.99, 1], value: [0, 6, 15.22, 51.4, 464] },
  energy: { probability: [0, 0.5, 0.9, 0.99, 1], value: [1197, 12_216, 129_552, 1.41e6, 3.57e6] },
  coveringFraction: 0.014,
  duration: 565,
};
const each = (value: number) => ({ E: value, F: value, G: value, H: value });
const settings: Settings = {
  dark: { rate: 0.001 },
  "photon-noise": {},
  "cosmic-rays": { model: cosmicRays, isCorrelated: true, diffusion: 0.32 },
  overscan: {},
  "parallel-overscan": {},
  "readout-noise": { sigma: each(3.4) },
  gain: { gain: each(3.5) },
  bias: { level: each(2705) },
  discretize: { top: 65535 },
};

test("a whole CCD without its scene takes less than 15 s, also on a busy machine", async () => {
  const frame = emptyCharge();
  frame.pixels.fill(130);
  const marks: [string, number][] = [];
  const start = process.cpuUsage();
  const seconds = () => (process.cpuUsage(start).user + process.cpuUsage(start).system) / 1e6;
  const { frame: end } = await simulate(frame, settings, {
    ccd: "1-1",
    random: stream(1, "speed"),
    exposureTime: 560.52,
    commandedDuration: 566,
    readoutTime: 72,
    signal: new AbortController().signal,
    log: () => {},
    progress: () => {},
    tap: (key) => void marks.push([key, seconds()]),
  });
  console.log(marks.map(([key, at], n) => `${key} ${(at - (n === 0 ? 0 : marks[n - 1][1])).toFixed(2)} s`).join(", "));
  expect([end.width, end.height]).toEqual([2128, 2086]);
  expect(VIS_CCD.margins.prescan + 2048 + VIS_CCD.margins.overscan).toBe(end.width);
  expect(seconds()).toBeLessThan(15);
});
