import { describe, expect, test } from "vitest";
import { ARCSECOND, directionOf, separation } from "./index.ts";

const arcsec = (a: readonly [number, number], b: readonly [number, number]) => separation(directionOf(...a), directionOf(...b)) / ARCSECOND;

describe("separation", () => {
  test("is right across right ascension 0, at the poles and for the whole sky", () => {
    expect(arcsec([359.9999, 0], [0.0001, 0])).toBeCloseTo(0.72, 9);
    expect(arcsec([10, 89.9999], [190, 89.9999])).toBeCloseTo(0.72, 6);
    expect(arcsec([0, 0], [180, 0])).toBeCloseTo(180 * 3600, 6);
    expect(arcsec([5, 5], [5, 5])).toBe(0);
  });
});
