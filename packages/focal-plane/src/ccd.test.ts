import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frameRow, siliconRow } from "./ccd.ts";
import { CCDS, ccdOf, ccdToFocalPlane, ccdToReadout, focalPlaneToCcd, isOnCcd, readoutToCcd } from "./index.ts";

describe("ccd", () => {
  it("puts the centre of a CCD in the middle of the injection rows, between columns 2047 and 2048", () => {
    const ccd = ccdOf("2-5");
    expect(focalPlaneToCcd(ccd, ccd)).toEqual({ x: 2047.5, y: 2065.5, siliconY: 2067.5 });
    expect(isOnCcd(focalPlaneToCcd(ccd, ccd))).toBe(false);
  });

  it("counts the four injection rows between rows 2065 and 2066", () => {
    const ccd = ccdOf("1-1");
    const below = ccdToFocalPlane(ccd, 7, 2065);
    const above = ccdToFocalPlane(ccd, 7, 2066);
    expect(above.y - below.y).toBeCloseTo(5 * 0.012, 12);
    expect(above.x).toBe(below.x);
    expect([frameRow(2065.5), frameRow(2067), frameRow(2069.5), frameRow(2070)]).toEqual([2065.5, 2065.5, 2065.5, 2066]);
    expect([siliconRow(2065), siliconRow(2066)]).toEqual([2065, 2070]);
  });

  it("spans 4096 x 4136 pixels of 12 um: the corners of 6-1 by hand", () => {
    const lowerLeft = ccdToFocalPlane(ccdOf("6-1"), 0, 0);
    expect(lowerLeft.x).toBeCloseTo(-126.6206475 - 2047.5 * 0.012, 9);
    expect(lowerLeft.y).toBeCloseTo(-143.39736 - 2067.5 * 0.012, 9);
    const upperRight = ccdToFocalPlane(ccdOf("6-1"), 4095, 4131);
    expect(upperRight.x - lowerLeft.x).toBeCloseTo(4095 * 0.012, 9);
    expect(upperRight.y - lowerLeft.y).toBeCloseTo(4135 * 0.012, 9);
  });

  it("reads each corner's pixel first in the quadrant of that corner", () => {
    const upright = ccdOf("3-2");
    expect(ccdToReadout(upright, 0, 0)).toEqual({ quadrant: "E", x: 51, y: 0 });
    expect(ccdToReadout(upright, 4095, 0)).toEqual({ quadrant: "F", x: 51, y: 0 });
    expect(ccdToReadout(upright, 0, 4131)).toEqual({ quadrant: "H", x: 51, y: 0 });
    expect(ccdToReadout(upright, 4095, 4131)).toEqual({ quadrant: "G", x: 51, y: 0 });
    const turned = ccdOf("3-5");
    expect(ccdToReadout(turned, 0, 0).quadrant).toBe("G");
    expect(ccdToReadout(turned, 4090, 3)).toEqual({ quadrant: "H", x: 56, y: 3 });
    expect(ccdToReadout(turned, 2047, 2066)).toEqual({ quadrant: "F", x: 51 + 2047, y: 2065 });
    expect(ccdToReadout(turned, 2048, 2065)).toEqual({ quadrant: "H", x: 51 + 2047, y: 2065 });
  });

  it("comes back from the focal plane and from readout to the same pixel", () => {
    const pixel = fc.tuple(fc.constantFrom(...CCDS), fc.integer({ min: 0, max: 4095 }), fc.integer({ min: 0, max: 4131 }));
    fc.assert(
      fc.property(pixel, ([ccd, x, y]) => {
        const back = focalPlaneToCcd(ccd, ccdToFocalPlane(ccd, x, y));
        expect(back.x).toBeCloseTo(x, 8);
        expect(back.y).toBeCloseTo(y, 8);
        expect(isOnCcd(back)).toBe(true);
        expect(readoutToCcd(ccd, ccdToReadout(ccd, x, y))).toEqual({ x, y });
      }),
    );
  });

  it("is on a CCD up to the edge of its outer pixels and not beyond", () => {
    expect(isOnCcd({ x: -0.5, y: 0, siliconY: 0 })).toBe(true);
    expect(isOnCcd({ x: -0.51, y: 0, siliconY: 0 })).toBe(false);
    expect(isOnCcd({ x: 4095.49, y: 4131.49, siliconY: 4135.49 })).toBe(true);
    expect(isOnCcd({ x: 10, y: 4131.6, siliconY: 4135.6 })).toBe(false);
  });
});
