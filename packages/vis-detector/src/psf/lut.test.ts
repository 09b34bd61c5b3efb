import type { PsfModel } from "@elvis/formats/product";
import type { Otf } from "@elvis/kernels";
import { describe, expect, it } from "vitest";
import { diffusionSigma } from "./diffusion.ts";
import { psfField } from "./lut.ts";

const SIZE = 48;
/** Gaussian stamps, 3 samples a pixel, whose width and place change over field and wavelength. */
function model(asked: string[] = []): PsfModel {
  return {
    wavelengths: [600, 800],
    gridX: [-10, 0, 20],
    gridY: [0, 30],
    oversampling: 3,
    size: SIZE,
    stamp: async (wavelength, x, y) => {
      asked.push(`${wavelength} ${x} ${y}`);
      return gaussianStamp(1 + x / 100 + (wavelength - 600) / 1000, 0.9, y / 60);
    },
  };
}
function gaussianStamp(sigmaX: number, sigmaY: number, shift: number): Float32Array {
  const stamp = Float32Array.from({ length: SIZE * SIZE }, (_, n) =>
    Math.exp(-0.5 * (((n % SIZE) - 24) / 3 / sigmaX - shift / sigmaX) ** 2 - 0.5 * ((Math.floor(n / SIZE) - 24) / 3 / sigmaY) ** 2),
  );
  const sum = stamp.reduce((total, value) => total + value, 0);
  return stamp.map((value) => value / sum);
}
const value = ({ limit, re, im }: Otf, m: number, l: number): [number, number] => [
  re[(l + limit) * (limit + 1) + m],
  im[(l + limit) * (limit + 1) + m],
];
const bare = { diffusion: false, jitter: 0, pixel: false };

describe("point spread functions from a look-up table", () => {
  it("have the transform of their stamp: a Gaussian, shifted", async () => {
    const image = await psfField(model(), bare).at(0, 30, 600);
    const otf = image.otf(32);
    const k = (2 * Math.PI) / 32;
    for (const [m, l] of [
      [0, 0],
      [3, -2],
      [5, 4],
      [8, 0],
    ]) {
      const size = Math.exp(-0.5 * ((k * m) ** 2 + (0.9 * k * l) ** 2));
      const [re, im] = value(otf, m, l);
      expect(re).toBeCloseTo(size * Math.cos(k * m * 0.5), 5);
      expect(im).toBeCloseTo(-size * Math.sin(k * m * 0.5), 5);
    }
    expect(image.extent.sum).toBeCloseTo(1, 6);
    expect(image.extent.side).toBe(16);
    expect(image.extent.variance).toBeCloseTo((1 + 0.25 + 0.81) / 2, 3);
    expect(image.extent.wing(3)).toBeGreaterThan(image.extent.wing(6));
  });

  it("are bilinear in field position, linear in wavelength, and those of the nearest beyond", async () => {
    const field = psfField(model(), bare);
    const at = async (x: number, y: number, wavelength: number): Promise<number> =>
      value((await field.at(x, y, wavelength)).otf(32), 4, 1)[0];
    const corners = [await at(0, 0, 600), await at(20, 0, 600), await at(0, 30, 600), await at(20, 30, 600)];
    const far = [await at(0, 0, 800), await at(20, 0, 800), await at(0, 30, 800), await at(20, 30, 800)];
    const bilinear = ([a, b, c, d]: number[]): number => 0.75 * (0.6 * a + 0.4 * c) + 0.25 * (0.6 * b + 0.4 * d);
    expect(await at(5, 12, 650)).toBeCloseTo(0.75 * bilinear(corners) + 0.25 * bilinear(far), 10);
    expect(await at(-50, -7, 400)).toBe(await at(-10, 0, 600));
    expect(await at(99, 99, 2000)).toBe(await at(20, 30, 800));
  });

  it("make no step across a grid line", async () => {
    const field = psfField(model(), bare);
    const at = async (x: number): Promise<number> => value((await field.at(x, 30, 700)).otf(32), 4, 1)[1];
    expect(Math.abs((await at(-1e-9)) - (await at(1e-9)))).toBeLessThan(1e-9);
  });

  it("ask for each stamp once", async () => {
    const asked: string[] = [];
    const field = psfField(model(asked), bare);
    await Promise.all([field.at(5, 5, 700), field.at(6, 5, 710), field.at(0, 0, 600)]);
    expect(asked.length).toBe(8);
    expect(new Set(asked).size).toBe(8);
  });

  it("are convolved with diffusion, jitter and the pixel", async () => {
    const plain = (await psfField(model(), bare).at(0, 0, 600)).otf(32);
    const full = (await psfField(model(), { jitter: 0.3 }).at(0, 0, 600)).otf(32);
    const { x, y } = diffusionSigma(600);
    const [m, l] = [5, 3];
    const [kx, ky] = [(2 * Math.PI * m) / 32, (2 * Math.PI * l) / 32];
    const factor =
      Math.exp(-0.5 * ((x * x + 0.09) * kx * kx + (y * y + 0.09) * ky * ky)) *
      (Math.sin(kx / 2) / (kx / 2)) *
      (Math.sin(ky / 2) / (ky / 2));
    expect(value(full, m, l)[0]).toBeCloseTo(value(plain, m, l)[0] * factor, 6);
  });

  it("diffuse as the mission database says: 6.83 um FWHM along x at 700 nm and no signal", () => {
    // 6.66 / (6.66 + 1.14e-5 x 157800) x 41 x 700^-0.237 = 0.78734 x 8.6805
    expect(diffusionSigma(700).x * 12 * 2.3548).toBeCloseTo(6.834, 2);
    expect(diffusionSigma(900).y).toBeLessThan(diffusionSigma(600).y);
  });
});
