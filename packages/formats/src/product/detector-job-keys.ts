import { EFFECT_KEYS } from "../config/effect-keys.ts";
import type { ConfValue } from "../config/elvis-conf.ts";
import { CHARGE_KEYS } from "./detector-job-charge.ts";
import type { DetectorJob, PerLetter, QuadrantLetter } from "./types.ts";

/** One key of the detector configuration: what it is called, what it holds, and where in a job it comes from. */
export interface DetectorKey {
  readonly name: string;
  /** "switch" is 0 or 1; "matrix" is rows of numbers; "file" is a bare name in `data/`. */
  readonly type: "integer" | "real" | "text" | "date" | "switch" | "numbers" | "matrix" | "file";
  /** "" for none. */
  readonly unit: string;
  readonly doc: string;
  /** Both ends included. */
  readonly min?: number;
  readonly max?: number;
  /** Count of the numbers. */
  readonly length?: number;
  /** A file without it is complete: it then is 0. */
  readonly optional?: boolean;
  /** Undefined for files, whose names the codec makes. */
  readonly of?: (job: DetectorJob) => ConfValue;
}

type Options = Pick<DetectorKey, "min" | "max" | "length" | "optional">;
type Value = DetectorKey["of"];

const integer = (name: string, doc: string, of: Value, options: Options = {}): DetectorKey => ({
  name,
  type: "integer",
  unit: "",
  doc,
  of,
  ...options,
});
const real = (name: string, unit: string, doc: string, of: Value, options: Options = {}): DetectorKey => ({
  name,
  type: "real",
  unit,
  doc,
  of,
  ...options,
});
const text = (name: string, doc: string, of: Value): DetectorKey => ({ name, type: "text", unit: "", doc, of });
const file = (name: string, doc: string): DetectorKey => ({ name, type: "file", unit: "", doc });

export const LETTERS: readonly QuadrantLetter[] = ["E", "F", "G", "H"];
/** LEDs of the calibration unit. */
export const LAMP_LEDS: readonly number[] = [1, 2, 3, 4, 5, 6];
const perLetter = <T extends ConfValue>(
  name: string,
  values: (job: DetectorJob) => PerLetter<T>,
  key: (name: string, of: Value, letter: QuadrantLetter) => DetectorKey,
): readonly DetectorKey[] => LETTERS.map((letter) => key(`${name}_${letter}`, (job) => values(job)[letter], letter));

/** All keys of `myVISconf_CCD<nn>_*.txt`, in the order in which they are written. */
export const DETECTOR_KEYS: readonly DetectorKey[] = [
  text("CCD", "CCD in the focal plane, 1-1 to 6-6", ({ ccd }) => ccd),
  integer("DETID", "number of the detector in the science telemetry", ({ detectorId }) => detectorId, { min: 0, max: 35 }),
  integer("OBSERVATION", "observation", ({ identity }) => identity.observationId, { min: 0 }),
  integer("DITHER", "dither in the observation, from 0", ({ identity }) => identity.ditherId, { min: 0 }),
  integer("POINTING", "pointing of the survey", ({ identity }) => identity.pointingId, { min: 0 }),
  integer("EXPOSURE", "exposure in the dither: 1 nominal, 2 short", ({ identity }) => identity.exposure, { min: 1 }),
  integer("TOTALEXPOSURES", "exposures in the dither", ({ identity }) => identity.totalExposures, { min: 1 }),
  integer("PATCH", "patch of the survey", ({ identity }) => identity.patchId, { min: 0 }),
  real("RA", "deg", "right ascension of the field's centre, ICRS", ({ pointing }) => pointing.ra, { min: 0, max: 360 }),
  real("DEC", "deg", "declination of the field's centre, ICRS", ({ pointing }) => pointing.dec, { min: -90, max: 90 }),
  real("PA", "deg", "position angle of fpa_x, east of north", ({ pointing }) => pointing.pa, { min: -360, max: 360 }),
  { name: "DATEOBS", type: "date", unit: "", doc: "start of the exposure, UTC", of: ({ start }) => start },
  real("EXPTIME", "s", "time in which light is collected", ({ exposureTime }) => exposureTime, { min: 0 }),
  real("EXPDURATION", "s", "time that the shutter was told", ({ commandedDuration }) => commandedDuration, { min: 0 }),
  text("IMGCATEGORY", "image category: SCIENCE, CALIB", ({ imageType }) => imageType.category),
  text("IMGTYPE1", "first image type: SURVEY, BIAS, DARK", ({ imageType }) => imageType.first),
  text("IMGTYPE2", "second image type", ({ imageType }) => imageType.second),
  text("SEQUENCE", "sequence of exposures", ({ imageType }) => imageType.sequence),
  text("OBSMODE", "observation mode: WIDE, DEEP, CALIBRATION", ({ imageType }) => imageType.observationMode),
  text("RELEASE", "data set release", ({ release }) => release),
  integer("SEED", "seed of all random streams", ({ randomSeed }) => randomSeed, { min: 0 }),
  real("ZEROPOINT", "mag", "AB magnitude that gives 1 e-/s", ({ models }) => models.zeroPoint, { min: 15, max: 35 }),
  real("DARKRATE", "electron/s/pixel", "dark current", ({ models }) => models.darkRate, { min: 0 }),
  real("SKYRATE", "electron/s/pixel", "zodiacal light at the field's centre", ({ models }) => models.skyRate, { min: 0 }),
  real("FAINTFROM", "mag", "AB magnitude in VIS from which on galaxies are FAINTGALAXIES", ({ faintFrom }) => faintFrom, {
    min: 0,
    max: 99,
  }),
  real("EDGERESPONSE", "", "share of a pixel's sensitivity that the middle of its edges lacks", ({ edgeResponse }) => edgeResponse, {
    min: 0,
    max: 0.5,
  }),
  {
    name: "SKYGRADIENT",
    type: "numbers",
    unit: "1/(100 mm)",
    doc: "change of the zodiacal light along fpa_x and fpa_y, as a fraction of SKYRATE",
    length: 2,
    of: ({ models }) => [models.skyGradient.x, models.skyGradient.y],
  },
  real("OUTFIELDRATE", "electron/s/pixel", "stray light of stars beside the field", ({ models }) => models.outfieldRate, { min: 0 }),
  real("THERMALRATE", "electron/s/pixel", "thermal light of the telescope", ({ models }) => models.thermalRate, { min: 0 }),
  real("FULLWELL", "electron", "charge that a pixel holds", ({ models }) => models.fullWell, { min: 1 }),
  ...perLetter(
    "GAIN",
    ({ models }) => models.gain,
    (name, of, letter) => real(name, "electron/adu", `gain of quadrant ${letter}`, of, { min: 1e-6 }),
  ),
  ...perLetter(
    "READNOISE",
    ({ models }) => models.readNoise,
    (name, of, letter) => real(name, "electron", `read noise of quadrant ${letter}, rms`, of, { min: 0 }),
  ),
  ...perLetter(
    "BIASLEVEL",
    ({ models }) => models.biasLevel,
    (name, of, letter) => real(name, "adu", `pedestal of quadrant ${letter}`, of, { min: 0, max: 65535 }),
  ),
  ...perLetter(
    "NONLINEARITY",
    ({ models }) => models.nonlinearity,
    (name, of, letter): DetectorKey => ({
      name,
      type: "numbers",
      unit: "",
      doc: `polynomial of quadrant ${letter}, electrons to electrons, highest power first`,
      of,
    }),
  ),
  ...LETTERS.map(
    (source): DetectorKey => ({
      name: `XTALK_${source}`,
      type: "numbers",
      unit: "",
      doc: `fraction of quadrant ${source}'s signal that is added to E, F, G, H`,
      length: 4,
      min: -0.1,
      max: 0.1,
      of: ({ models }) => LETTERS.map((victim) => models.crosstalk[source][victim]),
    }),
  ),
  {
    name: "DISTORTION_X",
    type: "matrix",
    unit: "",
    doc: "field angles (deg) to fpa_x (mm): powers of fov_x in a row, of fov_y down",
    of: ({ models }) => models.distortion.x,
  },
  {
    name: "DISTORTION_Y",
    type: "matrix",
    unit: "",
    doc: "field angles (deg) to fpa_y (mm), likewise",
    of: ({ models }) => models.distortion.y,
  },
  {
    name: "DISTORTION_FIELD",
    type: "numbers",
    unit: "deg",
    doc: "half widths of the field in which the distortion holds",
    length: 2,
    min: 0,
    of: ({ models }) => [models.distortion.validX, models.distortion.validY],
  },
  {
    name: "GHOST_A",
    type: "matrix",
    unit: "",
    doc: "ghost shift along x, mm, by powers of the field position (deg)",
    of: ({ models }) => models.ghost.a,
  },
  { name: "GHOST_B", type: "matrix", unit: "", doc: "ghost shift along y, likewise", of: ({ models }) => models.ghost.b },
  {
    name: "GHOST_SHIFT",
    type: "numbers",
    unit: "deg",
    doc: "added to the field position before",
    length: 2,
    of: ({ models }) => models.ghost.shift,
  },
  real("GHOST_BRIGHTNESS", "", "flux of a ghost over that of its star", ({ models }) => models.ghost.brightness, { min: 0, max: 1 }),
  real("GHOST_RADIUS", "mm", "outer radius of a ghost", ({ models }) => models.ghost.outerRadius, { min: 0 }),
  real("GHOST_INNERRATIO", "", "inner over outer radius of a ghost", ({ models }) => models.ghost.innerRatio, { min: 0, max: 1 }),
  {
    name: "GHOST_STRUTS",
    type: "matrix",
    unit: "",
    doc: "dark bars across a ghost, one a row, in units of its radius: centre along fpa_x and fpa_y, angle (deg), length, width",
    optional: true,
    of: ({ models }) => (models.ghost.struts?.length ? models.ghost.struts : 0),
  },
  real(
    "SHUTTER_OPENING",
    "s",
    "time in which the shutter's blade uncovers the focal plane",
    ({ models }) => models.shutter.openingDuration,
    {
      min: 0,
    },
  ),
  real("SHUTTER_CLOSING", "s", "time in which it covers the focal plane", ({ models }) => models.shutter.closingDuration, { min: 0 }),
  real(
    "SHUTTER_OPENINGANGLE",
    "deg",
    "where the blade's edge goes then, from fpa_x towards fpa_y",
    ({ models }) => models.shutter.openingAngle,
  ),
  real("SHUTTER_CLOSINGANGLE", "deg", "likewise when it closes", ({ models }) => models.shutter.closingAngle),
  {
    name: "SHUTTER_OPENREADOUT",
    type: "switch",
    unit: "",
    doc: "whether light falls while the CCD is read",
    optional: true,
    of: ({ models }) => Number(models.shutter.openDuringReadout),
  },
  ...LAMP_LEDS.flatMap((led): readonly DetectorKey[] => {
    const lampOf = ({ models }: DetectorJob) => models.lamp?.find((it) => it.led === led);
    const pair = (lamp: ReturnType<typeof lampOf>): ConfValue => (lamp === undefined ? 0 : [lamp.wavelength, lamp.fluence]);
    return [
      {
        name: `LAMP_${led}`,
        type: "numbers",
        unit: "",
        doc: `LED ${led} of the calibration unit, where it is on: wavelength (nm), electrons a pixel`,
        length: 2,
        min: 0,
        optional: true,
        of: (job) => pair(lampOf(job)),
      },
      {
        name: `LAMP_PROFILE_${led}`,
        type: "matrix",
        unit: "",
        doc: "its profile, mean 1 over the focal plane: powers of fpa_x / 100 mm in a row, of fpa_y / 100 mm down",
        optional: true,
        of: (job) => lampOf(job)?.profile ?? 0,
      },
    ];
  }),
  {
    name: "BFE_AX",
    type: "matrix",
    unit: "pixel/electron",
    doc: "brighter-fatter: shifts of vertical borders",
    of: ({ models }) => models.brighterFatter.aX,
  },
  {
    name: "BFE_AY",
    type: "matrix",
    unit: "pixel/electron",
    doc: "brighter-fatter: shifts of horizontal borders",
    of: ({ models }) => models.brighterFatter.aY,
  },
  real("BFE_SCALE", "", "brighter-fatter: factor on both", ({ models }) => models.brighterFatter.scale, { min: 0 }),
  ...CHARGE_KEYS,
  file("PSF_FILE", "PSF look-up table, the same for all detectors"),
  file("BIAS_FILE", "bias structure of the four quadrants"),
  file("PRNU_FILE", "small-scale flat of the four quadrants"),
  file("ILLUMINATION_FILE", "large-scale flat"),
  file("STRAYLIGHT_FILE", "straylight map"),
  file("HOTPIX_FILE", "defects: hot pixels, bad columns"),
  file("COSMICRAY_FILE", "lengths and energies of cosmic rays"),
  file("STARCAT_FILE", "stars of this CCD"),
  file("GALCAT_FILE", "galaxies of this CCD"),
  { ...file("SSOCAT_FILE", "solar-system objects of this CCD, at the start of the exposure; none when left out"), optional: true },
  ...EFFECT_KEYS.map(
    (key): DetectorKey => ({
      name: `EFFECT_${key}`,
      type: "switch",
      unit: "",
      doc: `whether ${key} runs`,
      of: ({ effects }) => Number(effects[key]),
    }),
  ),
  ...EFFECT_KEYS.map(
    (key): DetectorKey => ({
      name: `FITS_${key}`,
      type: "switch",
      unit: "",
      doc: `whether the image after ${key} is kept`,
      optional: true,
      of: ({ keep }) => Number(keep[key]),
    }),
  ),
];
