import { addSeconds, attitudeOf, fieldToSky, formatUtc, mjdOf, parseUtc, tangentPlane, toEcliptic } from "@elvis/focal-plane";
import type { ObservationRequest, SkyPointing } from "@elvis/formats/product";
import { orbitState } from "./orbit.ts";

/** The first observation's number: that of the original's request, "COSMOS_4924". */
const FIRST_OBSERVATION = 4924;
/** Days the survey file's name covers. */
const SURVEY = { start: parseUtc("2024-02-14T00:00:00Z"), end: parseUtc("2024-12-31T00:00:00Z") };
/** Seconds of arc along the short and the long side, from one dither to the next (mission database, DitherStepAngularMinimum). */
// biome-ignore format: a table
const DITHER_STEPS = [[0, 0], [50, 100], [0, 100], [0, 100]] as const;
/** An observation of four dithers takes 4400 s, with a slew of 290 s to the next field (mission database). */
const DITHER_TIME = 1100;
const OBSERVATION_TIME = 4690;
/** Fields follow one another along the long side (0.78 deg) with a small overlap. */
const FIELD_STEP = 0.76;

export interface PlannedPointing {
  readonly pointing: SkyPointing;
  /** microseconds of UTC */
  readonly time: number;
  readonly observationId: number;
  readonly ditherId: number;
}

/**
 * Four dithers for each of `observations` fields, on the day of the survey when the Sun is nearest to 90 degrees from the telescope's axis.
 *
 * The position angle is such that the Sun lies in the plane of symmetry (alpha = 0). The first dither of the first field points at (ra, dec).
 */
export function planSurvey(ra: number, dec: number, observations: number): readonly PlannedPointing[] {
  const { pa, time } = bestDay(ra, dec);
  const start: SkyPointing = { ra, dec, pa };
  const plane = tangentPlane(start);
  return Array.from({ length: observations }, (_, field) => {
    let [short, long] = [0, field * FIELD_STEP];
    return DITHER_STEPS.map(([stepShort, stepLong], ditherId) => {
      short += stepShort / 3600;
      long += stepLong / 3600;
      const at = fieldToSky(plane, { x: -short, y: long });
      return {
        pointing: { ra: ((at.ra % 360) + 360) % 360, dec: at.dec, pa },
        time: addSeconds(time, field * OBSERVATION_TIME + ditherId * DITHER_TIME),
        observationId: FIRST_OBSERVATION + field,
        ditherId,
      };
    });
  }).flat();
}

function bestDay(ra: number, dec: number): { readonly pa: number; readonly time: number } {
  let best = { pa: 0, time: SURVEY.start, away: Infinity };
  for (let time = SURVEY.start + 43_200_000_000; time < SURVEY.end; time += 86_400_000_000) {
    const orbit = orbitState(time);
    // Alpha is the angle by which the Sun is off the plane of symmetry: turning by it brings it there.
    let pa = 0;
    for (let turn = 0; turn < 4; turn++) pa += attitudeOf({ ra, dec, pa }, time, orbit).alpha * -1;
    const settled = attitudeOf({ ra, dec, pa }, time, orbit);
    const away = Math.abs(settled.solarAspectAngle - 90);
    if (away < best.away && Math.abs(settled.alpha) < 0.1) best = { pa: ((pa % 360) + 360) % 360, time, away };
  }
  return best;
}

/** The plan as the survey product has it. */
export function observationRequests(plan: readonly PlannedPointing[]): readonly ObservationRequest[] {
  const ids = [...new Set(plan.map(({ observationId }) => observationId))];
  return ids.map((id) => ({
    id,
    surveyId: "WIDE_SURVEY",
    pointings: plan
      .filter(({ observationId }) => observationId === id)
      .map(({ pointing, time, ditherId }) => ({
        id: 4 * id + ditherId,
        ditherId,
        mjd2000: Math.round((mjdOf(time) - 51_544) * 100_000),
        saa: attitudeOf(pointing, time, orbitState(time)).solarAspectAngle,
        attitude: toEcliptic(pointing),
      })),
  }));
}

/** Five minutes about the first dither, UTC: a request for it alone. */
export const firstDither = (plan: readonly PlannedPointing[]): { readonly start: string; readonly end: string } => ({
  start: formatUtc(addSeconds(plan[0].time, -300)),
  end: formatUtc(addSeconds(plan[0].time, 300)),
});
