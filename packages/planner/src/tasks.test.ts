import { locate, nominalDistortion, parseUtc, utcOfMjd2000 } from "@elvis/focal-plane";
import { EFFECT_KEYS } from "@elvis/formats/config";
import { describe, expect, it } from "vitest";
import { orbitState, request, surveyOf } from "../test/values.ts";
import { defaultCalibration } from "./calibration.ts";
import { exposureType } from "./effects.ts";
import { selectPointings } from "./pointings.ts";
import { exposuresOf, type Plan, pointingFileName, pointingOutputOf, visTasks } from "./tasks.ts";

const survey = surveyOf({ id: 4924, longitude: 151.3, latitude: -9.3, mjd2000: 882_900_000 });
const plan: Plan = {
  request,
  type: exposureType(request),
  startOffset: 8,
  shortExposures: true,
  calibration: defaultCalibration,
  aberration: true,
  runDate: new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 6)),
  version: "0.0.0",
  stateAt: () => orbitState,
};
const [first, second] = selectPointings(request, survey);

describe("tasks", () => {
  it("starts the nominal exposure 8 s after the pointing and the short one 874 s after that", () => {
    const tasks = visTasks(first, plan);
    const start = utcOfMjd2000(882_900_000);
    expect(tasks.map((task) => (parseUtc(task.start) - start) / 1e6)).toEqual([8, 882]);
    expect(tasks.map((task) => [task.commandedDuration, task.exposureTime])).toEqual([
      [566, 560.52],
      [95, 89.52],
    ]);
    expect((parseUtc(tasks[0].end) - parseUtc(tasks[0].start)) / 1e6).toBeCloseTo(642.725, 6);
    expect(tasks.map((task) => task.imageType.sequence)).toEqual(["NOMINAL", "SHORT"]);
    expect(tasks.map((task) => task.identity)).toEqual(
      [1, 2].map((exposure) => ({ observationId: 4924, ditherId: 0, pointingId: 49240, exposure, totalExposures: 2, patchId: 0 })),
    );
  });

  it("has a short exposure in dithers 0 and 1 only, in science only, and only when asked for", () => {
    const options = { startOffset: 8, shortExposures: true, calibration: defaultCalibration };
    expect([0, 1, 2, 3].map((dither) => exposuresOf(plan.type, dither, options).length)).toEqual([2, 2, 1, 1]);
    expect(exposuresOf(plan.type, 0, { ...options, shortExposures: false })).toHaveLength(1);
    expect(exposuresOf(exposureType({ category: "CALIB", calibrationType: "DARK" }), 0, options)).toEqual([
      { exposure: 1, offset: 8, commanded: 566, effective: 566 },
    ]);
  });

  it("has one exposure for each fluence of a linearity ramp, as long as its light takes, each after the readout of the one before", () => {
    const calibration = { ...defaultCalibration, linearityFluences: "1000, 50000,200000", lampLeds: "1,4", lampFluence: 25_000 };
    const ramp = exposuresOf(exposureType({ category: "CALIB", calibrationType: "LINEARITY" }), 0, {
      startOffset: 8,
      shortExposures: true,
      calibration,
    });
    expect(ramp.map(({ exposure }) => exposure)).toEqual([1, 2, 3]);
    // 25000 electrons take 10 s.
    expect(ramp.map(({ commanded }) => commanded)).toEqual([0.4, 20, 80]);
    expect(ramp[2].offset).toBeCloseTo(8 + 0.4 + 76.725 + 20 + 76.725, 9);
    expect(ramp.map(({ calibUnit }) => calibUnit)).toEqual(
      [500, 25_000, 100_000].map((half, n) => ({
        isOn: true,
        duration: [0.4, 20, 80][n],
        ledMask: 0b001001,
        fluence: [half, 0, 0, half, 0, 0],
      })),
    );
  });

  it("is no short exposure of a calibration that comes second", () => {
    const tasks = visTasks(first, { ...plan, type: exposureType({ category: "CALIB", calibrationType: "LINEARITY" }) });
    expect(tasks).toHaveLength(6);
    expect(new Set(tasks.map(({ imageType }) => imageType.sequence))).toEqual(new Set(["LINEARITY"]));
    expect(tasks.map(({ identity }) => identity.totalExposures)).toEqual([6, 6, 6, 6, 6, 6]);
  });

  it("gives a pointing whose corners straddle the focal plane and whose solar angles fit its date", () => {
    const [task] = visTasks(first, plan);
    expect(task.corners).toHaveLength(4);
    expect(task.attitude.longitude).toBeCloseTo(151.3, 7);
    expect(task.attitude.latitude).toBeCloseTo(-9.3, 7);
    expect(task.attitude.positionAngle).toBeCloseTo(268, 7);
    expect(locate({ ra: task.pointing.ra + 0.05, dec: task.pointing.dec + 0.05 }, task.pointing, nominalDistortion)).toBeDefined();
    expect(task.startMjd).toBeCloseTo(51544 + 8829 + 8 / 86400, 9);
  });

  it("switches on the effects of science: all but lamp, charge injection and trap pumping", () => {
    const [{ effects }] = visTasks(first, plan);
    expect(Object.keys(effects)).toHaveLength(28);
    expect(EFFECT_KEYS.filter((key) => !effects[key])).toEqual(["CALIBLAMP", "CHARGEINJECTION", "CTI_CHARGEINJECTION", "TRAP_PUMPING"]);
  });

  it("names files by observation, dither and exposure, the same for the same seed and date", () => {
    expect(pointingFileName(first, plan)).toMatch(
      /^EUC_SIM_OUTPUT-EUCLID-004924_[0-9A-F]{12}-\d{7}_20260102T030405\.006000Z_TEST_R1\.xml$/,
    );
    expect(pointingFileName(second, plan)).toMatch(/^EUC_SIM_OUTPUT-EUCLID-004924-1_/);
    const output = pointingOutputOf(first, plan);
    expect(output.tasks.map(({ instrument, fileName }) => [instrument, fileName.split("_")[2]])).toEqual([
      ["VIS", "VIS-INPUTCONF-004924-0-1"],
      ["VIS", "VIS-INPUTCONF-004924-0-2"],
      ["NIP", "NIP-INPUTCONF-004924-0"],
      ["NIS", "NIS-INPUTCONF-004924-0"],
      ["EXT", "EXT-INPUTCONF-004924-0"],
    ]);
    expect(pointingOutputOf(first, plan)).toEqual(output);
  });
});

describe("a field of the wide survey", () => {
  const field = surveyOf({ id: 4924, longitude: 151.3, latitude: -9.3, mjd2000: 882_900_000, dithers: 4 });
  const dithers = selectPointings(request, field);
  const start = (pointing: (typeof dithers)[number]): number => pointing.start / 1e6;

  // Wait 8, VIS 566, wait 40, J 112, turn 22, H 112, turn 22, Y 112 with the short exposure beside it.
  it("has four dithers: a long exposure in each and a short one in the first two, J, H and Y after the long one", () => {
    const outputs = dithers.map((pointing) => pointingOutputOf(pointing, plan));
    const vis = outputs.map(({ tasks }, n) =>
      tasks.flatMap(({ vis: it }) =>
        it === undefined ? [] : [[parseUtc(it.start) / 1e6 - start(dithers[n]), it.commandedDuration, it.exposureTime]],
      ),
    );
    const [long, short] = [
      [8, 566, 560.52],
      [882, 95, 89.52],
    ];
    expect(vis.map((exposures) => exposures.map(([offset, ...rest]) => [Math.round(1e6 * offset) / 1e6, ...rest]))).toEqual([
      [long, short],
      [long, short],
      [long],
      [long],
    ]);
    for (const [n, { tasks }] of outputs.entries()) {
      const others = Object.fromEntries(tasks.flatMap(({ instrument, other }) => (other === undefined ? [] : [[instrument, other]])));
      const times = (instrument: string) =>
        others[instrument].exposures.map((it) => [it.filter, Math.round(parseUtc(it.start!) / 1e6 - start(dithers[n])), it.duration]);
      expect(times("NIP")).toEqual([
        ["J", 614, 112],
        ["H", 748, 112],
        ["Y", 882, 112],
      ]);
      expect(times("NIS")).toEqual([["RGS", 8, 556]]);
      expect(times("EXT")).toEqual([]);
      expect(Math.round(parseUtc(others.NIP.end) / 1e6 - start(dithers[n]))).toBe(994);
      expect(others.NIS).toMatchObject({
        identity: { observationId: 4924, ditherId: n, pointingId: 49_240 + n },
        pointing: dithers[n].sky,
      });
    }
  });

  it("is seen as a moving telescope sees it unless told otherwise, and a calibration is not seen at all", () => {
    expect(visTasks(dithers[0], plan).map(({ aberration }) => aberration)).toEqual([true, true]);
    expect(visTasks(dithers[2], { ...plan, aberration: false }).map(({ aberration }) => aberration)).toEqual([false]);
    const dark = { ...plan, type: exposureType({ category: "CALIB", calibrationType: "DARK" }) };
    expect(visTasks(dithers[0], dark)[0]).not.toHaveProperty("aberration");
    expect(pointingOutputOf(dithers[0], dark).tasks.map(({ instrument }) => instrument)).toEqual(["VIS"]);
  });

  it("carries the request's limits, seed and configuration into every task", () => {
    const asked = { ...request, magnitudeLimit: 24.5, magnitudeLimitFilter: "Euclid H", logHalphaFluxLimit: -16.5, simInputConfId: "C" };
    const { tasks, header, ...output } = pointingOutputOf(dithers[0], { ...plan, request: { ...asked, randomSeed: 99 } });
    const general = {
      magnitudeLimit: 24.5,
      magnitudeLimitFilter: "Euclid H",
      logHalphaFluxLimit: -16.5,
      simInputConfId: "C",
      randomSeed: 99,
    };
    expect(output).toMatchObject(general);
    expect(tasks).toHaveLength(5);
    for (const { vis, other } of tasks) expect(vis ?? other).toMatchObject(general);
    const { magnitudeLimit, ...unlimited } = request;
    expect(visTasks(dithers[0], { ...plan, request: unlimited })[0]).not.toHaveProperty("magnitudeLimit");
  });

  it("is a deep one by the survey's name for it", () => {
    const modeOf = (surveyId: string) =>
      visTasks({ ...dithers[0], observation: { ...dithers[0].observation, surveyId } }, plan)[0].imageType.observationMode;
    expect(["WIDE_SURVEY", "DEEP_SURVEY", "EDF-N_DEEP", ""].map(modeOf)).toEqual(["WIDE", "DEEP", "DEEP", "WIDE"]);
  });
});

describe("exposureType", () => {
  it("makes a bias of readout alone and a dark of dark current, noise and cosmic rays too", () => {
    const bias = exposureType({ category: "CALIB", calibrationType: "BIAS" });
    expect(bias.effects).toEqual([
      "PREOVERSCAN",
      "PARALLELOVERSCAN",
      "NONLINEARITY",
      "READOUTNOISE",
      "ELECTRON2ADU",
      "BIAS",
      "XTALK",
      "DISCRETIZE",
    ]);
    expect(exposureType({ category: "CALIB", calibrationType: "DARK" }).effects).toEqual(
      expect.arrayContaining(["COSMICRAYS", "BFE", "BLEEDING", "COSMETICS", "XTALK"]),
    );
  });

  it.each([
    ["FLAT", ["CALIBLAMP", "FLATFIELD", "NOISE", "BFE"], ["SHUTTER", "BACKGROUND", "CHARGEINJECTION"]],
    ["LINEARITY", ["CALIBLAMP", "NOISE", "NONLINEARITY"], ["STARS", "TRAP_PUMPING"]],
    ["CHARGE_INJECTION", ["CHARGEINJECTION", "CTI_CHARGEINJECTION", "RADIATIONDAMAGE"], ["CALIBLAMP", "NOISE", "BFE", "TRAP_PUMPING"]],
    ["TRAP_PUMPING", ["CHARGEINJECTION", "TRAP_PUMPING"], ["CTI_CHARGEINJECTION", "NOISE", "CALIBLAMP"]],
  ])("gives a %s the effects that make it, and no others", (calibrationType, has, lacks) => {
    const { effects } = exposureType({ category: "CALIB", calibrationType });
    expect(effects).toEqual(expect.arrayContaining(has));
    for (const key of lacks) expect(effects).not.toContain(key);
  });

  it("lets charge meet traps unless told not to; injected lines always, and a bias, which has none, never", () => {
    const isDamaged = (calibrationType: string | undefined, setting: boolean): boolean =>
      exposureType(
        calibrationType === undefined ? { category: "SCIENCE" } : { category: "CALIB", calibrationType },
        setting,
      ).effects.includes("RADIATIONDAMAGE");
    for (const type of [undefined, "DARK", "FLAT", "LINEARITY", "TRAP_PUMPING"])
      expect([isDamaged(type, true), isDamaged(type, false)], type ?? "SCIENCE").toEqual([true, false]);
    expect([isDamaged("CHARGE_INJECTION", true), isDamaged("CHARGE_INJECTION", false)]).toEqual([true, true]);
    expect([isDamaged("BIAS", true), isDamaged("BIAS", false)]).toEqual([false, false]);
  });

  it("refuses a calibration without a type", () => {
    expect(() => exposureType({ category: "CALIB" })).toThrow(/expected a calibration type .*found none/);
  });
});
