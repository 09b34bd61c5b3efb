import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { healpixAt, healpixCount, healpixPixel } from "./healpix.ts";

describe("HEALPix, nested", () => {
  // Centres of the twelve base pixels: z = 2/3, 0, -2/3 (Gorski et al. 2005, figure 4).
  test("has its twelve base pixels where the paper draws them", () => {
    const dec = (Math.asin(2 / 3) * 180) / Math.PI;
    const expected = [45, 135, 225, 315]
      .flatMap((ra) => [[ra, dec]])
      .concat(
        [0, 90, 180, 270].map((ra) => [ra, 0]),
        [45, 135, 225, 315].map((ra) => [ra, -dec]),
      );
    for (let index = 0; index < 12; index++) {
      const { centre } = healpixPixel(0, index);
      expect(centre[0]).toBeCloseTo(expected[index][0], 10);
      expect(centre[1]).toBeCloseTo(expected[index][1], 10);
      expect(healpixAt(0, expected[index][0], expected[index][1])).toBe(index);
    }
  });

  // nside 2, nested pixel 3 is the north-most of face 0: ring 1 of 7, z = 1 - 1/(3*4) = 11/12, longitude 45.
  test("numbers a face from its southern corner, east before west", () => {
    expect(healpixPixel(1, 3).centre[1]).toBeCloseTo((Math.asin(11 / 12) * 180) / Math.PI, 10);
    expect(healpixPixel(1, 3).centre[0]).toBeCloseTo(45, 10);
    // Pixel 0 of face 0 is on the ring z = 1/3; pixel 1 lies east (larger longitude) and 2 west on the ring z = 2/3.
    expect(healpixPixel(1, 0).centre[1]).toBeCloseTo((Math.asin(1 / 3) * 180) / Math.PI, 10);
    expect(healpixPixel(1, 1).centre[0]).toBeCloseTo(67.5, 10);
    expect(healpixPixel(1, 2).centre[0]).toBeCloseTo(22.5, 10);
  });

  // A published tile name, HPIX_5_NEST_2171, belongs to a region of RA 227 to 235, Dec 27 to 35 degrees.
  test("puts the tile of a published name into its region", () => {
    const [ra, dec] = healpixPixel(5, 2171).centre;
    expect(ra).toBeGreaterThan(225);
    expect(ra).toBeLessThan(237);
    expect(dec).toBeGreaterThan(25);
    expect(dec).toBeLessThan(37);
  });

  test("finds every pixel again from its centre", () => {
    for (const order of [0, 1, 5])
      for (let index = 0; index < healpixCount(order); index++) expect(healpixAt(order, ...healpixPixel(order, index).centre)).toBe(index);
  });

  test("gives each direction a pixel whose centre is near", () => {
    fc.assert(
      fc.property(fc.double({ min: -400, max: 400, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true }), (ra, z) => {
        const dec = (Math.asin(z) * 180) / Math.PI;
        const [ra0, dec0] = healpixPixel(5, healpixAt(5, ra, dec)).centre;
        const degree = Math.PI / 180;
        const cos =
          Math.sin(dec * degree) * Math.sin(dec0 * degree) +
          Math.cos(dec * degree) * Math.cos(dec0 * degree) * Math.cos((ra - ra0) * degree);
        // No pixel of nside 32 reaches further than 1.9 degrees from its centre.
        expect(Math.acos(Math.min(1, cos)) / degree).toBeLessThan(1.9);
      }),
    );
  });

  test("refuses a pixel that does not exist", () => {
    expect(() => healpixPixel(5, 12288)).toThrow("HEALPix pixel of order 5: expected 0 to 12287, found 12288");
    expect(() => healpixPixel(30, 0)).toThrow(RangeError);
  });
});
