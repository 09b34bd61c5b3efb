import { parseOrbit } from "@elvis/formats/config";
import type { MissionDatabase } from "@elvis/formats/product";
import { newHeader } from "@elvis/formats/xml";
import { stageContract, testContext } from "@elvis/stage/testing";
import { describe, expect, it } from "vitest";
import { oem, request, surveyOf } from "../test/values.ts";
import { planner } from "./index.ts";

const parameter = (title: string, value: number) => ({
  title,
  description: "",
  source: "",
  release: "",
  expression: "",
  value: { kind: "double" as const, unit: "deg", values: [value] },
});
const mdb: MissionDatabase = {
  header: newHeader({ type: "MissionDataBaseSetOfParameters", id: "TEST-MDB", date: new Date(0), software: "test" }),
  parameters: new Map(
    [parameter("SpaceSegment.SVM.SolarAspectAngleMin", 87), parameter("SpaceSegment.SVM.SolarAspectAngleMax", 100)].map((it) => [
      it.title,
      it,
    ]),
  ),
};
const inputs = {
  simrequest: request,
  survey: surveyOf({ id: 18539, longitude: 70.4, latitude: -71.5, mjd2000: 882_900_000 }),
  orbit: parseOrbit(oem("2024-02-27T00:00:00", 12), "test.oem"),
  mdb,
};

describe("planner", () => {
  it("keeps the contract of stages and writes the files of the original", async () => {
    const folder = await stageContract(planner, { inputs, config: {} });
    const list = JSON.parse(new TextDecoder().decode(folder.files.get("SimPlanner_pkg/pointing_input_files_list.json")));
    expect(list).toHaveLength(2);
    expect(list[0]).toMatch(/^data\/EUC_SIM_OUTPUT-EUCLID-018539_[0-9A-F]{12}-\d{7}_20260102T030405\.000000Z_TEST_R1\.xml$/);
    const tasks = JSON.parse(new TextDecoder().decode(folder.files.get("VIS_inputconf.json")));
    expect(tasks).toHaveLength(4);
    for (const name of [...list, ...tasks]) expect(folder.files.has(name)).toBe(true);
    // The tasks of the other instruments are listed with VIS's, and their files are there.
    const text = new TextDecoder().decode(folder.files.get(list[1]));
    const listed = [...text.matchAll(/<Instrument>(\w+)<\/Instrument>[\s\S]*?<FileName>([^<]+)</g)].map(([, instrument, name]) => [
      instrument,
      name,
    ]);
    expect(listed.map(([instrument]) => instrument)).toEqual(["VIS", "VIS", "NIP", "NIS", "EXT"]);
    for (const [, name] of listed) expect(folder.files.has(`data/${name}`)).toBe(true);
    expect(tasks.slice(2)).toEqual(listed.slice(0, 2).map(([, name]) => `data/${name}`));
  });

  it("takes the orbit at the start of each exposure: the spacecraft moves 8.64 km for each 86400 s", async () => {
    const { inputconfs } = await planner.run(inputs, planner.config.parse({}), testContext());
    expect(inputconfs).toHaveLength(4);
    const moved = inputconfs[1].orbit.position[0] - inputconfs[0].orbit.position[0];
    expect(moved).toBeCloseTo((-8640 / 86400) * 874, 6);
  });

  it("gives a seed that it is told to every product, in place of the request's", async () => {
    const planned = await planner.run(inputs, planner.config.parse({ randomSeed: 77 }), testContext());
    for (const it of [...planned.inputconfs, ...planned.pointing_input_files_list]) expect(it.randomSeed).toBe(77);
    const names = (await planner.run(inputs, planner.config.parse({}), testContext())).inputconfs.map(({ fileName }) => fileName);
    expect(planned.inputconfs.map(({ fileName }) => fileName)).not.toEqual(names);
    expect(planner.config.safeParse({ randomSeed: 1.5 }).success).toBe(false);
  });

  it("names the orbit file and the date when an exposure lies outside it", async () => {
    const orbit = parseOrbit(oem("2023-02-27T00:00:00", 12), "early.oem");
    await expect(planner.run({ ...inputs, orbit }, planner.config.parse({}), testContext())).rejects.toThrow(/early\.oem.*2024-03-0/);
  });

  it("warns of a pointing that looks too near the Sun, and plans it all the same", async () => {
    const context = testContext();
    const survey = surveyOf({ id: 5, longitude: 0, latitude: 0, mjd2000: 882_900_000 });
    const { inputconfs } = await planner.run({ ...inputs, survey }, planner.config.parse({ shortExposures: false }), context);
    expect(inputconfs).toHaveLength(2);
    expect(context.lines.some((line) => line.startsWith("solar aspect angle outside") && line.includes("observation=5"))).toBe(true);
  });

  // Longitude 70.4, latitude -71.5 lies 90 degrees from the Sun on that day; the test's survey says 90 too.
  it("warns of a pointing whose solar aspect angle is not the survey's, by more than half a degree", async () => {
    const saaOf = async (saa: number) => {
      const context = testContext();
      const [observation] = inputs.survey.observations;
      const survey = { ...inputs.survey, observations: [{ ...observation, pointings: [{ ...observation.pointings[0], saa }] }] };
      await planner.run({ ...inputs, survey }, planner.config.parse({}), context);
      return context.lines.filter((line) => line.startsWith("solar aspect angle is not the survey plan's"));
    };
    const [said] = await saaOf(91);
    const ours = Number(/degrees=([\d.]+)/.exec(said)![1]);
    expect(said).toContain("observation=18539 dither=0");
    expect(await saaOf(ours + 0.49)).toEqual([]);
    expect(await saaOf(ours - 0.49)).toEqual([]);
    expect(await saaOf(ours - 0.51)).toHaveLength(1);
  });

  it("plans a bias as an exposure of 0 s in which nothing but the readout happens", async () => {
    const simrequest = { ...request, category: "CALIB" as const, calibrationType: "BIAS", randomDithers: 1 };
    const { inputconfs } = await planner.run({ ...inputs, simrequest }, planner.config.parse({ shortExposures: true }), testContext());
    expect(inputconfs).toHaveLength(1);
    expect(inputconfs[0]).toMatchObject({ exposureTime: 0, commandedDuration: 0, imageType: { category: "CALIB", first: "BIAS" } });
    expect(inputconfs[0].effects).toMatchObject({ STARS: false, NOISE: false, READOUTNOISE: true, BIAS: true });
  });

  it("refuses two pointings of one id", async () => {
    const survey = surveyOf(
      { id: 5, longitude: 70, latitude: -71, mjd2000: 882_900_000 },
      { id: 6, longitude: 70, latitude: -71, mjd2000: 882_990_000 },
    );
    const [one, two] = survey.observations;
    const twin = { ...two, pointings: two.pointings.map((pointing, n) => ({ ...pointing, id: one.pointings[n].id })) };
    await expect(
      planner.run({ ...inputs, survey: { ...survey, observations: [one, twin] } }, planner.config.parse({}), testContext()),
    ).rejects.toThrow("expected one pointing with the id 50, found one in observation 5 and one in observation 6");
  });

  it("refuses two pointings of one observation and dither", async () => {
    const survey = surveyOf({ id: 5, longitude: 70, latitude: -71, mjd2000: 882_900_000 });
    const [observation] = survey.observations;
    const twins = observation.pointings.map((pointing) => ({ ...pointing, ditherId: 2 }));
    await expect(
      planner.run(
        { ...inputs, survey: { ...survey, observations: [{ ...observation, pointings: twins }] } },
        planner.config.parse({}),
        testContext(),
      ),
    ).rejects.toThrow(/dither 2, found two/);
  });
});
