import { existsSync, readFileSync } from "node:fs";
import { ghostShift, nominalDistortion, PIXEL_PITCH } from "@elvis/focal-plane";
import { bufferSource } from "@elvis/formats";
import { openFits } from "@elvis/formats/fits";
import { describe, expect, test } from "vitest";
import { ghostModel, LED_WAVELENGTHS, ledProfile } from "./optics.ts";

const shared = (name: string) => new URL(`../../../../shared/data/${name}`, import.meta.url);
const IMAGE = shared("psf/evi_ghost800nm.fits.gz");
const MATRICES = ["A", "B"].map((name) => shared(`mdb/tables/SpaceSegment.Instrument.VIS.GhostModelPositionMatrix${name}.csv`));

describe("the ghost model", () => {
  test.skipIf(!MATRICES.every((file) => existsSync(file)))(
    "has the matrices of the mission database (skipped where ../shared is absent)",
    () => {
      const [a, b] = MATRICES.map((file) =>
        readFileSync(file, "utf8")
          .split("\n")
          .map((line) =>
            line
              .split(/[\s,;]+/)
              .filter((word) => word !== "")
              .map(Number),
          )
          .filter((row) => row.length === 4 && row.every(Number.isFinite)),
      );
      expect(ghostModel.a).toEqual(a);
      expect(ghostModel.b).toEqual(b);
    },
  );

  test.skipIf(!existsSync(IMAGE))(
    "has half of its light within the radius that has half of EVI's ghost image, to 5 % (skipped where ../shared is absent)",
    async () => {
      const file = await openFits(bufferSource(readFileSync(IMAGE), "evi_ghost800nm.fits.gz"));
      const { width, pixels } = await file.image(1).readFloat32();
      let [sum, x, y] = [0, 0, 0];
      pixels.forEach((value, n) => {
        sum += value;
        x += value * (n % width);
        y += value * Math.floor(n / width);
      });
      const light = Array.from(pixels, (value, n) => [Math.hypot((n % width) - x / sum, Math.floor(n / width) - y / sum), value]);
      let inside = 0;
      let half = 0;
      for (const [radius, value] of light.toSorted(([r], [s]) => r - s)) {
        if (inside >= sum / 2) break;
        inside += value;
        half = radius;
      }
      const outer = ghostModel.outerRadius / PIXEL_PITCH;
      const ofRing = outer * Math.sqrt((1 + ghostModel.innerRatio ** 2) / 2);
      expect(Math.abs(ofRing / half - 1)).toBeLessThan(0.05);
    },
  );

  test("moves light by less than the 0.06 degree of sky that a true universe has beyond the field, its radius included", () => {
    let farthest = 0;
    for (let y = -0.45; y <= 0.45; y += 0.05)
      for (let x = -0.4; x <= 0.4; x += 0.05) {
        const shift = ghostShift(ghostModel, { x, y });
        farthest = Math.max(farthest, Math.hypot(shift.x, shift.y) + ghostModel.outerRadius);
      }
    // 12.4 mm along fpa_x and 2.7 along fpa_y in the corners of the field, with the radius 13.5 mm: 0.031 degrees.
    expect(farthest).toBeGreaterThan(12);
    expect(farthest / Math.abs(nominalDistortion.x[0][1])).toBeLessThan(0.033);
  });
});

describe("the profiles of the LEDs", () => {
  const profiles = LED_WAVELENGTHS.map((_, n) => ledProfile(n + 1));
  const at = (led: number, u: number, v: number): number =>
    profiles[led - 1].reduce((sum, row, b) => sum + v ** b * row.reduce((part, c, a) => part + c * u ** a, 0), 0);

  test("are 1 at their maximum, differ from one another, and fall by a few per cent to the corners of the focal plane", () => {
    for (let led = 1; led <= LED_WAVELENGTHS.length; led++) {
      let largest = 0;
      for (let v = -1.68; v <= 1.68; v += 0.03) for (let u = -1.51; u <= 1.51; u += 0.03) largest = Math.max(largest, at(led, u, v));
      expect(largest).toBeCloseTo(1, 4);
      for (const [u, v] of [
        [1.51, 1.68],
        [-1.51, 1.68],
        [1.51, -1.68],
        [-1.51, -1.68],
      ]) {
        expect(at(led, u, v)).toBeLessThan(0.97);
        expect(at(led, u, v)).toBeGreaterThan(0.9);
      }
      expect(at(led, 1, 0)).not.toBeCloseTo(at((led % 6) + 1, 1, 0), 4);
    }
  });
});
