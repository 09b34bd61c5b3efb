import { describe, expect, it } from "vitest";
import { colourPlanes, NO_COLOUR, PLANE_WAVELENGTHS, planeWeights, tableWeights, weightsOfSpectrum } from "./colour.ts";
import { BAND, ELECTRONS, throughput } from "./passband.ts";
import { COLOUR_BANDS } from "./spectrum.ts";

/** Every 5 nm: as good as no table. */
const FINE = Array.from({ length: 82 }, (_, n) => 530 + 5 * n);
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const TABLES = [[550, 640, 720, 800, 900], [700], [600, 800], [300, 400], [950, 1000], [540, 550, 930], FINE];

/** Means of (700 nm / lambda)^n, n = 1 and 2, over the electrons of a spectrum f_nu, by sums of our own. */
function momentsOf(flux: (wavelength: number) => number): number[] {
  let [sum, first, second] = [0, 0, 0];
  for (let wavelength = 530.125; wavelength < 935; wavelength += 0.25) {
    const electrons = (flux(wavelength) * throughput(wavelength)) / wavelength;
    sum += electrons;
    first += (electrons * 700) / wavelength;
    second += electrons * (700 / wavelength) ** 2;
  }
  return [first / sum, second / sum];
}

/** The same from plane weights, through a table of every nanometre. */
function momentsFrom(colour: readonly number[]): number[] {
  const { weights } = colourPlanes(BAND);
  return [1, 2].map((power) =>
    sumOf(colour.map((share, plane) => share * sumOf(weights[plane].map((weight, n) => weight * (700 / BAND[n]) ** power)))),
  );
}

const planck = (temperature: number) => (wavelength: number) => wavelength ** -3 / (Math.exp(1.438777e7 / (wavelength * temperature)) - 1);
/** Flux in a band: mean over ln(wavelength). */
const fluxIn = (band: string, flux: (wavelength: number) => number): number => {
  const { from, to } = COLOUR_BANDS.find(({ name }) => name === band)!;
  return sumOf(Array.from({ length: 200 }, (_, n) => flux(from * (to / from) ** ((n + 0.5) / 200)))) / 200;
};
const fluxesOf = (flux: (wavelength: number) => number): [number, number, number, number] => [
  fluxIn("R_LSST", flux),
  fluxIn("I_LSST", flux),
  fluxIn("Z_LSST", flux),
  fluxIn("G_LSST", flux),
];

describe("the colour planes of a table", () => {
  it("have weights of sum 1, none negative, whatever the table's wavelengths", () => {
    for (const table of TABLES)
      for (const plane of colourPlanes(table).weights) {
        expect(plane.length).toBe(table.length);
        expect(sumOf([...plane])).toBeCloseTo(1, 12);
        for (const weight of plane) expect(weight).toBeGreaterThanOrEqual(0);
      }
  });

  it("coincide where the table has one wavelength in reach, and are counted", () => {
    expect(TABLES.map((table) => colourPlanes(table).distinct)).toEqual([3, 1, 3, 1, 1, 3, 3]);
    expect(colourPlanes([700])).toEqual({ weights: [[1], [1], [1]], sameAs: [0, 0, 0], distinct: 1 });
    // Between 560 and 730 nm only the first two planes change; beyond 545 to 546 nothing reaches the red one.
    expect(colourPlanes([540, 550]).sameAs).toEqual([0, 1, 1]);
  });

  it("take the nearest stamp beyond the table: a table of 600 and 800 nm, by hand", () => {
    // The red plane begins at 730 nm: from 730 to 800 in two parts, all else at 800.
    let [below, all] = [0, 0];
    for (let n = 0; n < BAND.length; n++) {
      const red = Math.min(1, Math.max(0, (BAND[n] - 730) / 160)) * ELECTRONS[n];
      all += red;
      below += red * Math.max(0, (800 - BAND[n]) / 200);
    }
    expect(colourPlanes([600, 800]).weights[2][0]).toBeCloseTo(below / all, 12);
  });

  it("are blue, middle and red", () => {
    const means = colourPlanes(FINE).weights.map((plane) => sumOf(plane.map((weight, n) => weight * FINE[n])));
    // Of each hat times the passband: by sums over the 5 nm table of the mission database.
    expect(means.map(Math.round)).toEqual([603, 716, 845]);
  });
});

describe("an object's plane weights", () => {
  it("give its photons the mean inverse wavelength and its square that they have: black bodies and a step, to 5e-6", () => {
    for (const flux of [planck(2600), planck(5800), planck(20_000), (wavelength: number) => (wavelength > 700.5 ? 3 : 1)]) {
      const [expected, found] = [momentsOf(flux), momentsFrom(weightsOfSpectrum(flux))];
      for (const power of [0, 1]) expect(Math.abs(found[power] / expected[power] - 1)).toBeLessThan(5e-6);
    }
  });

  it("are those of the power law when the fluxes are a power law's, with g and without", () => {
    for (const power of [-2, 0, 1, 3.5]) {
      const flux = (wavelength: number) => (wavelength / 700) ** power;
      const [r, i, z, g] = fluxesOf(flux);
      const exact = weightsOfSpectrum(flux);
      for (const found of [planeWeights(r, i, z, g), planeWeights(r, i, z)])
        for (let plane = 0; plane < 3; plane++) expect(Math.abs(found[plane] - exact[plane])).toBeLessThan(1e-4);
    }
  });

  it("do not depend on the unit of the fluxes", () => {
    const one = planeWeights(1.1, 2.3, 2.9, 0.4);
    const other = planeWeights(1.1e-9, 2.3e-9, 2.9e-9, 0.4e-9);
    for (let plane = 0; plane < 3; plane++) expect(other[plane]).toBeCloseTo(one[plane], 12);
  });

  it("have sum 1 and no negative one for any fluxes: 2000 drawn over six decades", () => {
    let state = 1;
    const draw = (): number => {
      state = (state * 48271) % 2147483647;
      return state / 2147483647;
    };
    for (let n = 0; n < 2000; n++) {
      const weights = planeWeights(
        10 ** (6 * draw()),
        10 ** (6 * draw()),
        10 ** (6 * draw()),
        n % 2 === 0 ? 10 ** (6 * draw()) : undefined,
      );
      expect(sumOf([...weights])).toBeCloseTo(1, 12);
      expect(Math.min(...weights)).toBeGreaterThanOrEqual(0);
    }
  });

  it("are redder for a redder object", () => {
    const red = [20_000, 8000, 5000, 3500, 2600].map((temperature) => planeWeights(...fluxesOf(planck(temperature)))[2]);
    expect(red).toEqual(red.toSorted((a, b) => a - b));
    expect(red[4] / red[0]).toBeGreaterThan(2);
  });

  it("leave out a flux that is no number or negative, and are flat in photons per nanometre with fewer than two", () => {
    expect(planeWeights(Number.NaN, 1, -1)).toBe(NO_COLOUR);
    expect(planeWeights(0, 0, 0, 1)).toBe(NO_COLOUR);
    expect(planeWeights(1, Infinity, Number.NaN, 1)).toBe(NO_COLOUR);
    expect(planeWeights(1, 2, 3, -1)).toEqual(planeWeights(1, 2, 3));
    const flux = (wavelength: number) => wavelength ** 2;
    const [r, , z] = fluxesOf(flux);
    const without = planeWeights(r, Number.NaN, z);
    for (let plane = 0; plane < 3; plane++) expect(Math.abs(without[plane] - weightsOfSpectrum(flux)[plane])).toBeLessThan(1e-4);
    const [mean] = [sumOf(NO_COLOUR.map((share, plane) => share * PLANE_WAVELENGTHS[plane]))];
    expect(mean).toBeGreaterThan(700);
  });

  it("count a flux of 0 as a break in the spectrum: next to nothing in the blue", () => {
    expect(planeWeights(0, 1, 1, 0)[0]).toBeLessThan(0.01);
    expect(planeWeights(0, 1, 1, 0)[1]).toBeGreaterThan(0.4);
  });
});

describe("the weights of a table", () => {
  it("keep the mean wavelength of the photons inside it", () => {
    const table = [530, 600, 700, 760, 935];
    const mean = sumOf(BAND.map((wavelength, n) => wavelength * ELECTRONS[n])) / ELECTRONS.reduce((sum, value) => sum + value, 0);
    expect(sumOf(tableWeights(table, ELECTRONS).map((weight, n) => weight * table[n]))).toBeCloseTo(mean, 9);
  });
});

describe("the passband", () => {
  it("is the mission database's, linear between its entries and nothing outside", () => {
    const expected = [0, 0.0134, 0.5327, 0.71985, 0.0034, 0];
    for (const [n, wavelength] of [529, 530, 545, 705, 935, 936].entries()) expect(throughput(wavelength)).toBeCloseTo(expected[n], 12);
  });
});
