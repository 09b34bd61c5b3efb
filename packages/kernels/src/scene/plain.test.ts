import { describe, expect, it } from "vitest";
import { chooseBandLimit, chooseSide } from "./choose.ts";
import { paintPlain } from "./plain.ts";
import { canvasOf, difference, ellipse, largest, psfOf, ROUND } from "./testing.ts";
import type { SceneObject } from "./types.ts";

/** A narrow core in a wide skirt: light that can wrap round a square. */
const psf = psfOf([
  [
    [
      { x: 0.1, y: -0.2, sigma: 0.8, share: 0.9 },
      { x: 0, y: 0.3, sigma: 6, share: 0.1 },
    ],
  ],
]);
const galaxy = (electrons: number, radius: number, index: number): SceneObject => ({
  x: 140.2,
  y: 99.6,
  profiles: [ellipse(1, 0.7 * electrons, radius, 0.5 * radius, 0.6), ellipse(index, 0.3 * electrons, 0.6 * radius, 0.5 * radius, 0.6)],
});
function drawn(object: SceneObject, tolerance = 1): Float32Array {
  const canvas = canvasOf(300, 200);
  paintPlain(canvas, psf, [object], tolerance);
  return canvas.pixels;
}

describe("the plain drawer", () => {
  it("draws an object to the same bits whatever was drawn before it", () => {
    const alone = drawn(galaxy(800, 2.5, 2.2));
    const canvas = canvasOf(300, 200);
    paintPlain(canvas, psf, [{ ...galaxy(3e5, 12, 4), x: -5000 }, galaxy(800, 2.5, 2.2)]);
    expect(canvas.pixels).toEqual(alone);
  });

  it.each([
    [500, 1.5, 1.2],
    [2000, 3, 4],
    [1e5, 2, 2.5],
    [1e5, 6, 4],
  ])(
    "errs by less than 5e-5 of the peak or 1e-2 electrons by its choice of square and wave numbers: %d electrons, %d pixels, index %d",
    (electrons, radius, index) => {
      const careful = drawn(galaxy(electrons, radius, index), 1e-3);
      expect(difference(drawn(galaxy(electrons, radius, index)), careful)).toBeLessThan(Math.max(1e-2, 5e-5 * largest(careful)));
    },
  );

  it("takes a larger square and more wave numbers for more light, and for less tolerance", () => {
    const { extent } = psf.nodes[0];
    const profile = { electrons: 1, n: 1, b: 1.678, centre: 0.4482, xx: 4, xy: 0, yy: 4 };
    const side = (electrons: number, tolerance: number): number =>
      chooseSide([{ ...profile, electrons }], extent, { period: 64, tolerance });
    const band = (electrons: number, tolerance: number): number =>
      chooseBandLimit([{ ...profile, electrons }], extent, { period: 64, tolerance });
    expect([side(100, 1), side(1e6, 1), side(100, 1e-3)]).toEqual([32, 64, 64]);
    expect(band(1e6, 1)).toBeGreaterThan(band(100, 1));
    expect(band(100, 0.1)).toBeGreaterThan(band(100, 1));
  });

  it("fades a square out between two radii", () => {
    const canvas = canvasOf(64, 64);
    const object: SceneObject = { x: 32, y: 32, profiles: [ellipse(0, 1e6, 0, 0, 0)], fade: { inner: 2, outer: 4 }, smallest: 64 };
    paintPlain(canvas, psfOf([[ROUND]]), [object]);
    const whole = canvasOf(64, 64);
    paintPlain(whole, psfOf([[ROUND]]), [{ ...object, fade: undefined }]);
    const at = (x: number): number => canvas.pixels[32 * 64 + x] / whole.pixels[32 * 64 + x];
    expect([at(33), at(34)]).toEqual([1, 1]);
    // Half-way between: a half.
    expect(at(35)).toBeCloseTo(0.5, 6);
    expect(canvas.pixels[32 * 64 + 36]).toBe(0);
  });
});
