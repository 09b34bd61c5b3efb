import type { PsfModel } from "@elvis/formats/product";
import type { PsfNode } from "@elvis/kernels";
import { describe, expect, it } from "vitest";
import type { ColourWeights } from "./colour.ts";
import { diffusionSigma } from "./diffusion.ts";
import { type PsfField, psfField } from "./lut.ts";
import { NO_PIXEL } from "./response.ts";

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
/** Value (m, l) of the image of a colour, on the grid of the field's own period. */
function value(field: PsfField, { levels }: PsfNode, m: number, l: number, colour: ColourWeights): [number, number] {
  const { limit, planes } = field.shape;
  const stride = (limit + 4) & ~3;
  const at = stride * (l + limit) + m;
  const sum = (offset: number): number =>
    field.sharesOf(colour).reduce((total, share, plane) => total + share * levels[plane * (levels.length / planes) + at + offset], 0);
  return [sum(0), sum(stride * (2 * limit + 1))];
}
const bare = { diffusion: false, jitter: 0, response: NO_PIXEL };
const BLUE = [1, 0, 0] as const;
const RED = [0, 0, 1] as const;
const node = async (field: PsfField, x: number, y: number): Promise<PsfNode> => field.nodeAt(await field.at(x, y));
const at = async (field: PsfField, x: number, y: number, m: number, l: number, colour: ColourWeights = BLUE): Promise<[number, number]> =>
  value(field, await node(field, x, y), m, l, colour);

describe("point spread functions from a look-up table", () => {
  it("have the transform of their stamp: a Gaussian, shifted", async () => {
    // One wavelength: its stamp is the image in every colour.
    const field = psfField({ ...model(), wavelengths: [600] }, bare);
    expect(field.shape.planes).toBe(1);
    const { levels, extent } = await node(field, 0, 30);
    const k = (2 * Math.PI) / field.shape.period;
    for (const [m, l] of [
      [0, 0],
      [6, -4],
      [10, 8],
      [16, 0],
    ]) {
      const size = Math.exp(-0.5 * ((k * m) ** 2 + (0.9 * k * l) ** 2));
      const [re, im] = value(field, { levels, extent }, m, l, BLUE);
      expect(re).toBeCloseTo(size * Math.cos(k * m * 0.5), 5);
      expect(im).toBeCloseTo(-size * Math.sin(k * m * 0.5), 5);
    }
    // Variance first, then the wing: the largest share of the light at a distance.
    expect(extent[0]).toBeCloseTo((1 + 0.25 + 0.81) / 2, 3);
    expect(extent[1 + 3]).toBeGreaterThan(extent[1 + 6]);
  });

  it("are bilinear in field position, and those of the nearest beyond", async () => {
    const field = psfField(model(), bare);
    const real = async (x: number, y: number): Promise<number> => (await at(field, x, y, 8, 2))[0];
    const [a, b, c, d] = [await real(0, 0), await real(20, 0), await real(0, 30), await real(20, 30)];
    expect(await real(5, 12)).toBeCloseTo(0.75 * (0.6 * a + 0.4 * c) + 0.25 * (0.6 * b + 0.4 * d), 6);
    expect(await real(-50, -7)).toBe(await real(-10, 0));
    expect(await real(99, 99)).toBe(d);
  });

  it("make no step across a grid line", async () => {
    const field = psfField(model(), bare);
    const imaginary = async (x: number): Promise<number> => (await at(field, x, 30, 8, 2))[1];
    expect(Math.abs((await imaginary(-1e-6)) - (await imaginary(1e-6)))).toBeLessThan(1e-6);
  });

  it("are wider in red than in blue when the stamps are, and the mean of both for a colour between", async () => {
    const field = psfField(model(), bare);
    expect(field.shape.planes).toBe(3);
    const real = async (colour: ColourWeights): Promise<number> => (await at(field, 0, 0, 10, 0, colour))[0];
    expect(await real(RED)).toBeLessThan((await real(BLUE)) - 0.02);
    expect(await real([0.5, 0, 0.5])).toBeCloseTo(((await real(RED)) + (await real(BLUE))) / 2, 6);
  });

  it("ask for each stamp once", async () => {
    const asked: string[] = [];
    const field = psfField(model(asked), bare);
    await Promise.all([field.at(5, 5), field.at(6, 5), field.at(0, 0)]);
    // Four corners, two wavelengths.
    expect(asked.length).toBe(8);
    expect(new Set(asked).size).toBe(8);
  });

  it("are convolved with diffusion, jitter and the pixel", async () => {
    const one = { ...model(), wavelengths: [600] };
    const bareField = psfField(one, bare);
    const fullField = psfField(one, { jitter: 0.3 });
    const { x, y } = diffusionSigma(600);
    const [m, l] = [10, 6];
    const step = (2 * Math.PI) / bareField.shape.period;
    const [kx, ky] = [step * m, step * l];
    const factor =
      Math.exp(-0.5 * ((x * x + 0.09) * kx * kx + (y * y + 0.09) * ky * ky)) *
      (Math.sin(kx / 2) / (kx / 2)) *
      (Math.sin(ky / 2) / (ky / 2));
    const [plain] = await at(bareField, 0, 0, m, l);
    expect((await at(fullField, 0, 0, m, l))[0]).toBeCloseTo(plain * factor, 6);
  });

  it("diffuse as the mission database says: 6.83 um FWHM along x at 700 nm and no signal", () => {
    // 6.66 / (6.66 + 1.14e-5 x 157800) x 41 x 700^-0.237 = 0.78734 x 8.6805
    expect(diffusionSigma(700).x * 12 * 2.3548).toBeCloseTo(6.834, 2);
    expect(diffusionSigma(900).y).toBeLessThan(diffusionSigma(600).y);
  });
});
