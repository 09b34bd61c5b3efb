import { soloPool } from "@elvis/kernels";
import { describe, expect, test } from "vitest";
import type { Charge } from "../../frame.ts";
import { chargeOf, effectContract, testEffectContext } from "../../testing.ts";
import { brighterFatter } from "./brighter-fatter.ts";
import { areaChange, ccd273, expectedVariance, noiseOfFlat } from "./brighter-fatter-testing.ts";

const settings = { model: ccd273, steps: 1, fullWell: 200_000 };
const apply = async (frame: Charge, changes: Partial<typeof settings> = {}): Promise<Float32Array> =>
  (await brighterFatter.apply(frame, { ...settings, ...changes }, testEffectContext())).pixels;
const sum = (pixels: Float32Array) => pixels.reduce((total, value) => total + value, 0);

/** A star whose brightest pixel holds `peak`: a Gaussian of sigma pixels over the area of each pixel, or at its centre. */
function star(peak: number, sigma: number, over: "area" | "centre"): Charge {
  const line = Float64Array.from({ length: 41 }, (_, n) => {
    const points = over === "area" ? 50 : 1;
    let total = 0;
    for (let k = 0; k < points; k++) total += Math.exp(-((n - 20 + (k + 0.5) / points - 0.5) ** 2) / (2 * sigma ** 2));
    return total;
  });
  return chargeOf(41, 83, (x, y) => (y < 41 ? (peak * line[x] * line[y]) / line[20] ** 2 : 0));
}

/** Pixels; where the row through the peak, straight between the centres of pixels, falls to half. */
function fwhm(pixels: Float32Array): number {
  const row = pixels.subarray(20 * 41, 21 * 41);
  let at = 20;
  while (row[at + 1] > row[20] / 2) at++;
  return 2 * (at - 20 + (row[at] - row[20] / 2) / (row[at] - row[at + 1]));
}

const growth = async (frame: Charge): Promise<{ readonly relative: number; readonly squared: number }> => {
  const before = fwhm(frame.pixels);
  const after = fwhm(await apply(frame));
  return { relative: after / before - 1, squared: (after ** 2 - before ** 2) * 12 ** 2 };
};

describe("brighter-fatter", () => {
  test("moves charge in pairs by hand: half the shift of the border, of the mean of its two pixels", async () => {
    const shift = [[-1e-6, 1e-6]];
    const frame = chargeOf(3, 4, (x, y) => (x === 1 && y === 0 ? 100_000 : 0));
    const pixels = await apply(frame, { model: { aX: shift, aY: shift, scale: 0.5 } });
    // Shift 0.05 pixel, in the mean over the exposure half of it: 0.025 x 50000 e- to the left, the right, and up; nothing over the edge below.
    expect([...pixels]).toEqual([1250, 96_250, 1250, 0, 1250, 0, 0, 0, 0, 0, 0, 0]);
  });

  test("a star of 1e5 e- at its peak is 1.9 % wider, and grows in proportion to its peak", async () => {
    expect(Math.abs((await growth(star(1e5, 0.8, "area"))).relative - 0.019)).toBeLessThan(0.001);
    expect((await growth(star(1e4, 0.8, "area"))).relative / (await growth(star(1e5, 0.8, "area"))).relative).toBeCloseTo(0.1, 2);
  });

  test("the square of its FWHM grows by 17 and 25 um2 at peaks of 1e5 and 1.5e5 e-, as published for Euclid", async () => {
    expect(Math.abs((await growth(star(1e5, 0.8, "centre"))).squared - 17)).toBeLessThan(1);
    expect(Math.abs((await growth(star(1.5e5, 0.8, "centre"))).squared - 25)).toBeLessThan(1);
  });

  test("keeps every electron, in one step and in several", async () => {
    for (const steps of [1, 5]) {
      const frame = star(1.8e5, 1.1, "area");
      const before = sum(frame.pixels);
      expect(Math.abs(sum(await apply(frame, { steps })) / before - 1)).toBeLessThan(1e-7);
    }
  });

  test("the same charge turned about the CCD's middle gives the same, turned", async () => {
    const pattern = (x: number, y: number) => 1000 * ((x * 7 + y * 5) % 13) + 500 * x;
    const plain = await apply(chargeOf(9, 14, pattern));
    const turned = await apply(chargeOf(9, 14, (x, y) => pattern(8 - x, 13 - y)));
    turned.toReversed().forEach((value, at) => {
      expect(value).toBeCloseTo(plain[at], 2);
    });
  });

  test("nothing crosses the injection structure: each half keeps its charge and does not feel the other", async () => {
    const lower = (x: number, y: number) => (y < 5 ? 30_000 * ((x + 2 * y) % 5) : 0);
    const one = await apply(chargeOf(6, 10, lower));
    const both = await apply(chargeOf(6, 10, (x, y) => (y < 5 ? lower(x, y) : 150_000 - 20_000 * x)));
    expect(both.subarray(0, 30)).toEqual(one.subarray(0, 30));
    expect(one.subarray(30).every((value) => value === 0)).toBe(true);
  });

  test("charge beyond full well moves borders no further", async () => {
    const bright = (electrons: number) =>
      apply(
        chargeOf(5, 6, (x, y) => (x === 2 && y === 1 ? electrons : 0)),
        { fullWell: 1e5 },
      );
    // In the mean over the exposure 1e5 e- act at most: reached at 2e5. From there on what moves is in proportion.
    const [two, four] = [await bright(2e5), await bright(4e5)];
    expect(four[1 * 5 + 1] / two[1 * 5 + 1]).toBeCloseTo(2, 5);
  });

  test("no border moves by more than 0.3 pixel", async () => {
    const context = testEffectContext();
    const frame = chargeOf(2, 2, (x, y) => (x === 0 && y === 0 ? 1e7 : 0));
    await brighterFatter.apply(frame, { ...settings, fullWell: 1e9 }, context);
    expect([...frame.pixels]).toEqual([8.5e6, 1.5e6, 0, 0]);
    expect(context.counts.heldBorders).toBe(1);
  });

  test("noise of a flat falls as the linear theory says, and neighbours become alike", async () => {
    for (const mean of [5e4, 1e5]) {
      const { before, after } = await noiseOfFlat(300, 400, mean, 10);
      // Of the same draw: only the draw's deviation from white noise is left, 1 / sqrt(pixels) of the change.
      expect(Math.abs(after.variance / before.variance - expectedVariance(mean))).toBeLessThan(0.001);
      // Positive, and to first order the change of a pixel's area by an electron in its neighbour, 6.9e-8.
      for (const [found, x, y] of [
        [after.right - before.right, 1, 0],
        [after.above - before.above, 0, 1],
      ])
        expect(Math.abs(found / areaChange(ccd273, x, y) - 1)).toBeLessThan(0.25);
    }
  });

  test("shifts that are not mirrored, not finite or not a matrix, and settings out of range are refused in one line", async () => {
    const refused = (aX: readonly (readonly number[])[], message: string) =>
      expect(apply(chargeOf(4, 4, 1), { model: { ...ccd273, aX } })).rejects.toThrow(`brighter-fatter: aX: expected ${message}`);
    await refused([[-1e-7, 2e-7]], "shifts that change sign");
    await refused(
      [
        [-1e-7, 1e-7],
        [-2e-7, 2e-7],
        [-3e-7, 3e-7],
      ],
      "shifts that change sign",
    );
    await refused([[-1e-7, Number.NaN]], "finite shifts, found NaN");
    await refused([[0]], "an odd number of rows of one even length, found 1 rows of 1");
    await refused([], "an odd number of rows");
    await expect(apply(chargeOf(4, 4, 1), { steps: 1.5 })).rejects.toThrow("steps: expected a whole number from 1, found 1.5");
    await expect(apply(chargeOf(4, 4, 1), { fullWell: 0 })).rejects.toThrow("full well: expected electrons above 0, found 0");
    await expect(apply(chargeOf(4, 4, 1), { model: { ...ccd273, scale: Number.NaN } })).rejects.toThrow(
      "scale: expected 0 or more, found NaN",
    );
  });

  test("gives the same bytes on a frame of the pool's memory, and takes back what it asked for", async () => {
    const pool = soloPool();
    for (const steps of [1, 4]) {
      const outside = star(1.8e5, 1.1, "area");
      const start = pool.mark();
      const inside = { ...outside, pixels: pool.float32(outside.pixels.length) };
      inside.pixels.set(outside.pixels);
      const mark = pool.mark();
      const { pixels } = await brighterFatter.apply(inside, { ...settings, steps }, testEffectContext({ pool }));
      expect(pixels).toBe(inside.pixels);
      expect([...pixels]).toEqual([...(await apply(outside, { steps }))]);
      expect(pool.mark()).toBe(mark);
      pool.release(start);
    }
  });

  test("brighter-fatter keeps the contract of effects", () =>
    effectContract(brighterFatter, {
      frame: (width, height) => chargeOf(width, height, (x, y) => 5e4 + 9000 * ((x + 3 * y) % 4)),
      settings: { ...settings, steps: 2 },
      neutral: { ...settings, model: { ...ccd273, scale: 0 } },
    }));
});
