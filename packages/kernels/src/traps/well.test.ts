import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WellFill } from "./well.ts";

const euclid = { fullWell: 200_000, notch: 0, power: 0.58, firstElectronFill: 0 };

describe("the volume that electrons fill", () => {
  // Volumes by ArCTIC 7.0.7.
  it.each([
    { change: {}, electrons: 1, volume: 0.0008421754989299351 },
    { change: {}, electrons: 84_700, volume: 0.6075401450060935 },
    { change: { fullWell: 84_700, notch: 96, power: 0.478 }, electrons: 96, volume: 0 },
    { change: { fullWell: 84_700, notch: 96, power: 0.478 }, electrons: 97, volume: 0.004412727929117989 },
    { change: { firstElectronFill: 0.01 }, electrons: -500, volume: 0.01 },
    { change: { firstElectronFill: 0.01 }, electrons: 1, volume: 0.010833753743940636 },
    { change: { notch: -3 }, electrons: -10, volume: 1.3389397572384468e-5 },
    { change: { notch: -3 }, electrons: 0, volume: 0.001 },
    { change: { notch: -3 }, electrons: 10, volume: 0.0034449301956457463 },
    { change: { notch: -0.1 }, electrons: 1000, volume: 0.795450301771768 },
    { change: { notch: -3, firstElectronFill: 0.01 }, electrons: -10, volume: 0.010013255503596661 },
  ])("is ArCTIC's: $electrons electrons, $change", ({ change, electrons, volume }) => {
    expect(Math.abs(new WellFill({ ...euclid, ...change }).volume(electrons) - volume)).toBeLessThan(1e-15);
  });

  it("never shrinks with more electrons, and is 1 from the full well up", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -500, max: 250_000, noNaN: true }),
        fc.double({ min: 0, max: 1000, noNaN: true }),
        fc.constantFrom(0, 96, -3, -0.1),
        fc.constantFrom(0, 0.01),
        (electrons, more, notch, firstElectronFill) => {
          const well = new WellFill({ ...euclid, notch, firstElectronFill });
          const [less, volume] = [well.volume(electrons), well.volume(electrons + more)];
          expect(volume).toBeGreaterThanOrEqual(less - 1e-15);
          expect(less).toBeGreaterThanOrEqual(0);
          expect(electrons >= 200_000 ? less : 1).toBe(1);
        },
      ),
    );
  });

  it("has no step where a negative notch hands over from the tail to the power law", () => {
    const well = new WellFill({ ...euclid, notch: -3 });
    expect(well.volume(-1e-9)).toBeCloseTo(well.volume(0), 12);
  });

  it("refuses a well without depth, a notch above it, and a power of 0", () => {
    expect(() => new WellFill({ ...euclid, fullWell: 0 })).toThrow("full well 0");
    expect(() => new WellFill({ ...euclid, notch: 200_000 })).toThrow("above the notch");
    expect(() => new WellFill({ ...euclid, power: 0 })).toThrow("power 0, expected above 0");
    expect(() => new WellFill({ ...euclid, firstElectronFill: 1.5 })).toThrow("1.5, expected 0 to 1");
  });
});
