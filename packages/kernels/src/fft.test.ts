import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fftTable } from "./fft.ts";
import { fft2d, fftScratch, fftTables, inverseRealFft2d, stream, uniform } from "./index.ts";

const tables = fftTables();
const scratch = fftScratch();

function plane(seed: number, length: number): Float64Array {
  const from = stream(seed, "fft");
  return Float64Array.from({ length }, (_, n) => uniform(from, n) - 0.5);
}

/** The definition, term by term. */
function directDft(width: number, height: number, re: Float64Array, im: Float64Array): [Float64Array, Float64Array] {
  const outRe = new Float64Array(width * height);
  const outIm = new Float64Array(width * height);
  for (let ky = 0; ky < height; ky++)
    for (let kx = 0; kx < width; kx++)
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) {
          const angle = -2 * Math.PI * ((kx * x) / width + (ky * y) / height);
          outRe[ky * width + kx] += re[y * width + x] * Math.cos(angle) - im[y * width + x] * Math.sin(angle);
          outIm[ky * width + kx] += re[y * width + x] * Math.sin(angle) + im[y * width + x] * Math.cos(angle);
        }
  return [outRe, outIm];
}

const furthest = (a: Float64Array, b: Float64Array): number => a.reduce((worst, value, n) => Math.max(worst, Math.abs(value - b[n])), 0);

describe("fft", () => {
  it.each([
    [1, 1],
    [2, 1],
    [1, 8],
    [8, 4],
    [4, 16],
    [32, 8],
    [16, 32],
  ])("equals the definition on a plane %i wide and %i high", (width, height) => {
    const re = plane(1, width * height);
    const im = plane(2, width * height);
    const [expectedRe, expectedIm] = directDft(width, height, re, im);
    fft2d(tables, scratch, width, height, re, im);
    expect(furthest(re, expectedRe)).toBeLessThan(1e-12);
    expect(furthest(im, expectedIm)).toBeLessThan(1e-12);
  });

  it.each([
    [2, 1],
    [4, 2],
    [2, 16],
    [16, 8],
    [8, 32],
    [64, 16],
  ])("makes a real plane %i wide and %i high from half its spectrum", (width, height) => {
    const original = plane(3, width * height);
    const re = original.slice();
    const im = new Float64Array(width * height);
    fft2d(tables, scratch, width, height, re, im);
    const columns = width / 2 + 1;
    const halfRe = new Float64Array(columns * height);
    const halfIm = new Float64Array(columns * height);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < columns; x++) {
        halfRe[y * columns + x] = re[y * width + x];
        halfIm[y * columns + x] = im[y * width + x];
      }
    const back = new Float64Array(width * height);
    inverseRealFft2d(tables, scratch, width, height, halfRe, halfIm, back);
    for (let n = 0; n < back.length; n++) back[n] /= width * height;
    expect(furthest(back, original)).toBeLessThan(1e-14);
  });

  it("conserves energy (Parseval) and comes back, for any sizes", () => {
    const power = fc.integer({ min: 0, max: 7 });
    fc.assert(
      fc.property(power, power, fc.integer({ min: 0, max: 1e6 }), (p, q, seed) => {
        const [width, height] = [2 ** p, 2 ** q];
        const re = plane(seed, width * height);
        const im = plane(seed + 1, width * height);
        const energy = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, n) => sum + value * value + b[n] * b[n], 0);
        const before = energy(re, im);
        const original = re.slice();
        fft2d(tables, scratch, width, height, re, im);
        expect(energy(re, im) / (width * height)).toBeCloseTo(before, 9);
        fft2d(tables, scratch, width, height, im, re);
        expect(
          furthest(
            re.map((value) => value / (width * height)),
            original,
          ),
        ).toBeLessThan(1e-14);
      }),
      { numRuns: 30 },
    );
  });

  it("refuses sizes that are not powers of two", () => {
    expect(() => fftTable(tables, 12)).toThrow("expected a power of two");
    expect(() => fftTable(tables, 0)).toThrow("expected a power of two");
  });
});
