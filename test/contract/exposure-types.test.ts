// Every type of exposure from the simulation request, as it stands on disk, to the headers of its raw frames.
import { expect, test } from "vitest";
import { nominalDistortion } from "../../packages/focal-plane/src/index.ts";
import { parseOrbit } from "../../packages/formats/src/config/index.ts";
import { BufferSink, bufferSource, MemoryFolder } from "../../packages/formats/src/io.ts";
import type { DetectorExposure, SimRequest } from "../../packages/formats/src/product/index.ts";
import { newHeader } from "../../packages/formats/src/xml/index.ts";
import { planner } from "../../packages/planner/src/index.ts";
import { oem, request, surveyOf } from "../../packages/planner/test/values.ts";
import { testContext } from "../../packages/stage/src/testing.ts";
import { visCombine } from "../../packages/vis-combine/src/index.ts";

const date = new Date(Date.UTC(2026, 0, 2));
const product = <Model>(id: string, model: Model) => ({
  header: newHeader({ type: "test", id, date, software: "test" }),
  fileNames: [],
  model,
});
const mdb = {
  header: newHeader({ type: "MissionDataBaseSetOfParameters", id: "TEST-MDB", date, software: "test" }),
  parameters: new Map(
    [
      ["SpaceSegment.SVM.SolarAspectAngleMin", 0],
      ["SpaceSegment.SVM.SolarAspectAngleMax", 180],
    ].map(([title, value]) => [
      title as string,
      {
        title: title as string,
        description: "",
        source: "",
        release: "",
        expression: "",
        value: { kind: "double" as const, unit: "deg", values: [value as number] },
      },
    ]),
  ),
};
async function* noDetectors(): AsyncGenerator<DetectorExposure> {}

/** What is asked for. @param type of a calibration; none for science */
async function requestOf(type: string | undefined): Promise<SimRequest> {
  const { magnitudeLimit: _, ...rest } = request;
  const asked: SimRequest = type === undefined ? request : { ...rest, category: "CALIB", calibrationType: type, randomDithers: 1 };
  const codec = planner.inputs.simrequest.codec;
  const sink = new BufferSink("request.xml");
  await codec.encode(asked, sink, new MemoryFolder());
  return codec.decode(bufferSource(sink.bytes(), "request.xml"), new MemoryFolder());
}

/** Cards of the raw frames of the first pointing, one an exposure. */
async function framesOf(type: string | undefined, settings: object, names: readonly string[]): Promise<readonly Record<string, unknown>[]> {
  const inputs = {
    simrequest: await requestOf(type),
    survey: surveyOf({ id: 18539, longitude: 70.4, latitude: -71.5, mjd2000: 882_900_000 }),
    orbit: parseOrbit(oem("2024-02-27T00:00:00", 12), "orbit.oem"),
    mdb,
  };
  const planned = await planner.run(inputs as never, planner.config.parse(settings), testContext());
  const tasks = planned.pointing_input_files_list[0].tasks.flatMap(({ vis }) => vis ?? []);
  const combine = {
    tasks,
    distortion: product("DISTORTION", nominalDistortion),
    xtalk: product("XTALK", {}),
  };
  const frames: Record<string, unknown>[] = [];
  for (const [n] of tasks.entries()) {
    const config = visCombine.config.parse({ exposure: n + 1, allowMissing: true });
    const { rawframe } = await visCombine.run({ ...combine, detectors: noDetectors() }, config, testContext());
    frames.push(Object.fromEntries(names.map((name) => [name, rawframe.primary.get(name)])));
  }
  return frames;
}

const off = { CI_STAT: "Off", TP_STAT: "Off", CUSTATUS: "Off" };
const calibration = (type: string, second: string, cards: Readonly<Record<string, unknown>>) => ({
  IMG_CAT: "CALIB",
  IMG_T1: type,
  IMG_T2: second,
  OBSMODE: "CALIBRATION",
  SEQID: type,
  ...off,
  ...cards,
});
const science = (sequence: string, cards: Readonly<Record<string, unknown>>) => ({
  IMG_CAT: "SCIENCE",
  IMG_T1: "SURVEY",
  IMG_T2: "OTHER",
  OBSMODE: "WIDE",
  SEQID: sequence,
  ...off,
  ...cards,
});
const lamp = (fluence: number, seconds: number) => ({
  CUSTATUS: "On",
  CU_LEDS: 2,
  CU_DUR: seconds,
  CU_FLU1: 0,
  CU_FLU2: fluence,
  EXPTIME: seconds,
});
const pumping = (direction: string, time: number) =>
  calibration("TRAP_PUMPING", "OTHER", {
    CI_STAT: "On",
    CI_IJON: 2066,
    CI_IJOFF: 0,
    CI_VSTAR: 0,
    CI_VEND: 2066,
    CI_LEVEL: 80_000,
    TP_STAT: direction,
    TP_PUMPS: 3000,
    TP_TIME: time,
    EXPTIME: 0,
  });
const pumped = { injectionLevel: 80_000, pumps: 3000 };

type Row = readonly [what: string, type: string | undefined, settings: object, frames: readonly Readonly<Record<string, unknown>>[]];

test.each<Row>([
  [
    "science, nominal and short",
    undefined,
    { shortExposures: true },
    [
      science("NOMINAL", { EXPTIME: 560.52, EXPCOMM: 566, EXPNUM: 1, TOTEXP: 2 }),
      science("SHORT", { EXPTIME: 89.52, EXPCOMM: 95, EXPNUM: 2, TOTEXP: 2 }),
    ],
  ],
  ["a bias", "BIAS", {}, [calibration("BIAS", "OTHER", { EXPTIME: 0, EXPCOMM: 0, CU_DUR: undefined, CI_LEVEL: undefined })]],
  ["a dark", "DARK", {}, [calibration("DARK", "OTHER", { EXPTIME: 566, EXPCOMM: 566, TP_PUMPS: undefined })]],
  ["a flat", "FLAT", { lampFluence: 60_000, lampDuration: 12 }, [calibration("FLAT", "LAMP", lamp(60_000, 12))]],
  [
    "a linearity ramp: one frame a fluence, as long as its light takes",
    "LINEARITY",
    { linearityFluences: "5000,50000,180000", lampFluence: 50_000, lampDuration: 10 },
    [
      calibration("LINEARITY", "LAMP", { ...lamp(5000, 1), EXPNUM: 1, TOTEXP: 3 }),
      calibration("LINEARITY", "LAMP", { ...lamp(50_000, 10), EXPNUM: 2, TOTEXP: 3 }),
      calibration("LINEARITY", "LAMP", { ...lamp(180_000, 36), EXPNUM: 3, TOTEXP: 3 }),
    ],
  ],
  [
    "charge injection",
    "CHARGE_INJECTION",
    { injectionLevel: 40_000, injectionLines: 100, injectionGap: 150, injectionStart: 20, injectionEnd: 2000 },
    [
      calibration("CHARGE_INJECTION", "OTHER", {
        CI_STAT: "On",
        CI_IJON: 100,
        CI_IJOFF: 150,
        CI_VSTAR: 20,
        CI_VEND: 2000,
        CI_LEVEL: 40_000,
        TP_PUMPS: undefined,
        EXPTIME: 0,
      }),
    ],
  ],
  ["trap pumping along the columns", "TRAP_PUMPING", { ...pumped, pumping: "parallel" }, [pumping("Parallel", 1000)]],
  ["trap pumping along the rows", "TRAP_PUMPING", { ...pumped, pumping: "serial", pumpingTime: 14.3 }, [pumping("Serial", 14.3)]],
])("headers say what an exposure is and what was done in it: %s", async (_, type, settings, frames) => {
  const names = [...new Set(frames.flatMap((cards) => Object.keys(cards)))];
  expect(await framesOf(type, settings, names)).toEqual(frames);
});
