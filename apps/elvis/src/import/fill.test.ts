import { TU_BANDS } from "@elvis/formats/catalog";
import { starTemplateAt } from "@elvis/reference-workdir";
import { describe, expect, test } from "vitest";
import { blackBody, fillBands, galaxySpectrum, temperatureOf } from "./fill.ts";
import { inclinationOf, luminosityDistance, splitSersic } from "./shape.ts";

const at = (name: string) => TU_BANDS.findIndex((band) => band.name === name);

describe("bands that a catalogue does not give", () => {
  test("leave the given ones as they are", () => {
    const filled = fillBands(
      [
        { wavelength: 715, flux: 2e-6 },
        { wavelength: 755, flux: 2.5e-6 },
      ],
      galaxySpectrum(10, 0.8),
    );
    expect(filled[at("VIS")]).toBeCloseTo(2e-6, 15);
    expect(filled[at("I_LSST")]).toBeCloseTo(2.5e-6, 15);
    expect(Math.min(...filled)).toBeGreaterThan(0);
  });

  test("of a flat spectrum through one flux are all that flux", () => {
    for (const flux of fillBands([{ wavelength: 600, flux: 7 }], () => 3)) expect(flux).toBeCloseTo(7, 12);
  });

  test("lie on a line in log flux and log wavelength between two given ones", () => {
    // A flat template: the correction alone. At sqrt(500 x 720) = 600 nm the flux is the geometric mean.
    const filled = fillBands(
      [
        { wavelength: 480, flux: 1 },
        { wavelength: 1235, flux: 100 },
      ],
      () => 1,
    );
    const share = Math.log(715 / 480) / Math.log(1235 / 480);
    expect(filled[at("VIS")]).toBeCloseTo(100 ** share, 10);
    expect(filled[at("U_LSST")]).toBe(1);
    expect(filled[at("KS_2MASS")]).toBeCloseTo(100, 10);
  });

  test("are redder for older galaxies and cooler stars", () => {
    const colour = (template: number) => galaxySpectrum(template, 0)(370) / galaxySpectrum(template, 0)(620);
    // u - r in magnitudes
    expect(-2.5 * Math.log10(colour(0))).toBeGreaterThan(2);
    expect(-2.5 * Math.log10(colour(30))).toBeLessThan(0.7);
    expect(blackBody(3500)(510) / blackBody(3500)(780)).toBeLessThan(blackBody(9000)(510) / blackBody(9000)(780));
  });

  test("a black body's own colour gives its temperature back", () => {
    for (const temperature of [3000, 5800, 12000]) {
      const spectrum = blackBody(temperature);
      expect(temperatureOf(spectrum(510) / spectrum(780), 510, 780)).toBeCloseTo(temperature, 3);
    }
    expect([starTemplateAt(2600), starTemplateAt(20000), starTemplateAt(100)]).toEqual([0, 39, 0]);
  });
});

describe("a Sersic profile", () => {
  test("is all disc up to index 1, all bulge from 4, and half of each at 2.5", () => {
    expect(splitSersic(0.5, 0.3)).toEqual({ bulgeFraction: 0, bulgeR50: 0.3, discR50: 0.3, bulgeSersic: 4 });
    expect(splitSersic(2.5, 0.3).bulgeFraction).toBeCloseTo(0.5, 12);
    expect(splitSersic(8, 0.3).bulgeSersic).toBe(6.2);
    expect(splitSersic(6, 0.3)).toEqual({ bulgeFraction: 1, bulgeR50: 0.3, discR50: 0, bulgeSersic: 6 });
  });

  test("of a disc seen round is face-on, of one at most as thick as a disc edge-on", () => {
    expect(inclinationOf(1)).toBe(0);
    expect(inclinationOf(0.2)).toBe(90);
    expect(inclinationOf(0.1)).toBe(90);
    // cos^2 i = (0.36 - 0.04) / 0.96 = 1/3
    expect(inclinationOf(0.6)).toBeCloseTo(54.7356, 3);
  });
});

// Oracle: trapezoidal integral in numpy with two million steps, Mpc.
test.each([
  [0.1, 480.2301],
  [1, 6827.3827],
  [3, 26081.2693],
])("the luminosity distance at redshift %d is that of a fine integral, %d Mpc", (redshift, megaparsec) => {
  expect(luminosityDistance(redshift) / 1e6 / megaparsec).toBeCloseTo(1, 5);
});
