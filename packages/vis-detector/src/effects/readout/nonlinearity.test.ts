import { describe, expect, test } from "vitest";
import { effectContract, readoutOf } from "../../testing.ts";
import { nonlinearity } from "./nonlinearity.ts";

const linear = [1, 0];
const coefficients = { E: [1e-6, 0.9, 0], F: [-2e-6, 1, 0], G: linear, H: [1e-11, 0, 1, 3] };
const settings = { coefficients, fullWell: 200_000 };

describe("nonlinearity", () => {
  test("each amplifier has its own polynomial, in its margins too; what is 0 or below stays", () => {
    const electrons = [-3, 0, 100, 1000, 50_000, 200_000];
    const { planes } = nonlinearity.apply(
      readoutOf(3, 2, (x, y) => electrons[x + 3 * y]),
      settings,
    );
    const close = (plane: Float32Array, expected: readonly number[]) =>
      expected.forEach((value, at) => {
        expect(Math.abs(plane[at] - value)).toBeLessThanOrEqual(1e-7 * Math.abs(value));
      });
    close(planes.E, [-3, 0, 90.01, 901, 47_500, 220_000]);
    close(planes.F, [-3, 0, 99.98, 998, 45_000, 120_000]);
    expect([...planes.G]).toEqual(electrons);
    // 3 + q + 1e-11 q^3
    close(planes.H, [-3, 0, 103.00001, 1003.01, 51_253, 280_003]);
  });

  test("a ramp gives its polynomial back", () => {
    // Mission database of 2017: F (p1 u + p2 u^2 + p3 u^3), u = q / F.
    const [full, p1, p2, p3] = [200_000, 0.99879, -7.3184e-4, 2.6349e-3];
    const published = [p3 / full ** 2, p2 / full, p1, 0];
    const { planes } = nonlinearity.apply(
      readoutOf(101, 2, (x) => 2000 * x),
      { ...settings, coefficients: { ...coefficients, F: published } },
    );
    // Least squares in u on what came out: normal equations of 1, u, u^2, u^3.
    const [c0, c1, c2, c3] = fitted(Array.from({ length: 101 }, (_, n) => [n / 100, planes.F[n] / full]));
    expect(Math.abs(c0)).toBeLessThan(1e-6);
    expect(Math.abs(c1 - p1)).toBeLessThan(1e-5);
    expect(Math.abs(c2 - p2)).toBeLessThan(2e-5);
    expect(Math.abs(c3 - p3)).toBeLessThan(2e-5);
  });

  test("goes on straight beyond full well, and rises everywhere", () => {
    const { planes } = nonlinearity.apply(
      readoutOf(1200, 1, (x) => 1000 * x),
      settings,
    );
    // F at 200000: value 120000, slope 1 - 4e-6 x 200000.
    expect(planes.F[1000]).toBeCloseTo(120_000 + 0.2 * 800_000, 1);
    for (const plane of Object.values(planes)) for (let n = 1; n < plane.length; n++) expect(plane[n]).toBeGreaterThan(plane[n - 1]);
  });

  test("a response that falls, or is not a number, is refused by the quadrant's name", () => {
    const refused = (G: readonly number[]) => () =>
      nonlinearity.apply(readoutOf(3, 2, 1), { ...settings, coefficients: { ...coefficients, G } });
    expect(refused([-3e-6, 1, 0])).toThrow(
      "nonlinearity of quadrant G: expected a polynomial that rises from 0 to 200000 e-, found -0.000003, 1, 0, which does not at 183333 e-",
    );
    expect(refused([Number.NaN, 0])).toThrow("nonlinearity of quadrant G");
    expect(refused([])).toThrow("nonlinearity of quadrant G");
    expect(() => nonlinearity.apply(readoutOf(3, 2, 1), { ...settings, fullWell: 0 })).toThrow("full well: expected electrons above 0");
  });

  test("nonlinearity keeps the contract of effects", () =>
    effectContract(nonlinearity, {
      frame: (width, height) => readoutOf(width, height, (x, y) => 5000 * (x - y)),
      settings,
      neutral: { coefficients: { E: linear, F: linear, G: linear, H: linear }, fullWell: 200_000 },
    }));
});

/** Cubic through points by least squares, lowest power first. */
function fitted(points: readonly (readonly number[])[]): number[] {
  const rows = Array.from({ length: 4 }, (_, r) => [
    ...Array.from({ length: 4 }, (_, c) => points.reduce((sum, [u]) => sum + u ** (r + c), 0)),
    points.reduce((sum, [u, v]) => sum + v * u ** r, 0),
  ]);
  for (let n = 0; n < 4; n++)
    for (let r = 0; r < 4; r++) {
      if (r === n) continue;
      const factor = rows[r][n] / rows[n][n];
      for (let c = n; c < 5; c++) rows[r][c] -= factor * rows[n][c];
    }
  return rows.map((row, n) => row[4] / row[n]);
}
