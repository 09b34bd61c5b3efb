import type { SceneProfile } from "@elvis/kernels";
import { describe, expect, it } from "vitest";
import { chargeOf, effectContract, testEffectContext } from "../../testing.ts";
import { faultOf, type GalaxyShape, galaxies, profilesOf } from "./galaxies.ts";
import { directionOf, galaxyRows, gaussianField, sky } from "./testing.ts";

const settings = { ...sky, zeroPoint: 25, psf: gaussianField() };
const at = (x: number, y: number, changes: Record<string, number> = {}): Record<string, number> => {
  const { ra, dec } = directionOf(x, y);
  return {
    SOURCE_ID: 9,
    RA_MAG: ra,
    DEC_MAG: dec,
    // Where it is not seen: must not be looked at.
    RA: 10,
    DEC: -60,
    TU_FNU_VIS_MAG: 3.63078e-5,
    BULGE_FRACTION: 0.3,
    BULGE_R50: 0.2,
    BULGE_NSERSIC: 3,
    BULGE_AXIS_RATIO: 0.8,
    DISK_R50: 0.4,
    INCLINATION_ANGLE: 50,
    DISK_ANGLE: 30,
    ...changes,
  };
};
const empty = (width: number, height: number) => chargeOf(width, height, 0);
const shape: GalaxyShape = {
  bulgeFraction: 0,
  bulgeRadius: 0,
  bulgeIndex: 0,
  bulgeAxisRatio: 0,
  discRadius: 0.5,
  inclination: 0,
  positionAngle: 0,
  kappa: 0,
  gamma1: 0,
  gamma2: 0,
};
/** x runs to the west and y to the north, ten pixels an arcsec: a picture of the sky. */
const westNorth = [-10, 0, 0, 10] as const;
const only = (changes: Partial<GalaxyShape>, thickness = 0.2): SceneProfile =>
  profilesOf({ ...shape, ...changes }, 1, westNorth, thickness)[0];

describe("galaxies", () => {
  it("have all their electrons and their place, on a frame wider than high", async () => {
    const context = testEffectContext();
    const frame = await galaxies.apply(empty(400, 300), { ...settings, galaxies: galaxyRows(at(201.3, 150.2)) }, context);
    let [sum, x, y] = [0, 0, 0];
    frame.pixels.forEach((value, n) => {
      sum += value;
      x += value * (n % 400);
      y += value * Math.floor(n / 400);
    });
    expect(Math.abs(sum / 56052 - 1)).toBeLessThan(1e-3);
    expect(x / sum).toBeCloseTo(201.3, 1);
    expect(y / sum).toBeCloseTo(150.2, 1);
    expect(context.rows).toHaveLength(1);
    expect(context.rows[0]).toMatchObject({ sourceId: 9n, kind: "galaxy", isCut: false });
    expect(context.rows[0].collected).toBeCloseTo(sum, 0);
    expect(context.counts).toEqual({ drawn: 1, skipped: 0 });
  });

  it("face-on are circles of the disc's half-light radius in pixels", () => {
    const { xx, xy, yy, index } = only({});
    expect(index).toBe(1);
    expect([xx, xy, yy]).toEqual([25, 0, 25]);
  });

  it("thin with inclination: q^2 = cos^2 i + q0^2 sin^2 i, along the position angle east of north", () => {
    // Edge-on, major axis to the north: 5 pixels up, 5 x 0.25 across.
    const north = only({ inclination: 90 }, 0.25);
    expect([north.xx, north.xy, north.yy].map((value) => Math.round(value * 1e9) / 1e9 + 0)).toEqual([1.5625, 0, 25]);
    // To the north-east: up and, as x runs west, left.
    const east = only({ inclination: 90, positionAngle: 45 }, 0.25);
    expect(east.xx).toBeCloseTo((25 + 1.5625) / 2, 9);
    expect(east.xy).toBeCloseTo(-(25 - 1.5625) / 2, 9);
    // 60 degrees: q^2 = 1/4 + 0.04 x 3/4 = 0.28
    expect(only({ inclination: 60 }).xx / 25).toBeCloseTo(0.28, 9);
  });

  it("are sheared by gamma / (1 - kappa) along east for positive gamma1, without change of area or light", () => {
    const { xx, xy, yy } = only({ gamma1: 0.08, kappa: 0.2 });
    // g = 0.1: axes (1 + g) / sqrt(1 - g^2) and (1 - g) / sqrt(1 - g^2)
    expect(xx / 25).toBeCloseTo(1.21 / 0.99, 9);
    expect(yy / 25).toBeCloseTo(0.81 / 0.99, 9);
    expect(xy).toBeCloseTo(0, 9);
    // Positive gamma2 stretches from south-west to north-east; x runs west.
    expect(only({ gamma2: 0.1 }).xy).toBeLessThan(-4);
    expect(only({ gamma2: 0.1 }).electrons).toBe(1);
  });

  it("share their electrons between bulge and disc, each with its own shape", () => {
    const [disc, bulge] = profilesOf(
      { ...shape, bulgeFraction: 0.25, bulgeRadius: 0.3, bulgeIndex: 4, bulgeAxisRatio: 0.5, positionAngle: 90 },
      800,
      westNorth,
      0.2,
    );
    expect([disc.electrons, bulge.electrons, bulge.index]).toEqual([600, 200, 4]);
    expect([bulge.xx, bulge.yy]).toEqual([expect.closeTo(9, 9), expect.closeTo(2.25, 9)]);
    expect(profilesOf({ ...shape, bulgeFraction: 1, bulgeRadius: 1, bulgeIndex: 1, bulgeAxisRatio: 1 }, 5, westNorth, 0.2)).toHaveLength(1);
  });

  it("cut by the edge give the part that falls on the CCD", async () => {
    const context = testEffectContext();
    const frame = await galaxies.apply(empty(300, 200), { ...settings, galaxies: galaxyRows(at(150, -0.5)) }, context);
    const [row] = context.rows;
    expect(row.isCut).toBe(true);
    expect(row.collected / row.electrons).toBeCloseTo(0.5, 2);
    expect(Math.max(...frame.pixels.subarray(150 * 300))).toBeLessThan(1e-3 * Math.max(...frame.pixels));
  });

  it("name what is wrong with them, and only look at the components that have light", () => {
    expect(faultOf(shape)).toBeUndefined();
    expect(faultOf({ ...shape, bulgeFraction: 1, bulgeRadius: 0.1, bulgeIndex: 2, bulgeAxisRatio: 1, discRadius: 0 })).toBeUndefined();
    const faults: readonly (readonly [Partial<GalaxyShape>, string])[] = [
      [{ bulgeFraction: NaN }, "BULGE_FRACTION NaN"],
      [{ bulgeFraction: 1.01 }, "BULGE_FRACTION 1.01"],
      [{ discRadius: 0 }, "DISK_R50 0"],
      [{ inclination: 91 }, "INCLINATION_ANGLE 91"],
      [{ positionAngle: NaN }, "DISK_ANGLE NaN"],
      [{ bulgeFraction: 0.5, bulgeRadius: -1 }, "BULGE_R50 -1"],
      [{ bulgeFraction: 0.5, bulgeRadius: 1, bulgeAxisRatio: 0 }, "BULGE_AXIS_RATIO 0"],
      [{ bulgeFraction: 0.5, bulgeRadius: 1, bulgeAxisRatio: 1, bulgeIndex: 8 }, "BULGE_NSERSIC 8, expected 0.3 to 6.2"],
      [{ gamma1: 0.6, kappa: 0.5 }, "shear (0.6, 0) with KAPPA 0.5"],
    ];
    for (const [changes, reason] of faults) expect(faultOf({ ...shape, ...changes })).toContain(reason);
  });

  it("that cannot be drawn are an error when they are more than 1 %", async () => {
    const bad = galaxies.apply(
      empty(30, 20),
      { ...settings, galaxies: galaxyRows(at(10, 10), at(10, 10, { DISK_R50: 0, SOURCE_ID: 77 })) },
      testEffectContext(),
    );
    await expect(bad).rejects.toThrow("found 1: SOURCE_ID 77: DISK_R50 0, expected above 0 arcsec");
  });

  it(
    "keep the contract of effects",
    () =>
      effectContract(galaxies, {
        frame: empty,
        settings: { ...settings, galaxies: galaxyRows(at(1, 2)) },
        neutral: { ...settings, galaxies: galaxyRows(at(1, 2, { TU_FNU_VIS_MAG: 0 })) },
      }),
    30_000,
  );
});
