import { describe, expect, test } from "vitest";
import { fallOf, polynomialAt, slopeOf } from "./polynomial.ts";

describe("a polynomial", () => {
  test("has its highest power first, as has its slope", () => {
    expect(polynomialAt([2, -3, 5], 4)).toBe(25);
    expect(slopeOf([2, -3, 5])).toEqual([4, -3]);
    expect(polynomialAt([], 3)).toBe(0);
  });

  test("that rises all the way has no fall, and one that falls near the end has", () => {
    expect(fallOf([1, 0], 200_000)).toBeUndefined();
    // 1 - 2 a x: 0 at 1 / (2 a).
    expect(fallOf([-2.4e-6, 1, 0], 200_000)).toBeUndefined();
    expect(fallOf([-2.6e-6, 1, 0], 200_000)).toBeGreaterThan(1 / 5.2e-6);
    // The example of the public data product documentation.
    expect(fallOf([1.67e-32, -2.27e-27, 9.85e-23, -1.39e-18, 1, -1.2e-11], 200_000)).toBeUndefined();
  });

  test("is found to fall in a dip of 20 electrons, between any two of many samples", () => {
    // Slope (x - 100000)^2 - 10^2, times 1e-12: below 0 within 10 of 100000 only.
    const slope = [1e-12, -2e-7, 1e-2 - 1e-10];
    const fall = fallOf([slope[0] / 3, slope[1] / 2, slope[2], 0], 200_000);
    expect(Math.abs((fall ?? 0) - 100_000)).toBeLessThan(10);
    // A slope that touches 0 and goes on does not fall.
    expect(fallOf([1e-12 / 3, -1e-7, 1e-2 + 1e-10, 0], 200_000)).toBeUndefined();
  });

  test("that is constant, or not finite, does not rise", () => {
    expect(fallOf([7], 10)).toBe(5);
    expect(fallOf([0, 0, 7], 10)).toBe(5);
    expect(fallOf([Number.NaN, 0], 10)).toBeNaN();
  });
});
