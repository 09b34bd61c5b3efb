import { CCDS, ccdOf, ccdToFocalPlane, nominalDistortion, quadrantsOf, readoutToCcd, skyProjection } from "@elvis/focal-plane";
import { describe, expect, test } from "vitest";
import { localWcs, wcsToSky } from "./wcs.ts";

const pointing = { ra: 150.1, dec: 2.2, pa: 66.5 };
const projection = skyProjection(pointing, nominalDistortion);

describe("localWcs", () => {
  test("has its reference where the light pixels' centre is on the sky", () => {
    const wcs = localWcs("3-5", "F", projection)!;
    expect([wcs.crpix1, wcs.crpix2]).toEqual([51 + 1024.5, 1033.5]);
    const at = readoutToCcd(ccdOf("3-5"), { quadrant: "F", x: 51 + 1023.5, y: 1032.5 });
    const point = ccdToFocalPlane(ccdOf("3-5"), at.x, at.y);
    expect(projection.toSky(point)).toEqual({ ra: wcs.crval1, dec: wcs.crval2 });
  });

  test("agrees with the focal plane to a fiftieth of a pixel in every corner of every quadrant", () => {
    let worst = 0;
    for (const ccd of CCDS)
      for (const quadrant of quadrantsOf(ccd)) {
        const wcs = localWcs(ccd.id, quadrant, projection)!;
        for (const [x, y] of [
          [51, 0],
          [51, 2065],
          [2098, 0],
          [2098, 2065],
          [51 + 1023.5, 0],
        ]) {
          const at = readoutToCcd(ccd, { quadrant, x, y });
          const sky = projection.toSky(ccdToFocalPlane(ccd, at.x, at.y))!;
          const found = wcsToSky(wcs, x + 1, y + 1);
          worst = Math.max(worst, Math.hypot((found.ra - sky.ra) * Math.cos((sky.dec * Math.PI) / 180), found.dec - sky.dec) * 36000);
        }
      }
    expect(worst).toBeLessThan(0.02);
  });

  test("turns left-handed where the readout mirrors the sky and right-handed where it does not: two quadrants each", () => {
    const hands = (id: "2-2" | "2-5") =>
      "EFGH".split("").map((letter) => {
        const { cd1_1, cd1_2, cd2_1, cd2_2 } = localWcs(id, letter as "E", projection)!;
        return Math.sign(cd1_1 * cd2_2 - cd1_2 * cd2_1);
      });
    for (const id of ["2-2", "2-5"] as const) {
      const [e, f, g, h] = hands(id);
      expect([f, g, h]).toEqual([-e, e, -e]);
    }
  });

  test("is nothing where the distortion model does not reach", () => {
    expect(localWcs("1-1", "E", skyProjection(pointing, { ...nominalDistortion, validX: 0.1, validY: 0.1 }))).toBeUndefined();
  });
});
