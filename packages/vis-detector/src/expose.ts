import {
  type DetectorExposure,
  type DetectorJob,
  detectorName,
  type EffectBudget,
  exposureName,
  type KeptStep,
  productFileName,
  type TruthRow,
} from "@elvis/formats/product";
import { type Pool, startPool } from "@elvis/kernels";
import type { Context } from "@elvis/stage";
import type { Settings } from "./effects/index.ts";
import { exposureStream } from "./exposure-stream.ts";
import { type Digital, emptyCharge, type Frame, LETTERS, planesOf, VIS_CCD } from "./frame.ts";
import { plainSettings } from "./plain-settings.ts";
import { readoutTime, type Size } from "./readout-time.ts";
import { settingsOf } from "./settings.ts";
import { type Simulation, simulate } from "./simulate.ts";

/** How a job is run. */
export interface ExposeOptions {
  /** Keep the image after every effect that runs, not only after those the job asks for. */
  readonly keepSteps: boolean;
  /** Threads that share the work, where the context can start them. Default 1. */
  readonly workers?: number;
}

/**
 * One CCD of one exposure, from its job: the four quadrants, the truth, the electron budget and the images that are kept.
 *
 * @param size of the CCD; that of VIS unless a test wants a small one
 * @throws StageError when the job asks for what cannot be simulated
 */
export async function expose(
  job: DetectorJob,
  { keepSteps, workers }: ExposeOptions,
  context: Context,
  size: Size = VIS_CCD,
): Promise<DetectorExposure> {
  const pool = startPool({ workers, spawn: context.spawn });
  try {
    return await exposeOn(pool, job, keepSteps, context, size);
  } finally {
    pool.close();
  }
}

async function exposeOn(pool: Pool, job: DetectorJob, keepSteps: boolean, context: Context, size: Size): Promise<DetectorExposure> {
  const { ccd, detectorId, identity, exposureTime, commandedDuration, models } = job;
  const steps: KeptStep[] = [];
  const settings = settingsOf(job);
  const keep = (budget: EffectBudget, frame: Frame): void => {
    steps.push({ budget, settings: plainSettings(settings[budget.effect as keyof Settings]), planes: copyOf(frame) });
  };
  const { frame, budget, counts, truth, skipped } = await simulate(emptyCharge(size.width, size.height, size.margins, pool), settings, {
    pool,
    ccd,
    random: exposureStream(job),
    exposureTime,
    commandedDuration,
    readoutTime: readoutTime(size),
    signal: context.signal,
    log: (event, fields) => context.log(event, fields),
    progress: (label, done, total) => context.progress(`${ccd} ${label}`, done, total),
    tap(key, tapped, line) {
      if (keepSteps || job.keep[key]) keep(line, tapped);
    },
  });
  for (const key of Object.keys(job.keep) as (keyof typeof job.keep)[]) {
    if (job.keep[key] && !job.effects[key]) context.log("no image to keep: the effect is off", { key: `FITS_${key}` }, "WARNING");
  }
  const clipped = counts.discretize?.clipped ?? 0;
  context.log("exposed", { ccd, objects: truth.length, tracks: counts["cosmic-rays"]?.tracks ?? 0, clipped });
  return {
    fileName: `data/${fileNameOf(job, context.runDate)}`,
    ccd,
    detectorId,
    identity,
    randomSeed: job.randomSeed,
    gain: models.gain,
    readNoise: models.readNoise,
    biasLevel: models.biasLevel,
    zeroPoint: models.zeroPoint,
    quadrants: quadrantsOf(frame),
    budget,
    truth,
    ...objectsOf(counts, skipped),
    steps,
  };
}

/** Effects that draw objects, and what they draw. */
const DRAWN = { stars: "star", ghosts: "ghost", galaxies: "galaxy", "faint-galaxies": "faint-galaxy" } as const satisfies Readonly<
  Record<string, TruthRow["kind"]>
>;

/** How many objects of each kind were drawn and could not be: of the effects that ran. */
function objectsOf(counts: Simulation["counts"], skipped: Simulation["skipped"]): Pick<DetectorExposure, "objects" | "skipped"> {
  const ran = Object.entries(DRAWN).filter(([effect]) => counts[effect]?.drawn !== undefined);
  return {
    objects: ran.map(([effect, kind]) => ({ kind, drawn: counts[effect].drawn, skipped: skipped[effect].length })),
    skipped: ran.flatMap(([effect, kind]) => skipped[effect].map((skip) => ({ ...skip, kind }))),
  };
}

/** "EUC_SIM_VIS-CCD-004924-0-1_CCD35_….fits" */
function fileNameOf({ detectorId, identity, randomSeed: seed, release }: DetectorJob, runDate: Date): string {
  const instance = `${exposureName(identity)}_${detectorName(detectorId)}`;
  return productFileName({ type: "VIS-CCD", instance, seed, runDate, ...(release === "" ? {} : { release }), extension: "fits" });
}

const copyOf = (frame: Frame): KeptStep["planes"] =>
  planesOf(frame).map(({ name, pixels }) => ({ name, width: frame.width, height: frame.height, pixels: pixels.slice() }));

/** Whole numbers of 16 bits, E, F, G, H; the float planes can go. */
function quadrantsOf({ planes }: Digital): DetectorExposure["quadrants"] {
  return LETTERS.map((quadrant) => {
    const pixels = new Uint16Array(planes[quadrant]);
    return { quadrant, read: () => Promise.resolve(pixels) };
  });
}
