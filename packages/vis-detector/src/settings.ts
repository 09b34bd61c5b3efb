import type { EffectKey } from "@elvis/formats/config";
import type { CtiModel, DetectorJob } from "@elvis/formats/product";
import { child } from "@elvis/kernels";
import { StageError } from "@elvis/stage";
import { steadyHotPixels } from "./effects/charge/cosmetics.ts";
import { effects, type Settings } from "./effects/index.ts";
import { exposureStream } from "./exposure-stream.ts";
import { VIS_CCD } from "./frame.ts";
import { type PsfField, psfField } from "./psf/lut.ts";
import { lineTime, PIXEL_TIME } from "./readout-time.ts";

/** Without these there is no 16-bit frame of 2128 x 2086 to write. */
const NEEDED = ["PREOVERSCAN", "PARALLELOVERSCAN", "ELECTRON2ADU", "DISCRETIZE"] as const satisfies readonly EffectKey[];

/** The highest number of the converter: 16 bits. */
const TOP_ADU = 65535;
/**
 * Spread of charge on its way through the silicon to the gates, pixels: the detector's part of the point spread function in VISsim
 * (Niemi et al. 2015).
 */
const COSMIC_RAY_DIFFUSION = 0.32;

/** Parts in which charge arrives: one is enough at the strength of Euclid's CCDs (`brighter-fatter.md`, "Valid for"). */
const BRIGHTER_FATTER_STEPS = 1;
/** Of full well, from pixel to pixel, relative: ours. */
const FULL_WELL_SCATTER = 0.01;
/** Of exposures in which a blinking pixel is on: ours. */
const BLINKING_DUTY = 0.5;
/** Electrons; the least that the mission database of 2017 counts as a trap. */
const TRAP_DEPTH = 200;

/** How each effect's settings follow from a job. */
const makers: { readonly [Name in keyof Settings]-?: (job: DetectorJob, psf: PsfField) => NonNullable<Settings[Name]> } = {
  stars: (job, psf) => ({ ...skyOf(job), psf, stars: job.stars, ...(job.sso !== undefined && { sso: job.sso }) }),
  ghosts: (job) => ({ ...skyOf(job), stars: job.stars, model: job.models.ghost }),
  galaxies: galaxiesOf,
  "faint-galaxies": galaxiesOf,
  "calibration-lamp": ({ fileName, models: { lamp } }) => {
    if (lamp === undefined)
      throw new StageError(
        `${fileName}: EFFECT_CALIBLAMP: expected the LEDs that are on, LAMP_1 to LAMP_6 with their profiles, found none`,
      );
    return { leds: lamp };
  },
  shutter: ({ models }) => models.shutter,
  ipqe: (job, psf) => ({
    edgeResponse: job.edgeResponse,
    ...(job.effects.STARS && { stars: { ...skyOf(job), psf, stars: job.stars } }),
    ...(job.effects.GALAXIES && { galaxies: galaxiesOf(job, psf) }),
  }),
  thermal: ({ models }) => ({ rate: models.thermalRate }),
  background: ({ effects: on, models: { skyRate, skyGradient, outfieldRate, straylight, shutter } }) => ({
    skyRate,
    gradient: skyGradient,
    outfieldRate,
    straylight,
    // It comes through the shutter as the objects do, after which it stands in the chain.
    ...(on.SHUTTER && { shutter }),
  }),
  "flat-field": ({ models: { prnu, illumination } }) => ({ prnu, illumination }),
  dark: ({ models: { darkRate, defects } }) => ({ rate: darkRate, hotPixels: steadyHotPixels(defects) }),
  "photon-noise": () => ({}),
  "charge-injection": injectionOf,
  "cti-charge-injection": (job) => {
    if (!job.effects.CHARGEINJECTION)
      throw new StageError(`${job.fileName}: EFFECT_CTI_CHARGEINJECTION: expected EFFECT_CHARGEINJECTION to be on, found off`);
    const random = child(exposureStream(job), "charge-injection");
    return { injection: injectionOf(job), random, parallel: trapsOf(job, "CTI_CHARGEINJECTION").parallel };
  },
  "trap-pumping": pumpingOf,
  "cosmic-rays": ({ models }) => ({ model: models.cosmicRays, isCorrelated: true, diffusion: COSMIC_RAY_DIFFUSION }),
  "brighter-fatter": ({ models }) => ({ model: models.brighterFatter, steps: BRIGHTER_FATTER_STEPS, fullWell: models.fullWell }),
  bleeding: ({ models: { fullWell } }) => ({ fullWell, scatter: FULL_WELL_SCATTER }),
  cosmetics: ({ models: { defects } }) => ({ defects, duty: BLINKING_DUTY, trapDepth: TRAP_DEPTH }),
  overscan: () => ({}),
  "parallel-overscan": () => ({}),
  "radiation-damage": (job) => {
    const { parallel, serial } = trapsOf(job, "RADIATIONDAMAGE");
    // Injected lines have been through all rows already when they are read.
    return job.effects.CTI_CHARGEINJECTION ? { serial } : { parallel, serial };
  },
  nonlinearity: ({ models }) => ({ coefficients: models.nonlinearity, fullWell: models.fullWell }),
  "readout-noise": ({ models }) => ({ sigma: models.readNoise }),
  gain: ({ models }) => ({ gain: models.gain }),
  bias: ({ models }) => ({ level: models.biasLevel, structure: models.biasStructure }),
  crosstalk: ({ effects, models }) => ({
    coefficients: models.crosstalk,
    level: effects.BIAS ? models.biasLevel : { E: 0, F: 0, G: 0, H: 0 },
    top: TOP_ADU,
  }),
  discretize: () => ({ top: TOP_ADU }),
};

function galaxiesOf(job: DetectorJob, psf: PsfField) {
  return { ...skyOf(job), psf, galaxies: job.galaxies, faintFrom: job.faintFrom };
}

function injectionOf({ fileName, models: { injection, fullWell } }: DetectorJob) {
  if (injection === undefined)
    throw new StageError(`${fileName}: EFFECT_CHARGEINJECTION: expected the lines that get charge, INJECTION_LINES, found none`);
  return { ...injection, fullWell };
}

function trapsOf({ fileName, models: { cti } }: DetectorJob, key: EffectKey): CtiModel {
  if (cti === undefined)
    throw new StageError(`${fileName}: EFFECT_${key}: expected traps, CTI_PARALLEL_WELL, CTI_SERIAL_WELL and so on, found none`);
  return cti;
}

/** Traps are those that charge meets on its way out; their release times are in transfers there, in seconds here. */
function pumpingOf(job: DetectorJob) {
  const { pumping } = job.models;
  if (pumping === undefined)
    throw new StageError(`${job.fileName}: EFFECT_TRAP_PUMPING: expected how traps are pumped, PUMPING_DIRECTION and so on, found none`);
  const { traps, well } = trapsOf(job, "TRAP_PUMPING")[pumping.direction];
  const transfer = pumping.direction === "parallel" ? lineTime(VIS_CCD) : PIXEL_TIME;
  return { ...pumping, well, species: traps.map(({ density, releaseTime }) => ({ density, releaseTime: releaseTime * transfer })) };
}

/** What stars, ghosts and galaxies are placed and drawn with. */
const skyOf = ({ pointing, models: { distortion, zeroPoint } }: DetectorJob) => ({ pointing, distortion, zeroPoint });

/**
 * The settings of a job: an effect that is switched on has settings, one that is off has none.
 *
 * @throws StageError when a model is missing that an effect needs, or one is off that the product needs
 */
export function settingsOf(job: DetectorJob): Settings {
  const off = NEEDED.filter((key) => !job.effects[key]);
  if (off.length > 0) {
    throw new StageError(
      `${job.fileName}: ${off.map((key) => `EFFECT_${key}`).join(", ")}: expected to be on, found off; a raw frame is read out, whole and in 16 bits`,
    );
  }
  const present = effects.filter(({ elvisKey }) => job.effects[elvisKey]).map(({ name }) => name as keyof Settings);
  const psf = psfField(job.models.psf);
  return Object.fromEntries(present.map((name) => [name, makers[name](job, psf)])) as unknown as Settings;
}
