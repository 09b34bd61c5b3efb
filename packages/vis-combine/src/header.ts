import {
  type Ccd,
  OVERSCAN,
  PARALLEL_OVERSCAN,
  PRESCAN,
  parseUtc,
  READOUT_HEIGHT,
  READOUT_WIDTH,
  spacecraftVelocity,
} from "@elvis/focal-plane";
import { type CardValue, Header } from "@elvis/formats/fits";
import type { CcdId, DetectorExposure, QuadrantLetter, VisInputConfiguration } from "@elvis/formats/product";
import { CALIBRATION_KEYWORDS } from "./calibration-keywords.ts";
import type { LocalWcs } from "./wcs.ts";

/** One keyword of a header: what it is and where its value comes from. */
export interface Keyword<Facts> {
  readonly name: string;
  /** FITS unit; "" for none. */
  readonly unit: string;
  readonly doc: string;
  /** Where the keyword, or the value, is from. */
  readonly source: "flight" | "elvis" | "fits";
  /** Written with a decimal point even when it is whole. */
  readonly real?: boolean;
  /** Undefined: the card is left out. */
  readonly value: (facts: Facts) => CardValue | undefined;
}

/** What the primary header is made of. */
export interface FrameFacts {
  readonly task: VisInputConfiguration;
  readonly runDate: Date;
  readonly version: string;
  /** CCDs without data. */
  readonly missing: readonly CcdId[];
}

/** What a quadrant's header is made of. */
export interface QuadrantFacts {
  readonly task: VisInputConfiguration;
  readonly ccd: Ccd;
  readonly quadrant: QuadrantLetter;
  readonly wcs: LocalWcs;
  /** Absent for a CCD that was not simulated. */
  readonly detector?: Pick<DetectorExposure, "gain" | "readNoise" | "biasLevel" | "zeroPoint">;
}

const corner = (axis: 0 | 1, n: number): Keyword<FrameFacts> => ({
  name: `FOV_${axis === 0 ? "LON" : "LAT"}${n}`,
  unit: "deg",
  doc: `field corner ${n}, ${axis === 0 ? "right ascension" : "declination"}`,
  source: "flight",
  real: true,
  value: ({ task }) => task.corners[n - 1]?.[axis],
});

const vector = (
  name: string,
  unit: string,
  doc: string,
  of: (task: VisInputConfiguration) => readonly number[] | undefined,
): Keyword<FrameFacts>[] =>
  ["X", "Y", "Z"].map((axis, n) => ({
    name: `${name}_${axis}`,
    unit,
    doc: `${doc}, ${axis}`,
    source: "flight",
    real: true,
    value: ({ task }) => of(task)?.[n],
  }));

/**
 * The primary header of a raw frame, in order. "flight" keywords are those of the exposure of 2024-03-04 (its public header) that a
 * simulation can fill; on-board times, temperatures and configuration ids, which it cannot, are left out.
 */
export const PRIMARY_KEYWORDS: readonly Keyword<FrameFacts>[] = [
  { name: "FITS_DEF", unit: "", doc: "FITS definition name", source: "flight", value: () => "le1.visRawFrame" },
  { name: "FITS_VER", unit: "", doc: "FITS definition version", source: "flight", value: () => "0.1" },
  { name: "TELESCOP", unit: "", doc: "telescope", source: "flight", value: () => "Euclid" },
  { name: "INSTRUME", unit: "", doc: "VIS, or VISsim for simulations", source: "flight", value: () => "VISsim" },
  { name: "INSTRMOD", unit: "", doc: "instrument mode", source: "flight", value: () => "Science" },
  { name: "BUNIT", unit: "", doc: "unit of the pixels", source: "flight", value: () => "ADU" },
  { name: "DATE", unit: "", doc: "date of the run (UTC)", source: "flight", value: ({ runDate }) => runDate.toISOString() },
  { name: "SOFTVERS", unit: "", doc: "version of the simulator", source: "flight", value: ({ version }) => `elvis ${version}` },
  { name: "EXPTIME", unit: "s", doc: "effective exposure time", source: "flight", real: true, value: ({ task }) => task.exposureTime },
  { name: "EXPCOMM", unit: "s", doc: "commanded exposure time", source: "elvis", real: true, value: ({ task }) => task.commandedDuration },
  { name: "IMG_CAT", unit: "", doc: "category: SCIENCE, CALIB", source: "flight", value: ({ task }) => task.imageType.category },
  {
    name: "IMG_T1",
    unit: "",
    doc: "first type: SURVEY, BIAS, DARK, FLAT, LINEARITY",
    source: "flight",
    value: ({ task }) => task.imageType.first,
  },
  { name: "IMG_T2", unit: "", doc: "second type", source: "flight", value: ({ task }) => task.imageType.second },
  { name: "OBSMODE", unit: "", doc: "WIDE, DEEP, CALIBRATION", source: "flight", value: ({ task }) => task.imageType.observationMode },
  { name: "OBSTYPE", unit: "", doc: "technique", source: "flight", value: () => "IMAGE" },
  { name: "SEQID", unit: "", doc: "VIS sequence", source: "flight", value: ({ task }) => task.imageType.sequence },
  { name: "TIMESYS", unit: "", doc: "time scale", source: "flight", value: () => "UTC" },
  { name: "DATE-OBS", unit: "", doc: "start of the exposure", source: "flight", value: ({ task }) => task.start },
  { name: "DATE-END", unit: "", doc: "end of the sequence", source: "flight", value: ({ task }) => task.end },
  { name: "MJD-OBS", unit: "d", doc: "start of the exposure", source: "flight", real: true, value: ({ task }) => task.startMjd },
  { name: "FIELDID", unit: "", doc: "field", source: "flight", value: () => 0 },
  { name: "PATCH_ID", unit: "", doc: "patch of the survey", source: "flight", value: ({ task }) => task.identity.patchId },
  { name: "OBS_ID", unit: "", doc: "observation", source: "flight", value: ({ task }) => task.identity.observationId },
  { name: "DITHOBS", unit: "", doc: "dither in the observation", source: "flight", value: ({ task }) => task.identity.ditherId },
  { name: "PTGID", unit: "", doc: "pointing", source: "flight", value: ({ task }) => task.identity.pointingId },
  { name: "EXPNUM", unit: "", doc: "exposure in the dither, from 1", source: "flight", value: ({ task }) => task.identity.exposure },
  { name: "TOTEXP", unit: "", doc: "exposures in the dither", source: "flight", value: ({ task }) => task.identity.totalExposures },
  { name: "RADESYS", unit: "", doc: "frame of RA, DEC, PA and the quadrants' WCS", source: "fits", value: () => "ICRS" },
  { name: "RA", unit: "deg", doc: "commanded pointing, field centre", source: "flight", real: true, value: ({ task }) => task.pointing.ra },
  {
    name: "DEC",
    unit: "deg",
    doc: "commanded pointing, field centre",
    source: "flight",
    real: true,
    value: ({ task }) => task.pointing.dec,
  },
  { name: "PA", unit: "deg", doc: "position angle, east of north", source: "flight", real: true, value: ({ task }) => task.pointing.pa },
  {
    name: "ELONG",
    unit: "deg",
    doc: "ecliptic longitude, J2000",
    source: "flight",
    real: true,
    value: ({ task }) => task.attitude.longitude,
  },
  { name: "ELAT", unit: "deg", doc: "ecliptic latitude, J2000", source: "flight", real: true, value: ({ task }) => task.attitude.latitude },
  {
    name: "POS",
    unit: "deg",
    doc: "ecliptic position angle",
    source: "flight",
    real: true,
    value: ({ task }) => task.attitude.positionAngle,
  },
  {
    name: "SAA",
    unit: "deg",
    doc: "solar aspect angle",
    source: "flight",
    real: true,
    value: ({ task }) => task.attitude.solarAspectAngle,
  },
  { name: "ALPHA", unit: "deg", doc: "attitude to the Sun", source: "flight", real: true, value: ({ task }) => task.attitude.alpha },
  { name: "BETA", unit: "deg", doc: "attitude to the Sun", source: "flight", real: true, value: ({ task }) => task.attitude.beta },
  ...[1, 2, 3, 4].flatMap((n) => [corner(0, n), corner(1, n)]),
  ...vector("POS", "km", "spacecraft, EME2000", (task) => task.orbit.position),
  ...vector("VEL", "km/s", "spacecraft, EME2000", (task) => task.orbit.velocity),
  {
    name: "VELABERR",
    unit: "",
    doc: "sources and WCS have velocity aberration",
    source: "elvis",
    value: ({ task }) => (task.imageType.category === "SCIENCE" ? task.aberration === true : undefined),
  },
  ...vector("BVEL", "km/s", "spacecraft, barycentric, ICRS", ({ aberration, start, orbit }) =>
    aberration === true ? spacecraftVelocity(parseUtc(start), orbit) : undefined,
  ).map((keyword) => ({ ...keyword, source: "elvis" as const })),
  { name: "VSTART", unit: "", doc: "first line read, from 0", source: "flight", value: () => 0 },
  { name: "VEND", unit: "", doc: "last line read + 1", source: "flight", value: () => READOUT_HEIGHT },
  { name: "IDLTIME", unit: "s", doc: "wait before readout", source: "flight", real: true, value: () => 0 },
  ...CALIBRATION_KEYWORDS,
  { name: "COMPALGO", unit: "", doc: "telemetry compression", source: "flight", value: () => "NoCompression" },
  // The last 14 columns of the serial overscan, away from the last light column and from the first rows.
  {
    name: "BIASSEC",
    unit: "",
    doc: "offset area, FITS pixels",
    source: "flight",
    value: () => `[${READOUT_WIDTH - 13}:${READOUT_WIDTH},16:${READOUT_HEIGHT}]`,
  },
  { name: "RANDSEED", unit: "", doc: "seed of the run", source: "elvis", value: ({ task }) => task.randomSeed },
  { name: "SIMCONF", unit: "", doc: "simulation configuration", source: "elvis", value: ({ task }) => task.simInputConfId },
  { name: "RELEASE", unit: "", doc: "data release", source: "elvis", value: ({ task }) => task.release },
  { name: "MAGLIM", unit: "mag", doc: "faintest object simulated", source: "elvis", real: true, value: ({ task }) => task.magnitudeLimit },
  { name: "N_CCD", unit: "", doc: "CCDs with data", source: "flight", value: ({ missing }) => 36 - missing.length },
  {
    name: "MISSCCD",
    unit: "",
    doc: "CCDs not simulated: NO_DATA, all zero",
    source: "elvis",
    value: ({ missing }) => (missing.length === 0 ? undefined : missing.join(" ")),
  },
];

const wcsKeyword = (name: string, of: (wcs: LocalWcs) => number, unit: string, doc: string): Keyword<QuadrantFacts> => ({
  name,
  unit,
  doc,
  source: "fits",
  real: true,
  value: ({ wcs }) => of(wcs),
});
const text = (name: string, value: string, doc: string): Keyword<QuadrantFacts> => ({
  name,
  unit: "",
  doc,
  source: "fits",
  value: () => value,
});

/** The header of a quadrant, in order. A CCD that was not simulated has GAIN, RDNOISE and BIAS_LVL of 0 and NO_DATA = T. */
export const QUADRANT_KEYWORDS: readonly Keyword<QuadrantFacts>[] = [
  { name: "CCDID", unit: "", doc: "row-column of the CCD", source: "flight", value: ({ ccd }) => ccd.id },
  { name: "QUADID", unit: "", doc: "quadrant", source: "flight", value: ({ quadrant }) => quadrant },
  { name: "DETID", unit: "", doc: "detector, 0 to 35", source: "flight", value: ({ ccd }) => ccd.detectorId },
  { name: "ROEID", unit: "", doc: "readout electronics, 1 to 12", source: "flight", value: ({ ccd }) => ccd.roeId },
  { name: "INSTRUME", unit: "", doc: "VIS, or VISsim for simulations", source: "flight", value: () => "VISsim" },
  { name: "BUNIT", unit: "", doc: "unit of the pixels", source: "flight", value: () => "ADU" },
  {
    name: "NO_DATA",
    unit: "",
    doc: "not simulated: all pixels are 0",
    source: "elvis",
    value: ({ detector }) => (detector === undefined ? true : undefined),
  },
  { name: "PRESCANX", unit: "pixel", doc: "serial prescan columns", source: "flight", value: () => PRESCAN },
  { name: "OVRSCANX", unit: "pixel", doc: "serial overscan columns", source: "flight", value: () => OVERSCAN },
  { name: "OVRSCANY", unit: "pixel", doc: "parallel overscan rows", source: "flight", value: () => PARALLEL_OVERSCAN },
  { name: "EXPTIME", unit: "s", doc: "effective exposure time", source: "flight", real: true, value: ({ task }) => task.exposureTime },
  { name: "EXPDUR1", unit: "s", doc: "shutter commanded open", source: "flight", real: true, value: ({ task }) => task.commandedDuration },
  { name: "EXPDUR2", unit: "s", doc: "effective exposure time", source: "flight", real: true, value: ({ task }) => task.exposureTime },
  {
    name: "GAIN",
    unit: "electron/ADU",
    doc: "of this quadrant",
    source: "flight",
    real: true,
    value: ({ detector, quadrant }) => detector?.gain[quadrant] ?? 0,
  },
  {
    name: "RDNOISE",
    unit: "electron",
    doc: "read noise, rms",
    source: "flight",
    real: true,
    value: ({ detector, quadrant }) => detector?.readNoise[quadrant] ?? 0,
  },
  {
    name: "BIAS_LVL",
    unit: "ADU",
    doc: "pedestal",
    source: "flight",
    real: true,
    value: ({ detector, quadrant }) => detector?.biasLevel[quadrant] ?? 0,
  },
  {
    name: "MAGZEROP",
    unit: "mag",
    doc: "AB magnitude that gives 1 ADU/s",
    source: "flight",
    real: true,
    // 1 ADU/s is GAIN electrons/s.
    value: ({ detector, quadrant }) =>
      detector?.zeroPoint === undefined ? undefined : detector.zeroPoint - 2.5 * Math.log10(detector.gain[quadrant]),
  },
  { name: "RA", unit: "deg", doc: "pointing, field centre", source: "flight", real: true, value: ({ task }) => task.pointing.ra },
  { name: "DEC", unit: "deg", doc: "pointing, field centre", source: "flight", real: true, value: ({ task }) => task.pointing.dec },
  { name: "PA", unit: "deg", doc: "position angle, east of north", source: "flight", real: true, value: ({ task }) => task.pointing.pa },
  { name: "WCSAXES", unit: "", doc: "", source: "fits", value: () => 2 },
  text("CTYPE1", "RA---TAN-SIP", "gnomonic, with quadratic distortion"),
  text("CTYPE2", "DEC--TAN-SIP", "gnomonic, with quadratic distortion"),
  text("CUNIT1", "deg", ""),
  text("CUNIT2", "deg", ""),
  text("RADESYS", "ICRS", ""),
  wcsKeyword("CRPIX1", (wcs) => wcs.crpix1, "", "centre of the light pixels"),
  wcsKeyword("CRPIX2", (wcs) => wcs.crpix2, "", "centre of the light pixels"),
  wcsKeyword("CRVAL1", (wcs) => wcs.crval1, "deg", ""),
  wcsKeyword("CRVAL2", (wcs) => wcs.crval2, "deg", ""),
  wcsKeyword("CD1_1", (wcs) => wcs.cd1_1, "deg", ""),
  wcsKeyword("CD1_2", (wcs) => wcs.cd1_2, "deg", ""),
  wcsKeyword("CD2_1", (wcs) => wcs.cd2_1, "deg", ""),
  wcsKeyword("CD2_2", (wcs) => wcs.cd2_2, "deg", ""),
  ...(["A", "B"] as const).flatMap((name): Keyword<QuadrantFacts>[] => [
    { name: `${name}_ORDER`, unit: "", doc: "SIP", source: "fits", value: () => 2 },
    ...["2_0", "1_1", "0_2"].map((power, n) => wcsKeyword(`${name}_${power}`, ({ a, b }) => (name === "A" ? a : b)[n], "", "")),
  ]),
];

/** A header from its table; the unit stands in brackets before the comment, as FITS recommends. */
export function headerOf<Facts>(keywords: readonly Keyword<Facts>[], facts: Facts): Header {
  const header = new Header();
  for (const { name, unit, doc, real, value } of keywords) {
    const it = value(facts);
    if (it !== undefined) header.add({ keyword: name, value: it, comment: `${unit === "" ? "" : `[${unit}] `}${doc}` || undefined, real });
  }
  return header;
}
