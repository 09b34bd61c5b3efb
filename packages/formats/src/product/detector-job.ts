import type { Codec } from "../codec.ts";
import { EFFECT_KEYS, type EffectKey } from "../config/effect-keys.ts";
import { type ConfValue, writeElvisConf } from "../config/elvis-conf.ts";
import { FormatError } from "../errors.ts";
import { type Folder, readText, writeText } from "../io.ts";
import { ghostStruts } from "./calibration/json-models.ts";
import { chargeModelsOf } from "./detector-job-charge.ts";
import { type CheckedConf, checkedConf } from "./detector-job-conf.ts";
import { openParts, type PartNames, writeParts } from "./detector-job-files.ts";
import { DETECTOR_KEYS, LAMP_LEDS, LETTERS } from "./detector-job-keys.ts";
import { CCD_IDS } from "./layout.ts";
import { fallOf } from "./polynomial.ts";
import type { CcdId, DetectorJob, DetectorModels, PerLetter } from "./types.ts";

/**
 * The detector configuration of one CCD: `data/myVISconf_CCD<nn>_*.txt` in the original's form, one key a line, and the files that it names in `data/`.
 *
 * Numbers and small models stand in the text; images, tables and catalogues in FITS files of this CCD beside it. The PSF look-up table, the same for
 * all, is named where the job knows its file. `FITS_<KEY>` is written only where it is 1, and may be missing.
 * Reading opens the files and reads the small tables; pixels and rows are read when they are asked for.
 *
 * Keys: {@link DETECTOR_KEYS}. Those of the original are not public, save FITS_*; the names are ours.
 */
export const detectorJob: Codec<DetectorJob> = {
  id: "sim.detector-job",
  doc: "detector configuration of one CCD (myVISconf)",
  extension: "txt",
  async decode(source, folder) {
    return decodeJob(checkedConf(await readText(source), source.name), source.name, folder);
  },
  async encode(job, sink, folder) {
    const names = partNames(job);
    await writeParts(job, names, folder);
    const entries = DETECTOR_KEYS.flatMap(({ name, of, optional }): readonly (readonly [string, ConfValue])[] => {
      const value = of === undefined ? (names[name as keyof PartNames] ?? 0) : of(job);
      return optional && value === 0 ? [] : [[name, value]];
    });
    await writeText(sink, writeElvisConf(entries));
  },
};

/** Names of the files beside `data/myVISconf_<rest>.txt`: `myVISbias_<rest>.fits` and so on. @throws RangeError for a job of another name */
function partNames({ fileName, models, sso }: DetectorJob): PartNames {
  const rest = /^(?:.*\/)?myVISconf_([^/]+)\.txt$/.exec(fileName)?.[1];
  if (rest === undefined) throw new RangeError(`${fileName}: a detector configuration is named myVISconf_CCD<nn>_….txt`);
  const part = (kind: string): string => `myVIS${kind}_${rest}.fits`;
  return {
    PSF_FILE: models.psfFileName ?? part("psf"),
    BIAS_FILE: part("bias"),
    PRNU_FILE: part("prnu"),
    ILLUMINATION_FILE: part("illumination"),
    STRAYLIGHT_FILE: part("straylight"),
    HOTPIX_FILE: part("hotpix"),
    COSMICRAY_FILE: part("cosmicrays"),
    STARCAT_FILE: part("stars"),
    GALCAT_FILE: part("galaxies"),
    ...(sso !== undefined && { SSOCAT_FILE: part("ssos") }),
  };
}

async function decodeJob(conf: CheckedConf, file: string, folder: Folder): Promise<DetectorJob> {
  const ccd = conf.text("CCD") as CcdId;
  if (!CCD_IDS.includes(ccd)) throw new FormatError(file, "CCD", "1-1 to 6-6", ccd);
  const letters = <T>(read: (name: string) => T, name: string): PerLetter<T> =>
    Object.fromEntries(LETTERS.map((letter) => [letter, read(`${name}_${letter}`)])) as PerLetter<T>;
  const victims = (coefficients: readonly number[]): PerLetter<number> =>
    Object.fromEntries(LETTERS.map((letter, at) => [letter, coefficients[at]])) as PerLetter<number>;
  const switches = (prefix: string): Readonly<Record<EffectKey, boolean>> =>
    Object.fromEntries(EFFECT_KEYS.map((key) => [key, conf.switch(`${prefix}_${key}`)])) as Record<EffectKey, boolean>;
  const { stars, galaxies, sso, ...parts } = await openParts(conf, ccd, folder);
  const [validX, validY] = conf.numbers("DISTORTION_FIELD");
  const [gradientX, gradientY] = conf.numbers("SKYGRADIENT");
  const [shiftX, shiftY] = conf.numbers("GHOST_SHIFT");
  return {
    fileName: file,
    ccd,
    detectorId: conf.number("DETID"),
    identity: {
      observationId: conf.number("OBSERVATION"),
      ditherId: conf.number("DITHER"),
      pointingId: conf.number("POINTING"),
      exposure: conf.number("EXPOSURE"),
      totalExposures: conf.number("TOTALEXPOSURES"),
      patchId: conf.number("PATCH"),
    },
    pointing: { ra: conf.number("RA"), dec: conf.number("DEC"), pa: conf.number("PA") },
    start: conf.text("DATEOBS"),
    exposureTime: conf.number("EXPTIME"),
    commandedDuration: conf.number("EXPDURATION"),
    imageType: {
      category: conf.text("IMGCATEGORY"),
      first: conf.text("IMGTYPE1"),
      second: conf.text("IMGTYPE2"),
      sequence: conf.text("SEQUENCE"),
      observationMode: conf.text("OBSMODE"),
    },
    randomSeed: conf.number("SEED"),
    release: conf.text("RELEASE"),
    faintFrom: conf.number("FAINTFROM"),
    edgeResponse: conf.number("EDGERESPONSE"),
    effects: switches("EFFECT"),
    keep: switches("FITS"),
    models: {
      ...parts,
      distortion: { x: conf.matrix("DISTORTION_X"), y: conf.matrix("DISTORTION_Y"), validX, validY },
      zeroPoint: conf.number("ZEROPOINT"),
      gain: letters(conf.number, "GAIN"),
      biasLevel: letters(conf.number, "BIASLEVEL"),
      readNoise: letters(conf.number, "READNOISE"),
      nonlinearity: letters((name) => rising(conf.numbers(name), conf.number("FULLWELL"), file, name), "NONLINEARITY"),
      crosstalk: letters((name) => victims(conf.numbers(name)), "XTALK"),
      ghost: {
        a: conf.matrix("GHOST_A"),
        b: conf.matrix("GHOST_B"),
        shift: [shiftX, shiftY],
        brightness: conf.number("GHOST_BRIGHTNESS"),
        outerRadius: conf.number("GHOST_RADIUS"),
        innerRatio: conf.number("GHOST_INNERRATIO"),
        ...(conf.has("GHOST_STRUTS") && { struts: ghostStruts(conf.matrix("GHOST_STRUTS"), file, "GHOST_STRUTS") }),
      },
      shutter: {
        openingDuration: conf.number("SHUTTER_OPENING"),
        closingDuration: conf.number("SHUTTER_CLOSING"),
        openingAngle: conf.number("SHUTTER_OPENINGANGLE"),
        closingAngle: conf.number("SHUTTER_CLOSINGANGLE"),
        openDuringReadout: conf.switch("SHUTTER_OPENREADOUT"),
      },
      ...lampOf(conf, file),
      ...chargeModelsOf(conf, file),
      brighterFatter: { aX: conf.matrix("BFE_AX"), aY: conf.matrix("BFE_AY"), scale: conf.number("BFE_SCALE") },
      darkRate: conf.number("DARKRATE"),
      skyRate: conf.number("SKYRATE"),
      skyGradient: { x: gradientX, y: gradientY },
      outfieldRate: conf.number("OUTFIELDRATE"),
      thermalRate: conf.number("THERMALRATE"),
      fullWell: conf.number("FULLWELL"),
    },
    stars,
    galaxies,
    ...(sso !== undefined && { sso }),
  };
}

/** @throws FormatError for a response that does not rise from 0 to full well */
function rising(coefficients: readonly number[], fullWell: number, file: string, name: string): readonly number[] {
  const fall = fallOf(coefficients, fullWell);
  if (fall === undefined) return coefficients;
  throw new FormatError(
    file,
    name,
    `a polynomial that rises from 0 to ${fullWell} e- (FULLWELL)`,
    `one that does not at ${Math.round(fall)} e-`,
  );
}

/** The LEDs that the text has. @throws FormatError when one lacks its profile */
function lampOf(conf: CheckedConf, file: string): Pick<DetectorModels, "lamp"> {
  const lamp = LAMP_LEDS.filter((led) => conf.has(`LAMP_${led}`)).map((led) => {
    if (!conf.has(`LAMP_PROFILE_${led}`)) throw new FormatError(file, "", `the key LAMP_PROFILE_${led}, as there is LAMP_${led}`, "none");
    const [wavelength, fluence] = conf.numbers(`LAMP_${led}`);
    return { led, wavelength, fluence, profile: conf.matrix(`LAMP_PROFILE_${led}`) };
  });
  return lamp.length > 0 ? { lamp } : {};
}
