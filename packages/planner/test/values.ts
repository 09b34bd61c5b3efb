import type { OrbitState, SimRequest, SurveyPlan } from "@elvis/formats/product";
import { newHeader } from "@elvis/formats/xml";

/** Values in memory for the planner's tests. */
const date = new Date(Date.UTC(2026, 0, 2));

export const request: SimRequest = {
  header: newHeader({ type: "DpdSimRequest", id: "TEST-REQUEST", date, software: "test", dataSetRelease: "TEST_R1" }),
  category: "SCIENCE",
  magnitudeLimit: 26,
  magnitudeLimitFilter: "VIS",
  randomSeed: 12,
  simInputConfId: "TEST",
};

interface Field {
  readonly id: number;
  readonly longitude: number;
  readonly latitude: number;
  readonly mjd2000: number;
  /** 2 unless told. */
  readonly dithers?: number;
}

/** Dithers for each field, 0.02 degree and 4400 s apart. */
export const surveyOf = (...fields: readonly Field[]): SurveyPlan => ({
  header: newHeader({ type: "DpdSurveyPlan", id: "TEST-SURVEY", date, software: "test" }),
  observations: fields.map(({ id, longitude, latitude, mjd2000, dithers = 2 }) => ({
    id,
    surveyId: "WIDE_SURVEY",
    pointings: Array.from({ length: dithers }, (_, ditherId) => ({
      id: 10 * id + ditherId,
      ditherId,
      mjd2000: mjd2000 + ditherId * 5093,
      saa: 90,
      attitude: { longitude, latitude: latitude - 0.02 * ditherId, positionAngle: 268 },
    })),
  })),
});

export const orbitState: OrbitState = { position: [-1.1e6, 1.0e6, 5.0e5], velocity: [-0.1, -0.2, -0.2] };

/** An orbit of 12 days about MJD 60373.6 (the survey's day 8829.6), straight ahead: enough for a plan. */
export const oem = (from: string, days: number): string => {
  const start = Date.parse(from);
  const rows = Array.from({ length: days + 1 }, (_, day) => {
    const time = new Date(start + day * 86_400_000).toISOString().slice(0, 19);
    return `${time} ${-1.1e6 - 8640 * day} ${1.0e6} ${5.0e5} -0.1 0 0`;
  });
  const end = rows.at(-1)!.slice(0, 19);
  return `CCSDS_OEM_VERS = 2.0
CREATION_DATE = 2024-01-01T00:00:00
ORIGINATOR = TEST
META_START
OBJECT_NAME = EUCLID
OBJECT_ID = 2023-092A
CENTER_NAME = EARTH
REF_FRAME = EME2000
TIME_SYSTEM = UTC
START_TIME = ${from}
STOP_TIME = ${end}
INTERPOLATION = LINEAR
INTERPOLATION_DEGREE = 1
META_STOP
${rows.join("\n")}
`;
};
