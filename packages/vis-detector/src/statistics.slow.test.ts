import type { CosmicRayModel } from "@elvis/formats/product";
import { child, startPool } from "@elvis/kernels";
import { describe, expect, test } from "vitest";
import { cosmicRays } from "./effects/charge/cosmic-rays.ts";
import { photonNoise } from "./effects/charge/photon-noise.ts";
import { readoutNoise } from "./effects/readout/readout-noise.ts";
import { emptyCharge } from "./frame.ts";
import { correlation, momentsAbout, poissonDeviations, poissonDistance, testStream } from "./statistics-testing.ts";
import { chargeOf, each, fourPlanes, readoutOf, testEffectContext } from "./testing.ts";

const [WIDTH, HEIGHT] = [2048, 2066];

describe("photon noise on a whole quadrant", () => {
  for (const mean of [0.01, 0.1, 1, 3, 9.99, 10, 14, 30, 100, 225, 1000, 1e4, 1e5, 9.9e5, 1e6]) {
    test(`${mean} electrons: moments within 4 standard errors, Kolmogorov-Smirnov against the exact distribution, neighbours`, async () => {
      const expected = Math.fround(mean);
      const random = testStream(`whole ${mean}`);
      const { pixels } = await photonNoise.apply(chargeOf(WIDTH, HEIGHT, mean), {}, testEffectContext({ random }));
      for (const deviation of poissonDeviations(pixels, expected)) expect(Math.abs(deviation)).toBeLessThan(4);
      expect(poissonDistance(pixels, expected)).toBeLessThan(1.95);
      for (const lag of [1, 2, 3, 8, WIDTH, WIDTH + 1]) expect(Math.abs(correlation(pixels, pixels, lag))).toBeLessThan(4.5);
    });
  }

  test("two CCDs share nothing", async () => {
    const of = async (ccd: string) => {
      const context = testEffectContext({ random: child(testStream("pair"), ccd, "photon-noise") });
      return (await photonNoise.apply(chargeOf(WIDTH, HEIGHT, 225), {}, context)).pixels;
    };
    expect(Math.abs(correlation(await of("1-1"), await of("1-2")))).toBeLessThan(4);
  });
});

test("read noise of a whole CCD: mean, variance, no skewness, no correlation of neighbours and amplifiers", async () => {
  const frame = await readoutNoise.apply(readoutOf(2128, 2086, 0), { sigma: each(3.4) }, testEffectContext({ random: testStream("read") }));
  const planes = fourPlanes(frame);
  for (const [a, plane] of planes.entries()) {
    const { count, mean, variance, third } = momentsAbout(plane, 0);
    expect((Math.abs(mean) / 3.4) * Math.sqrt(count)).toBeLessThan(4);
    expect(Math.abs(variance / 3.4 ** 2 - 1) * Math.sqrt(count / 2)).toBeLessThan(4);
    // Sixth moment of a normal number: 15.
    expect((Math.abs(third) / 3.4 ** 3) * Math.sqrt(count / 15)).toBeLessThan(4);
    for (const lag of [1, 2, 3, 4, 16, 2128, 2129]) expect(Math.abs(correlation(plane, plane, lag))).toBeLessThan(4.5);
    for (let b = 0; b < a; b++) expect(Math.abs(correlation(plane, planes[b]))).toBeLessThan(4.5);
  }
});

describe("cosmic rays on a whole CCD", () => {
  const model: CosmicRayModel = {
    length: { probability: [0, 0.1, 0.5, 0.9, 0.99, 0.999, 1], value: [0, 2.53, 6, 15.22, 51.4, 216, 464] },
    energy: { probability: [0, 0.1, 0.5, 0.9, 0.99, 1], value: [1197, 3993, 12_216, 129_552, 1.41e6, 3.57e6] },
    coveringFraction: 0.014,
    duration: 565,
  };
  test.each([
    [565, 0],
    [566, 71.8],
    [95, 71.8],
  ])(
    "%d s and %d s of readout: fourteen pixels in a thousand in 565 s, alike at the edges and in the middle",
    async (commandedDuration, readoutTime) => {
      const pool = startPool();
      const frame = emptyCharge(undefined, undefined, undefined, pool);
      const context = testEffectContext({ commandedDuration, readoutTime, random: testStream(`rays ${commandedDuration}`), pool });
      const { pixels, width, height } = await cosmicRays.apply(frame, { model, isCorrelated: true, diffusion: 0 }, context);
      const time = commandedDuration + (readoutTime * (height / 2)) / (height / 2 + 20) / 2;
      const expected = ((0.014 * time) / 565) * pixels.length;
      expect(Math.abs(context.counts.touchedPixels - expected)).toBeLessThan(464);
      // A border of 64 pixels at left and right, where rows wait alike: a track crosses many of its pixels, so they come in groups.
      let [edge, middle] = [0, 0];
      for (let at = 0; at < pixels.length; at++) {
        if (pixels[at] === 0) continue;
        const x = at % width;
        if (x < 64 || x >= width - 64) edge++;
        else middle++;
      }
      const share = edge / (edge + middle);
      const fair = 128 / width;
      const grouped = 30;
      expect(Math.abs(share - fair)).toBeLessThan(4 * Math.sqrt((fair * grouped) / (edge + middle)));
    },
  );
});
