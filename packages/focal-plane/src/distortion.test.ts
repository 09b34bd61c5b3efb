import { existsSync, readFileSync } from "node:fs";
import type { DistortionModel } from "@elvis/formats/product";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { distortionDerivatives } from "./distortion.ts";
import { distort, isInElvisField, nominalDistortion, undistort } from "./index.ts";

/** Not square, not symmetric: x' = 1 + 2x + 3y + 5xy, y' = 7 - x + 4y + y^2. */
const byHand: DistortionModel = {
  x: [
    [1, 2],
    [3, 5],
  ],
  y: [[7, -1], [4], [1]],
  validX: 0.5,
  validY: 0.3,
};

describe("distortion", () => {
  it("takes inner powers for x and outer for y: a hand-made polynomial", () => {
    const point = distort(byHand, { x: 0.5, y: 0.2 })!;
    expect(point.x).toBeCloseTo(1 + 1 + 0.6 + 0.5, 12);
    expect(point.y).toBeCloseTo(7 - 0.5 + 0.8 + 0.04, 12);
    const d = distortionDerivatives(byHand, { x: 0.5, y: 0.2 });
    expect([d.xx, d.xy, d.yx, d.yy].map((value) => Number(value.toFixed(12)))).toEqual([3, 5.5, -1, 4.4]);
  });

  it("refuses field angles beyond the field it was made for, in each direction by its own half width", () => {
    expect(distort(byHand, { x: 0.51, y: 0 })).toBeUndefined();
    expect(distort(byHand, { x: 0, y: -0.31 })).toBeUndefined();
    expect(distort(byHand, { x: 0.45, y: 0.3 })).toBeDefined();
    expect(distort(nominalDistortion, { x: Number.NaN, y: 0 })).toBeUndefined();
  });

  it("is inverted to a nanometre of field anywhere in the field", () => {
    const field = fc.record({
      x: fc.double({ min: -0.399, max: 0.399, noNaN: true }),
      y: fc.double({ min: -0.449, max: 0.449, noNaN: true }),
    });
    fc.assert(
      fc.property(field, ({ x, y }) => {
        const back = undistort(nominalDistortion, distort(nominalDistortion, { x, y })!)!;
        expect(Math.abs(back.x - x)).toBeLessThan(1e-11);
        expect(Math.abs(back.y - y)).toBeLessThan(1e-11);
      }),
    );
  });

  it("gives nothing back for a point far outside the focal plane", () => {
    expect(undistort(nominalDistortion, { x: 400, y: 0 })).toBeUndefined();
    expect(undistort(nominalDistortion, { x: 0, y: 200 })).toBeUndefined();
  });

  // Of ELViS's own pairs: degrees, um.
  it.each([
    [-0.34, -0.392, 147901.343595, -169200.945179],
    [0.34, -0.392, -147062.176278, -167990.034358],
    [-0.3, -0.2, 130012.96806, -86218.0321053],
    [0, 0, -691.451157106, -0.0945922205281],
    [0.34, 0.37, -147055.884515, 158566.918148],
    [-0.34, 0.37, 147873.23947, 159667.19781],
  ])("puts (%d, %d) where ELViS does, within a nanometre", (x, y, fpaX, fpaY) => {
    const point = distort(nominalDistortion, { x, y })!;
    expect(Math.abs(1000 * point.x - fpaX)).toBeLessThan(1e-3);
    expect(Math.abs(1000 * point.y - fpaY)).toBeLessThan(1e-3);
    expect(isInElvisField({ x, y })).toBe(true);
  });

  // (0.3, 0.392) still lies on a CCD of ours, (-0.3, -0.392) on none: their field has its lower border and not its upper one.
  it.each([
    [0.37, 0],
    [-0.37, 0.2],
    [0.3, 0.392],
    [-0.3, 0.392],
    [-0.392, -0.37],
    [Number.NaN, 0],
  ])("has (%d, %d) outside the field, as ELViS does", (x, y) => {
    expect(isInElvisField({ x, y })).toBe(false);
  });

  const pairs = new URL("../../../../shared/data/focalplane/fov_to_fpa_elvis.csv", import.meta.url);
  it.skipIf(!existsSync(pairs))(
    "has the places of all pairs of ELViS and refuses those that it refuses (skipped where ../shared is absent)",
    () => {
      const rows = readFileSync(pairs, "utf8")
        .trim()
        .split("\n")
        .filter((line) => /^[-\d]/.test(line))
        .map((line) => line.split(",").map(Number));
      expect(rows).toHaveLength(81);
      for (const [x, y, fpaX, fpaY] of rows) {
        const isOutside = fpaX < -1e30;
        expect(isInElvisField({ x, y }), `${x} ${y}`).toBe(!isOutside);
        if (isOutside) continue;
        const point = distort(nominalDistortion, { x, y })!;
        expect(Math.abs(point.x * 1000 - fpaX)).toBeLessThan(1e-3);
        expect(Math.abs(point.y * 1000 - fpaY)).toBeLessThan(1e-3);
      }
    },
  );
});
