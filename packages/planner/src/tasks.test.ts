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
    expect((parseUtc(tasks[0].end) - parseUtc(tasks[0].start)) / 1e6).toBeCloseTo(642.722, 6);
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
    expect(ramp[2].offset).toBeCloseTo(8 + 0.4 + 76.722 + 20 + 76.722, 9);
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
    expect(output.tasks.map(({ fileName }) => fileName.split("_")[2])).toEqual(["VIS-INPUTCONF-004924-0-1", "VIS-INPUTCONF-004924-0-2"]);
    expect(pointingOutputOf(first, plan)).toEqual(output);
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
