// From a survey plan and an orbit to the cards of raw frames, over two pointings: with the attitude, the orbit state and the time of a flight exposure in, what
// its header says comes out. The expected values are the flight's own, not ours.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Header, openFits } from "../../packages/formats/src/fits/index.ts";
import { simRequest } from "../../packages/formats/src/product/index.ts";
import { nodeFolder } from "../../packages/stage/src/index.ts";
import { makeReferenceWorkdir } from "../../tools/reference-workdir/src/index.ts";
import { done, filesOf } from "./workdirs.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 480_000 });

/** Header of observation 357, dither 3, pointing 1520 (calibrated frame header published with SHE_PPT's VIS templates). */
const FLIGHT = {
  start: Date.UTC(2024, 2, 4, 0, 17, 20) + 75.495,
  mjd: 60373.0120379108,
  length: 642.72515,
  RA: 80.70958138,
  DEC: -48.69567793,
  PA: 256.56010628,
  ELONG: 70.37454206,
  ELAT: -71.50254216,
  POS: 268.23794142,
  SAA: 89.8626965,
  ALPHA: -4.54200293,
  BETA: 0.13773605,
  corners: [
    [80.06027398, -48.39602157],
    [80.32749195, -49.15561602],
    [81.36661647, -48.99164219],
    [81.08474309, -48.23449931],
  ],
  position: [-1078899.86699189, 996352.276188178, 501931.307833226],
  velocity: [-0.118166512501096, -0.170858777137357, -0.228024085119612],
} as const;
/** 1e-5 days since MJD 51544 of the pointing, 8 s before the exposure: a whole number, so up to 0.43 s off. */
const MJD2000 = Math.round((FLIGHT.mjd - 8 / 86_400 - 51_544) * 1e5);

const SURVEY = "OSS_RSD_20240214T000000-20241231T233933_024.xml.xml";
const ORBIT = "OEM__EFDS_000V0_______________13266-13310________________00033.EUC_38fa9afa-4343-4d86-8a3b-3de9db1965d9.xml";
const REQUEST = "sim_request_VIS_DR1_Step2_COSMOS_4924_R0.xml";

/** As a reference survey is: no header, more than we know, a field of the wide survey between others. Dither 0 is an hour earlier and beside the flight's. */
const survey = `<?xml version="1.0" encoding="UTF-8"?>
<oss:ReferenceSurvey xmlns:oss="urn:oss"><Version>24a</Version>
 <ObservationRequest id="356"><SurveyId>CALIBRATION</SurveyId><PointingRequest id="1516"><Duration>60</Duration></PointingRequest></ObservationRequest>
 <ObservationRequest id="357"><SurveyId>WIDE_SURVEY</SurveyId><Patch>5</Patch>
  <PointingRequest id="1517" ditherId="0"><Mjd2000>${MJD2000 - 4000}</Mjd2000><SAA>89.9</SAA><Attitude><Longitude>70.42</Longitude><Latitude>-71.49</Latitude><PositionAngle>${FLIGHT.POS}</PositionAngle></Attitude></PointingRequest>
  <PointingRequest id="1520" ditherId="3"><Mjd2000>${MJD2000}</Mjd2000><SAA>${FLIGHT.SAA}</SAA><Attitude><Longitude>${FLIGHT.ELONG}</Longitude><Latitude>${FLIGHT.ELAT}</Latitude><PositionAngle>${FLIGHT.POS}</PositionAngle></Attitude></PointingRequest>
 </ObservationRequest>
 <ObservationRequest id="358"><SurveyId>WIDE_SURVEY</SurveyId>
  <PointingRequest id="1521" ditherId="0"><Mjd2000>${MJD2000 + 9000}</Mjd2000><SAA>90</SAA><Attitude><Longitude>10</Longitude><Latitude>5</Latitude><PositionAngle>1</PositionAngle></Attitude></PointingRequest>
 </ObservationRequest>
</oss:ReferenceSurvey>
`;

/** Straight through the flight's state at the flight's time, in TDB as flight dynamics writes it: 69.184 s ahead of UTC, and 1.5 ms of its own at most. */
function orbit(): string {
  const states = [-2, -1, 0, 1, 2].map((days) => {
    const epoch = Date.UTC(2024, 2, 4 + days, 0, 18, 30);
    const after = (epoch - FLIGHT.start) / 1000 - 69.184;
    const position = FLIGHT.position.map((it, axis) => it + after * FLIGHT.velocity[axis]);
    return [new Date(epoch).toISOString().slice(0, -1), ...position, ...FLIGHT.velocity].join(" ");
  });
  return [
    "CCSDS_OEM_VERS = 2.0",
    "CREATION_DATE = 2024-03-01T00:00:00",
    "ORIGINATOR = ESOC",
    "META_START",
    "OBJECT_NAME = EUCLID",
    "OBJECT_ID = 2023-092A",
    "CENTER_NAME = EARTH",
    "REF_FRAME = EME2000",
    "TIME_SYSTEM = TDB",
    "START_TIME = 2024-03-02T00:18:30",
    "STOP_TIME = 2024-03-06T00:18:30",
    "INTERPOLATION = HERMITE",
    "INTERPOLATION_DEGREE = 7",
    "META_STOP",
    ...states,
    "",
  ].join("\n");
}

let workdir: string;
/** Primary headers of the raw frames by their kind and place: "SCIENCE-357-3". */
const frames = new Map<string, Header>();

beforeAll(async () => {
  workdir = mkdtempSync(join(tmpdir(), "elvis-pointings-"));
  const folder = nodeFolder(workdir);
  await makeReferenceWorkdir(folder, {
    seed: 3,
    ra: FLIGHT.RA,
    dec: FLIGHT.DEC,
    observations: 1,
    magnitudeLimit: 17,
    small: true,
    runDate: new Date(Date.UTC(2026, 0, 2, 3, 4, 5)),
  });
  const { surveyTime: _, ...asked } = await simRequest.decode(await folder.open(REQUEST), folder);
  await folder.create(REQUEST, (sink) => simRequest.encode({ ...asked, surveyObservations: [357] }, sink, folder));
  writeFileSync(join(workdir, SURVEY), survey);
  writeFileSync(join(workdir, ORBIT), orbit());
  const params = readFileSync(join(workdir, "params.dat"), "utf8");
  writeFileSync(join(workdir, "params.dat"), params.replace("shortExposures=false", "shortExposures=true"));
  await done("elvis", workdir, "run", "all", "--ccds=1", "--allow-missing", "--jobs=2");
  for (const name of filesOf(workdir)) {
    const kind = /^data\/EUC_SIM_VIS-(SCIENCE-[^_]*|SHORT-[^_]*)_.*\.fits$/.exec(name)?.[1];
    if (kind !== undefined) frames.set(kind, (await openFits(await folder.open(name))).primary.header);
  }
  folder.close();
});
afterAll(() => rmSync(workdir, { recursive: true, force: true }));

const listOf = (name: string): readonly string[] => JSON.parse(readFileSync(join(workdir, name), "utf8"));

describe("two pointings", () => {
  test("are two entries in the lists, two iterations in the folders, and a raw frame for each exposure", () => {
    expect(listOf("SimPlanner_pkg/pointing_input_files_list.json")).toHaveLength(2);
    expect(listOf("VIS_inputconf.json")).toHaveLength(3);
    expect(listOf("SimTU_pkg/outputTU_list.json")).toEqual([1, 2].map((k) => `call_pointing.iterations.${k}.SimTU_pkg/outputTU.xml`));
    const visLists = [1, 2].map((k) => listOf(`call_pointing.iterations.${k}.SimSplitter_pkg/VIS_input_pointing_list.json`));
    expect(visLists.map((names) => names.map((name) => /MATCHEDCONF-(\d+-\d-\d)/.exec(name)![1]))).toEqual([
      ["000357-0-1", "000357-0-2"],
      ["000357-3-1"],
    ]);
    expect([...frames.keys()].sort()).toEqual(["SCIENCE-357-0", "SCIENCE-357-3", "SHORT-357-0"]);
  });

  test("have tasks of the other instruments too, each in a file of its own", () => {
    for (const name of listOf("SimPlanner_pkg/pointing_input_files_list.json")) {
      const text = readFileSync(join(workdir, name), "utf8");
      const instruments = [...text.matchAll(/<Instrument>(\w+)</g)].map(([, it]) => it).filter((it) => it !== "VIS");
      expect(instruments).toEqual(["NIP", "NIS", "EXT"]);
      for (const [, file] of text.matchAll(/<FileName>([^<]+)</g))
        expect(readFileSync(join(workdir, "data", file), "utf8")).toContain("InputConfiguration");
    }
  });

  test("are told apart in the headers: identity, and the times of long and short exposures", () => {
    const of = (kind: string, ...names: string[]) => names.map((name) => frames.get(kind)!.get(name));
    const names = ["OBS_ID", "DITHOBS", "PTGID", "EXPNUM", "TOTEXP", "SEQID", "EXPTIME", "EXPCOMM"];
    expect(of("SCIENCE-357-0", ...names)).toEqual([357, 0, 1517, 1, 2, "NOMINAL", 560.52, 566]);
    expect(of("SHORT-357-0", ...names)).toEqual([357, 0, 1517, 2, 2, "SHORT", 89.52, 95]);
    expect(of("SCIENCE-357-3", ...names)).toEqual([357, 3, 1520, 1, 1, "NOMINAL", 560.52, 566]);
    const time = (kind: string, name = "DATE-OBS") => Date.parse(`${String(frames.get(kind)!.get(name)).slice(0, 23)}Z`) / 1000;
    expect(time("SHORT-357-0") - time("SCIENCE-357-0")).toBeCloseTo(874, 2);
    expect(time("SHORT-357-0", "DATE-END") - time("SHORT-357-0")).toBeCloseTo(95 + FLIGHT.length - 566, 2);
  });
});

describe("the frame of the flight's pointing", () => {
  const card = (name: string): number => frames.get("SCIENCE-357-3")!.number(name)!;
  const within = (name: string, expected: number, tolerance: number): void =>
    expect(Math.abs(card(name) - expected), `${name}: ${card(name)}, the flight has ${expected}`).toBeLessThan(tolerance);

  test("has the flight's attitude: equatorial from the survey's ecliptic one, and that", () => {
    for (const name of ["RA", "DEC", "PA"] as const) within(name, FLIGHT[name], 2e-7);
    for (const name of ["ELONG", "ELAT", "POS"] as const) within(name, FLIGHT[name], 2e-7);
  });

  test("has the flight's solar angles and field corners", () => {
    within("SAA", FLIGHT.SAA, 5e-4);
    within("BETA", FLIGHT.BETA, 5e-4);
    within("ALPHA", FLIGHT.ALPHA, 0.05);
    FLIGHT.corners.forEach(([lon, lat], n) => {
      within(`FOV_LON${n + 1}`, lon, 1e-3);
      within(`FOV_LAT${n + 1}`, lat, 1e-3);
    });
  });

  // Half a second at 0.31 km/s is 150 m; an orbit read in another time system would be 21 km off.
  test("has the flight's orbit state, interpolated in TDB", () => {
    ["X", "Y", "Z"].forEach((axis, n) => {
      within(`POS_${axis}`, FLIGHT.position[n], 0.15);
      within(`VEL_${axis}`, FLIGHT.velocity[n], 1e-9);
    });
    const seconds = (card("MJD-OBS") - FLIGHT.mjd) * 86_400;
    ["X", "Y", "Z"].forEach((axis, n) => {
      within(`POS_${axis}`, FLIGHT.position[n] + seconds * FLIGHT.velocity[n], 0.002);
    });
  });

  test("has the flight's dates, to the survey's resolution, and its length", () => {
    within("MJD-OBS", FLIGHT.mjd, 0.5e-5);
    const times = ["DATE-OBS", "DATE-END"].map((name) => String(frames.get("SCIENCE-357-3")!.get(name)));
    const [start, end] = times.map((text) => Date.parse(`${text.slice(0, 23)}Z`) + Number(text.slice(23, 26)) / 1000);
    expect(start / 86_400_000 + 40_587).toBeCloseTo(card("MJD-OBS"), 8);
    expect(Math.abs((end - start) / 1000 - FLIGHT.length)).toBeLessThan(0.001);
  });

  test("has its sources and its WCS with velocity aberration", () => {
    expect(frames.get("SCIENCE-357-3")!.get("VELABERR")).toBe(true);
    // ERFA's epv00 for that moment and the flight's own velocity: tools/oracle/attitude.py.
    ["X", "Y", "Z"].forEach((axis, n) => {
      within(`BVEL_${axis}`, [-9.0251081, -26.4995224, -11.6407175][n], 0.002);
    });
  });
});
