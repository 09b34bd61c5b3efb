import { readFileSync } from "node:fs";
import { DEGREE, directionOf, parseUtc, separation, utcOfMjd, type Vector } from "@elvis/focal-plane";
import type { OrbitState } from "@elvis/formats/product";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { observerAt } from "./observer.ts";
import { atEpoch, CATALOGUE_EPOCH, epochOf } from "./proper-motion.ts";

interface Oracle {
  readonly observers: readonly { readonly utc: string; readonly orbit: readonly number[]; readonly au: readonly number[] }[];
  readonly cases: readonly {
    readonly star: string;
    readonly ra: number;
    readonly dec: number;
    readonly motionRa: number;
    readonly motionDec: number;
    readonly parallax: number;
    readonly utc: string;
    readonly orbit: readonly number[];
    readonly seen: readonly number[];
  }[];
}
const oracle: Oracle = JSON.parse(readFileSync(new URL("epoch.oracle.json", import.meta.url), "utf8"));
const spacecraft = (km: readonly number[]): OrbitState => ({ position: [km[0], km[1], km[2]], velocity: [0, 0, 0] });

describe("stars at an epoch", () => {
  test("stand where astropy sees them from the spacecraft, to 0.05 mas: fast ones, near ones, at the poles and across RA 0", () => {
    expect(oracle.cases).toHaveLength(32);
    for (const { star, ra, dec, motionRa, motionDec, parallax, utc, orbit, seen } of oracle.cases) {
      const place = atEpoch(ra, dec, motionRa, motionDec, parallax, epochOf(parseUtc(utc), spacecraft(orbit)));
      const off = separation(directionOf(...place), seen as unknown as Vector) / (DEGREE / 3.6e6);
      expect(off, `${star} at ${utc}`).toBeLessThan(0.05);
    }
  });

  test("are seen from where ERFA has the Earth and the orbit the spacecraft, to 3e-5 au", () => {
    for (const { utc, orbit, au } of oracle.observers) {
      const found = observerAt(parseUtc(utc), spacecraft(orbit));
      expect(Math.hypot(...found.map((value, axis) => value - au[axis])), utc).toBeLessThan(3e-5);
      expect(Math.hypot(...observerAt(parseUtc(utc)).map((value, axis) => value - found[axis])), utc).toBeGreaterThan(0.005);
    }
  });

  test("stay where they are without motion and parallax, and at the catalogue's epoch", () => {
    const direction = fc.record({
      ra: fc.double({ min: 0, max: 359.999999, noNaN: true }),
      dec: fc.double({ min: -89.9, max: 89.9, noNaN: true }),
    });
    fc.assert(
      fc.property(direction, fc.double({ min: -20, max: 20, noNaN: true }), ({ ra, dec }, years) => {
        for (const [ra2, dec2] of [
          atEpoch(ra, dec, 0, 0, 0, { years, observer: [1, 0, 0] }),
          atEpoch(ra, dec, 999, -888, 0, { years: 0, observer: [1, 0, 0] }),
        ]) {
          expect(Math.abs(((ra2 - ra + 540) % 360) - 180) * Math.cos(dec * DEGREE)).toBeLessThan(1e-11);
          expect(Math.abs(dec2 - dec)).toBeLessThan(1e-11);
        }
      }),
    );
    expect(epochOf(utcOfMjd(CATALOGUE_EPOCH)).years).toBe(0);
  });

  test("cross right ascension 0 into values from 0 to 360", () => {
    const west = atEpoch(0.00001, 0, -3600, 0, 0, { years: 10, observer: [0, 0, 0] });
    expect(west[0]).toBeCloseTo(360 - 0.00999, 6);
    const east = atEpoch(359.99999, 0, 3600, 0, 0, { years: 10, observer: [0, 0, 0] });
    expect(east[0]).toBeCloseTo(0.00999, 6);
  });

  test("go over the pole", () => {
    const [ra, dec] = atEpoch(40, 89.999, 0, 7200, 0, { years: 1, observer: [0, 0, 0] });
    expect(ra).toBeCloseTo(220, 6);
    expect(dec).toBeCloseTo(89.999, 6);
  });

  test("draw an ellipse of half a year's parallax: twice the parallax from end to end", () => {
    const [, north] = atEpoch(0, 0, 0, 0, 1000, { years: 0, observer: [0, 0, -1] });
    const [, south] = atEpoch(0, 0, 0, 0, 1000, { years: 0, observer: [0, 0, 1] });
    expect((north - south) * 3600).toBeCloseTo(2, 6);
  });
});
