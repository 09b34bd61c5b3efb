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
}

/** Two dithers for each field, 0.02 degree and 4400 s apart. */
export const surveyOf = (...fields: readonly Field[]): SurveyPlan => ({
  header: newHeader({ type: "DpdSurveyPlan", id: "TEST-SURVEY", date, software: "test" }),
  observations: fields.map(({ id, longitude, latitude, mjd2000 }) => ({
    id,
    surveyId: "WIDE_SURVEY",
    pointings: [0, 1].map((ditherId) => ({
      id: 10 * id + ditherId,
      ditherId,
      mjd2000: mjd2000 + ditherId * 5093,
      saa: 90,
      attitude: { longitude, latitude: latitude - 0.02 * ditherId, positionAngle: 268 },
    })),
  })),
});

export const orbitState: OrbitState = { position: [-1.1e6, 1.0e6, 5.0e5], velocity: [-0.1, -0.2, -0.2] };
