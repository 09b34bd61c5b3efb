import { DEGREE } from "@elvis/focal-plane";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { atEpoch, CATALOGUE_EPOCH, epochOf } from "./proper-motion.ts";

describe("stars at an epoch", () => {
  // Barnard's star (Gaia DR3). Oracle: astropy 7 SkyCoord.apply_space_motion and its barycentric Earth, 2024-03-04T00:17:20.
  test("stand where astropy puts Barnard's star, to 10 milliarcseconds", () => {
    const epoch = epochOf(60373.012037037035);
    const [raMotion, decMotion] = atEpoch(269.44850252, 4.73942005, -801.551, 10362.394, 0, epoch);
    expect(Math.abs(raMotion - 269.44667688412426) * 3600).toBeLessThan(0.001);
    expect(Math.abs(decMotion - 4.762940236342301) * 3600).toBeLessThan(0.001);
    const [ra, dec] = atEpoch(269.44850252, 4.73942005, -801.551, 10362.394, 546.976, epoch);
    expect(Math.abs(ra - 269.4468234332201) * 3600).toBeLessThan(0.01);
    expect(Math.abs(dec - 4.762920439406607) * 3600).toBeLessThan(0.01);
  });

  test("stay where they are without motion and parallax, and at the catalogue's epoch", () => {
    const direction = fc.record({
      ra: fc.double({ min: 0, max: 359.999999, noNaN: true }),
      dec: fc.double({ min: -89.9, max: 89.9, noNaN: true }),
    });
    fc.assert(
      fc.property(direction, fc.double({ min: -20, max: 20, noNaN: true }), ({ ra, dec }, years) => {
        for (const [ra2, dec2] of [
          atEpoch(ra, dec, 0, 0, 0, { years, earth: [1, 0, 0] }),
          atEpoch(ra, dec, 999, -888, 0, { years: 0, earth: [1, 0, 0] }),
        ]) {
          expect(Math.abs(((ra2 - ra + 540) % 360) - 180) * Math.cos(dec * DEGREE)).toBeLessThan(1e-11);
          expect(Math.abs(dec2 - dec)).toBeLessThan(1e-11);
        }
      }),
    );
    expect(epochOf(CATALOGUE_EPOCH).years).toBe(0);
  });

  test("cross right ascension 0 into values from 0 to 360", () => {
    const west = atEpoch(0.00001, 0, -3600, 0, 0, { years: 10, earth: [0, 0, 0] });
    expect(west[0]).toBeCloseTo(360 - 0.00999, 6);
    const east = atEpoch(359.99999, 0, 3600, 0, 0, { years: 10, earth: [0, 0, 0] });
    expect(east[0]).toBeCloseTo(0.00999, 6);
  });

  test("go over the pole", () => {
    const [ra, dec] = atEpoch(40, 89.999, 0, 7200, 0, { years: 1, earth: [0, 0, 0] });
    expect(ra).toBeCloseTo(220, 6);
    expect(dec).toBeCloseTo(89.999, 6);
  });

  test("draw an ellipse of half a year's parallax: twice the parallax from end to end", () => {
    const [, north] = atEpoch(0, 0, 0, 0, 1000, { years: 0, earth: [0, 0, -1] });
    const [, south] = atEpoch(0, 0, 0, 0, 1000, { years: 0, earth: [0, 0, 1] });
    expect((north - south) * 3600).toBeCloseTo(2, 6);
  });
});
