import { CCDS, READOUT_WIDTH } from "@elvis/focal-plane";
import type { CcdId, CrosstalkModel, DetectorExposure, QuadrantId, VisInputConfiguration } from "@elvis/formats/product";
import { sampleVisTask } from "@elvis/formats/testing";
import { testContext } from "@elvis/stage/testing";
import { describe, expect, test } from "vitest";
import { crosstalkOf, unitReader } from "./crosstalk.ts";
import { fakeDetector } from "./testing-detectors.ts";

const sample = sampleVisTask();
const withXtalk = (changes: object = {}): VisInputConfiguration => ({
  ...sample,
  effects: { ...sample.effects, XTALK: true, BIAS: true, ...changes },
});
const task = withXtalk();
/** The first rows of a quadrant are enough here. */
const COUNT = READOUT_WIDTH * 60;

/** Detectors whose quadrants are at their pedestal (2700 to 2703 for E to H), but for one pixel of one of them. */
function detectors(ids: readonly CcdId[], bright: Partial<Record<QuadrantId, readonly [x: number, y: number, adu: number]>> = {}) {
  let reads = 0;
  const map = new Map<CcdId, DetectorExposure>();
  for (const ccd of ids) {
    const detector = fakeDetector(ccd, task);
    const quadrants = detector.quadrants.map(({ quadrant }, n) => ({
      quadrant,
      async read() {
        reads++;
        const pixels = new Uint16Array(COUNT).fill(2700 + n);
        const [x, y, adu] = bright[`${ccd}.${quadrant}`] ?? [0, 0, 0];
        pixels[y * READOUT_WIDTH + x] += adu;
        return pixels;
      },
    }));
    map.set(ccd, { ...detector, quadrants });
  }
  return { map, reads: () => reads };
}
const differences = (pixels: Uint16Array, level: number) =>
  Array.from(pixels.entries())
    .filter(([, value]) => value !== level)
    .map(([at, value]) => [at % READOUT_WIDTH, Math.floor(at / READOUT_WIDTH), value - level]);

describe("crosstalk between CCDs", () => {
  test("adds the coupling times what the source has above its pedestal, at the same pixel, on both sides of the focal plane", async () => {
    const crosstalk: CrosstalkModel = {
      "2-1.E": { "2-3.H": 0.001, "2-1.F": 0.05, "2-2.G": -0.0005 },
      "2-2.F": { "2-3.H": 0.002 },
      "2-6.G": { "2-4.E": 0.001 },
    };
    const { map } = detectors(["2-1", "2-2", "2-3", "2-4", "2-6"], {
      "2-1.E": [60, 7, 10_000],
      "2-2.F": [60, 7, 5000],
      "2-6.G": [2127, 59, 20_000],
    });
    const read = unitReader({ task, detectors: map, crosstalk }, testContext());
    // 0.001 x 10000 + 0.002 x 5000; everything else is at its pedestal and gets nothing.
    expect(differences(await read("2-3.H"), 2703)).toEqual([[60, 7, 20]]);
    expect(differences(await read("2-2.G"), 2702)).toEqual([[60, 7, -5]]);
    expect(differences(await read("2-4.E"), 2700)).toEqual([[2127, 59, 20]]);
    // Inside a CCD the detector has done it; sources stay as they are.
    expect(differences(await read("2-1.F"), 2701)).toEqual([]);
    expect(differences(await read("2-1.E"), 2700)).toEqual([[60, 7, 10_000]]);
  });

  test("takes sources as they were: what couples on the way does not go on, in whatever order quadrants are read", async () => {
    const crosstalk: CrosstalkModel = { "1-1.E": { "1-2.E": 0.1 }, "1-2.E": { "1-3.E": 0.1, "1-1.E": 0.1 }, "1-3.E": { "1-1.E": 0.05 } };
    const bright = { "1-1.E": [5, 0, 1000], "1-3.E": [5, 0, 400] } as const;
    const ids: QuadrantId[] = ["1-1.E", "1-2.E", "1-3.E"];
    const inOrder = async (order: readonly QuadrantId[], ccds: readonly CcdId[]) => {
      const read = unitReader({ task, detectors: detectors(ccds, bright).map, crosstalk }, testContext());
      const found = new Map<QuadrantId, number>();
      for (const id of order) found.set(id, (await read(id))[5] - 2700);
      return ids.map((id) => found.get(id));
    };
    expect(await inOrder(ids, ["1-1", "1-2", "1-3"])).toEqual([1020, 100, 400]);
    expect(await inOrder(ids.toReversed(), ["1-3", "1-1", "1-2"])).toEqual([1020, 100, 400]);
  });

  test("keeps the mean of signals far below one ADU, by the same numbers each time and others in each quadrant", async () => {
    const crosstalk: CrosstalkModel = { "1-1.E": { "1-2.E": 1e-5, "1-3.E": 1e-5 } };
    const { map } = detectors(["1-1", "1-2", "1-3"]);
    const source = map.get("1-1") as DetectorExposure;
    map.set("1-1", {
      ...source,
      quadrants: source.quadrants.map((it) => ({ ...it, read: async () => new Uint16Array(COUNT).fill(32_700) })),
    });
    const read = () => unitReader({ task, detectors: map, crosstalk }, testContext());
    const [first, again, other] = [await read()("1-2.E"), await read()("1-2.E"), await read()("1-3.E")];
    const mean = first.reduce((sum, value) => sum + value - 2700, 0) / COUNT;
    // 1e-5 x 30000 = 0.3: a chance of 0.3 for each pixel.
    expect(Math.abs(mean - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / COUNT));
    expect(Buffer.compare(Buffer.from(first.buffer), Buffer.from(again.buffer))).toBe(0);
    const same = first.reduce((sum, value, at) => sum + (value === other[at] ? 1 : 0), 0) / COUNT;
    expect(Math.abs(same - 0.58)).toBeLessThan(4 * Math.sqrt((0.58 * 0.42) / COUNT));
  });

  test("clips to 16 bits after adding", async () => {
    const crosstalk: CrosstalkModel = { "1-1.E": { "1-2.E": 0.1, "1-3.E": -0.1 } };
    const { map } = detectors(["1-1", "1-2", "1-3"], { "1-1.E": [9, 1, 60_000], "1-2.E": [9, 1, 62_000] });
    const read = unitReader({ task, detectors: map, crosstalk }, testContext());
    expect(differences(await read("1-2.E"), 2700)).toEqual([[9, 1, 65_535 - 2700]]);
    expect(differences(await read("1-3.E"), 2700)).toEqual([[9, 1, -2700]]);
  });

  test("has no pedestal to take off where the task has BIAS off", async () => {
    const crosstalk: CrosstalkModel = { "1-1.E": { "1-2.E": 0.01 } };
    const read = unitReader({ task: withXtalk({ BIAS: false }), detectors: detectors(["1-1", "1-2"]).map, crosstalk }, testContext());
    // 0.01 x 2700 for every pixel.
    const pixels = await read("1-2.E");
    expect(pixels.every((value) => value === 2727)).toBe(true);
  });

  test("a missing CCD contributes nothing and is said; one that nobody hears is not", async () => {
    const crosstalk: CrosstalkModel = { "1-1.E": { "1-2.E": 0.1 }, "1-3.E": { "1-2.E": 0.01 }, "5-1.E": { "5-2.E": 0.1 } };
    const context = testContext();
    const { map } = detectors(["1-2", "1-3"], { "1-3.E": [5, 0, 1000] });
    const read = unitReader({ task, detectors: map, crosstalk }, context);
    expect(differences(await read("1-2.E"), 2700)).toEqual([[5, 0, 10]]);
    expect(context.lines).toEqual(["crosstalk: CCDs missing, nothing couples from them missing=1 ccds=1-1"]);
  });

  test("couplings of 0 read nothing but the quadrant itself, and give its own pixels", async () => {
    const { map, reads } = detectors(["1-1", "1-2"], { "1-1.E": [5, 0, 1000] });
    const read = unitReader({ task, detectors: map, crosstalk: { "1-1.E": { "1-2.E": 0 } } }, testContext());
    expect(differences(await read("1-2.E"), 2700)).toEqual([]);
    expect(reads()).toBe(1);
  });

  test("in the order of a raw frame each quadrant is read once, and 12 are held at most", async () => {
    // The E of each CCD couples into the F of the two others of its unit.
    const crosstalk: CrosstalkModel = Object.fromEntries(
      CCDS.map(({ id, roeId }) => [
        `${id}.E`,
        Object.fromEntries(CCDS.filter((other) => other.roeId === roeId && other.id !== id).map((other) => [`${other.id}.F`, 1e-4])),
      ]),
    );
    let reads = 0;
    const counted = () => {
      reads++;
      return new Uint16Array(READOUT_WIDTH);
    };
    const map = new Map(
      CCDS.map(({ id }) => {
        const detector = fakeDetector(id, task);
        return [
          id,
          { ...detector, quadrants: detector.quadrants.map((it) => ({ ...it, read: () => Promise.resolve(counted()) })) },
        ] as const;
      }),
    );
    const read = unitReader({ task, detectors: map, crosstalk }, testContext());
    for (const { id } of CCDS) await read(`${id}.F`);
    // The F of 36 CCDs, and the E of the three of each unit.
    expect(reads).toBe(36 + 36);
  });
});

describe("the product", () => {
  test("is needed where the task has crosstalk on, and not looked at where it is off", () => {
    expect(() => crosstalkOf(task, undefined)).toThrow(
      `--xtalk: expected the crosstalk product (${task.fileName} has XTALK on), found none`,
    );
    expect(crosstalkOf(withXtalk({ XTALK: false }), { "1-1.E": { "1-2.E": 1 } })).toBeUndefined();
  });

  test("is refused when it couples two readout units, or with what is no number", () => {
    expect(() => crosstalkOf(task, { "1-3.E": { "1-4.E": 1e-5 } })).toThrow(
      "coupling from 1-3.E to 1-4.E: expected quadrants of one readout unit",
    );
    expect(() => crosstalkOf(task, { "1-3.E": { "1-2.E": Number.NaN } })).toThrow("coupling from 1-3.E to 1-2.E: expected a finite number");
  });
});
