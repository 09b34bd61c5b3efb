// All effects at once, on a small CCD.
import { EFFECT_KEYS, type EffectKey } from "@elvis/formats/config";
import type { DetectorExposure } from "@elvis/formats/product";
import { nodeThread } from "@elvis/stage";
import { testContext } from "@elvis/stage/testing";
import { describe, expect, test } from "vitest";
import { expose } from "./expose.ts";
import { testJob } from "./testing-job.ts";

const SIZE = { width: 300, height: 220, margins: { prescan: 9, overscan: 7, parallelOverscan: 6 } };
/** Of a plane. */
const WIDTH = 9 + 150 + 7;
/** What a bias goes through. */
const READOUT = [
  "PREOVERSCAN",
  "PARALLELOVERSCAN",
  "NONLINEARITY",
  "READOUTNOISE",
  "ELECTRON2ADU",
  "BIAS",
  "XTALK",
  "DISCRETIZE",
] as const satisfies readonly EffectKey[];
const TRAPS: readonly EffectKey[] = ["RADIATIONDAMAGE", "CTI_CHARGEINJECTION"];

const jobOf = (effects: readonly EffectKey[]) =>
  testJob({
    effects,
    stars: Array.from({ length: 12 }, (_, n) => ({ x: 23.3 * n + 5, y: 17.7 * n + 9.1, magnitude: 16 + (n % 5) })),
    galaxies: Array.from({ length: 12 }, (_, n) => ({ x: 290 - 22.1 * n, y: 17.3 * n + 4, magnitude: 19 + (n % 5), radius: 0.4 })),
  });
const exposed = (effects: readonly EffectKey[]) => expose(jobOf(effects), { keepSteps: false }, testContext(), SIZE);
const planesOf = ({ quadrants }: DetectorExposure) => Promise.all(quadrants.map(({ read }) => read()));

test("one thread, two and three give the same numbers, budget, truth and kept images, of all 28 effects", async () => {
  const on = async (workers: number) => {
    const context = { ...testContext(), spawn: nodeThread };
    const exposure = await expose(jobOf(EFFECT_KEYS), { keepSteps: true, workers }, context, SIZE);
    const { quadrants: _, steps, ...rest } = exposure;
    const images = steps.flatMap(({ planes }) => planes.map(({ pixels }) => pixels));
    return { rest, keys: steps.map(({ budget }) => budget.key), pixels: [...images, ...(await planesOf(exposure))] };
  };
  const [one, two, three] = [await on(1), await on(2), await on(3)];
  expect(one.keys).toHaveLength(28);
  for (const other of [two, three]) {
    expect(other.keys).toEqual(one.keys);
    expect(other.rest).toEqual(one.rest);
    expect(other.pixels.map(({ byteLength }) => byteLength)).toEqual(one.pixels.map(({ byteLength }) => byteLength));
    for (const [n, { buffer, byteOffset, byteLength }] of other.pixels.entries())
      expect(
        Buffer.compare(
          Buffer.from(buffer, byteOffset, byteLength),
          Buffer.from(one.pixels[n].buffer, one.pixels[n].byteOffset, byteLength),
        ),
      ).toBe(0);
  }
}, 120_000);

test("the budget closes over all 28 effects: what each finds is what the one before left, and the rest is what was added and taken", async () => {
  const { budget } = await exposed(EFFECT_KEYS);
  let expected = 0;
  for (const { effect, unit, added, removed, before, after } of budget) {
    expect(before, effect).toBe(expected);
    const tolerance = 1e-12 * (before! + added + removed);
    if (effect !== "gain") expect(Math.abs(before! + added - removed - after!), effect).toBeLessThanOrEqual(tolerance);
    expect(unit).toBe(["gain", "bias", "crosstalk", "discretize"].includes(effect) ? "adu" : "electron");
    expected = after!;
  }
});

describe("the overscans of a frame on which every effect acts", () => {
  /** Region of a pixel of a plane. */
  const regionOf = (at: number): "prescan" | "light" | "overscan" | "parallel overscan" => {
    const [x, y] = [at % WIDTH, Math.floor(at / WIDTH)];
    if (x < 9) return "prescan";
    if (x >= 9 + 150) return "overscan";
    return y < 110 ? "light" : "parallel overscan";
  };

  test("hold bias and read noise, number by number those of a bias, where charge meets no traps", async () => {
    const lit = await planesOf(await exposed(EFFECT_KEYS.filter((key) => !TRAPS.includes(key))));
    const dark = await planesOf(await exposed(READOUT));
    for (const [n, plane] of lit.entries()) {
      const differing = Array.from(plane.keys()).filter((at) => regionOf(at) !== "light" && plane[at] !== dark[n][at]);
      expect(differing).toEqual([]);
      // Sky, lamp and injected lines: there is light.
      expect(plane.filter((adu, at) => regionOf(at) === "light" && adu > dark[n][at] + 15).length).toBeGreaterThan(0.9 * 150 * 110);
    }
  });

  test("hold besides them trails that fade away from the light, and the prescan nothing, where it does", async () => {
    const lit = await planesOf(await exposed(EFFECT_KEYS.filter((key) => key !== "CTI_CHARGEINJECTION")));
    const dark = await planesOf(await exposed(READOUT));
    for (const [n, plane] of lit.entries()) {
      const excess = (isIn: (x: number, y: number) => boolean): number => {
        let [sum, count] = [0, 0];
        for (let at = 0; at < plane.length; at++) {
          if (!isIn(at % WIDTH, Math.floor(at / WIDTH))) continue;
          sum += plane[at] - dark[n][at];
          count++;
        }
        return sum / count;
      };
      expect(Array.from(plane.keys()).every((at) => regionOf(at) !== "prescan" || plane[at] === dark[n][at])).toBe(true);
      const across = Array.from({ length: 7 }, (_, u) => excess((x, y) => x === 9 + 150 + u && y < 110));
      const down = Array.from({ length: 6 }, (_, v) => excess((x, y) => x >= 9 && x < 159 && y === 110 + v));
      for (const trail of [across, down]) {
        expect(trail[0]).toBeGreaterThan(0.2);
        expect(trail.at(-1)!).toBeGreaterThanOrEqual(0);
        expect(trail.at(-1)!).toBeLessThan(trail[0]);
        // Rounding to whole ADU scatters the mean of 100 pixels by 0.03.
        for (let at = 1; at < trail.length; at++) expect(trail[at]).toBeLessThan(trail[at - 1] + 0.15);
      }
    }
  });
});
