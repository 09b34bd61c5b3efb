import type { MissionDatabase, ShutterModel, VisInputConfiguration } from "@elvis/formats/product";
import { numberOr } from "./model.ts";

const VIS = "SpaceSegment.Instrument.VIS.";
/** s; mission database of 2017, for one without it. */
const DURATION = 10;
/**
 * Degrees from fpa_x towards fpa_y. Not public: one leaf that opens along fpa_x and goes back the way it came. A mission database with ShutterOpeningDirection
 * or ShutterClosingDirection, names of ours, says otherwise.
 */
const OPENING_ANGLE = 0;
const CLOSING_ANGLE = 180;

/** The shutter in an exposure. */
export const shutterOf = (
  { openDuringReadout = false }: Pick<VisInputConfiguration, "openDuringReadout">,
  mdb: MissionDatabase,
): ShutterModel => ({
  openingDuration: numberOr(mdb, `${VIS}ShutterOpeningDuration`, DURATION),
  closingDuration: numberOr(mdb, `${VIS}ShutterClosingDuration`, DURATION),
  openingAngle: numberOr(mdb, `${VIS}ShutterOpeningDirection`, OPENING_ANGLE),
  closingAngle: numberOr(mdb, `${VIS}ShutterClosingDirection`, CLOSING_ANGLE),
  openDuringReadout,
});
