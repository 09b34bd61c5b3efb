import { CCDS } from "@elvis/focal-plane";
import { describe, expect, it } from "vitest";
import { chargeOf, effectContract, testEffectContext } from "../../testing.ts";
import { type ShutterSettings, shutter, shutterFactor } from "./shutter.ts";

const back: ShutterSettings = { openingDuration: 10, closingDuration: 10, openingAngle: 0, closingAngle: 180, openDuringReadout: false };
const still: ShutterSettings = { ...back, openingDuration: 0, closingDuration: 0 };
/** Half the path along fpa_x and fpa_y, mm: 2.5 pitches and half a CCD. */
const [HALF_X, HALF_Y] = [2.5 * 50.648259 + 24.576, 2.5 * 57.358944 + 24.816];

describe("shutter", () => {
  it("lets a pixel see the sky from when the blade uncovers it until it covers it: by hand, opening in 8 s and closing in 12", () => {
    // Opening along +fpa_x, closing along -fpa_y. Pixel (0, 0) of CCD 2-3: x = -49.8941295, y = 61.228416 mm.
    const settings = { ...back, openingDuration: 8, closingDuration: 12, closingAngle: -90 };
    const opened = 8 * (0.5 - 49.8941295 / (2 * HALF_X));
    const closed = 12 * (0.5 - 61.228416 / (2 * HALF_Y));
    const mean = 100 + 6 - 4;
    const factor = shutterFactor(settings, mean, "2-3")(0, 0);
    expect(factor).toBeCloseTo((100 + closed - opened) / mean, 12);
    const context = testEffectContext({ exposureTime: mean, ccd: "2-3" });
    expect(shutter.apply(chargeOf(3, 2, 1000), settings, context).pixels[0]).toBeCloseTo(1000 * factor, 3);
  });

  it("changes nothing where both sweeps run the same way in the same time, and leaves a gradient of 20 s over the field where the blade goes back", () => {
    const same = shutter.apply(
      chargeOf(5, 4, (x, y) => 7 * x + y),
      { ...back, openingAngle: 37, closingAngle: 37 },
      testEffectContext(),
    );
    expect([...same.pixels]).toEqual([...chargeOf(5, 4, (x, y) => 7 * x + y).pixels]);
    const [left, right] = [shutterFactor(back, 560.52, "3-1")(-0.5, 9), shutterFactor(back, 560.52, "3-6")(4095.5, 9)];
    expect((left - right) * 560.52).toBeCloseTo(20, 9);
    expect(left + right).toBeCloseTo(2, 12);
  });

  it("has a mean of 1 over the pixels of the focal plane, whatever way the blade goes", () => {
    for (const settings of [back, { ...back, openingAngle: 25, closingAngle: 110, closingDuration: 3 }]) {
      let [sum, count] = [0, 0];
      for (const { id } of CCDS) {
        const factor = shutterFactor(settings, 89.52, id);
        for (const y of [0, 700, 2065, 2066, 3431, 4131])
          for (const x of [0, 1000, 3095, 4095]) [sum, count] = [sum + factor(x, y), count + 1];
      }
      expect(sum / count).toBeCloseTo(1, 12);
    }
  });

  it("open during the readout, lets each row see what its charge passes on the way to its edge: by hand, rows that differ, both halves", () => {
    // Lower half rows 0 to 2, upper half rows 5 to 3, read from the outer edges.
    const light = [
      [10, 1],
      [20, 0],
      [40, 3],
      [5, 0],
      [80, 2],
      [100, 7],
    ];
    const frame = chargeOf(2, 6, (x, y) => light[y][x], { prescan: 0, overscan: 0, parallelOverscan: 1 });
    // Four rows in 8 s: 2 s a row, of 100 s.
    const context = testEffectContext({ exposureTime: 100, readoutTime: 8 });
    const read = shutter.apply(frame, { ...still, openDuringReadout: true }, context);
    const expected = [
      [10, 1],
      [20 + 0.2, 0.02],
      [40 + 0.6, 3 + 0.02],
      [5 + 3.6, 0.18],
      [80 + 2, 2 + 0.14],
      [100, 7],
    ].flat();
    [...read.pixels].forEach((value, n) => {
      expect(value).toBeCloseTo(expected[n], 5);
    });
  });

  it("open during the readout, adds each row's light once for every row that passes it, and no other", () => {
    let state = 3;
    const draw = (): number => {
      state = (state * 48271) % 2147483647;
      return state / 2147483647;
    };
    const before = chargeOf(7, 11, () => 1000 * draw());
    const light = before.pixels.slice();
    // 6 rows below, 5 above the middle; 3 rows of parallel overscan: 9 rows in 18 s.
    const read = shutter.apply(before, { ...still, openDuringReadout: true }, testEffectContext({ exposureTime: 50, readoutTime: 18 }));
    const added = read.pixels.reduce((sum, value, n) => sum + value - light[n], 0);
    const passing = (y: number): number => (y < 6 ? 5 - y : y - 6);
    const expected = light.reduce((sum, value, n) => sum + (2 / 50) * value * passing(Math.floor(n / 7)), 0);
    expect(added / expected).toBeCloseTo(1, 5);
  });

  it("open during the readout, has no blade that closes before it", () => {
    const open = shutterFactor({ ...back, openDuringReadout: true }, 560.52, "1-1")(3, 4);
    expect(open).toBe(shutterFactor({ ...back, closingDuration: 0 }, 560.52, "1-1")(3, 4));
    expect(open).not.toBe(shutterFactor(back, 560.52, "1-1")(3, 4));
  });

  it("refuses an exposure so short that some pixels would see nothing", () => {
    expect(() => shutter.apply(chargeOf(2, 2, 1), back, testEffectContext({ exposureTime: 10 }))).toThrow(
      /shutter: expected an exposure of more than 10(\.\d+)? s, .*found 10 s/,
    );
  });

  it("keeps the contract of effects", () =>
    effectContract(shutter, {
      frame: (width, height) => chargeOf(width, height, (x, y) => 100 + x + y),
      settings: { ...back, openDuringReadout: true },
      neutral: still,
    }));
});
