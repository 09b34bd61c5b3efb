import type { CosmicRayModel } from "@elvis/formats/product";
import { stream } from "@elvis/kernels";
import { describe, expect, test } from "vitest";
import type { EffectContext } from "../../effect.ts";
import { correlation, distance } from "../../statistics-testing.ts";
import { chargeOf, effectContract, testEffectContext } from "../../testing.ts";
import { type CosmicRaysSettings, cosmicRays, drawTrack, quantile } from "./cosmic-rays.ts";

const constant = (value: number) => ({ probability: [0, 1], value: [value, value] });
const margins = { prescan: 0, overscan: 0, parallelOverscan: 0 };

function settings(model: Partial<CosmicRayModel>, changes: Partial<CosmicRaysSettings> = {}): CosmicRaysSettings {
  return {
    model: { length: constant(0), energy: constant(1000), coveringFraction: 0.014, duration: 565, ...model },
    isCorrelated: true,
    diffusion: 0,
    ...changes,
  };
}

async function hit(width: number, height: number, given: CosmicRaysSettings, changes: Partial<EffectContext> = {}) {
  const context = testEffectContext({ commandedDuration: 565, readoutTime: 0, random: stream(3, "rays"), ...changes });
  const { pixels } = await cosmicRays.apply(chargeOf(width, height, 0, margins), given, context);
  return { pixels, counts: context.counts };
}

test("a quantile is read between the entries of its table", () => {
  const table = { probability: [0, 0.5, 0.9, 1], value: [0, 10, 30, 130] };
  for (const [at, value] of [
    [0, 0],
    [0.25, 5],
    [0.5, 10],
    [0.7, 20],
    [0.95, 80],
  ])
    expect(quantile(table, at)).toBeCloseTo(value, 12);
});

test("touches the given fraction of pixels, in proportion to the time", async () => {
  const points = settings({});
  // 0.014 of 300 x 200 pixels is 840; points touch one pixel each, so it is met exactly.
  expect((await hit(300, 200, points)).pixels.filter((value) => value > 0).length).toBe(840);
  expect((await hit(300, 200, points, { commandedDuration: 113 })).pixels.filter((value) => value > 0).length).toBe(168);
  expect((await hit(300, 200, points, { commandedDuration: 0 })).pixels.every((value) => value === 0)).toBe(true);
});

/** Lengths and energies of ELViS as published, some of the entries. */
const published = {
  length: { probability: [0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99, 0.999, 1], value: [0, 2.53, 4.29, 6, 8.5, 15.22, 22.06, 51.4, 216, 464] },
  energy: {
    probability: [0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99, 0.999, 1],
    value: [1197, 3993, 6780, 12_216, 27_768, 129_552, 304_411, 1.41e6, 3.16e6, 3.57e6],
  },
};

test.each([
  ["nominal", 566, 72],
  ["short", 95, 72],
  ["565 s without readout", 565, 0],
])(
  "fourteen pixels in a thousand are crossed in 565 s, in proportion to the time: %s exposure",
  async (_, commandedDuration, readoutTime) => {
    const [width, height] = [700, 500];
    const { pixels, counts } = await hit(width, height, settings(published), { commandedDuration, readoutTime });
    // Half of the readout's rows wait, on the mean.
    const expected = (0.014 * (commandedDuration + readoutTime / 2)) / 565;
    // The last track may cross up to 464 pixels too many, most cross few; a corner that is cut by 1e-4 of a track gets no electron.
    expect(counts.touchedPixels / (width * height)).toBeGreaterThanOrEqual(expected);
    expect(counts.touchedPixels / (width * height)).toBeLessThan(expected + 100 / (width * height));
    const touched = pixels.filter((value) => value > 0).length;
    const error = Math.sqrt(expected * width * height);
    expect(Math.abs(touched - expected * width * height)).toBeLessThan(4 * error);
  },
);

describe("tracks", () => {
  const frame = chargeOf(300, 200, 0, margins);
  const drawn = (isCorrelated: boolean) =>
    Array.from({ length: 60_000 }, (_, n) => drawTrack(stream(8, "tracks"), n, frame, settings(published, { isCorrelated }), 600));
  /** Probability up to a value: the table, read backwards. */
  const below =
    ({ probability, value }: { probability: readonly number[]; value: readonly number[] }) =>
    (at: number) => {
      const next = value.findIndex((entry) => entry >= at);
      if (next <= 0) return 0;
      return (
        probability[next - 1] + ((at - value[next - 1]) / (value[next] - value[next - 1])) * (probability[next] - probability[next - 1])
      );
    };

  test.each([true, false])("have the lengths and energies of their tables (Kolmogorov-Smirnov), from one deviate: %s", (isCorrelated) => {
    const tracks = drawn(isCorrelated);
    expect(
      distance(
        tracks.map(({ length }) => length),
        below(published.length),
      ),
    ).toBeLessThan(1.95);
    expect(
      distance(
        tracks.map(({ electrons }) => electrons),
        below(published.energy),
      ),
    ).toBeLessThan(1.95);
  });

  test("point in all directions alike, and come at any time", () => {
    const tracks = drawn(true);
    const angles = tracks.map(({ directionX, directionY }) => Math.atan2(directionY, directionX));
    expect(angles.every((angle) => angle >= 0 && angle <= Math.PI)).toBe(true);
    expect(distance(angles, (angle) => angle / Math.PI)).toBeLessThan(1.95);
    expect(
      distance(
        tracks.map(({ time }) => time),
        (time) => time / 600,
      ),
    ).toBeLessThan(1.95);
    // The long ones too: an angle that depended on the length would show.
    const long = tracks.filter(({ length }) => length > 15.22).map(({ directionX, directionY }) => Math.atan2(directionY, directionX));
    expect(distance(long, (angle) => angle / Math.PI)).toBeLessThan(1.95);
  });

  test("have length, energy, direction, place and time of their own: no two of the six go together", () => {
    const tracks = drawn(false);
    const columns: readonly ((track: (typeof tracks)[number]) => number)[] = [
      ({ length }) => length,
      ({ electrons }) => electrons,
      ({ directionX, directionY }) => Math.atan2(directionY, directionX),
      ({ x, length, directionX }) => x + (length / 2) * directionX,
      ({ y, length, directionY }) => y + (length / 2) * directionY,
      ({ time }) => time,
    ];
    const values = columns.map((of) => Float32Array.from(tracks, of));
    for (const [a, first] of values.entries())
      for (const [b, second] of values.slice(0, a).entries()) expect(Math.abs(correlation(first, second)), `${a}, ${b}`).toBeLessThan(4.5);
  });

  test("have their middles all over the CCD and beyond it alike", () => {
    const margin = 232;
    const middles = drawn(true).map(({ x, y, length, directionX, directionY }) => [
      x + (length / 2) * directionX,
      y + (length / 2) * directionY,
    ]);
    for (const [axis, size] of [300, 200].entries())
      expect(
        distance(
          middles.map((middle) => middle[axis]),
          (at) => (at + 0.5 + margin) / (size + 2 * margin),
        ),
      ).toBeLessThan(1.95);
  });
});

test("a longer exposure has the tracks of a shorter one, and more", async () => {
  const short = (await hit(120, 90, settings({ length: constant(6) }), { commandedDuration: 200 })).pixels;
  const long = (await hit(120, 90, settings({ length: constant(6) }), { commandedDuration: 565 })).pixels;
  expect(short.every((value, at) => long[at] >= value)).toBe(true);
});

test("a particle in the frame leaves all its electrons, whole", async () => {
  for (const diffusion of [0, 0.32]) {
    // Tracks up to 30 pixels on a frame much larger: most are inside; what is reported is what the frame holds.
    const { pixels, counts } = await hit(
      400,
      300,
      settings({ length: { probability: [0, 1], value: [0, 30] }, energy: constant(1234.5) }, { diffusion }),
    );
    let sum = 0;
    for (const value of pixels) sum += value;
    expect(pixels.every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
    expect(counts.electrons).toBe(sum);
    // 400 x 300 of (400 + 30) x (300 + 30): so many of the tracks have their middle on the CCD, and mean charge per area is uniform.
    const expected = counts.tracks * 1234.5 * ((400 * 300) / (430 * 330));
    expect(Math.abs(sum - expected)).toBeLessThan(5 * 1234.5 * Math.sqrt(counts.tracks * 0.16));
  }
});

test("a point hits one pixel with its whole energy", async () => {
  const { pixels } = await hit(60, 40, settings({}));
  expect(pixels.filter((value) => value > 0).every((value) => value % 1000 === 0)).toBe(true);
});

test("with one deviate the long tracks are the energetic ones, with two they are not", async () => {
  const table = {
    length: { probability: [0, 0.5, 0.500001, 1], value: [0, 0, 9, 9] },
    energy: { probability: [0, 0.5, 0.500001, 1], value: [100, 100, 90000, 90000] },
  };
  // Short tracks of 100 e- fill a pixel with 100; a long one of 100 e- gives a pixel at most 100 x 1.42 / 9 = 16.
  const faint = async (isCorrelated: boolean): Promise<number> =>
    (await hit(300, 200, settings(table, { isCorrelated }))).pixels.filter((value) => value > 0 && value < 17).length;
  // A long, energetic track that only cuts a corner (less than 0.0017 px) may leave as little.
  expect(await faint(true)).toBeLessThan(5);
  expect(await faint(false)).toBeGreaterThan(100);
});

test("hits are as frequent at the edges as in the middle", async () => {
  const ratios: number[] = [];
  for (let seed = 0; seed < 30; seed++) {
    const { pixels } = await hit(90, 60, settings({ length: constant(20), coveringFraction: 0.2 }), { random: stream(seed, "edges") });
    let edge = 0;
    let middle = 0;
    for (let y = 0; y < 60; y++) {
      for (let x = 0; x < 90; x++) {
        const isEdge = x < 4 || x >= 86 || y < 4 || y >= 56;
        if (pixels[y * 90 + x] > 0) isEdge ? edge++ : middle++;
      }
    }
    const edgePixels = 90 * 60 - 82 * 52;
    ratios.push(edge / edgePixels - middle / (82 * 52));
  }
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  const error = Math.sqrt(ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0) / (ratios.length - 1) / ratios.length);
  expect(error).toBeLessThan(0.01);
  expect(Math.abs(mean)).toBeLessThan(4 * error);
});

test("tracks run in all directions alike", async () => {
  // Neighbours that are both hit, along x, along y and along the two diagonals.
  const { pixels } = await hit(600, 600, settings({ length: constant(15) }));
  const pairs = (stepX: number, stepY: number) => {
    let count = 0;
    for (let y = 1; y < 599; y++)
      for (let x = 1; x < 599; x++) if (pixels[y * 600 + x] > 0 && pixels[(y + stepY) * 600 + x + stepX] > 0) count++;
    return count;
  };
  // About 270 tracks of 15 pixels; a track's difference of two directions has a variance below 15^2 / 2.
  const error = 15 * Math.sqrt(270 / 2);
  expect(Math.abs(pairs(1, 0) - pairs(0, 1))).toBeLessThan(4 * error);
  expect(Math.abs(pairs(1, 1) - pairs(-1, 1))).toBeLessThan(4 * error);
});

describe("while the CCD is read", () => {
  test("charge is hit where it is by then: rows that wait longer have more", async () => {
    // Exposure of 0: row v of a half waits v x 1 s, so hits grow in proportion to v.
    const { pixels } = await hit(400, 200, settings({ coveringFraction: 0.3, duration: 100 }), { commandedDuration: 0, readoutTime: 100 });
    const inRows = (from: number, to: number) => {
      let count = 0;
      for (let v = from; v < to; v++) for (let x = 0; x < 400; x++) count += (pixels[v * 400 + x] + pixels[(199 - v) * 400 + x]) / 1000;
      return count;
    };
    const near = inRows(0, 25);
    const far = inRows(75, 100);
    // Means of v + 1/2 over the first and last quarter: 12.5 and 87.5.
    expect(Math.abs(far / near - 7)).toBeLessThan(4 * 7 * Math.sqrt(1 / near + 1 / far));
  });

  test("the fraction counts the mean time that charge is on the CCD", async () => {
    // 100 s of exposure and 50 s of mean waiting.
    const { pixels } = await hit(300, 200, settings({ duration: 1500, coveringFraction: 0.1 }), {
      commandedDuration: 100,
      readoutTime: 100,
    });
    expect(pixels.filter((value) => value > 0).length).toBe(600);
  });
});

test("a fraction that cannot be reached, and a spread without meaning, are refused", async () => {
  await expect(hit(30, 20, settings({ coveringFraction: 1.2 }))).rejects.toThrow(
    "expected a fraction of pixels from 0 to below 1, found 1.2",
  );
  for (const diffusion of [-0.1, 10, Number.NaN])
    await expect(hit(30, 20, settings({}, { diffusion }))).rejects.toThrow(
      `cosmic rays: expected a diffusion of 0 to 10 pixels, found ${diffusion}`,
    );
});

test("cosmic rays keep the contract of effects", () =>
  effectContract(cosmicRays, {
    frame: (width, height) => chargeOf(width, height, 5),
    settings: settings({ length: { probability: [0, 1], value: [0, 12] } }, { diffusion: 0.32 }),
    neutral: settings({ coveringFraction: 0 }),
  }));
