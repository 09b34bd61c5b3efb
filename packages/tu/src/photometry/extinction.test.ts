import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { DUST_LAWS } from "./dust.ts";
import { milkyWay } from "./milky-way.ts";

interface Laws {
  readonly wavelengths: readonly number[];
  readonly milkyWay: readonly number[];
  readonly dust: readonly (readonly number[])[];
}
const { laws: oracle } = JSON.parse(readFileSync(new URL("../../test/photometry-oracle.json", import.meta.url), "utf8")) as { laws: Laws };

describe("extinction by the Milky Way", () => {
  test("is that of numpy at every wavelength of the oracle, to 1e-7", () => {
    for (const [n, nm] of oracle.wavelengths.entries()) expect(milkyWay(nm) / oracle.milkyWay[n], `${nm} nm`).toBeCloseTo(1, 7);
  });

  // Schlegel, Finkbeiner and Davis 1998, ApJ 500, 525, table 6, which evaluates O'Donnell's law: A / A(V) at effective wavelengths (nm).
  test.each([
    ["Landolt U", 337.2, 1.664],
    ["Landolt B", 440.4, 1.321],
    ["Landolt V", 542.8, 1.015],
    ["Landolt R", 650.9, 0.819],
    ["Landolt I", 809, 0.594],
    ["UKIRT J", 1266, 0.276],
    ["UKIRT H", 1673.2, 0.176],
  ])("in %s is within 0.015 of the published table", (_, nm, published) => {
    expect(Math.abs(milkyWay(nm) - published)).toBeLessThan(0.015);
  });

  test("is 1 in V, falls towards the red and has its bump at 217.5 nm", () => {
    expect(milkyWay(1000 / 1.82)).toBeCloseTo(1, 12);
    for (let nm = 310; nm < 3300; nm += 10) expect(milkyWay(nm), `${nm} nm`).toBeGreaterThan(milkyWay(nm + 10));
    expect(milkyWay(217.5)).toBeGreaterThan(Math.max(milkyWay(185), milkyWay(255)));
  });
});

describe("laws of dust in galaxies", () => {
  test("are those of numpy at every wavelength of the oracle, to 1e-7", () => {
    for (const [law, { k, name }] of DUST_LAWS.entries())
      for (const [n, nm] of oracle.wavelengths.entries())
        expect(Math.abs(k(nm) - oracle.dust[law][n]), `${name}, ${nm} nm`).toBeLessThanOrEqual(1e-7 * oracle.dust[law][n]);
  });

  test("have k(B) - k(V) near 1, as E(B-V) must, and never brighten", () => {
    for (const { k, name } of DUST_LAWS.slice(1)) {
      expect(Math.abs(k(440) - k(550) - 1), name).toBeLessThan(0.15);
      for (let nm = 30; nm < 10_000; nm *= 1.01) expect(k(nm), `${name}, ${nm} nm`).toBeGreaterThanOrEqual(0);
    }
  });

  // k at nm of the curves that LePhare ships with the COSMOS templates, read to three places.
  test.each([
    [
      3,
      0.04,
      [
        [100, 14.397],
        [160, 9.965],
        [190, 9.272],
        [217, 9.236],
        [240, 8.306],
        [270, 7.457],
        [400, 5.515],
      ],
    ],
    [
      4,
      0.07,
      [
        [165, 9.766],
        [200, 9.64],
        [217, 9.982],
        [230, 9.268],
        [250, 8.101],
        [280, 7.264],
        [500, 4.47],
      ],
    ],
    [
      1,
      2e-3,
      [
        [100, 21.36],
        [150, 12.458],
        [300, 5.354],
        [500, 3.001],
        [1000, 1.4005],
        [1290, 0.666],
      ],
    ],
  ] as const)("law %i is within %f of LePhare's", (law, within, published) => {
    for (const [nm, k] of published) expect(Math.abs(DUST_LAWS[law].k(nm) - k), `${nm} nm`).toBeLessThan(within);
  });
});
