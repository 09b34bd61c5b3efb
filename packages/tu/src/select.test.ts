import {
  CCD_HEIGHT,
  CCD_WIDTH,
  CCDS,
  ccdToFocalPlane,
  fieldToSky,
  nominalDistortion,
  skyProjection,
  skyToField,
  tangentPlane,
} from "@elvis/focal-plane";
import { healpixAt } from "@elvis/formats/catalog";
import type { SkyArea } from "@elvis/formats/product";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { holeIn, isInside, rowsInside, skyFieldOf, touches } from "./select.ts";

const pointing = fc.record({
  ra: fc.oneof(fc.double({ min: 0, max: 360, noNaN: true }), fc.constantFrom(0, 359.9999, 360, 0.2)),
  dec: fc.oneof(fc.double({ min: -90, max: 90, noNaN: true }), fc.constantFrom(-90, 90, 89.8, -89.7, 41.8)),
  pa: fc.double({ min: 0, max: 360, noNaN: true }),
});
const unit = fc.double({ min: -1, max: 1, noNaN: true });

describe("the field of a pointing", () => {
  test("is 0.84 degrees along PA and 0.92 across it, margins included", () => {
    const north = skyFieldOf({ ra: 10, dec: 0, pa: 0 });
    // At PA 0 the short side runs north-south.
    expect(isInside(north, 10, 0.4195)).toBe(true);
    expect(isInside(north, 10, 0.4205)).toBe(false);
    expect(isInside(north, 10.4595, 0)).toBe(true);
    expect(isInside(north, 10.4605, 0)).toBe(false);
    const east = skyFieldOf({ ra: 10, dec: 0, pa: 90 });
    expect(isInside(east, 10, 0.4595)).toBe(true);
    expect(isInside(east, 10.4205, 0)).toBe(false);
  });

  test("holds every direction whose halo, ghost or aberrated image falls on a CCD", () => {
    const at = { ra: 200, dec: -40, pa: 73 };
    const field = skyFieldOf(at);
    const plane = tangentPlane(at);
    const projection = skyProjection(at, nominalDistortion);
    // 2000 pixels of 0.1 arcsec, and aberration at the Earth's speed and the spacecraft's about it, 31 km/s, with a fifth to spare.
    const reach = (2000 * 0.1 + 26) / 3600;
    for (const ccd of CCDS)
      for (const [x, y] of [0, 0.25, 0.5, 0.75, 1].flatMap((u) => [
        [0, u],
        [1, u],
        [u, 0],
        [u, 1],
      ])) {
        const sky = projection.toSky(ccdToFocalPlane(ccd, x * CCD_WIDTH - 0.5, y * CCD_HEIGHT - 0.5))!;
        const angles = skyToField(plane, sky.ra, sky.dec)!;
        for (let turn = 0; turn < 8; turn++) {
          const [dx, dy] = [reach * Math.cos((turn * Math.PI) / 4), reach * Math.sin((turn * Math.PI) / 4)];
          const beside = fieldToSky(plane, { x: angles.x + dx, y: angles.y + dy });
          expect(isInside(field, beside.ra, beside.dec), `${ccd.id} ${x} ${y} ${turn}`).toBe(true);
        }
      }
  });

  test("goes on across right ascension 0 and over a pole", () => {
    const zero = skyFieldOf({ ra: 0.1, dec: 30, pa: 20 });
    expect(rowsInside(zero, Float64Array.of(359.9, 0.3, 180, 359.0), Float64Array.of(30, 30.1, 30, 30))).toEqual([0, 1]);
    const pole = skyFieldOf({ ra: 50, dec: 89.9, pa: 0 });
    expect(rowsInside(pole, Float64Array.of(230, 50, 230, 50), Float64Array.of(89.8, 89.6, 89.4, 89.45))).toEqual([0, 1]);
  });

  test("keeps every direction made inside it and none made outside", () => {
    fc.assert(
      fc.property(pointing, unit, unit, fc.double({ min: 1.000001, max: 30, noNaN: true }), fc.boolean(), (at, x, y, out, alongX) => {
        const field = skyFieldOf(at);
        const inside = fieldToSky(field.plane, { x: 0.999999 * x * field.halfShort, y: 0.999999 * y * field.halfLong });
        expect(isInside(field, inside.ra, inside.dec)).toBe(true);
        const outside = fieldToSky(
          field.plane,
          alongX ? { x: out * field.halfShort, y: y * field.halfLong } : { x: x * field.halfShort, y: -out * field.halfLong },
        );
        expect(isInside(field, outside.ra, outside.dec)).toBe(false);
        expect(isInside(field, (outside.ra + 180) % 360, -outside.dec)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test("does not hold the opposite side of the sky, where the projection is the same", () => {
    const field = skyFieldOf({ ra: 10, dec: 20, pa: 0 });
    expect(skyToField(field.plane, 190, -20)).toBeUndefined();
    expect(isInside(field, 190, -20)).toBe(false);
  });
});

describe("tiles", () => {
  test("never miss a field that has a point in them", () => {
    fc.assert(
      fc.property(pointing, unit, unit, fc.constantFrom(0, 3, 5, 7), (at, x, y, order) => {
        const field = skyFieldOf(at);
        const { ra, dec } = fieldToSky(field.plane, { x: x * field.halfShort, y: y * field.halfLong });
        expect(touches(field, { kind: "healpix", order, index: healpixAt(order, ra, dec) })).toBe(true);
        const box: SkyArea = {
          kind: "box",
          raMin: (((Math.floor(ra / 2) * 2) % 360) + 360) % 360,
          raMax: (Math.floor(ra / 2) * 2 + 2) % 360,
          decMin: Math.max(-90, Math.floor(dec)),
          decMax: Math.min(90, Math.floor(dec) + 1),
        };
        expect(touches(field, box)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test("that lie well away are not read", () => {
    const field = skyFieldOf({ ra: 150.1, dec: 2.2, pa: 30 });
    const near = Array.from({ length: 12288 }, (_, index) => index).filter((index) => touches(field, { kind: "healpix", order: 5, index }));
    expect(near).toContain(healpixAt(5, 150.1, 2.2));
    expect(near.length).toBeLessThan(10);
    expect(touches(field, { kind: "box", raMin: 148, raMax: 149.2, decMin: 1, decMax: 3 })).toBe(false);
    expect(touches(field, { kind: "box", raMin: 148, raMax: 149.6, decMin: 1, decMax: 3 })).toBe(true);
    expect(touches(field, { kind: "box", raMin: 149, raMax: 151, decMin: 2.9, decMax: 4 })).toBe(false);
    expect(touches(field, { kind: "box", raMin: 149, raMax: 151, decMin: 2.9, decMax: 4 }, 0.2)).toBe(true);
  });

  test("across right ascension 0 are found from both sides", () => {
    const box: SkyArea = { kind: "box", raMin: 359, raMax: 1, decMin: -1, decMax: 1 };
    for (const ra of [0, 359.5, 0.5, 1.3, 358.7]) expect(touches(skyFieldOf({ ra, dec: 0, pa: 0 }), box), `RA ${ra}`).toBe(true);
    for (const ra of [180, 2, 358]) expect(touches(skyFieldOf({ ra, dec: 0, pa: 0 }), box), `RA ${ra}`).toBe(false);
  });

  test("leave holes where they are not, told by their share and the place nearest to the pointing", () => {
    const field = skyFieldOf({ ra: 10, dec: 0, pa: 0 }, 0);
    // At PA 0 fov_y runs east: 20 of the 41 columns of points lie east of the middle, 0.39 / 20 degree from each other.
    const east: SkyArea = { kind: "box", raMin: 10.00001, raMax: 12, decMin: -2, decMax: 2 };
    const hole = holeIn(field, [east])!;
    expect(hole.share).toBeCloseTo(21 / 41, 10);
    expect([hole.place.ra, hole.place.dec]).toEqual([10, 0]);
    // Beyond 0.2 degrees east the first points are the 11th, at 0.2145 degrees, and nearest in their middle.
    const most: SkyArea = { kind: "box", raMin: 9, raMax: 10.2, decMin: -2, decMax: 2 };
    expect(holeIn(field, [most])!.share).toBeCloseTo(10 / 41, 10);
    expect(holeIn(field, [most])!.place.ra).toBeCloseTo(10.2145, 4);
    expect(holeIn(field, [most, east])).toBeUndefined();
  });

  test("of HEALPix that touch a field cover it, wherever it is", () => {
    fc.assert(
      fc.property(pointing, fc.constantFrom(3, 4), (at, order) => {
        const field = skyFieldOf(at);
        const pixels = Array.from({ length: 12 * 4 ** order }, (_, index): SkyArea => ({ kind: "healpix", order, index })).filter((area) =>
          touches(field, area),
        );
        expect(holeIn(field, pixels)).toBeUndefined();
      }),
      { numRuns: 30, seed: 3 },
    );
  });
});
