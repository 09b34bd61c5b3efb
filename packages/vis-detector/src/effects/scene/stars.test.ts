import { describe, expect, it } from "vitest";
import { chargeOf, effectContract, testEffectContext } from "../../testing.ts";
import { electronsOf, magnitudeOf } from "./photometry.ts";
import { stars } from "./stars.ts";
import { directionOf, gaussianField, sky, starRows } from "./testing.ts";

const settings = { ...sky, zeroPoint: 25, psf: gaussianField() };
const at = (x: number, y: number, flux: number, id = 1): Record<string, number> => {
  const { ra, dec } = directionOf(x, y);
  return { SOURCE_ID: id, RA: ra, DEC: dec, TU_FNU_VIS: flux };
};
const empty = (width: number, height: number) => chargeOf(width, height, 0);

describe("stars", () => {
  it("give 10^(-0.4 (m - ZP)) t electrons", () => {
    // m = 20 is 10^-4.44 Jy = 36.308 uJy; at ZP 25 that is 100 e-/s.
    expect(magnitudeOf(3.63078e-5)).toBeCloseTo(20, 5);
    expect(electronsOf(3.63078e-5, 25, 560.52)).toBeCloseTo(56052, 0);
  });

  it("lie at the pixel of their direction: centroid and sum of the light, on a frame wider than high", async () => {
    const context = testEffectContext();
    const frame = await stars.apply(empty(90, 70), { ...settings, stars: starRows(at(51.3, 33.8, 3.63078e-5, 7)) }, context);
    let [sum, x, y] = [0, 0, 0];
    frame.pixels.forEach((value, n) => {
      sum += value;
      x += value * (n % 90);
      y += value * Math.floor(n / 90);
    });
    expect(sum / 56052).toBeCloseTo(1, 4);
    expect(x / sum).toBeCloseTo(51.3, 3);
    expect(y / sum).toBeCloseTo(33.8, 3);
    const [row] = context.rows;
    expect([row.sourceId, row.kind, row.isCut]).toEqual([7n, "star", false]);
    expect(row.x).toBeCloseTo(51.3, 4);
    expect(row.y).toBeCloseTo(33.8, 4);
    expect(row.electrons).toBeCloseTo(56052, 0);
    expect(row.collected / row.electrons).toBeCloseTo(1, 4);
  });

  it("cut by the edge give the part that falls on the CCD, and say so; nothing comes back in on the other side", async () => {
    const context = testEffectContext();
    const frame = await stars.apply(empty(80, 60), { ...settings, stars: starRows(at(-0.5, 30, 1e-4)) }, context);
    const [row] = context.rows;
    expect(row.isCut).toBe(true);
    // A symmetric image centred on the border of the first column: half.
    expect(row.collected / row.electrons).toBeCloseTo(0.5, 4);
    const right = frame.pixels.filter((_, n) => n % 80 > 40);
    expect(Math.max(...right.map(Math.abs))).toBeLessThan(1e-3 * row.electrons * 1e-3);
  });

  it("beyond the CCD give nothing and are not in the truth", async () => {
    const context = testEffectContext();
    const frame = await stars.apply(empty(40, 30), { ...settings, stars: starRows(at(500, 10, 1e-4)) }, context);
    expect(frame.pixels.every((value) => value === 0)).toBe(true);
    expect(context.rows).toEqual([]);
    expect(context.counts).toEqual({ drawn: 0, skipped: 0 });
  });

  it("send the light that is not in the stamp into a wing, so that the total stays", async () => {
    const context = testEffectContext();
    const psf = gaussianField(0.9, 0.99);
    const frame = await stars.apply(empty(601, 601), { ...settings, psf, stars: starRows(at(300, 300, 1e-2)) }, context);
    const [row] = context.rows;
    // A Gaussian's border tells nothing of a wing: r^-3. What lies beyond its radius is spread over the frame, but for what leaves it.
    expect(row.collected / row.electrons).toBeGreaterThan(1 - (0.01 * 6.7) / 300);
    expect(row.collected / row.electrons).toBeLessThan(1);
    const sum = frame.pixels.reduce((total, value) => total + value, 0);
    expect(sum / row.collected).toBeCloseTo(1, 4);
    const pixel = (x: number): number => frame.pixels[300 * 601 + x];
    expect(pixel(400) / pixel(350)).toBeCloseTo(1 / 8, 3);
  });

  it("skip the injection rows: a star beside the gap loses what falls on them", async () => {
    const context = testEffectContext();
    const frame = await stars.apply(empty(64, 4132), { ...settings, stars: starRows(at(30, 2065, 1e-4)) }, context);
    const column = (y: number): number => frame.pixels[y * 64 + 30];
    expect(column(2065)).toBeGreaterThan(1.5 * column(2064));
    // Row 2066 is five rows further on the silicon: 5.5 sigma.
    expect(column(2066)).toBeLessThan(1e-5 * column(2065));
    expect(context.rows[0].isCut).toBe(true);
  });

  it("that cannot be drawn are named and counted; more than 1 % is an error", async () => {
    const named: string[] = [];
    const context = testEffectContext({ log: (event, fields) => void named.push(`${event} ${fields?.sourceId} ${fields?.reason}`) });
    const good = Array.from({ length: 120 }, (_, n) => at(10 + (n % 30), 20, 1e-7, n + 100));
    await stars.apply(empty(50, 40), { ...settings, stars: starRows(...good, at(20, 20, NaN, 5)) }, context);
    expect(named).toEqual(["skipped 5 TU_FNU_VIS NaN, expected a finite flux of at least 0 Jy"]);
    expect(context.counts).toEqual({ drawn: 120, skipped: 1 });
    await expect(
      stars.apply(empty(50, 40), { ...settings, stars: starRows(at(20, 20, 1e-7), at(20, 20, -1, 5)) }, testEffectContext()),
    ).rejects.toThrow("stars of CCD 1-1: expected at most 1 % of 2 rows that cannot be drawn, found 1: SOURCE_ID 5: TU_FNU_VIS -1");
  });

  it("keep the contract of effects", () =>
    effectContract(stars, {
      frame: empty,
      settings: { ...settings, stars: starRows(at(1, 2, 1e-5)) },
      neutral: { ...settings, stars: starRows(at(1, 2, 0)) },
    }));
});
