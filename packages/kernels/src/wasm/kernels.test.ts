import { describe, expect, it } from "vitest";
import { fftScratch, fftTables, inverseRealFft2d } from "../fft.ts";
import { otfOfSamples } from "../otf.ts";
import { discTransform, sersicRow, sersicTable, sersicTransform } from "../profile.ts";
import { transformSamples } from "../scene/transform.ts";
import { startPool } from "./pool.ts";
import { KNOTS, profilesOf } from "./profile-table.ts";
import { twiddlesOf } from "./twiddles.ts";

const pool = startPool();

describe("the FFT kernel", () => {
  it.each([8, 16, 32, 64, 128, 256, 512, 1024])("inverts half spectra as its twin does: %i x %i, to 1e-6 of the largest", (side) => {
    const mark = pool.mark();
    const columns = side / 2 + 1;
    const stride = pool.kernels.spectrumStride(side);
    const size = stride * side;
    const [re, im, a, b] = [pool.float32(size), pool.float32(size), pool.float32(size), pool.float32(size)];
    const out = pool.float32(side * side);
    const [twinRe, twinIm] = [new Float64Array(columns * side), new Float64Array(columns * side)];
    let seed = 7;
    for (let y = 0; y < side; y++)
      for (let x = 0; x < columns; x++) {
        for (const [held, twin] of [
          [re, twinRe],
          [im, twinIm],
        ] as const) {
          seed = (seed * 16807) % 2147483647;
          held[y * stride + x] = seed / 2147483647 - 0.5;
          twin[y * columns + x] = held[y * stride + x];
        }
      }
    const expected = new Float64Array(side * side);
    inverseRealFft2d(fftTables(), fftScratch(), side, side, twinRe, twinIm, expected);
    pool.kernels.inverseReal(twiddlesOf(pool), side, side, re.byteOffset, im.byteOffset, a.byteOffset, b.byteOffset, out.byteOffset);
    let [worst, most] = [0, 0];
    for (let n = 0; n < out.length; n++) {
      worst = Math.max(worst, Math.abs(out[n] - expected[n]));
      most = Math.max(most, Math.abs(expected[n]));
    }
    expect(worst / most).toBeLessThan(1e-6);
    pool.release(mark);
  });
});

describe("the profile kernel", () => {
  const squares = Float32Array.from({ length: 4000 }, (_, n) => 10 ** (-7 + n / 300));
  const kernel = (index: number): Float32Array => {
    const mark = pool.mark();
    const table = profilesOf(pool);
    const [row, given, out] = [pool.float32(KNOTS * 4), pool.float32(squares.length), pool.float32(squares.length)];
    given.set(squares);
    if (index !== 1) pool.kernels.transformRow(table, index, 1e9, row.byteOffset);
    const disc = 1 / 1.6783469900166605 ** 2;
    pool.kernels.transforms(index === 1 ? 0 : row.byteOffset, given.byteOffset, out.byteOffset, squares.length, disc);
    const found = out.slice();
    pool.release(mark);
    return found;
  };

  it.each([0.3, 0.5, 0.77, 1.0001, 1.5, 2.5, 4, 6.2])("transforms index %d as its twin does, to 2e-6", (index) => {
    const row = sersicRow(sersicTable(), index);
    let worst = 0;
    kernel(index).forEach((value, n) => {
      worst = Math.max(worst, Math.abs(value - sersicTransform(row, squares[n])));
    });
    expect(worst).toBeLessThan(2e-6);
  });

  it("transforms the disc in closed form as its twin does, to float32", () => {
    let worst = 0;
    kernel(1).forEach((value, n) => {
      worst = Math.max(worst, Math.abs(value - discTransform(squares[n])));
    });
    expect(worst).toBeLessThan(3e-7);
  });

  it("knows the light beyond a radius: half at the half-light radius, all at 0, Gaussian for index 1/2", () => {
    const table = profilesOf(pool);
    for (const index of [0.4, 1, 2.7, 4, 6]) expect(pool.kernels.lightBeyond(table, index, 1)).toBeCloseTo(0.5, 5);
    expect(pool.kernels.lightBeyond(table, 4, 0)).toBeCloseTo(1, 4);
    for (const squared of [0.1, 1.7, 4, 9]) expect(pool.kernels.lightBeyond(table, 0.5, squared)).toBeCloseTo(2 ** -squared, 5);
  });
});

describe("the kernel that transforms samples", () => {
  it.each([
    [33, 2, 32],
    [64, 4, 16],
    [100, 4, 32],
    // Not a power of two: the twin does it.
    [45, 3, 32],
  ])("agrees with its twin: %i samples, %i a pixel, period %i", (size, oversampling, period) => {
    const samples = Float32Array.from(
      { length: size * size },
      (_, n) => Math.exp(-(((n % size) - size / 2 - 1.3) ** 2) / 30 - (Math.floor(n / size) - size / 2 + 0.7) ** 2 / 50) / 120,
    );
    const found = transformSamples(pool, samples, size, oversampling, period, 0.9);
    const expected = otfOfSamples(samples, size, oversampling, period, 0.9);
    expect([found.period, found.limit]).toEqual([expected.period, expected.limit]);
    let worst = 0;
    for (let n = 0; n < expected.re.length; n++)
      worst = Math.max(worst, Math.abs(found.re[n] - expected.re[n]), Math.abs(found.im[n] - expected.im[n]));
    expect(worst).toBeLessThan(1e-6);
  });
});

describe("a pool", () => {
  it("of one needs no threads, and says what a kernel that is not there is", async () => {
    expect(startPool({ workers: 4 }).workers).toBe(1);
    await expect(pool.run("noSuchKernel", 1)).rejects.toThrow("noSuchKernel");
  });
});
