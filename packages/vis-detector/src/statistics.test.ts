import type { CcdId, CosmicRayModel } from "@elvis/formats/product";
import { child, type Stream } from "@elvis/kernels";
import { describe, expect, test } from "vitest";
import { areaChange, ccd273, expectedVariance } from "./effects/charge/brighter-fatter-testing.ts";
import type { Settings } from "./effects/index.ts";
import { type Charge, LETTERS, type Margins } from "./frame.ts";
import { simulate } from "./simulate.ts";
import { biasPixels, correlation, curveThrough, momentsAbout, testStream } from "./statistics-testing.ts";
import { bareDetector, chargeOf, fourPlanes, testRun } from "./testing.ts";

const margins: Margins = { prescan: 5, overscan: 7, parallelOverscan: 6 };
const gain = { E: 3.4, F: 3.5, G: 3.6, H: 3.48 };
const sigma = { E: 3.4, F: 2.2, G: 4.1, H: 3 };
const level = { E: 2700, F: 2705.3, G: 2650, H: 2800 };
const cosmicRays: CosmicRayModel = {
  length: { probability: [0, 1], value: [0, 12] },
  energy: { probability: [0, 1], value: [1000, 50_000] },
  coveringFraction: 0.02,
  duration: 565,
};
const readout: Settings = {
  ...{ overscan: {}, "parallel-overscan": {}, "readout-noise": { sigma } },
  ...{ gain: { gain }, bias: { level }, discretize: { top: 65535 } },
};

const runOf = (random: Stream, ccd: CcdId = "1-1") => testRun({ random, ccd });
const planesFrom = async (frame: Charge, settings: Settings, random: Stream, ccd?: CcdId) =>
  fourPlanes((await simulate(frame, settings, runOf(random, ccd))).frame);

describe("a bias frame", () => {
  test("is bias and read noise, number by number, in the overscans too", async () => {
    const random = testStream("bias");
    const planes = await planesFrom(chargeOf(60, 40, 0, margins), { ...readout, "photon-noise": {} }, random);
    for (const [n, letter] of LETTERS.entries()) {
      const noise = child(child(random, "readout-noise"), letter);
      expect(planes[n]).toEqual(biasPixels(noise, planes[n].length, sigma[letter], gain[letter], level[letter]));
    }
  });

  test("has the bias level as its mean, and read noise and rounding as its spread", async () => {
    const planes = await planesFrom(chargeOf(200, 160, 0, margins), readout, testStream("bias level"));
    for (const [n, letter] of LETTERS.entries()) {
      const { count, mean, variance } = momentsAbout(planes[n], level[letter]);
      const expected = (sigma[letter] / gain[letter]) ** 2 + 1 / 12;
      expect(Math.abs(mean - level[letter])).toBeLessThan(4 * Math.sqrt(expected / count));
      expect(Math.abs(variance - expected)).toBeLessThan(4 * expected * Math.sqrt(2 / count));
    }
  });
});

describe("the overscans", () => {
  test("hold what they hold in the dark, whatever light and cosmic rays fall beside them", async () => {
    const random = testStream("overscans");
    const settings = { ...bareDetector(cosmicRays), ...readout };
    const lit = await planesFrom(
      chargeOf(60, 40, (x, y) => 20_000 + 900 * x + 50 * y, margins),
      settings,
      random,
    );
    const dark = await planesFrom(chargeOf(60, 40, 0, margins), readout, random);
    const width = 5 + 30 + 7;
    let scanned = 0;
    for (const [n, plane] of lit.entries()) {
      plane.forEach((value, at) => {
        const [u, v] = [at % width, Math.floor(at / width)];
        if (u >= 5 && u < 35 && v < 20) expect(value).toBeGreaterThan(dark[n][at] + 1000);
        else {
          scanned++;
          expect(value).toBe(dark[n][at]);
        }
      });
    }
    expect(scanned).toBe(4 * (42 * 26 - 30 * 20));
  });
});

/** Mean above the pedestal and variance of flats, ADU: a curve for each amplifier, from the light of two frames a level. */
async function photonTransfer(levels: readonly number[], width: number, height: number, settings: Settings) {
  const points: { x: number; y: number; error: number }[][] = [[], [], [], []];
  const plane = 5 + width / 2 + 7;
  const light = (_: number, at: number) => at % plane >= 5 && at % plane < plane - 7 && at < (plane * height) / 2;
  for (const electrons of levels) {
    const flat = (name: string) => planesFrom(chargeOf(width, height, electrons, margins), settings, testStream(`${electrons} ${name}`));
    const [a, b] = [await flat("a"), await flat("b")];
    for (const n of LETTERS.keys()) {
      const [first, second] = [a[n].filter(light), b[n].filter(light)];
      const { count, variance } = momentsAbout(
        first.map((value, at) => value - second[at]),
        0,
      );
      const mean = (first.reduce((sum, value) => sum + value, 0) + second.reduce((sum, value) => sum + value, 0)) / (2 * count);
      points[n].push({ x: mean - level[LETTERS[n]], y: variance / 2, error: (variance / 2) * Math.sqrt(2 / count) });
    }
  }
  return points;
}

describe("a flat", () => {
  const noisy: Settings = { ...readout, "photon-noise": {} };

  test("gives back gain and read noise by its photon-transfer curve", async () => {
    const points = await photonTransfer([30, 300, 2000, 8000, 25_000, 60_000], 240, 200, noisy);
    for (const [n, letter] of LETTERS.entries()) {
      // Variance in ADU^2 = signal / gain + (read noise / gain)^2 + rounding.
      const [intercept, slope] = curveThrough(points[n], 1);
      expect(Math.abs(slope.value - 1 / gain[letter])).toBeLessThan(4 * slope.error);
      expect(slope.error).toBeLessThan(0.01 / gain[letter]);
      const expected = (sigma[letter] / gain[letter]) ** 2 + 1 / 12;
      expect(Math.abs(intercept.value - expected)).toBeLessThan(4 * intercept.error);
      expect(intercept.error).toBeLessThan(0.3 * expected);
    }
  });

  test("gives them back where brighter-fatter acts too, and by the bend of its curve how much a pixel shrinks for each electron in it", async () => {
    const bent: Settings = { ...noisy, "brighter-fatter": { model: ccd273, steps: 8, fullWell: 200_000 } };
    const levels = [30, 300, 2000, 10_000, 25_000, 45_000, 65_000, 85_000, 100_000];
    const points = await photonTransfer(levels, 480, 400, bent);
    const bends: { value: number; error: number }[] = [];
    for (const [n, letter] of LETTERS.entries()) {
      // Second order in the charge takes 1/400 of the variance at 100 000 e-: known, and put back.
      const first = points[n].map(({ x, y, error }) => {
        const electrons = x * gain[letter];
        const second = expectedVariance(electrons) - 1 - electrons * areaChange(ccd273, 0, 0);
        return { x, y: y - (x / gain[letter]) * second, error };
      });
      const [intercept, slope, bend] = curveThrough(first, 2);
      expect(Math.abs(slope.value - 1 / gain[letter])).toBeLessThan(4 * slope.error);
      expect(slope.error).toBeLessThan(0.01 / gain[letter]);
      expect(Math.abs(intercept.value - (sigma[letter] / gain[letter]) ** 2 - 1 / 12)).toBeLessThan(4 * intercept.error);
      // A straight line does not do: it would miss the brightest point by ten times its error.
      expect(bend.value).toBeLessThan(-5 * bend.error);
      bends.push(bend);
    }
    // Variance = signal / gain (1 + A signal gain): the bend is A, whatever the gain.
    const mean = bends.reduce((sum, { value }) => sum + value, 0) / 4;
    const error = Math.sqrt(bends.reduce((sum, bend) => sum + bend.error ** 2, 0)) / 4;
    const shrinks = areaChange(ccd273, 0, 0);
    expect(Math.abs(mean - shrinks)).toBeLessThan(4 * error);
    expect(error).toBeLessThan(0.1 * Math.abs(shrinks));
  });
});

describe("noise", () => {
  test("of neighbours, quadrants and CCDs is uncorrelated, of photons and of the amplifiers", async () => {
    const width = 5 + 100 + 7;
    const random = testStream("correlation");
    for (const settings of [readout, { ...readout, "readout-noise": { sigma: { E: 0, F: 0, G: 0, H: 0 } }, "photon-noise": {} }]) {
      const planes = [];
      for (const ccd of ["1-1", "3-4"] as const) {
        // As a job does: each CCD has a stream of its own.
        const all = await planesFrom(chargeOf(200, 160, 900, margins), settings, child(random, ccd), ccd);
        planes.push(...all.map((plane) => plane.filter((_, at) => at % width >= 5 && at % width < 105 && at < width * 80)));
      }
      for (let a = 0; a < planes.length; a++) {
        for (let b = 0; b < a; b++) expect(Math.abs(correlation(planes[a], planes[b])), `planes ${a}, ${b}`).toBeLessThan(4.5);
        for (const lag of [1, 2, 100, 101])
          expect(Math.abs(correlation(planes[a], planes[a], lag)), `plane ${a}, lag ${lag}`).toBeLessThan(4.5);
      }
    }
  });
});
