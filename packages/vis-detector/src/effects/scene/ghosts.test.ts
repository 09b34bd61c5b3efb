import { ccdOf, ccdToFocalPlane, type FocalPlanePoint, focalPlaneToCcd, ghostPosition, skyProjection } from "@elvis/focal-plane";
import type { GhostModel } from "@elvis/formats/product";
import { describe, expect, it } from "vitest";
import { chargeOf, effectContract, testEffectContext } from "../../testing.ts";
import { ghosts } from "./ghosts.ts";
import { directionOf, sky, starRows } from "./testing.ts";

/** 0.36 mm along fpa_x, -0.24 mm along fpa_y everywhere: 30 pixels to the right, 20 down. A ring of 5 to 10 pixels. */
const model: GhostModel = { a: [[0.24]], b: [[-0.36]], shift: [0, 0.9], brightness: 1e-5, outerRadius: 0.12, innerRatio: 0.5 };
const settings = { ...sky, zeroPoint: 25, model };
/** A star of CCD 1-1 that gives 10^8 electrons in 560.52 s: its ghost has 1000. */
const FLUX = 1e8 / (560.52 * 10 ** (0.4 * (25 - 8.9)));
const at = (x: number, y: number, flux = FLUX, id = 1): Record<string, number> => {
  const { ra, dec } = directionOf(x, y);
  return { SOURCE_ID: id, RA: ra, DEC: dec, TU_FNU_VIS: flux };
};
const empty = (width: number, height: number) => chargeOf(width, height, 0);
const sumOf = (pixels: Float32Array): number => pixels.reduce((sum, value) => sum + value, 0);

describe("ghosts", () => {
  it("have the model's share of the star's light and lie where its matrices say, on a frame wider than high", async () => {
    const context = testEffectContext();
    const frame = await ghosts.apply(empty(90, 60), { ...settings, stars: starRows(at(22.3, 51.8, FLUX, 7)) }, context);
    let [sum, x, y] = [0, 0, 0];
    frame.pixels.forEach((value, n) => {
      sum += value;
      x += value * (n % 90);
      y += value * Math.floor(n / 90);
    });
    expect(sum).toBeCloseTo(1000, 2);
    expect(x / sum).toBeCloseTo(52.3, 2);
    expect(y / sum).toBeCloseTo(31.8, 2);
    const [row] = context.rows;
    expect([context.rows.length, row.sourceId, row.kind, row.isCut]).toEqual([1, 7n, "ghost", false]);
    expect(row.x).toBeCloseTo(52.3, 4);
    expect(row.y).toBeCloseTo(31.8, 4);
    expect([row.electrons, row.collected].map((value) => Number(value.toFixed(3)))).toEqual([1000, 1000]);
  });

  it("are rings: even between the radii, dark inside and outside", async () => {
    const frame = await ghosts.apply(empty(90, 60), { ...settings, stars: starRows(at(22, 50)) }, testEffectContext());
    const pixel = (x: number, y: number): number => frame.pixels[y * 90 + x];
    const each = 1000 / (75 * Math.PI);
    for (const [x, y] of [
      [59, 30],
      [52, 37],
      [45, 30],
      [52, 23],
    ])
      expect(pixel(x, y)).toBeCloseTo(each, 3);
    for (const [x, y] of [
      [52, 30],
      [55, 30],
      [52, 41],
      [63, 30],
      [22, 50],
    ])
      expect(Math.abs(pixel(x, y))).toBeLessThan(1e-6);
  });

  it("are as many electrons as the star has, times a factor: linear in flux", async () => {
    const once = await ghosts.apply(empty(90, 60), { ...settings, stars: starRows(at(22, 50)) }, testEffectContext());
    const twice = await ghosts.apply(empty(90, 60), { ...settings, stars: starRows(at(22, 50, 3 * FLUX)) }, testEffectContext());
    twice.pixels.forEach((value, n) => {
      expect(value).toBeCloseTo(3 * once.pixels[n], 3);
    });
  });

  it("of stars beyond the CCD, and of stars in the gap beside it, are drawn; cut by the edge they say so", async () => {
    const context = testEffectContext();
    const frame = await ghosts.apply(
      empty(50, 40),
      { ...settings, stars: starRows(at(-10, 40, FLUX, 3), at(-30.5, 40, FLUX, 4)) },
      context,
    );
    expect(context.rows.map(({ sourceId, isCut }) => [sourceId, isCut])).toEqual([
      [3n, false],
      [4n, true],
    ]);
    // The second one's centre is on the left edge: half.
    expect(context.rows[1].collected).toBeCloseTo(500, 1);
    expect(sumOf(frame.pixels)).toBeCloseTo(1500, 1);
  });

  it("lose what falls on the injection rows", async () => {
    const context = testEffectContext();
    // Centre on the first of the four rows of the gap, row 2066 of the silicon; the star lies 20 higher.
    const { x, y } = ccdToFocalPlane(ccdOf("1-1"), 22, 2065);
    const star = skyProjection(sky.pointing, sky.distortion).toSky({ x, y: y + 21 * 0.012 })!;
    const frame = await ghosts.apply(
      empty(90, 4132),
      { ...settings, stars: starRows({ SOURCE_ID: 1, RA: star.ra, DEC: star.dec, TU_FNU_VIS: FLUX }) },
      context,
    );
    const column = (row: number): number => frame.pixels[row * 90 + 52];
    // Below it the ring begins 4.5 rows from the gap's lower edge; above it, rows of the frame continue 4 rows further on the silicon.
    const each = 1000 / (75 * Math.PI);
    expect(column(2060)).toBeCloseTo(each, 3);
    expect(column(2062)).toBeCloseTo(0, 5);
    expect(column(2068)).toBeCloseTo(each, 3);
    expect(column(2066)).toBeCloseTo(0, 5);
    const [row] = context.rows;
    expect(row.isCut).toBe(true);
    expect(row.collected).toBeCloseTo(sumOf(frame.pixels), 1);
    // Rows 2066 to 2069 of the silicon: -0.5 to 3.5 above the centre, a strip across both sides of the ring.
    const strip = (radius: number): number => {
      const half = (u: number) => u * Math.sqrt(radius * radius - u * u) + radius * radius * Math.asin(u / radius);
      return half(3.5) - half(-0.5);
    };
    expect(row.collected / 1000).toBeCloseTo(1 - (strip(10) - strip(5)) / (75 * Math.PI), 4);
  });

  it("fainter than the floor are left out and counted", async () => {
    const context = testEffectContext();
    // 235.6 pixels at 0.05 e-: 11.78 electrons.
    const stars = starRows(at(22, 50, (FLUX * 11.7) / 1000), at(22, 50, (FLUX * 11.9) / 1000, 2));
    await ghosts.apply(empty(90, 60), { ...settings, stars }, context);
    expect(context.rows.map(({ sourceId }) => sourceId)).toEqual([2n]);
    expect(context.counts).toEqual({ drawn: 1, skipped: 0, faint: 1 });
    const all = testEffectContext();
    await ghosts.apply(empty(90, 60), { ...settings, stars, floor: 0 }, all);
    expect(all.counts.drawn).toBe(2);
  });

  it("far from the CCD leave nothing and no truth", async () => {
    const context = testEffectContext();
    const frame = await ghosts.apply(empty(40, 30), { ...settings, stars: starRows(at(500, 10)) }, context);
    expect(frame.pixels.every((value) => value === 0)).toBe(true);
    expect([context.rows, context.counts]).toEqual([[], { drawn: 0, skipped: 0, faint: 0 }]);
  });

  it("of stars that cannot be drawn are named, and a model without a ring is refused", async () => {
    await expect(ghosts.apply(empty(50, 40), { ...settings, stars: starRows(at(20, 20, NaN, 5)) }, testEffectContext())).rejects.toThrow(
      "ghosts of CCD 1-1: expected at most 1 % of 1 rows that cannot be drawn, found 1: SOURCE_ID 5: TU_FNU_VIS NaN",
    );
    const point = { ...settings, model: { ...model, outerRadius: 0 }, stars: starRows() };
    expect(() => ghosts.apply(empty(5, 4), point, testEffectContext())).toThrow("expected an outer radius above 0 mm");
  });

  it("of the mission database lie on another CCD than their star: place by the matrices, on CCD 1-2 for a star of 1-1", async () => {
    const mdb: GhostModel = { ...model, a: [[0, -5.975214]], b: [[-4.26456979], [-6.00784903]] };
    const star = directionOf(3700, 2000);
    const field = skyProjection(sky.pointing, sky.distortion).toFocalPlane(star.ra, star.dec) as FocalPlanePoint;
    const ghost = ghostPosition(mdb, sky.pointing, sky.distortion)(star.ra, star.dec)!;
    // Near fpa_x = -106.8: 0.9 + fpa_x / 433 degrees from the axis, 4.26 + 6.008 times it in mm.
    expect(Math.abs(ghost.x - field.x - (4.2646 + 6.00785 * (0.9 + field.x / 433)))).toBeLessThan(0.03);
    const place = focalPlaneToCcd(ccdOf("1-2"), ghost);
    const context = testEffectContext({ ccd: "1-2" });
    const stars = starRows({ SOURCE_ID: 9, RA: star.ra, DEC: star.dec, TU_FNU_VIS: FLUX });
    await ghosts.apply(empty(900, 4132), { ...settings, model: mdb, stars }, context);
    expect(context.rows).toHaveLength(1);
    expect(context.rows[0].x).toBeCloseTo(place.x, 9);
    expect(context.rows[0].y).toBeCloseTo(place.y, 9);
  });

  it("keep the contract of effects", () => {
    const near = { ...model, a: [[0]], b: [[0]] };
    return effectContract(ghosts, {
      frame: empty,
      settings: { ...settings, model: near, stars: starRows(at(1, 2)) },
      neutral: { ...settings, model: { ...near, brightness: 0 }, stars: starRows(at(1, 2)) },
    });
  });
});
