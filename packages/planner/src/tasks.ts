import { addSeconds, attitudeOf, fieldCorners, formatUtc, mjdOf, type UtcMicroseconds } from "@elvis/focal-plane";
import {
  exposureName,
  type GeneralConstraints,
  type InstrumentTask,
  type ObservationRequest,
  type OrbitState,
  type OtherInstrument,
  observationName,
  type PointingOutput,
  type PointingRequest,
  productFileName,
  type SimRequest,
  type SurveyPlan,
  type VisInputConfiguration,
} from "@elvis/formats/product";
import { newHeader } from "@elvis/formats/xml";
import { StageError } from "@elvis/stage";
import { type CalibrationExposure, type CalibrationSettings, calibrationExposures } from "./calibration.ts";
import { type ExposureType, effectSwitches } from "./effects.ts";
import { type SelectedPointing, surveyName } from "./pointings.ts";

/** One VIS exposure of a pointing. */
export interface PlannedExposure extends CalibrationExposure {
  /** 1 nominal, 2 short; of a calibration its number. */
  readonly exposure: number;
  /** s after the start of the pointing. */
  readonly offset: number;
}

/** s, told to the shutter and seen by the light. */
const NOMINAL = { commanded: 566, effective: 560.52 };
const SHORT = { commanded: 95, effective: 89.52 };

/** s; a NISP exposure in J, H or Y, the wheel's turn between two, and the wait after the nominal exposure. */
const NISP = { exposure: 112, turn: 22, wait: 40 };
/**
 * Starts of J, H and Y after that of the nominal exposure, s; the short exposure begins with Y.
 * Sequence of the reference survey's reader (public survey tools, rsd2024a).
 */
const NISP_STARTS = [0, 1, 2].map((n) => NOMINAL.commanded + NISP.wait + n * (NISP.exposure + NISP.turn));
const NOMINAL_TO_SHORT = NISP_STARTS[2];
/** The spectrometer's exposure beside the nominal one, s: mission database of 2017, NISPTotalIntegrationTime, ttotRG. */
const NISP_SPECTRUM = 556;
/** From the end of the exposure to the end of the sequence (readout and overhead), s: DATE-END - DATE-OBS of a flight header, observation 357, less 566. */
const AFTER_EXPOSURE = 76.725;

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
  /** Whether sources of science exposures are where the moving telescope sees them. */
  readonly aberration: boolean;
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
      identity: { ...identityOf(observation, request), exposure, totalExposures: exposures.length },
      pointing: sky,
      attitude: attitudeOf(sky, begin, orbit),
      corners: fieldCorners(sky),
      orbit,
      start: formatUtc(begin),
      end: formatUtc(addSeconds(begin, commanded + AFTER_EXPOSURE)),
      startMjd: mjdOf(begin),
      commandedDuration: commanded,
      exposureTime: effective,
      imageType: imageTypeOf(plan.type, exposure, observation),
      ...generalOf(plan.request),
      release: plan.request.header.dataSetRelease,
      ...(plan.type.category === "SCIENCE" && { aberration: plan.aberration }),
      ...(calibUnit && { calibUnit }),
      ...(chargeInjection && { chargeInjection }),
      ...(trapPumping && { trapPumping }),
      effects: effectSwitches(plan.type.effects),
    };
  });
}

/** What the configurations of all instruments have of the request. */
const generalOf = ({
  magnitudeLimit,
  magnitudeLimitFilter,
  logHalphaFluxLimit,
  randomSeed,
  simInputConfId,
}: SimRequest): GeneralConstraints => ({
  ...(magnitudeLimit !== undefined && { magnitudeLimit }),
  magnitudeLimitFilter,
  ...(logHalphaFluxLimit !== undefined && { logHalphaFluxLimit }),
  randomSeed,
  simInputConfId,
});

/** The exposures of the other instruments beside those of VIS: s after the nominal exposure's start, and s long. */
const OTHERS: Readonly<
  Record<OtherInstrument, readonly { readonly filter: string; readonly offset: number; readonly duration: number }[]>
> = {
  NIP: ["J", "H", "Y"].map((filter, n) => ({ filter, offset: NISP_STARTS[n], duration: NISP.exposure })),
  NIS: [{ filter: "RGS", offset: 0, duration: NISP_SPECTRUM }],
  EXT: [],
};

/** The tasks of the other instruments: one each of a science pointing, none of a calibration, which is of VIS alone. */
export function otherTasks({ observation, request, sky, start }: SelectedPointing, plan: Plan): readonly InstrumentTask[] {
  if (plan.type.category !== "SCIENCE") return [];
  const orbit = plan.stateAt(start);
  const first = addSeconds(start, plan.startOffset);
  return (Object.keys(OTHERS) as OtherInstrument[]).map((instrument) => {
    const fileName = nameOf(`${instrument}-INPUTCONF`, `${observationName(observation.id)}-${request.ditherId}`, plan);
    const exposures = OTHERS[instrument].map(({ filter, offset, duration }) => ({ filter, start: addSeconds(first, offset), duration }));
    const end = exposures.reduce((latest, it) => Math.max(latest, addSeconds(it.start, it.duration)), start);
    return {
      header: headerOf(`Dpd${instrument[0]}${instrument.slice(1).toLowerCase()}InputConfiguration`, fileName, plan),
      instrument,
      fileName,
      identity: identityOf(observation, request),
      pointing: sky,
      attitude: attitudeOf(sky, start, orbit),
      corners: fieldCorners(sky),
      orbit,
      start: formatUtc(start),
      end: formatUtc(end),
      ...generalOf(plan.request),
      release: plan.request.header.dataSetRelease,
      exposures: exposures.map((it) => ({ ...it, start: formatUtc(it.start) })),
    };
  });
}

const identityOf = (observation: ObservationRequest, request: PointingRequest): PointingOutput["identity"] => ({
  observationId: observation.id,
  ditherId: request.ditherId,
  pointingId: request.id,
  patchId: 0,
});

/** One pointing with its tasks: what the TU and the instruments read. */
export function pointingOutputOf(selected: SelectedPointing, plan: Plan): PointingOutput {
  const { observation, request, sky, start } = selected;
  const fileName = pointingFileName(selected, plan);
  return {
    header: headerOf("DpdSimPlannerOutput", fileName, plan),
    identity: identityOf(observation, request),
    pointing: sky,
    start: formatUtc(start),
    ...generalOf(plan.request),
    tasks: [
      ...visTasks(selected, plan).map((vis) => ({ instrument: "VIS" as const, fileName: vis.fileName, vis })),
      ...otherTasks(selected, plan).map((other) => ({ instrument: other.instrument, fileName: other.fileName, other })),
    ],
  };
}

/** Name of a pointing's file in `data/`; "004924" alone for the first dither of a field, as in the original, then "004924-1" and so on. */
export const pointingFileName = ({ observation, request }: SelectedPointing, plan: Pick<Plan, "request" | "runDate">): string =>
  nameOf(
    "OUTPUT-EUCLID",
    request.ditherId === 0 ? observationName(observation.id) : `${observationName(observation.id)}-${request.ditherId}`,
    plan,
  );

function imageTypeOf(type: ExposureType, exposure: number, { surveyId }: ObservationRequest): VisInputConfiguration["imageType"] {
  const isScience = type.category === "SCIENCE";
  return {
    category: type.category,
    first: type.first,
    second: type.second,
    sequence: isScience && exposure === 2 ? "SHORT" : type.sequence,
    observationMode: isScience && /deep/i.test(surveyId) ? "DEEP" : type.observationMode,
  };
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

/** @throws StageError when two pointings would be written to one file, or have one id: by it stages find what belongs to which */
export function refuseTwins(pointings: readonly PointingOutput[], survey: SurveyPlan): void {
  const files = new Set<string>();
  const ids = new Map<number, number>();
  for (const { header, identity } of pointings) {
    const { observationId, ditherId, pointingId } = identity;
    if (files.has(header.productId))
      throw new StageError(
        `${surveyName(survey)}: expected one pointing of observation ${observationId} with dither ${ditherId}, found two`,
      );
    if (ids.has(pointingId))
      throw new StageError(
        `${surveyName(survey)}: expected one pointing with the id ${pointingId}, found one in observation ${ids.get(pointingId)} and one in observation ${observationId}`,
      );
    files.add(header.productId);
    ids.set(pointingId, observationId);
  }
}
