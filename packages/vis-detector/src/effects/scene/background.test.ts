import { describe, expect, it } from "vitest";
import { chargeOf, effectContract, testEffectContext } from "../../testing.ts";
import { background } from "./background.ts";
import { shutterFactor } from "./shutter.ts";
import { mapOf } from "./testing.ts";

const context = testEffectContext({ exposureTime: 10, commandedDuration: 11, ccd: "2-3" });
const empty = (width: number, height: number) => chargeOf(width, height, 0);

describe("background", () => {
  it("adds rate times the time light is collected, on top of what is there", async () => {
    const frame = await background.apply(chargeOf(3, 2, 5), { skyRate: 0.25 }, context);
    expect([...frame.pixels]).toEqual([7.5, 7.5, 7.5, 7.5, 7.5, 7.5]);
  });

  it("adds stray light as its map says, in the CCD's frame", async () => {
    const straylight = mapOf("COARSE", { "2-3": { width: 2, pixels: [0, 1] } });
    const frame = await background.apply(empty(4, 2), { skyRate: 0.1, straylight }, context);
    // Cells' centres at x = 0.5 and 2.5.
    const row = [1, 3.5, 8.5, 11];
    [...frame.pixels].forEach((value, n) => {
      expect(value).toBeCloseTo(row[n % 4], 5);
    });
  });

  it("adds the light of stars beside the field everywhere alike, and does not tilt it", async () => {
    const dark = await background.apply(empty(3, 2), { skyRate: 0, gradient: { x: 0.5, y: 0.5 }, outfieldRate: 0.125 }, context);
    expect([...dark.pixels]).toEqual(Array(6).fill(1.25));
    const both = await background.apply(empty(3, 2), { skyRate: 0.25, outfieldRate: 0.125 }, context);
    expect([...both.pixels]).toEqual(Array(6).fill(3.75));
  });

  it("comes through the shutter: where a blade that goes back lets less light through, the sky is as much darker", async () => {
    const shutter = { openingDuration: 2, closingDuration: 3, openingAngle: 0, closingAngle: 180, openDuringReadout: false };
    const frame = await background.apply(empty(5, 3), { skyRate: 0.25, outfieldRate: 0.125, shutter }, context);
    const factor = shutterFactor(shutter, 10, "2-3");
    expect(Math.abs(factor(4, 2) - 1)).toBeGreaterThan(0.01);
    [...frame.pixels].forEach((value, n) => {
      expect(value).toBeCloseTo(3.75 * factor(n % 5, Math.floor(n / 5)), 5);
    });
  });

  it("tilts about the centre of the field", async () => {
    const gradient = { x: 0.1, y: -0.05 };
    const frame = await background.apply(empty(3, 2), { skyRate: 1, gradient }, context);
    // Pixel (0, 0) of CCD 2-3: x = -0.5 x 50.648259 - 2047.5 x 0.012 = -49.894130, y = 1.5 x 57.358944 - 2067.5 x 0.012 = 61.228416 mm
    expect(frame.pixels[0]).toBeCloseTo(10 * (1 - 0.1 * 0.4989413 - 0.05 * 0.61228416), 5);
    expect(frame.pixels[5] - frame.pixels[0]).toBeCloseTo(10 * (0.1 * 0.00024 - 0.05 * 0.00012), 5);
  });

  it("keeps the contract of effects", () =>
    effectContract(background, {
      frame: empty,
      settings: { skyRate: 0.2, gradient: { x: 0.05, y: 0 }, outfieldRate: 0.01 },
      neutral: { skyRate: 0 },
    }));
});
