import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  CCDS,
  ccdOf,
  fieldToSky,
  locate,
  nominalDistortion,
  pixelToSky,
  skyProjection,
  skyToField,
  skyToPixel,
  tangentPlane,
} from "./index.ts";

const cosmos = { ra: 150.1, dec: 2.2, pa: 0 };

describe("projection", () => {
  it("at position angle 0 counts fov_x towards south and fov_y towards east", () => {
    const plane = tangentPlane({ ra: 10, dec: 0, pa: 0 });
    const north = skyToField(plane, 10, 0.3)!;
    expect(north.x).toBeCloseTo((-Math.tan((0.3 * Math.PI) / 180) * 180) / Math.PI, 12);
    expect(north.y).toBeCloseTo(0, 12);
    const east = skyToField(plane, 10.3, 0)!;
    expect(east.x).toBeCloseTo(0, 12);
    expect(east.y).toBeCloseTo(0.3, 5);
  });

  it("at position angle 90 points fpa_x (minus fov_x) to the east", () => {
    const plane = tangentPlane({ ra: 10, dec: 0, pa: 90 });
    expect(skyToField(plane, 10.2, 0)!.x).toBeCloseTo(-0.2, 5);
    expect(skyToField(plane, 10, 0.2)!.y).toBeCloseTo(-0.2, 5);
  });

  it("has no image of the other half of the sky", () => {
    expect(skyToField(tangentPlane(cosmos), 330.1, -2.2)).toBeUndefined();
    expect(skyToField(tangentPlane({ ra: 0, dec: 90, pa: 0 }), 20, -10)).toBeUndefined();
  });

  it("comes back to the same direction at any pointing, poles and the origin of right ascension included", () => {
    const pointing = fc.record({
      ra: fc.double({ min: 0, max: 360, noNaN: true }),
      dec: fc.double({ min: -90, max: 90, noNaN: true }),
      pa: fc.double({ min: 0, max: 360, noNaN: true }),
    });
    const field = fc.record({ x: fc.double({ min: -0.4, max: 0.4, noNaN: true }), y: fc.double({ min: -0.4, max: 0.4, noNaN: true }) });
    fc.assert(
      fc.property(pointing, field, (at, { x, y }) => {
        const plane = tangentPlane(at);
        const sky = fieldToSky(plane, { x, y });
        const back = skyToField(plane, sky.ra, sky.dec)!;
        expect(Math.abs(back.x - x)).toBeLessThan(1e-11);
        expect(Math.abs(back.y - y)).toBeLessThan(1e-11);
      }),
    );
  });
});

describe("locate", () => {
  it("puts north at +x and east at +y when the position angle is 0", () => {
    expect(locate({ ra: 150.15, dec: 2.2 + 0.3 }, cosmos, nominalDistortion)!.ccd).toMatch(/-6$/);
    expect(locate({ ra: 150.1 + 0.35, dec: 2.2 - 0.03 }, cosmos, nominalDistortion)!.ccd).toMatch(/^1-/);
  });

  it("agrees with skyToPixel and pixelToSky on every CCD", () => {
    const place = fc.tuple(
      fc.constantFrom(...CCDS),
      fc.double({ min: -0.4, max: 4095.4, noNaN: true }),
      fc.double({ min: -0.4, max: 4131.4, noNaN: true }),
    );
    const pointing = { ra: 0.05, dec: -48.7, pa: 256.6 };
    fc.assert(
      fc.property(place, ([ccd, x, y]) => {
        fc.pre(Math.abs(y - 2065.5) > 1e-6);
        const sky = pixelToSky(pointing, nominalDistortion, ccd.id, x, y)!;
        const pixel = skyToPixel(pointing, nominalDistortion, ccd.id, sky.ra, sky.dec)!;
        expect(pixel.x).toBeCloseTo(x, 6);
        expect(pixel.y).toBeCloseTo(y, 6);
        const at = locate(sky, pointing, nominalDistortion)!;
        expect(at.ccd).toBe(ccd.id);
        expect(at.x).toBeCloseTo(x, 6);
      }),
    );
  });

  it("collects nothing in the gap between two CCDs, on the injection rows and outside the field", () => {
    const at = (ccd: "3-3", x: number, y: number) => locate(pixelToSky(cosmos, nominalDistortion, ccd, x, y)!, cosmos, nominalDistortion);
    expect(at("3-3", 4095.3, 100)!.ccd).toBe("3-3");
    expect(at("3-3", 4100, 100)).toBeUndefined();
    expect(at("3-3", 100, 4200)).toBeUndefined();
    const centre = skyProjection(cosmos, nominalDistortion).toSky(ccdOf("3-3"))!;
    expect(locate(centre, cosmos, nominalDistortion)).toBeUndefined();
    expect(locate({ ra: 151, dec: 2.2 }, cosmos, nominalDistortion)).toBeUndefined();
  });

  it("goes on beyond the edge of a CCD: the neighbour's first column is 4220.69 columns on", () => {
    const sky = pixelToSky(cosmos, nominalDistortion, "4-2", 0, 50)!;
    expect(skyToPixel(cosmos, nominalDistortion, "4-1", sky.ra, sky.dec)!.x).toBeCloseTo(50.648259 / 0.012, 6);
  });

  it("has the Jacobian that small steps on the sky have, far from the equator too", () => {
    const pointing = { ra: 80.7, dec: -71.5, pa: 33 };
    const sky = pixelToSky(pointing, nominalDistortion, "1-6", 3000, 700)!;
    const jacobian = skyProjection(pointing, nominalDistortion).jacobian(sky.ra, sky.dec)!;
    const step = 1 / 3600;
    const pixel = (ra: number, dec: number) => skyToPixel(pointing, nominalDistortion, "1-6", ra, dec)!;
    const stepRa = step / Math.cos((sky.dec * Math.PI) / 180);
    const [e1, e0] = [pixel(sky.ra + stepRa, sky.dec), pixel(sky.ra - stepRa, sky.dec)];
    const [n1, n0] = [pixel(sky.ra, sky.dec + step), pixel(sky.ra, sky.dec - step)];
    expect(jacobian.xEast).toBeCloseTo((e1.x - e0.x) / 2, 5);
    expect(jacobian.yEast).toBeCloseTo((e1.y - e0.y) / 2, 5);
    expect(jacobian.xNorth).toBeCloseTo((n1.x - n0.x) / 2, 5);
    expect(jacobian.yNorth).toBeCloseTo((n1.y - n0.y) / 2, 5);
  });

  it("has pixels of 0.0998 by 0.1006 seconds of arc at the centre of the field", () => {
    const { xNorth, yEast } = skyProjection(cosmos, nominalDistortion).jacobian(cosmos.ra, cosmos.dec)!;
    expect(1 / xNorth).toBeCloseTo(0.09976, 4);
    expect(1 / yEast).toBeCloseTo(0.10062, 4);
  });
});
