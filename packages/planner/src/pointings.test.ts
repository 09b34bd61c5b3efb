import { formatUtc } from "@elvis/focal-plane";
import type { SurveyPlan } from "@elvis/formats/product";
import { StageError } from "@elvis/stage";
import { describe, expect, it } from "vitest";
import { request, surveyOf } from "../test/values.ts";
import { overlap, selectPointings } from "./pointings.ts";

/** Observation 7 lies near COSMOS, observation 8 at the north ecliptic pole a day later, two dithers each. */
const survey: SurveyPlan = surveyOf(
  { id: 7, longitude: 151.3, latitude: -9.3, mjd2000: 882_900_000 },
  { id: 8, longitude: 10, latitude: 89, mjd2000: 883_000_000 },
);

const ids = (constraints: Partial<typeof request>) =>
  selectPointings({ ...request, ...constraints }, survey).map((it) => `${it.observation.id}.${it.request.ditherId}`);

describe("selectPointings", () => {
  it("takes the whole survey, in order of time, when there is no constraint", () => {
    expect(ids({})).toEqual(["7.0", "7.1", "8.0", "8.1"]);
    const reversed = { ...survey, observations: survey.observations.toReversed() };
    expect(selectPointings(request, reversed).map((it) => it.observation.id)).toEqual([7, 7, 8, 8]);
  });

  it("takes only the observations asked for, and refuses one that the survey does not have", () => {
    expect(ids({ surveyObservations: [8] })).toEqual(["8.0", "8.1"]);
    expect(() => ids({ surveyObservations: [9] })).toThrow(/observation 9 .*found 2 observations, 7 to 8/);
  });

  it("takes pointings that start in the window, the end excluded", () => {
    const [, second] = selectPointings(request, survey);
    expect(ids({ surveyTime: { start: formatUtc(second.start), end: "2030-01-01T00:00:00Z" } })).toEqual(["7.1", "8.0", "8.1"]);
    expect(ids({ surveyTime: { start: "2020-01-01T00:00:00Z", end: formatUtc(second.start) } })).toEqual(["7.0"]);
  });

  it("takes pointings whose field touches the area, also an area smaller than the field and one beside its centre", () => {
    const [{ sky }] = selectPointings(request, survey);
    const square = (ra: number, dec: number, half: number) =>
      [
        [ra - half, dec - half],
        [ra + half, dec - half],
        [ra + half, dec + half],
        [ra - half, dec + half],
      ] as const;
    expect(ids({ surveyArea: square(sky.ra, sky.dec, 0.01) })).toEqual(["7.0", "7.1"]);
    expect(ids({ surveyArea: square(sky.ra + 0.3, sky.dec, 0.01) })).toEqual(["7.0", "7.1"]);
    expect(ids({ surveyArea: square(sky.ra, sky.dec, 5) })).toEqual(["7.0", "7.1"]);
    expect(() => ids({ surveyArea: square(sky.ra + 2, sky.dec, 0.1) })).toThrow(/found none/);
  });

  it("refuses an area that is wider than a tangent plane can show", () => {
    expect(() =>
      ids({
        surveyArea: [
          [0, 0],
          [120, 0],
          [240, 0],
        ],
      }),
    ).toThrow(StageError);
  });

  it("says which constraints left nothing", () => {
    expect(() => ids({ surveyObservations: [7], surveyTime: { start: "2020-01-01T00:00:00Z", end: "2020-01-02T00:00:00Z" } })).toThrow(
      /survey TEST-SURVEY: .*observations 7; from 2020-01-01T00:00:00.000000Z/,
    );
  });

  it("takes as many pointings of each observation as RandomDithers says, drawn with the seed and in order of time", () => {
    const four = surveyOf(
      { id: 7, longitude: 151.3, latitude: -9.3, mjd2000: 882_900_000, dithers: 4 },
      { id: 8, longitude: 10, latitude: 89, mjd2000: 883_000_000, dithers: 4 },
    );
    const drawn = (randomSeed: number, randomDithers: number) =>
      selectPointings({ ...request, randomSeed, randomDithers }, four).map((it) => `${it.observation.id}.${it.request.ditherId}`);
    const all = ["7.0", "7.1", "7.2", "7.3", "8.0", "8.1", "8.2", "8.3"];
    expect(drawn(1, 4)).toEqual(all);
    for (let seed = 0; seed < 40; seed++) {
      const found = drawn(seed, 2);
      expect(found).toEqual(all.filter((it) => found.includes(it)));
      expect([found.filter((it) => it.startsWith("7")).length, found.filter((it) => it.startsWith("8")).length]).toEqual([2, 2]);
      expect(drawn(seed, 2)).toEqual(found);
    }
    // Every dither is taken by some seed, and the two observations do not draw alike.
    const seeds = Array.from({ length: 40 }, (_, seed) => drawn(seed, 1));
    expect(new Set(seeds.flat())).toEqual(new Set(all));
    expect(seeds.some(([a, b]) => a.slice(2) !== b.slice(2))).toBe(true);
    expect(() => drawn(1, 5)).toThrow(
      "survey TEST-SURVEY: expected observation 7 to have 5 pointings (RandomDithers of the simulation request), found 4",
    );
  });

  it("names the survey's file where it was read from one", () => {
    const read = { ...survey, fileName: "OSS_RSD.xml" };
    expect(() => selectPointings({ ...request, surveyObservations: [9] }, read)).toThrow(
      "OSS_RSD.xml: expected observation 9 of the simulation request, found 2 observations, 7 to 8",
    );
    const window = { start: "2020-01-01T00:00:00Z", end: "2020-01-02T00:00:00Z" };
    expect(() => selectPointings({ ...request, surveyTime: window }, read)).toThrow(
      "OSS_RSD.xml: expected a pointing that meets the constraints of the simulation request (from 2020-01-01T00:00:00.000000Z to",
    );
  });
});

describe("overlap", () => {
  const tall = [
    [0, 0],
    [1, 0],
    [1, 3],
    [0, 3],
  ] as const;
  it("sees a cross of two rectangles, of which neither has a corner in the other", () => {
    expect(
      overlap(tall, [
        [-1, 1],
        [2, 1],
        [2, 2],
        [-1, 2],
      ]),
    ).toBe(true);
  });
  it("sees a polygon inside another from both sides, and none beside it", () => {
    const small = [
      [0.4, 2.4],
      [0.6, 2.4],
      [0.5, 2.6],
    ] as const;
    expect(overlap(tall, small)).toBe(true);
    expect(overlap(small, tall)).toBe(true);
    expect(
      overlap(tall, [
        [2, 0],
        [3, 0],
        [3, 3],
      ]),
    ).toBe(false);
  });
});
