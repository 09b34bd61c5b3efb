import { ARCSECOND, DEGREE, skyToPixel } from "@elvis/focal-plane";
import { describe, expect, it } from "vitest";
import { chargeOf, testEffectContext } from "../../testing.ts";
import { stars } from "./stars.ts";
import { directionOf, gaussianField, sky, ssoRows, starRows } from "./testing.ts";

const settings = { ...sky, zeroPoint: 25, psf: gaussianField(), stars: starRows() };
const [WIDTH, HEIGHT] = [220, 120];
/** 20th magnitude: 56052 electrons in 560.52 s at a zero point of 25. */
const FLUX = 3.63078e-5;
const SECONDS = 560.52;

/** An object that goes from one pixel to another in the exposure. */
function going(from: readonly [number, number], to: readonly [number, number], id = 1): Record<string, number> {
  const [start, end] = [directionOf(...from), directionOf(...to)];
  const hours = SECONDS / 3600;
  const east = ((end.ra - start.ra) * DEGREE * Math.cos(start.dec * DEGREE)) / ARCSECOND;
  const north = ((end.dec - start.dec) * DEGREE) / ARCSECOND;
  return { SOURCE_ID: id, RA: start.ra, DEC: start.dec, EPOCH: 60_000, RATE_RA: east / hours, RATE_DEC: north / hours, TU_FNU_VIS: FLUX };
}

interface Moments {
  readonly sum: number;
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
}
function momentsOf(pixels: Float32Array): Moments {
  let [sum, x, y, xx, xy, yy] = [0, 0, 0, 0, 0, 0];
  pixels.forEach((value, n) => {
    const [at, up] = [n % WIDTH, Math.floor(n / WIDTH)];
    sum += value;
    x += value * at;
    y += value * up;
    xx += value * at * at;
    xy += value * at * up;
    yy += value * up * up;
  });
  return { sum, x: x / sum, y: y / sum, xx: xx / sum - (x / sum) ** 2, xy: xy / sum - (x * y) / sum ** 2, yy: yy / sum - (y / sum) ** 2 };
}

describe("solar-system objects", () => {
  it("leave a trail as long as their rate times the exposure, in its direction, with all of their light", async () => {
    const context = testEffectContext();
    const sso = going([60.2, 40.7], [140.2, 80.7], 7);
    const trail = momentsOf((await stars.apply(chargeOf(WIDTH, HEIGHT, 0), { ...settings, sso: ssoRows(sso) }, context)).pixels);
    const still = { ...sso, RATE_RA: 0, RATE_DEC: 0 };
    const spot = momentsOf(
      (await stars.apply(chargeOf(WIDTH, HEIGHT, 0), { ...settings, sso: ssoRows(still) }, testEffectContext())).pixels,
    );
    expect(trail.sum / 56052).toBeCloseTo(1, 4);
    expect([trail.x, trail.y]).toEqual([expect.closeTo(100.2, 2), expect.closeTo(60.7, 2)]);
    // A line of length L has the variance L^2 / 12 along it, and what the image of a point has is added to it.
    const [xx, xy, yy] = [trail.xx - spot.xx, trail.xy - spot.xy, trail.yy - spot.yy];
    const length = Math.sqrt(12 * (xx + yy));
    expect(Math.atan2(2 * xy, xx - yy) / 2).toBeCloseTo(Math.atan2(40, 80), 3);
    expect(xx * yy - xy * xy).toBeLessThan(1e-3 * (xx + yy) ** 2);
    expect(length / Math.hypot(80, 40)).toBeCloseTo(1, 3);
    // The same in arcsec: pixels here are 0.1 arcsec within 1 %.
    const arcsec = (Math.hypot(sso.RATE_RA, sso.RATE_DEC) * SECONDS) / 3600;
    expect(Math.abs(length * 0.1 - arcsec)).toBeLessThan(0.02 * arcsec);
    const [row, ...others] = context.rows;
    expect(others).toEqual([]);
    expect([row.sourceId, row.kind, row.isCut]).toEqual([7n, "star", false]);
    expect([row.x, row.y]).toEqual([expect.closeTo(100.2, 2), expect.closeTo(60.7, 2)]);
    expect(row.electrons).toBeCloseTo(56052, 0);
    expect(row.collected / row.electrons).toBeCloseTo(1, 4);
    expect(context.counts).toEqual({ drawn: 1, skipped: 0 });
  });

  it("have a trail without grain: as bright along all of it", async () => {
    const sso = ssoRows(going([40, 60], [160, 60]));
    const { pixels } = await stars.apply(chargeOf(WIDTH, HEIGHT, 0), { ...settings, sso }, testEffectContext());
    const columns = Array.from({ length: 80 }, (_, n) =>
      Array.from({ length: HEIGHT }, (_, y) => pixels[y * WIDTH + 60 + n]).reduce((a, b) => a + b),
    );
    for (const value of columns) expect(value / (56052 / 120)).toBeCloseTo(1, 2);
  });

  it("that leave the CCD give it the part of their light that falls on it, and say so", async () => {
    const context = testEffectContext();
    // A quarter of the way before the first column, whose border is at -0.5.
    await stars.apply(chargeOf(WIDTH, HEIGHT, 0), { ...settings, sso: ssoRows(going([-20.5, 60], [59.5, 60])) }, context);
    const [row] = context.rows;
    expect(row.isCut).toBe(true);
    expect(row.collected / row.electrons).toBeCloseTo(0.75, 3);
    expect(row.electrons).toBeCloseTo(56052, 0);
    const middle = directionOf(19.5, 60);
    expect(row.x).toBeCloseTo(skyToPixel(sky.pointing, sky.distortion, "1-1", middle.ra, middle.dec)!.x, 2);
  });

  it("come after the stars, whose pixels they do not touch elsewhere; without them stars are what they are", async () => {
    const { ra, dec } = directionOf(30, 30);
    const given = starRows({ SOURCE_ID: 1, RA: ra, DEC: dec, TU_FNU_VIS: FLUX });
    const alone = await stars.apply(chargeOf(WIDTH, HEIGHT, 0), { ...settings, stars: given }, testEffectContext());
    const context = testEffectContext();
    const both = await stars.apply(
      chargeOf(WIDTH, HEIGHT, 0),
      { ...settings, stars: given, sso: ssoRows(going([150, 90], [180, 100], 1)) },
      context,
    );
    for (let n = 0; n < 60 * WIDTH; n++) if (n % WIDTH < 60) expect(both.pixels[n]).toBe(alone.pixels[n]);
    expect(context.rows.map(({ sourceId, electrons }) => [sourceId, Math.round(electrons)])).toEqual([
      [1n, 56052],
      [1n, 56052],
    ]);
    expect(context.counts).toEqual({ drawn: 2, skipped: 0 });
  });

  it("that cannot be drawn are named and counted", async () => {
    const context = testEffectContext();
    const sound = Array.from({ length: 199 }, (_, id) => ({ ...going([50, 50], [51, 50]), SOURCE_ID: id }));
    const bad = { ...going([50, 50], [51, 50]), SOURCE_ID: 999, RATE_DEC: Number.NaN };
    await stars.apply(chargeOf(WIDTH, HEIGHT, 0), { ...settings, sso: ssoRows(...sound, bad) }, context);
    expect(context.counts).toEqual({ drawn: 199, skipped: 1 });
  });
});
