import { describe, expect, it } from "vitest";
import { psfField } from "../../psf/lut.ts";
import { fallingPixel, SQUARE_PIXEL } from "../../psf/response.ts";
import { chargeOf, effectContract, testEffectContext } from "../../testing.ts";
import { ipqe } from "./ipqe.ts";
import { stars } from "./stars.ts";
import { directionOf, galaxyRows, gaussianField, gaussianPsf, sky, starRows } from "./testing.ts";

const settings = { ...sky, zeroPoint: 25.79, psf: gaussianField() };
const star = (x: number, y: number, flux: number): Record<string, number> => {
  const { ra, dec } = directionOf(x, y);
  return { SOURCE_ID: 1, RA: ra, DEC: dec, TU_FNU_VIS: flux };
};
const empty = (width: number, height: number) => chargeOf(width, height, 0);
const most = (pixels: Float32Array): number => pixels.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);

describe("the response of a pixel that falls to its edges", () => {
  it("has mean 1, and the second moment of 1 - e (2 u)^2: (1/12 - e/20) / (1 - e/3)", () => {
    const falling = fallingPixel(0.3);
    expect(falling(0)).toBe(1);
    const k = 1e-3;
    expect(((1 - falling(k)) * 2) / (k * k)).toBeCloseTo((1 / 12 - 0.3 / 20) / 0.9, 6);
  });

  it("is the integral of its sensitivity times cos(k u), and the square pixel's when nothing is lacking", () => {
    for (const k of [0.1, 0.39, 0.41, 2, 5, 6.9]) {
      let sum = 0;
      const steps = 4000;
      for (let n = 0; n < steps; n++) {
        const u = (n + 0.5) / steps - 0.5;
        sum += (1 - 0.3 * (2 * u) ** 2) * Math.cos(k * u);
      }
      expect(fallingPixel(0.3)(k)).toBeCloseTo(sum / steps / 0.9, 6);
      expect(fallingPixel(0)(k)).toBeCloseTo(SQUARE_PIXEL(k), 12);
    }
  });
});

describe("the effect IPQE", () => {
  const catalogue = starRows(star(50.2, 40.4, 1e-5));
  const scene = { ...settings, stars: catalogue };

  it("adds to a star what pixels of falling response make of it: as when it is drawn through them at once", async () => {
    const edge = 0.2;
    const square = await stars.apply(empty(120, 90), scene, testEffectContext());
    const frame = chargeOf(120, 90, (x, y) => square.pixels[y * 120 + x]);
    const found = await ipqe.apply(frame, { edgeResponse: edge, stars: scene }, testEffectContext());
    const psf = psfField(gaussianPsf(), { diffusion: false, jitter: 0, response: fallingPixel(edge) });
    const expected = await stars.apply(empty(120, 90), { ...scene, psf }, testEffectContext());
    const change = expected.pixels.map((value, n) => value - square.pixels[n]);
    expect(most(change)).toBeGreaterThan(1e-3 * most(square.pixels));
    const wrong = found.pixels.map((value, n) => value - expected.pixels[n]);
    expect(most(wrong)).toBeLessThan(0.01 * most(change));
  });

  it("makes images sharper: the brightest pixel rises, its neighbours fall, and no light is made or lost", async () => {
    const frame = await ipqe.apply(empty(120, 90), { edgeResponse: 0.05, stars: scene }, testEffectContext());
    const pixel = (x: number, y: number): number => frame.pixels[y * 120 + x];
    expect(pixel(50, 40)).toBeGreaterThan(0);
    expect(pixel(52, 40)).toBeLessThan(0);
    const sum = frame.pixels.reduce((total, value) => total + value, 0);
    expect(Math.abs(sum)).toBeLessThan(1e-4 * most(frame.pixels));
  });

  it("is proportional to what the edge lacks, when that is little", async () => {
    const at = async (edgeResponse: number): Promise<Float32Array> =>
      (await ipqe.apply(empty(120, 90), { edgeResponse, stars: scene }, testEffectContext())).pixels;
    expect(most(await at(0.04)) / most(await at(0.02))).toBeCloseTo(2, 1);
  });

  it("leaves a flat field, and objects too faint to show it, as they are", async () => {
    const flat = await ipqe.apply(chargeOf(30, 20, 1000), { edgeResponse: 0.1 }, testEffectContext());
    expect(flat.pixels.every((value) => value === 1000)).toBe(true);
    const faint = { ...settings, stars: starRows(star(50, 40, 1e-10)) };
    const frame = await ipqe.apply(empty(120, 90), { edgeResponse: 0.1, stars: faint }, testEffectContext());
    expect(most(frame.pixels)).toBe(0);
  });

  it("acts on galaxies too, less than on a star of the same light", async () => {
    const { ra, dec } = directionOf(60, 45);
    const galaxy = { SOURCE_ID: 2, RA_MAG: ra, DEC_MAG: dec, TU_FNU_VIS_MAG: 1e-5, BULGE_FRACTION: 0, DISK_R50: 0.3 };
    const only = { ...settings, galaxies: galaxyRows(galaxy) };
    const frame = await ipqe.apply(empty(120, 90), { edgeResponse: 0.1, galaxies: only }, testEffectContext());
    const point = await ipqe.apply(empty(120, 90), { edgeResponse: 0.1, stars: scene }, testEffectContext());
    expect(most(frame.pixels)).toBeGreaterThan(0.1);
    expect(most(frame.pixels)).toBeLessThan(0.3 * most(point.pixels));
  });

  it("refuses an edge that lacks more than half", async () => {
    await expect(async () => ipqe.apply(empty(3, 3), { edgeResponse: 0.6 }, testEffectContext())).rejects.toThrow(
      "ipqe of CCD 1-1: edgeResponse: expected 0 to 0.5, found 0.6",
    );
  });

  it("keeps the contract of effects", () =>
    effectContract(ipqe, {
      frame: empty,
      settings: { edgeResponse: 0.1, stars: { ...settings, stars: starRows(star(1, 2, 1e-5)) } },
      neutral: { edgeResponse: 0, stars: { ...settings, stars: starRows(star(1, 2, 1e-5)) } },
    }));
});
