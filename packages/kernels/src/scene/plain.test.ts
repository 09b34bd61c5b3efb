import { renderer, sersicTable } from "@elvis/kernels";
import { describe, expect, it } from "vitest";
import { type PointImage, psfField } from "../../psf/lut.ts";
import { SPIKED, spikedStamp } from "../../psf/testing.ts";
import type { Canvas } from "./canvas.ts";
import { chooseBandLimit, chooseSide, drawObject, type Profile } from "./draw.ts";
import { ellipse, point, profileOf } from "./shape.ts";

const { size, oversampling } = SPIKED;
const stamp = spikedStamp(0.2);
const field = psfField({ wavelengths: [700], gridX: [0], gridY: [0], oversampling, size, stamp: async () => stamp });
const image = await field.at(0, 0, 700);
const table = sersicTable();
const galaxy = (electrons: number, radius: number, index: number): Profile[] => [
  profileOf(table, 1, 0.7 * electrons, ellipse(radius, 0.5 * radius, 0.6)),
  profileOf(table, index, 0.3 * electrons, ellipse(0.6 * radius, 0.5 * radius, 0.6)),
];
const work = renderer();

function drawn(profiles: readonly Profile[], through: PointImage = image, smallest = 32): Float32Array {
  const canvas: Canvas = { width: 300, height: 200, pixels: new Float32Array(60000), gapStart: 200, gapRows: 0 };
  drawObject(canvas, work, through, profiles, 140.2, 99.6, smallest);
  return canvas.pixels;
}
const worst = (a: Float32Array, b: Float32Array): number => a.reduce((most, value, n) => Math.max(most, Math.abs(value - b[n])), 0);
const peak = (pixels: Float32Array): number => pixels.reduce((most, value) => Math.max(most, value), 0);

describe("an object", () => {
  it("is drawn to the same bits whatever was drawn before it", () => {
    const faint = drawn(galaxy(800, 2.5, 2.2));
    drawn(galaxy(3e5, 12, 4));
    drawn([point(1e6)]);
    expect(drawn(galaxy(800, 2.5, 2.2))).toEqual(faint);
  });

  it.each([
    [500, 1.5, 1.2],
    [2000, 3, 4],
    [1e5, 2, 2.5],
    [1e6, 15, 4],
  ])(
    "of %d electrons and %d pixels loses less than 2e-5 of its peak or 2e-3 electrons to the wave numbers left out",
    (electrons, radius, index) => {
      const profiles = galaxy(electrons, radius, index);
      const all = drawn(profiles, { ...image, otf: (period) => image.otf(period) });
      expect(chooseBandLimit(profiles, image.extent)).toBeLessThan(image.extent.modulation.length / image.extent.period);
      expect(worst(drawn(profiles), all)).toBeLessThan(Math.max(2e-3, 2e-5 * peak(all)));
    },
  );

  it.each([
    [500, 1.5, 1.2],
    [2000, 3, 4],
    [1e5, 6, 4],
  ])(
    "of %d electrons and %d pixels is the same on the square that is chosen as on one four times as wide, to 5e-5 of its peak or 1e-2 electrons",
    (electrons, radius, index) => {
      const profiles = galaxy(electrons, radius, index);
      const side = chooseSide(profiles, image.extent);
      const wide = drawn(profiles, image, 4 * side);
      expect(worst(drawn(profiles), wide)).toBeLessThan(Math.max(1e-2, 5e-5 * peak(wide)));
    },
  );
});
