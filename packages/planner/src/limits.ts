import { type MissionDatabase, mdbNumber, type VisInputConfiguration } from "@elvis/formats/product";
import type { Context } from "@elvis/stage";
import type { SelectedPointing } from "./pointings.ts";

const MINIMUM = "SpaceSegment.SVM.SolarAspectAngleMin";
const MAXIMUM = "SpaceSegment.SVM.SolarAspectAngleMax";

/** Warns of exposures whose solar aspect angle the spacecraft cannot hold, by the mission database; a survey plan may still be simulated as it is. */
export function checkSolarAspect(tasks: readonly VisInputConfiguration[], mdb: MissionDatabase, context: Context): void {
  if (!mdb.parameters.has(MINIMUM) || !mdb.parameters.has(MAXIMUM)) return;
  const [minimum, maximum] = [mdbNumber(mdb, MINIMUM), mdbNumber(mdb, MAXIMUM)];
  for (const { identity, attitude } of tasks)
    if (attitude.solarAspectAngle < minimum || attitude.solarAspectAngle > maximum)
      context.log(
        "solar aspect angle outside the limits of the mission database",
        {
          observation: identity.observationId,
          dither: identity.ditherId,
          degrees: Number(attitude.solarAspectAngle.toFixed(3)),
          minimum,
          maximum,
        },
        "WARNING",
      );
}

/** The survey plan's angle is the planned one, and of the pointing's start; a larger difference, degrees, is another orbit, another date or a slip. */
const AGREEMENT = 0.5;

/** Warns of pointings whose solar aspect angle is another in the survey plan. */
export function checkSurveyAngles(selected: readonly SelectedPointing[], tasks: readonly VisInputConfiguration[], context: Context): void {
  const ours = new Map(tasks.map(({ identity, attitude }) => [identity.pointingId, attitude.solarAspectAngle]));
  for (const { observation, request } of selected) {
    const angle = ours.get(request.id);
    if (angle === undefined || Math.abs(angle - request.saa) <= AGREEMENT) continue;
    const degrees = Number(angle.toFixed(3));
    context.log(
      "solar aspect angle is not the survey plan's",
      { observation: observation.id, dither: request.ditherId, degrees, survey: request.saa },
      "WARNING",
    );
  }
}
