import { describe, expect, it } from "vitest";
import { galacticLatitude, outfieldRate } from "./straylight.ts";

describe("stray light of stars beside the field", () => {
  it("knows galactic latitudes: COSMOS, the Galaxy's centre, both poles", () => {
    // astropy: SkyCoord(150.1, 2.2).galactic.b = 42.1026, SkyCoord(266.4051, -28.936175).galactic.b = -0.0001
    expect(galacticLatitude(150.1, 2.2)).toBeCloseTo(42.1026, 3);
    expect(galacticLatitude(266.4051, -28.936175)).toBeCloseTo(0, 3);
    expect(galacticLatitude(192.85948, 27.12825)).toBeCloseTo(90, 4);
    expect(galacticLatitude(12.85948, -27.12825)).toBeCloseTo(-90, 4);
  });

  it("grows as 1 / sin |b| from the poles, and no more within 10 degrees of the plane", () => {
    const at = (ra: number, dec: number) => outfieldRate(0.02, { ra, dec, pa: 0 });
    expect(at(192.85948, 27.12825)).toBeCloseTo(0.02, 9);
    expect(at(150.1, 2.2)).toBeCloseTo(0.02 / Math.sin((42.1026 * Math.PI) / 180), 6);
    expect(at(266.4051, -28.936175)).toBeCloseTo(0.02 * 5.75877, 6);
  });

  it("is none unless it is asked for", () => {
    expect(outfieldRate(0, { ra: 266.4, dec: -28.9, pa: 0 })).toBe(0);
  });
});
