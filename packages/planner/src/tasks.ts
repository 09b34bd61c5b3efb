import { addSeconds, attitudeOf, fieldCorners, formatUtc, mjdOf, type UtcMicroseconds } from "@elvis/focal-plane";
import {
  exposureName,
  type OrbitState,
  observationName,
  type PointingOutput,
  productFileName,
  type SimRequest,
  type VisInputConfiguration,
} from "@elvis/formats/product";
import { newHeader } from "@elvis/formats/xml";
import { StageError } from "@elvis/stage";
import { type CalibrationExposure, type CalibrationSettings, calibrationExposures } from "./calibration.ts";
import { type ExposureType, effectSwitches } from "./effects.ts";
import type { SelectedPointing } from "./pointings.ts";

/** One VIS exposure of a pointing. */
export interface PlannedExposure extends CalibrationExposure {
  /** 1 nominal, 2 short; of a calibration its number. */
  readonly exposure: number;
  /** s after the start of the pointing. */
  readonly offset: number;
}

const NOMINAL = { commanded: 566, effective: 560.52 };
const SHORT = { commanded: 95, effective: 89.52 };

/**
 * From the start of the nominal exposure to that of the short one, s: 566 exposure, 40, J 112, 22, H 112, 22, then Y with the short exposure beside it.
 * Sequence of the reference survey's reader (public survey tools, rsd2024a).
 */
const NOMINAL_TO_SHORT = 566 + 40 + 112 + 22 + 112 + 22;
/** From the end of the exposure to the end of the sequence (readout and overhead), s: DATE-END - DATE-OBS - EXPDUR1 of a flight header, observation 357. */
const AFTER_EXPOSURE = 76.722;

/** Which exposures a pointing has, in order. */
export function exposuresOf(
  type: ExposureType,
  ditherId: number,
  options: { readonly startOffset: number; readonly shortExposures: boolean; readonly calibration: CalibrationSettings },
): readonly PlannedExposure[] {
  if (type.category === "CALIB") return oneAfterTheOther(calibrationExposures(type.first, options.calibration), options.startOffset);
  const nominal = { exposure: 1, offset: options.startOffset, ...NOMINAL };
  const hasShort = options.shortExposures && (ditherId === 0 || ditherId === 1);
  return hasShort ? [nominal, { exposure: 2, offset: options.startOffset + NOMINAL_TO_SHORT, ...SHORT }] : [nominal];
}

/** Each begins when the one before is read. */
function oneAfterTheOther(exposures: readonly CalibrationExposure[], start: number): readonly PlannedExposure[] {
  let offset = start;
  return exposures.map((it, n) => {
    const planned = { exposure: n + 1, offset, ...it };
    offset += it.commanded + AFTER_EXPOSURE;
    return planned;
  });
}

/** What the tasks of one run share. */
export interface Plan {
  readonly request: SimRequest;
  readonly type: ExposureType;
  readonly startOffset: number;
  readonly shortExposures: boolean;
  readonly calibration: CalibrationSettings;
  readonly runDate: Date;
  /** Version of the planner, for the headers of its products. */
  readonly version: string;
  /** Spacecraft at a time. @throws StageError outside the orbit file */
  stateAt(time: UtcMicroseconds): OrbitState;
}

/** The VIS tasks of one pointing: one for each exposure. */
export function visTasks(selected: SelectedPointing, plan: Plan): readonly VisInputConfiguration[] {
  const { observation, request, sky, start } = selected;
  const exposures = exposuresOf(plan.type, request.ditherId, plan);
  return exposures.map(({ exposure, offset, commanded, effective, calibUnit, chargeInjection, trapPumping }) => {
    const begin = addSeconds(start, offset);
    const orbit = plan.stateAt(begin);
    const fileName = nameOf("VIS-INPUTCONF", exposureName({ observationId: observation.id, ditherId: request.ditherId, exposure }), plan);
    return {
      header: headerOf("DpdVisInputConfiguration", fileName, plan),
      fileName,
      identity: {
        observationId: observation.id,
        ditherId: request.ditherId,
        pointingId: request.id,
        exposure,
        totalExposures: exposures.length,
        patchId: 0,
      },
      pointing: sky,
      attitude: attitudeOf(sky, begin, orbit),
      corners: fieldCorners(sky),
      orbit,
      start: formatUtc(begin),
      end: formatUtc(addSeconds(begin, commanded + AFTER_EXPOSURE)),
      startMjd: mjdOf(begin),
      commandedDuration: commanded,
      exposureTime: effective,
      imageType: imageTypeOf(plan.type, exposure),
      randomSeed: plan.request.randomSeed,
      simInputConfId: plan.request.simInputConfId,
      release: plan.request.header.dataSetRelease,
      ...(plan.request.magnitudeLimit !== undefined && { magnitudeLimit: plan.request.magnitudeLimit }),
      magnitudeLimitFilter: plan.request.magnitudeLimitFilter,
      ...(calibUnit && { calibUnit }),
      ...(chargeInjection && { chargeInjection }),
      ...(trapPumping && { trapPumping }),
      effects: effectSwitches(plan.type.effects),
    };
  });
}

/** One pointing with its tasks: what the TU and the instruments read. */
export function pointingOutputOf(selected: SelectedPointing, plan: Plan): PointingOutput {
  const { observation, request, sky, start } = selected;
  const { request: asked } = plan;
  const fileName = pointingFileName(selected, plan);
  return {
    header: headerOf("DpdSimPlannerOutput", fileName, plan),
    identity: { observationId: observation.id, ditherId: request.ditherId, pointingId: request.id, patchId: 0 },
    pointing: sky,
    start: formatUtc(start),
    ...(asked.magnitudeLimit !== undefined && { magnitudeLimit: asked.magnitudeLimit }),
    magnitudeLimitFilter: asked.magnitudeLimitFilter,
    ...(asked.logHalphaFluxLimit !== undefined && { logHalphaFluxLimit: asked.logHalphaFluxLimit }),
    randomSeed: asked.randomSeed,
    simInputConfId: asked.simInputConfId,
    tasks: visTasks(selected, plan).map((vis) => ({ instrument: "VIS", fileName: vis.fileName, vis })),
  };
}

/** Name of a pointing's file in `data/`; "004924" alone for the first dither of a field, as in the original, then "004924-1" and so on. */
export const pointingFileName = ({ observation, request }: SelectedPointing, plan: Pick<Plan, "request" | "runDate">): string =>
  nameOf(
    "OUTPUT-EUCLID",
    request.ditherId === 0 ? observationName(observation.id) : `${observationName(observation.id)}-${request.ditherId}`,
    plan,
  );

function imageTypeOf(type: ExposureType, exposure: number): VisInputConfiguration["imageType"] {
  const sequence = type.category === "SCIENCE" && exposure === 2 ? "SHORT" : type.sequence;
  return { category: type.category, first: type.first, second: type.second, sequence, observationMode: type.observationMode };
}

function nameOf(type: string, instance: string, { request, runDate }: Pick<Plan, "request" | "runDate">): string {
  const release = request.header.dataSetRelease;
  return productFileName({ type, instance, seed: request.randomSeed, runDate, ...(release !== "" && { release }), extension: "xml" });
}

const headerOf = (type: string, fileName: string, { request, runDate, version }: Plan) =>
  newHeader({
    type,
    id: fileName.replace(/\.xml$/, ""),
    date: runDate,
    software: "elvis-planner",
    version,
    dataSetRelease: request.header.dataSetRelease,
  });

/** @throws StageError when two pointings would be written to one file */
export function refuseTwins(pointings: readonly PointingOutput[]): void {
  const seen = new Set<string>();
  for (const { header, identity } of pointings) {
    if (seen.has(header.productId))
      throw new StageError(
        `survey: expected one pointing of observation ${identity.observationId} with dither ${identity.ditherId}, found two`,
      );
    seen.add(header.productId);
  }
}
