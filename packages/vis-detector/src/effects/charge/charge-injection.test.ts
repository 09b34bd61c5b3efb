import { stream } from "@elvis/kernels";
import { describe, expect, test } from "vitest";
import { chargeOf, effectContract, testEffectContext } from "../../testing.ts";
import { chargeInjection } from "./charge-injection.ts";
import type { ChargeInjectionSettings } from "./injected-lines.ts";

const settings = (changes: Partial<ChargeInjectionSettings> = {}): ChargeInjectionSettings => ({
  level: 10_000,
  nonUniformity: 0,
  slope: 0,
  fullWell: 200_000,
  injectedLines: 2,
  nonInjectedLines: 3,
  start: 2,
  end: 9,
  ...changes,
});
const exposure = (n: number) => testEffectContext({ random: stream(n, "exposure") });
const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: ArrayLike<number>): number => {
  const middle = mean(values);
  return mean(Array.from(values, (value) => (value - middle) ** 2));
};
/** Means of the columns over all rows of a half that is injected everywhere. */
const everywhere = { injectedLines: 1, nonInjectedLines: 0, start: 0, end: 10_000 };
const columnMeans = (pixels: Float32Array, width: number, first: number, rows: number): number[] =>
  Array.from({ length: width }, (_, x) => mean(Array.from({ length: rows }, (_, v) => pixels[(first + v) * width + x])));

describe("charge injection", () => {
  test("lines are on and off from the first one, counted from each half's register, until the last", async () => {
    // 3 x 24: halves of 12 rows. Lines 2, 3, 7, 8 are rows 2, 3, 7, 8 below and 21, 20, 16, 15 above.
    const frame = await chargeInjection.apply(chargeOf(3, 24, 0), settings(), exposure(1));
    const lines = Array.from({ length: 24 }, (_, y) => mean(frame.pixels.subarray(3 * y, 3 * y + 3)) > 0);
    expect(lines.flatMap((isOn, y) => (isOn ? [y] : []))).toEqual([2, 3, 7, 8, 15, 16, 20, 21]);
  });

  test("the last line cuts a block short, and the middle of the CCD ends it", async () => {
    const rowsOf = async (changes: object, height: number) => {
      const { pixels } = await chargeInjection.apply(chargeOf(1, height, 0), settings(changes), exposure(1));
      return [...pixels].flatMap((value, y) => (value > 0 ? [y] : []));
    };
    expect(await rowsOf({ end: 8 }, 24)).toEqual([2, 3, 7, 16, 20, 21]);
    expect(await rowsOf({ end: 2066 }, 15)).toEqual([2, 3, 7, 11, 12]);
  });

  test("the charge has the level and the noise of a Poisson number, on top of what is there", async () => {
    const { pixels } = await chargeInjection.apply(chargeOf(100, 200, 7), settings(everywhere), exposure(1));
    const count = pixels.length;
    expect(Math.abs(mean(pixels) - 10_007)).toBeLessThan(4 * Math.sqrt(10_000 / count));
    expect(Math.abs(variance(pixels) / 10_000 - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
    expect(pixels.every(Number.isInteger)).toBe(true);
  });

  test("a column differs from the others alike in every exposure and for every seed; its noise does not", async () => {
    const run = async (n: number, ccd: "1-1" | "3-4") =>
      (await chargeInjection.apply(chargeOf(200, 100, 0), settings({ ...everywhere, nonUniformity: 1000 }), { ...exposure(n), ccd }))
        .pixels;
    const [first, second, other] = [await run(1, "1-1"), await run(2, "1-1"), await run(1, "3-4")];
    const noise = Math.sqrt(10_000 / 50);
    const lower = columnMeans(first, 200, 0, 50);
    // Normal numbers of standard deviation 1000, and the noise of the mean of 50 pixels.
    expect(Math.abs(variance(lower) / (1e6 + noise ** 2) - 1)).toBeLessThan(4 * Math.sqrt(2 / 200));
    columnMeans(second, 200, 0, 50).forEach((level, x) => void expect(Math.abs(level - lower[x])).toBeLessThan(6 * noise));
    expect(first).not.toEqual(second);
    const unlike = (levels: readonly number[]) => levels.filter((level, x) => Math.abs(level - lower[x]) > 6 * noise).length;
    expect(unlike(columnMeans(other, 200, 0, 50))).toBeGreaterThan(150);
    // The upper half has gates of its own.
    expect(unlike(columnMeans(first, 200, 50, 50))).toBeGreaterThan(150);
  });

  test("a slope is a power of the line's number in its block", async () => {
    const { pixels } = await chargeInjection.apply(
      chargeOf(4000, 20, 0),
      settings({ slope: -0.5, injectedLines: 4, nonInjectedLines: 0, start: 1, end: 9 }),
      exposure(1),
    );
    const line = (y: number) => mean(pixels.subarray(4000 * y, 4000 * (y + 1)));
    [1, 2, 3, 4, 1, 2, 3, 4].forEach((place, n) => {
      expect(Math.abs(line(1 + n) - 10_000 / Math.sqrt(place))).toBeLessThan((5 * 100) / Math.sqrt(4000));
    });
  });

  test("no column is filled below nothing or beyond full well, but for the noise", async () => {
    const { pixels } = await chargeInjection.apply(
      chargeOf(300, 40, 0),
      settings({ ...everywhere, level: 100, nonUniformity: 400, fullWell: 300 }),
      exposure(1),
    );
    const levels = columnMeans(pixels, 300, 0, 20);
    expect(Math.max(...levels)).toBeLessThan(300 + 5 * Math.sqrt(300 / 20));
    expect(levels.filter((level) => level === 0).length).toBeGreaterThan(50);
    expect(levels.filter((level) => level > 280).length).toBeGreaterThan(50);
  });

  test("what is out of range is refused in one line", async () => {
    const refused = (changes: object) => expect(chargeInjection.apply(chargeOf(3, 4, 0), settings(changes), exposure(1))).rejects;
    await refused({ level: -1 }).toThrow("charge-injection: level: expected electrons, at least 0, found -1");
    await refused({ injectedLines: 0 }).toThrow("charge-injection: lines with charge: expected a whole number from 1, found 0");
    await refused({ end: 2 }).toThrow("charge-injection: line after the last: expected a whole number above 2, found 2");
    await refused({ nonUniformity: Number.NaN }).toThrow("charge-injection: non-uniformity");
    await refused({ slope: 2 }).toThrow("charge-injection: slope: expected a power from -1 to 1, found 2");
  });

  test("charge injection keeps the contract of effects", () =>
    effectContract(chargeInjection, {
      frame: (width, height) => chargeOf(width, height, 3.5),
      settings: settings({ start: 0, nonUniformity: 100 }),
      neutral: settings({ start: 0, level: 0 }),
    }));
});
