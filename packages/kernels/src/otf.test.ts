import { describe, expect, it } from "vitest";
import { type Otf, otfOfSamples } from "./otf.ts";
import { blendOtf, thinOtf } from "./otf-blend.ts";

/** An image without symmetry, not centred, of odd or even size. */
const image = (size: number): Float32Array =>
  Float32Array.from({ length: size * size }, (_, n) => {
    const [x, y] = [(n % size) - size / 2 - 1.3, Math.floor(n / size) - size / 2 + 0.7];
    return Math.exp(-(x * x + 0.3 * x * y + 2 * y * y) / 40) * (1 + 0.1 * Math.sin(x));
  });

/** The transform of samples by its definition, at one wave number. */
function byDefinition(samples: Float32Array, size: number, oversampling: number, period: number, m: number, l: number): [number, number] {
  const origin = Math.floor(size / 2);
  let [re, im] = [0, 0];
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const phase = (-2 * Math.PI * (m * (x - origin) + l * (y - origin))) / (period * oversampling);
      re += samples[y * size + x] * Math.cos(phase);
      im += samples[y * size + x] * Math.sin(phase);
    }
  return [re, im];
}

const at = ({ limit, re, im }: Otf, m: number, l: number): [number, number] => [
  re[(l + limit) * (limit + 1) + m],
  im[(l + limit) * (limit + 1) + m],
];

describe("transforms of sampled images", () => {
  it.each([
    { size: 31, oversampling: 2, period: 16, way: "by FFT" },
    { size: 32, oversampling: 4, period: 16, way: "by FFT" },
    { size: 31, oversampling: 3, period: 16, way: "along the axes" },
    { size: 40, oversampling: 6, period: 8, way: "along the axes" },
  ])("are what their definition says: $size samples, $oversampling a pixel, $way", ({ size, oversampling, period }) => {
    const samples = image(size);
    const otf = otfOfSamples(samples, size, oversampling, period, 0.8);
    expect(otf.limit).toBe(Math.floor(0.8 * period));
    const total = samples.reduce((sum, value) => sum + value, 0);
    for (const [m, l] of [
      [0, 0],
      [1, -3],
      [4, 2],
      [0, otf.limit],
      [otf.limit, 0],
    ]) {
      const [re, im] = byDefinition(samples, size, oversampling, period, m, l);
      expect(Math.abs(at(otf, m, l)[0] - re)).toBeLessThan(1e-6 * total);
      expect(Math.abs(at(otf, m, l)[1] - im)).toBeLessThan(1e-6 * total);
    }
    // Outside the circle of the limit there is nothing.
    expect(at(otf, otf.limit, otf.limit)).toEqual([0, 0]);
  });

  const otfs = [1, 2, 3, 4, 5].map((factor) => {
    const samples = image(32).map((value, n) => value * (1 + (n % (factor + 2)) / 7));
    return otfOfSamples(samples, 32, 4, 16, 0.5 + 0.1 * factor);
  });

  it("thin to those of a shorter period: every second wave number", () => {
    const thin = thinOtf(otfs[4], 8);
    expect([thin.period, thin.limit]).toEqual([8, Math.floor(otfs[4].limit / 2)]);
    for (const [m, l] of [
      [0, 0],
      [3, -2],
      [2, 4],
    ])
      expect(at(thin, m, l)).toEqual(at(otfs[4], 2 * m, 2 * l));
  });

  it("blend to their weighted sum, whether four at a time or one, up to the band limit", () => {
    const weights = [0.1, 0.2, 0.3, 0.15, 0.25];
    const blend = blendOtf(otfs, weights, 16);
    expect(blend.limit).toBe(16);
    for (const [m, l] of [
      [0, 0],
      [5, -6],
      [3, 13],
      [9, -9],
    ]) {
      const parts = otfs.map((otf) => (Math.max(m, Math.abs(l)) <= otf.limit ? at(otf, m, l) : [0, 0]));
      const sum = (part: 0 | 1): number => parts.reduce((total, values, n) => total + weights[n] * values[part], 0);
      expect(at(blend, m, l)[0]).toBeCloseTo(sum(0), 10);
      expect(at(blend, m, l)[1]).toBeCloseTo(sum(1), 10);
    }
    const narrow = blendOtf(otfs, weights, 16, 0.3);
    expect(narrow.limit).toBe(5);
    expect(at(narrow, 2, -3)).toEqual(at(blend, 2, -3));
    expect(at(narrow, 5, 3)).toEqual([0, 0]);
  });
});
