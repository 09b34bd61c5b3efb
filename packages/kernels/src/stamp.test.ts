import { describe, expect, it } from "vitest";
import { blendOtf, blurOtf, type Otf, otfOfSamples, renderer, renderStamp, sersicRow, sersicTable } from "./index.ts";

const erf = (x: number): number => {
  // Series; x below 5.
  let term = x;
  let sum = x;
  for (let n = 1; n < 200; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
};
/** Light of a normal distribution that falls into pixel p, from the error function. */
const inPixel = (p: number, centre: number, sigma: number): number =>
  (erf((p + 0.5 - centre) / sigma / Math.SQRT2) - erf((p - 0.5 - centre) / sigma / Math.SQRT2)) / 2;
const clamp = (value: number): number => Math.max(-4.5, Math.min(4.5, value));

/** A point with no spread of its own: the transform is 1 everywhere. */
function point(period: number, limit: number): Otf {
  const length = (limit + 1) * (2 * limit + 1);
  return { period, limit, re: new Float64Array(length).fill(1), im: new Float64Array(length) };
}

describe("stamp", () => {
  it("integrates a Gaussian over the pixels, off centre and wider than high", () => {
    const otf = point(32, 48);
    blurOtf(otf, 1.3, 0.9, true);
    const out = new Float64Array(32 * 32);
    renderStamp(renderer(), otf, [{ electrons: 1000, xx: 0, xy: 0, yy: 0 }], 15.3, 17.85, out);
    let worst = 0;
    for (let y = 0; y < 32; y++)
      for (let x = 0; x < 32; x++) {
        const expected =
          1000 * inPixel(15.3 + 1.3 * clamp((x - 15.3) / 1.3), 15.3, 1.3) * inPixel(17.85 + 0.9 * clamp((y - 17.85) / 0.9), 17.85, 0.9);
        if (Math.abs(x - 15.3) < 5 && Math.abs(y - 17.85) < 4) worst = Math.max(worst, Math.abs(out[y * 32 + x] - expected));
      }
    expect(worst).toBeLessThan(1e-7);
    expect(out.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1000, 8);
  });

  it("folds wave numbers above half a cycle per pixel: the sharpest image keeps its place between pixels", () => {
    const otf = point(16, 40);
    blurOtf(otf, 0.35, 0.35, true);
    const out = new Float64Array(256);
    renderStamp(renderer(), otf, [{ electrons: 1, xx: 0, xy: 0, yy: 0 }], 8.5, 7, out);
    expect(out[7 * 16 + 8]).toBeCloseTo(inPixel(8, 8.5, 0.35) * inPixel(7, 7, 0.35), 6);
    expect(out[7 * 16 + 9]).toBeCloseTo(out[7 * 16 + 8], 12);
  });

  it("draws a Sersic profile of index 1/2 as the Gaussian it is, tilted", () => {
    const table = sersicTable();
    // Half-light radius r of a Gaussian is sigma sqrt(2 ln 2): metric = 2 ln 2 covariance.
    const [xx, xy, yy] = [5, 1.5, 3];
    const scale = 2 * Math.LN2;
    const otf = point(32, 32);
    const out = new Float64Array(32 * 32);
    renderStamp(
      renderer(),
      otf,
      [{ electrons: 1, row: sersicRow(table, 0.5), xx: scale * xx, xy: scale * xy, yy: scale * yy }],
      16.2,
      15.6,
      out,
    );
    const determinant = xx * yy - xy * xy;
    for (let y = 10; y < 22; y++)
      for (let x = 9; x < 24; x++) {
        const [dx, dy] = [x - 16.2, y - 15.6];
        const density =
          Math.exp((-0.5 * (yy * dx * dx - 2 * xy * dx * dy + xx * dy * dy)) / determinant) / (2 * Math.PI * Math.sqrt(determinant));
        expect(Math.abs(out[y * 32 + x] - density)).toBeLessThan(2e-6);
      }
  });
});

describe("transform of samples", () => {
  // Not symmetric, odd and even sizes.
  it.each([
    [7, 3],
    [8, 2],
  ])("equals the definition for %i samples, %i a pixel", (size, oversampling) => {
    const samples = Float32Array.from({ length: size * size }, (_, n) => ((n * 37) % 11) - 3);
    const { limit, re, im } = otfOfSamples(samples, size, oversampling, 16, 0.5);
    expect(limit).toBe(8);
    const origin = Math.floor(size / 2);
    for (let l = -limit; l <= limit; l++)
      for (let m = 0; m * m + l * l <= 64 && m <= limit; m++) {
        let [sumRe, sumIm] = [0, 0];
        for (let y = 0; y < size; y++)
          for (let x = 0; x < size; x++) {
            const angle = (-2 * Math.PI * (m * (x - origin) + l * (y - origin))) / (16 * oversampling);
            sumRe += samples[y * size + x] * Math.cos(angle);
            sumIm += samples[y * size + x] * Math.sin(angle);
          }
        const at = (l + limit) * (limit + 1) + m;
        expect(re[at]).toBeCloseTo(sumRe, 4);
        expect(im[at]).toBeCloseTo(sumIm, 4);
      }
  });

  it("on a shorter period takes every other wave number, on a longer one comes close to the definition", () => {
    // A lopsided blob a few pixels wide.
    const size = 33;
    const samples = Float32Array.from(
      { length: size * size },
      (_, n) => Math.exp(-(((n % size) - 18) ** 2) / 20 - (Math.floor(n / size) - 15) ** 2 / 35) / 80,
    );
    const otf = otfOfSamples(samples, size, 3, 32, 0.6);
    const half = blendOtf([otf, otf], [0.25, 0.75], 16);
    const double = blendOtf([otf], [1], 64);
    const exact = otfOfSamples(samples, size, 3, 64, otf.limit / 32);
    expect([half.limit, double.limit]).toEqual([9, 38]);
    expect(half.re[(2 + 9) * 10 + 3]).toBeCloseTo(otf.re[(4 + 19) * 20 + 6], 12);
    let worst = 0;
    for (let l = -20; l <= 20; l++)
      for (let m = 0; m <= 20; m++) {
        const at = (l + double.limit) * (double.limit + 1) + m;
        const to = (l + exact.limit) * (exact.limit + 1) + m;
        worst = Math.max(worst, Math.hypot(double.re[at] - exact.re[to], double.im[at] - exact.im[to]));
      }
    expect(worst).toBeLessThan(1e-4);
  });
});
