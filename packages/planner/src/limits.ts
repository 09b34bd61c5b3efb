import { type MissionDatabase, mdbNumber, type VisInputConfiguration } from "@elvis/formats/product";
import type { Context } from "@elvis/stage";

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
