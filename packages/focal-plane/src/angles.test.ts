import { describe, expect, test } from "vitest";
import { ARCSECOND, directionOf, movedBy, separation } from "./index.ts";

const arcsec = (a: readonly [number, number], b: readonly [number, number]) => separation(directionOf(...a), directionOf(...b)) / ARCSECOND;

describe("separation", () => {
  test("is right across right ascension 0, at the poles and for the whole sky", () => {
    expect(arcsec([359.9999, 0], [0.0001, 0])).toBeCloseTo(0.72, 9);
    expect(arcsec([10, 89.9999], [190, 89.9999])).toBeCloseTo(0.72, 6);
    expect(arcsec([0, 0], [180, 0])).toBeCloseTo(180 * 3600, 6);
    expect(arcsec([5, 5], [5, 5])).toBe(0);
  });
});

describe("a direction that goes on", () => {
  test("is as far away as it went, east and north as it set out", () => {
    const [ra, dec] = movedBy(0.0001, 60, -3, 4);
    expect(arcsec([0.0001, 60], [ra, dec])).toBeCloseTo(5, 9);
    // 3 arcsec west at 60 degrees are 6 arcsec of right ascension.
    expect((ra - 360 - 0.0001) * 3600).toBeCloseTo(-6, 3);
    expect((dec - 60) * 3600).toBeCloseTo(4, 3);
    expect(movedBy(12, -34, 0, 0)).toEqual([12, -34]);
  });

  test("goes over a pole, and half round the sky to the opposite direction", () => {
    const [ra, dec] = movedBy(40, 89.999, 0, 7.2);
    expect([ra, dec]).toEqual([expect.closeTo(220, 6), expect.closeTo(89.999, 9)]);
    const [far, south] = movedBy(10, 20, 0, 180 * 3600);
    expect([far, south]).toEqual([expect.closeTo(190, 6), expect.closeTo(-20, 6)]);
  });
});
