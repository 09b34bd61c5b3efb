import { EFFECT_KEYS, type EffectKey } from "../config/effect-keys.ts";
import { FormatError } from "../errors.ts";
import type { Header } from "../fits/index.ts";
import {
  dateField,
  type Field,
  type Fields,
  fileField,
  groupField,
  nestedList,
  numberField,
  optionalField,
  optionalGroup,
  type Product,
  type ProductDescriptor,
  type ProductParameter,
  parametersField,
  recordField,
  textField,
} from "../xml/index.ts";
import type { OrbitState, RawFrame, VisInputConfiguration } from "./types.ts";
import {
  attitudeFields,
  calibUnitField,
  chargedInducedField,
  cornersField,
  identityFields,
  orbitFields,
  pointingFields,
  trapPumpingField,
} from "./vis-input-configuration-fields.ts";

/** One of `QuadrantList`. */
export interface QuadrantRecord {
  readonly id: string;
  /** Absent for a quadrant without data. */
  readonly wcs?: {
    readonly crval1: number;
    readonly crval2: number;
    readonly crpix1: number;
    readonly crpix2: number;
    readonly cd1_1: number;
    readonly cd1_2: number;
    readonly cd2_1: number;
    readonly cd2_2: number;
  };
  readonly gain?: number;
  readonly biasLevel?: number;
  readonly readNoise?: number;
}

/** As the elements of DpdVisRawFrame are. */
export interface RawFrameData {
  readonly exposureTime: number;
  readonly imageType: { readonly category: string; readonly first: string; readonly second: string };
  readonly simInputConfId: string;
  readonly corners: VisInputConfiguration["corners"];
  readonly quadrants: readonly QuadrantRecord[];
  readonly time: { readonly start: string; readonly startMjd: number };
  readonly identity: VisInputConfiguration["identity"];
  readonly range: { readonly start: string; readonly end: string };
  readonly pointing: VisInputConfiguration["pointing"];
  readonly orbit: OrbitState;
  readonly attitude: VisInputConfiguration["attitude"];
  readonly calibUnit?: VisInputConfiguration["calibUnit"];
  readonly chargeInjection?: VisInputConfiguration["chargeInjection"];
  readonly trapPumping?: VisInputConfiguration["trapPumping"];
  readonly fileName: string;
}

/** An element that is the same in every raw frame: written, and not looked at. */
const constant = (path: string, text: string): Field<undefined> => {
  const field = textField(path);
  return { holder: field.holder, read: () => undefined, write: (parent, _, earlier) => field.write(parent, text, earlier) };
};

const wcsFields: Fields<NonNullable<QuadrantRecord["wcs"]> & { a?: undefined; b?: undefined; c?: undefined; d?: undefined }> = {
  a: constant("CTYPE1/CoordinateType", "RA---"),
  b: constant("CTYPE1/ProjectionType", "TAN"),
  c: constant("CTYPE2/CoordinateType", "DEC--"),
  d: constant("CTYPE2/ProjectionType", "TAN"),
  crval1: numberField("CRVAL1"),
  crval2: numberField("CRVAL2"),
  crpix1: numberField("CRPIX1"),
  crpix2: numberField("CRPIX2"),
  cd1_1: numberField("CD1_1"),
  cd1_2: numberField("CD1_2"),
  cd2_1: numberField("CD2_1"),
  cd2_2: numberField("CD2_2"),
};

// "Qadrant" is how the product model spells it.
const quadrantsField = nestedList<QuadrantRecord>(
  "QuadrantList",
  "Qadrant",
  recordField<QuadrantRecord>({
    id: textField("QuadrantId"),
    wcs: optionalGroup("WCS", wcsFields),
    gain: optionalField(numberField("Gain")),
    biasLevel: optionalField(numberField("BiasLevel")),
    readNoise: optionalField(numberField("ReadOutNoise")),
  }),
);

type Constants = {
  readonly [Name in
    | "unit"
    | "technique"
    | "area"
    | "number"
    | "axes"
    | "lengths"
    | "instrument"
    | "telescope"
    | "filter"
    | "mode"
    | "compression"
    | "frame"
    | "vertical"
    | "verticalEnd"]?: undefined;
};

const data: Fields<RawFrameData & Constants> = {
  exposureTime: numberField("ExposureTime/Value"),
  unit: constant("ExposureTime/Unit", "s"),
  imageType: groupField("ImgType", { category: textField("Category"), first: textField("FirstType"), second: textField("SecondType") }),
  technique: constant("ImgType/Technique", "IMAGE"),
  area: constant("ImgArea/Name", "FULL"),
  number: constant("ImgNumber", "144"),
  axes: constant("AxisNumber", "2"),
  lengths: constant("AxisLengths", "2128 2086"),
  simInputConfId: textField("SimInputConfId"),
  instrument: constant("Instrument/InstrumentName", "VIS"),
  telescope: constant("Instrument/TelescopeName", "Euclid"),
  filter: constant("Filter/Name", "VIS"),
  corners: cornersField,
  quadrants: quadrantsField,
  time: groupField("ObservationDateTime", { start: dateField("UTC"), startMjd: numberField("MJD") }),
  identity: groupField("ObservationSequence", identityFields),
  range: groupField("DateRange", { start: dateField("TimestampStart"), end: dateField("TimestampEnd") }),
  mode: constant("InstrumentMode", "Science"),
  compression: constant("CompressionAlgorithm", "NoCompression"),
  pointing: groupField("CommandedFPAPointing", pointingFields),
  orbit: groupField("PredictedOrbit", orbitFields),
  attitude: groupField("CommandedAttitude", attitudeFields),
  frame: constant("CommandedAttitude/Frame", "ECLIPTIC_J2000"),
  vertical: constant("Readout/VerticalStart", "0"),
  verticalEnd: constant("Readout/VerticalEnd", "2086"),
  calibUnit: calibUnitField,
  chargeInjection: chargedInducedField,
  trapPumping: trapPumpingField,
  fileName: fileField("DataStorage", { format: "le1.visRawFrame", version: "0.1" }),
};

const dataField = groupField("Data", data as Fields<RawFrameData>);

/**
 * @see Euclid DPDD, le1_visrawframe; element order as in the sample of DpdVisCalibratedQuadFrame, which shares visBaseFrame.
 * What a simulation has and that model does not (seed, effects, task) stands in the `Parameters` block that every product may have.
 */
export const rawFrameDescriptor: ProductDescriptor<{ readonly data: RawFrameData; readonly parameters: readonly ProductParameter[] }> = {
  id: "le1.raw-frame",
  doc: "VIS raw exposure: 36 CCDs, 144 quadrants (DpdVisRawFrame)",
  type: "DpdVisRawFrame",
  namespace: "http://ecdm.euclid-ec.org/schema/dpd/le1/visrawframe",
  body: ".",
  fields: { data: { ...dataField, write: (root, value) => dataField.write(root, value, ["Header"]) }, parameters: parametersField },
};

/** What of the task is not in the raw frame's own elements, as parameters. */
export function taskParameters(task: VisInputConfiguration): ProductParameter[] {
  const made = (
    key: string,
    kind: string,
    value: string | number | boolean | undefined,
    description: string,
    unit?: string,
  ): ProductParameter[] =>
    value === undefined ? [] : [{ key, kind, value: String(value), description, ...(unit === undefined ? {} : { unit }) }];
  return [
    ...made("RandomSeed", "Int", task.randomSeed, "seed of the run"),
    ...made("TaskFileName", "String", task.fileName, "VIS input configuration, in data/"),
    ...made("TaskProductId", "String", task.header.productId, "VIS input configuration"),
    ...made("DataSetRelease", "String", task.release, "release of the simulation"),
    ...made("CommandedDuration", "Double", task.commandedDuration, "time for which the shutter was told to be open", "s"),
    ...made("SequenceId", "String", task.imageType.sequence, "VIS sequence"),
    ...made("ObservationMode", "String", task.imageType.observationMode, "WIDE, DEEP or CALIBRATION"),
    ...made("MagnitudeLimit", "Double", task.magnitudeLimit, "faintest object simulated", "mag"),
    ...made("MagnitudeLimitFilter", "String", task.magnitudeLimitFilter, "filter of the limit"),
    ...made("LogHalphaFluxLimit", "Double", task.logHalphaFluxLimit, "of the H alpha line, as asked for"),
    ...made("VelocityAberration", "Boolean", task.aberration, "sources are where the moving telescope sees them"),
    ...made("Effects", "String", EFFECT_KEYS.filter((key) => task.effects[key]).join(" "), "effects of the detector that ran"),
    ...made("TrueUniverseProduct", "String", task.trueUniverse, "true universe of the pointing"),
  ];
}

/** The task again, from the elements and the parameters. */
export function taskOf(
  header: Product["header"],
  data: RawFrameData,
  parameters: readonly ProductParameter[],
  file: string,
): VisInputConfiguration {
  const maybe = (key: string): string | undefined => parameters.find((it) => it.key === key)?.value;
  const text = (key: string): string => {
    const value = maybe(key);
    if (value === undefined)
      throw new FormatError(file, "Parameters", `a parameter ${key}`, parameters.map((it) => it.key).join(", ") || "none");
    return value;
  };
  const number = (key: string): number => {
    const value = Number(text(key));
    if (!Number.isFinite(value)) throw new FormatError(file, `Parameters/${key}`, "a number", JSON.stringify(text(key)));
    return value;
  };
  const isTrue = (key: string): boolean => {
    if (!["true", "false"].includes(text(key)))
      throw new FormatError(file, `Parameters/${key}`, "true or false", JSON.stringify(text(key)));
    return text(key) === "true";
  };
  const on = new Set(
    text("Effects")
      .split(/\s+/)
      .filter((key) => key !== ""),
  );
  for (const key of on)
    if (!(EFFECT_KEYS as readonly string[]).includes(key))
      throw new FormatError(file, "Parameters/Effects", `keys among ${EFFECT_KEYS.join(", ")}`, key);
  const { exposureTime, imageType, simInputConfId, corners, time, identity, range, pointing, orbit, attitude } = data;
  const { calibUnit, chargeInjection, trapPumping } = data;
  return {
    header: { ...header, productType: "DpdVisInputConfiguration", productId: text("TaskProductId") },
    fileName: text("TaskFileName"),
    identity,
    pointing,
    attitude,
    corners,
    orbit,
    start: time.start,
    startMjd: time.startMjd,
    end: range.end,
    exposureTime,
    commandedDuration: number("CommandedDuration"),
    imageType: { ...imageType, sequence: text("SequenceId"), observationMode: text("ObservationMode") },
    randomSeed: number("RandomSeed"),
    simInputConfId,
    release: text("DataSetRelease"),
    ...(maybe("MagnitudeLimit") === undefined ? {} : { magnitudeLimit: number("MagnitudeLimit") }),
    magnitudeLimitFilter: text("MagnitudeLimitFilter"),
    ...(maybe("LogHalphaFluxLimit") === undefined ? {} : { logHalphaFluxLimit: number("LogHalphaFluxLimit") }),
    ...(maybe("VelocityAberration") === undefined ? {} : { aberration: isTrue("VelocityAberration") }),
    ...(calibUnit && { calibUnit }),
    ...(chargeInjection && { chargeInjection }),
    ...(trapPumping && { trapPumping }),
    effects: Object.fromEntries(EFFECT_KEYS.map((key) => [key, on.has(key)])) as Record<EffectKey, boolean>,
    ...(maybe("TrueUniverseProduct") === undefined ? {} : { trueUniverse: text("TrueUniverseProduct") }),
  };
}

/** The XML record of a quadrant, out of its FITS header: said once. */
function quadrantRecord(id: string, header: Header): QuadrantRecord {
  const number = (keyword: string): number | undefined => header.number(keyword);
  const cards = ["CRVAL1", "CRVAL2", "CRPIX1", "CRPIX2", "CD1_1", "CD1_2", "CD2_1", "CD2_2"].map(number);
  const [crval1, crval2, crpix1, crpix2, cd1_1, cd1_2, cd2_1, cd2_2] = cards as number[];
  return {
    id,
    ...(cards.includes(undefined) ? {} : { wcs: { crval1, crval2, crpix1, crpix2, cd1_1, cd1_2, cd2_1, cd2_2 } }),
    gain: number("GAIN"),
    biasLevel: number("BIAS_LVL"),
    readNoise: number("RDNOISE"),
  };
}

export const dataOf = ({ task, fileName, quadrants }: RawFrame): RawFrameData => ({
  exposureTime: task.exposureTime,
  imageType: { category: task.imageType.category, first: task.imageType.first, second: task.imageType.second },
  simInputConfId: task.simInputConfId,
  corners: task.corners,
  quadrants: quadrants.map(({ id, header }) => quadrantRecord(id, header)),
  time: { start: task.start, startMjd: task.startMjd },
  identity: task.identity,
  range: { start: task.start, end: task.end },
  pointing: task.pointing,
  orbit: task.orbit,
  attitude: task.attitude,
  calibUnit: task.calibUnit,
  chargeInjection: task.chargeInjection,
  trapPumping: task.trapPumping,
  fileName,
});
