import { describe, expect, it } from "vitest";
import { besselJ0, besselK0 } from "./hankel.ts";
import {
  discTransform,
  gammaP,
  inverseGammaP,
  lgamma,
  sersicB,
  sersicCentre,
  sersicRadius,
  sersicRow,
  sersicTable,
  sersicTransform,
} from "./index.ts";

const table = sersicTable();

/** The definition on the real axis: midpoints in the fourth root of r, to where exp(-b r^(1/n)) is 1e-22, for far tails hold light. */
function direct(n: number, k: number): number {
  const b = sersicB(n);
  const edge = (50 / b) ** (n / 4);
  const count = 2000 + Math.ceil(40 * k * edge ** 4);
  let light = 0;
  let sum = 0;
  for (let m = 0; m < count; m++) {
    const w = ((m + 0.5) * edge) / count;
    const r = w ** 4;
    const weight = Math.exp(-b * r ** (1 / n)) * w ** 7;
    light += weight;
    sum += weight * besselJ0(k * r);
  }
  return sum / light;
}

describe("Sersic profiles", () => {
  it("hold half their light within the half-light radius", () => {
    // n = 1/2 is a Gaussian: b = ln 2; n = 1 solves (1 + b) exp(-b) = 1/2; n = 4: 7.66924944... (Ciotti and Bertin 1999).
    expect(sersicB(0.5)).toBeCloseTo(Math.LN2, 14);
    expect((1 + sersicB(1)) * Math.exp(-sersicB(1))).toBeCloseTo(0.5, 14);
    expect(sersicB(4)).toBeCloseTo(7.66924944250081, 10);
    for (const n of [0.3, 0.7, 1, 2.5, 4, 6.2]) {
      expect(gammaP(2 * n, sersicB(n))).toBeCloseTo(0.5, 13);
      expect(sersicRadius(n, 0.5)).toBeCloseTo(1, 12);
    }
  });

  it("have flux 1: rings of the profile sum to it", () => {
    for (const n of [0.4, 1, 2.5, 4]) {
      const b = sersicB(n);
      const edge = sersicRadius(n, 1 - 1e-12) ** 0.25;
      let sum = 0;
      for (let m = 0; m < 20_000; m++) {
        const w = ((m + 0.5) * edge) / 20_000;
        sum += sersicCentre(n) * Math.exp(-b * w ** (4 / n)) * 2 * Math.PI * 4 * w ** 7 * (edge / 20_000);
      }
      expect(sum).toBeCloseTo(1, 8);
    }
  });

  it.each([0.3, 0.31, 0.43, 0.5, 0.62, 0.77, 0.93, 1, 1.03, 1.17, 1.29, 1.31, 1.9, 2.5, 4, 5.3, 6.2])(
    "of index %d have the transform that direct integration gives, to 2e-6",
    (n) => {
      const row = sersicRow(table, n);
      for (const k of [0.003, 0.013, 0.1, 0.3, 0.71, 0.99, 1.5, 2.2, 3.3, 4.7, 7]) {
        // Midpoints resolve the oscillation of profiles with far tails only for small k.
        if (k * (50 / sersicB(n)) ** n > 600) continue;
        expect(Math.abs(sersicTransform(row, k * k) - direct(n, k))).toBeLessThan(2e-6);
      }
    },
  );

  it("of index 1 and 1/2 have their closed forms at every wave number, to 2e-6", () => {
    const disc = sersicRow(table, 1);
    const gaussian = sersicRow(table, 0.5);
    for (let k = 1e-5; k < 3e4; k *= 1.37) {
      expect(Math.abs(sersicTransform(disc, k * k) - discTransform(k * k))).toBeLessThan(2e-6);
      expect(discTransform(k * k)).toBeCloseTo((1 + (k / sersicB(1)) ** 2) ** -1.5, 14);
      expect(Math.abs(sersicTransform(gaussian, k * k) - Math.exp((-k * k) / (4 * Math.LN2)))).toBeLessThan(2e-6);
    }
  });

  it("begin as their second moment says: 1 - k^2 <r^2> / 4", () => {
    for (const n of [0.4, 2, 4]) {
      const edge = sersicRadius(n, 1 - 1e-13) ** 0.25;
      let moment = 0;
      for (let m = 0; m < 20_000; m++) {
        const w = ((m + 0.5) * edge) / 20_000;
        moment += sersicCentre(n) * Math.exp(-sersicB(n) * w ** (4 / n)) * 2 * Math.PI * 4 * w ** 15 * (edge / 20_000);
      }
      const k = 3e-3;
      expect(Math.abs(sersicTransform(sersicRow(table, n), k * k) - (1 - (k * k * moment) / 4))).toBeLessThan(2e-6);
    }
  });

  it("end as the series of their cusp says: sum over j of (-b)^j / j! 2^(j/n + 1) k^(-j/n - 2) Gamma(1 + j/2n) / Gamma(-j/2n)", () => {
    for (const n of [1.5, 2.5, 4, 6]) {
      const b = sersicB(n);
      for (const k of [40, 300, 5000]) {
        let sum = 0;
        for (let j = 1; j < 80; j++) {
          const z = j / (2 * n);
          sum +=
            ((-1) ** (j + 1) *
              2 *
              Math.sin(Math.PI * z) *
              Math.exp(j * Math.log(b) - lgamma(j + 1) + 2 * z * Math.log(2 / k) + 2 * lgamma(1 + z))) /
            (Math.PI * k * k);
        }
        const norm = n * Math.exp(lgamma(2 * n) - 2 * n * Math.log(b));
        const error = Math.abs(sersicTransform(sersicRow(table, n), k * k) - sum / norm);
        expect(error).toBeLessThan(1e-8);
        expect(error / (sum / norm)).toBeLessThan(5e-4);
      }
    }
  });

  it("refuse an index outside the table", () => {
    expect(() => sersicRow(table, 0.29)).toThrow("expected 0.3 to 6.2");
    expect(() => sersicRow(table, NaN)).toThrow("Sersic index NaN");
  });
});

describe("special functions", () => {
  it("agree with published tables", () => {
    // Abramowitz and Stegun tables 9.1, 9.8, 26.7
    expect(besselJ0(2)).toBeCloseTo(0.223890779141236, 14);
    expect(besselJ0(10)).toBeCloseTo(-0.245935764451348, 11);
    expect(besselJ0(30)).toBeCloseTo(-0.0863679835810403, 12);
    expect(besselK0(1)).toBeCloseTo(0.421024438240708, 14);
    expect(besselK0(0.1)).toBeCloseTo(2.427069024702017, 13);
    expect(gammaP(1, 2)).toBeCloseTo(1 - Math.exp(-2), 15);
    expect(gammaP(0.5, 1)).toBeCloseTo(0.842700792949715, 14);
    // A Poisson number of mean 25 is at least 10.
    let below = 0;
    for (let k = 0, term = Math.exp(-25); k < 10; term *= 25 / ++k) below += term;
    expect(gammaP(10, 25)).toBeCloseTo(1 - below, 14);
  });

  it("inverts the incomplete gamma function", () => {
    for (const a of [0.6, 2, 8, 12.4]) for (const p of [1e-6, 0.1, 0.5, 0.999]) expect(gammaP(a, inverseGammaP(a, p))).toBeCloseTo(p, 13);
  });
});
