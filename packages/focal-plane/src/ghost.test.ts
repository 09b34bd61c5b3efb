import { describe, expect, it } from "vitest";
import { nominalDistortion } from "./distortion.ts";
import { ghostArea, ghostDisplacement, ghostPosition, ghostShift } from "./ghost.ts";
import { fieldToSky, tangentPlane } from "./projection.ts";

/** Euclid mission database SC3: GhostModelPositionMatrixA and B, GhostModelShiftX and Y. */
const model = {
  a: [
    [-1.18378e-3, -5.975214, 6.53108e-4, 3.3236956e-2],
    [2.182106e-3, -0.187881005, -2.059577e-3, 0],
    [-4.9609e-5, 6.914039e-3, 0, 0],
    [-7.20073e-4, 0, 0, 0],
  ],
  b: [
    [-4.26456979, 1.546287e-3, -5.6896432e-2, -9.130573e-3],
    [-6.00784903, -3.392244e-3, 2.2997658e-2, 0],
    [-0.193002932, 3.220916e-3, 0, 0],
    [-1.4143693e-2, 0, 0, 0],
  ],
  shift: [0, 0.9],
} as const;

describe("ghostDisplacement", () => {
  it("is a row for each power of y, a column for each power of x: by hand, with matrices that are not square", () => {
    // At x = 2, y = 10: A gives (1 + 2 * 2 + 3 * 4) + 10 (4 + 5 * 2 + 6 * 4) = 397, B gives 7 + 10 * 8.
    const shapes = { a: [[1, 2, 3], [4, 5, 6]], b: [[7], [8]] }; // biome-ignore format: two small matrices
    expect(ghostDisplacement(shapes, 2, 10)).toEqual({ x: 397, y: 87 });
  });

  it("gives -9.84, -4.26 and +1.00 mm along y at y = 0.9, 0 and -0.9 of the mission database, and -6.14 mm a degree along x", () => {
    const along = (y: number): number => ghostDisplacement(model, 0, y).y;
    expect([along(0.9), along(0), along(-0.9)].map((mm) => Number(mm.toFixed(2)))).toEqual([-9.84, -4.26, 1.0]);
    const slope = (ghostDisplacement(model, 0.01, 0.9).x - ghostDisplacement(model, -0.01, 0.9).x) / 0.02;
    expect(slope).toBeCloseTo(-5.975214 - 0.9 * 0.187881005 + 0.81 * 6.914039e-3, 4);
  });
});

describe("ghostShift", () => {
  it("leads away from the telescope's axis: 820 pixels along fpa_x from the middle of the field", () => {
    const { x, y } = ghostShift(model, { x: 0, y: 0 });
    // y = 0.9: 4.26456979 + 0.9 * 6.00784903 + 0.81 * 0.193002932 + 0.729 * 0.014143693 mm.
    expect(x).toBeCloseTo(9.838277, 5);
    expect(x / 0.012).toBeCloseTo(820, 0);
    expect(y).toBeCloseTo(0, 2);
  });

  it("grows with the distance from the axis, which lies at fov_x above 0, and outwards on both sides along fpa_y", () => {
    expect(ghostShift(model, { x: -0.35, y: 0 }).x).toBeGreaterThan(12);
    expect(ghostShift(model, { x: 0.35, y: 0 }).x).toBeLessThan(7.7);
    expect(ghostShift(model, { x: 0, y: 0.39 }).y).toBeGreaterThan(2.3);
    expect(ghostShift(model, { x: 0, y: -0.39 }).y).toBeLessThan(-2.3);
  });
});

describe("ghostPosition", () => {
  const pointing = { ra: 150.1, dec: 2.2, pa: 30 };
  const position = ghostPosition(model, pointing, nominalDistortion);
  const at = (x: number, y: number) => {
    const { ra, dec } = fieldToSky(tangentPlane(pointing), { x, y });
    return position(ra, dec);
  };

  it("adds the shift to where the star falls", () => {
    const field = { x: 0.2, y: -0.3 };
    const shift = ghostShift(model, field);
    const found = at(field.x, field.y)!;
    // fpa_x falls by 433 mm a degree of fov_x, fpa_y grows by 429.
    expect(Math.abs(found.x - shift.x + 433 * 0.2)).toBeLessThan(1.5);
    expect(Math.abs(found.y - shift.y + 429 * 0.3)).toBeLessThan(1.5);
  });

  it("is unknown for a star outside the distortion model's field; from beyond it no ghost falls on a CCD", () => {
    expect(at(0.41, 0)).toBeUndefined();
    const halfWidth = 2.5 * 50.648259 + 2048 * 0.012 + 1;
    const halfHeight = 2.5 * 57.358944 + 2068 * 0.012 + 1;
    for (let step = -50; step <= 50; step++) {
      const [x, y] = [(step / 50) * 0.39999, (step / 50) * 0.44999];
      for (const point of [at(-0.39999, y), at(0.39999, y), at(x, -0.44999), at(x, 0.44999)])
        expect(Math.abs(point!.x) > halfWidth || Math.abs(point!.y) > halfHeight).toBe(true);
    }
  });
});

describe("ghostArea", () => {
  it("is that of a ring, in pixels", () => {
    expect(ghostArea({ outerRadius: 0.12, innerRatio: 0.5 })).toBeCloseTo(75 * Math.PI, 9);
  });
});
