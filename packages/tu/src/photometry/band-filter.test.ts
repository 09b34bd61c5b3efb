import type { ReferenceFilter } from "@elvis/formats/product";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bandFilterOf, bandFlux, lineResponse, shareBeyond } from "./band-filter.ts";

const filter = (wavelengths: number[], transmission: number[], counts: ReferenceFilter["counts"] = "photons"): ReferenceFilter => ({
  name: "X",
  wavelengths: Float64Array.from(wavelengths),
  transmission: Float64Array.from(transmission),
  counts,
});
/** nm/s */
const C = 2.99792458e17;

describe("the flux in a band", () => {
  test("of 3 per nm through a box from 400 to 600 nm is, by hand, 3 (600^2 - 400^2) / 2 / ln(600 / 400) for photons", () => {
    const box = bandFilterOf(filter([400, 600], [0.25, 0.25]));
    const flux = bandFlux(box, Float64Array.of(100, 1000), Float64Array.of(3, 3), 1);
    expect(flux).toBeCloseTo((3 * (600 ** 2 - 400 ** 2)) / 2 / Math.log(1.5), 6);
  });

  test("of the same spectrum for a detector that counts energy is 3 (600 - 400) / (1 / 400 - 1 / 600)", () => {
    const box = bandFilterOf(filter([400, 600], [0.25, 0.25], "energy"));
    const flux = bandFlux(box, Float64Array.of(100, 1000), Float64Array.of(3, 3), 1);
    expect(flux).toBeCloseTo((3 * 200) / (1 / 400 - 1 / 600), 6);
  });

  test("of a slope through a slope is the integral of a polynomial of third degree, exactly", () => {
    // f = 2 + x / 100, R = (x - 500) / 100 from 500 to 600: int f R x = [x^4/4 - 300 x^3/3 ... ] worked out below, over int R / x = 1 - 5 ln 1.2.
    const band = bandFilterOf(filter([500, 600, 600], [0, 1, 0]));
    const flux = bandFlux(band, Float64Array.of(400, 700), Float64Array.of(6, 9), 1);
    // (2 + x/100)(x - 500)/100 x = (x^3 - 300 x^2 - 100000 x) / 10000
    const primitive = (x: number): number => (x ** 4 / 4 - 100 * x ** 3 - 50_000 * x ** 2) / 10_000;
    expect(flux / ((primitive(600) - primitive(500)) / (1 - 5 * Math.log(1.2)))).toBeCloseTo(1, 12);
  });

  test("is the sum of what its halves have, wherever it is cut and whatever the redshift", () => {
    const band = bandFilterOf(filter([400, 430, 480, 500, 580], [0, 0.5, 0.3, 0.9, 0]));
    const places = Float64Array.of(150, 190, 200, 200, 260, 500, 700);
    const spectrum = Float64Array.of(1, 3, 2, 8, 4, 5, 0);
    fc.assert(
      fc.property(fc.double({ min: 160, max: 690, noNaN: true }), fc.double({ min: 1, max: 3.5, noNaN: true }), (cut, stretch) => {
        let n = 1;
        while (places[n] < cut) n++;
        const value = spectrum[n - 1] + ((cut - places[n - 1]) / (places[n] - places[n - 1])) * (spectrum[n] - spectrum[n - 1]);
        const part = (from: number, to: number, before: number[], after: number[]): number =>
          bandFlux(
            band,
            Float64Array.of(...before, ...places.subarray(from, to), ...after),
            Float64Array.of(...before.map(() => value), ...spectrum.subarray(from, to), ...after.map(() => value)),
            stretch,
          );
        const whole = bandFlux(band, places, spectrum, stretch);
        expect(part(0, n, [], [cut]) + part(n, places.length, [cut], [])).toBeCloseTo(whole, 6);
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  test.each(["photons", "energy"] as const)("of a flat f_nu is that f_nu, for %s, in any filter", (counts) => {
    const wavelengths = Float64Array.from({ length: 30_000 }, (_, n) => 300 + n * 0.03);
    const flat = wavelengths.map((nm) => 1 / nm ** 2);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 3, maxLength: 30 }), (values) => {
        fc.pre(values.some((value) => value > 0));
        const band = bandFilterOf(
          filter(
            values.map((_, n) => 400 + n * 13),
            values,
            counts,
          ),
        );
        // Between places 0.03 nm apart, 1 / lambda^2 is a line to 1e-8.
        expect(bandFlux(band, wavelengths, flat, 1)).toBeCloseTo(1, 7);
      }),
      { seed: 3, numRuns: 60 },
    );
  });

  test("is left as it was by the thinning of the filter: what is cut off or added is no more than 1e-5 of it", () => {
    // 8000 places with structure of 3 %, as measured filters have.
    const wavelengths = Array.from({ length: 8000 }, (_, n) => 500 + n * 0.05);
    const transmission = wavelengths.map((nm) => Math.max(0, 1 - ((nm - 700) / 190) ** 8) * (0.7 + 0.02 * Math.sin(nm / 2)));
    const band = bandFilterOf(filter(wavelengths, transmission));
    expect(band.wavelengths.length).toBeLessThan(4000);
    const scale = transmission[wavelengths.indexOf(band.wavelengths[100])] / band.response[100];
    let [off, whole, at] = [0, 0, 0];
    for (const [n, nm] of wavelengths.entries()) {
      if (nm < band.wavelengths[0] || nm > band.wavelengths[band.wavelengths.length - 1]) continue;
      while (at < band.wavelengths.length - 2 && band.wavelengths[at + 1] < nm) at++;
      const share = (nm - band.wavelengths[at]) / (band.wavelengths[at + 1] - band.wavelengths[at]);
      const thin = scale * (band.response[at] + share * (band.response[at + 1] - band.response[at]));
      off += Math.abs(thin - transmission[n]);
      whole += transmission[n];
    }
    expect(off).toBeGreaterThan(0);
    expect(off / whole).toBeLessThan(1e-5);
  });
});

describe("an emission line", () => {
  test.each(["photons", "energy"] as const)("adds what a narrow box of its flux adds, for %s", (counts) => {
    const band = bandFilterOf(filter([400, 500, 600], [0.2, 0.9, 0.1], counts));
    const box = bandFlux(band, Float64Array.of(549.99, 549.99, 550.01, 550.01), Float64Array.of(0, 50, 50, 0), 1);
    expect(lineResponse(band, 550) / (box / C)).toBeCloseTo(1, 8);
  });

  test("beyond the filter adds nothing", () => {
    const band = bandFilterOf(filter([400, 500, 600], [0, 0.9, 0.3]));
    expect([399.9, 600.1].map((nm) => lineResponse(band, nm))).toEqual([0, 0]);
    expect(lineResponse(band, 600)).toBeGreaterThan(0);
  });
});

test("the share of a filter's light beyond two wavelengths counts both tails", () => {
  const band = bandFilterOf(filter([400, 500, 600, 800], [1, 1, 1, 1]));
  expect(shareBeyond(band, 300, 900)).toBe(0);
  expect(shareBeyond(band, 500, 600)).toBeCloseTo(1 - Math.log(600 / 500) / Math.log(2), 9);
  expect(shareBeyond(band, 800, 900)).toBe(1);
  expect(shareBeyond(band, 100, 400)).toBe(1);
});
