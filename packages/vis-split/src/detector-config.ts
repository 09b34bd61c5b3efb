import type { Ccd } from "@elvis/focal-plane";
import { EFFECT_KEYS, type EffectKey } from "@elvis/formats/config";
import {
  type DetectorJob,
  type DetectorModels,
  detectorName,
  exposureName,
  productFileName,
  type Rows,
  type TrueUniverse,
  type VisInputConfiguration,
} from "@elvis/formats/product";
import { StageError } from "@elvis/stage";
import { noRows } from "./catalog.ts";
import { cutModels, type FocalPlaneModels, type SmoothLight } from "./model.ts";

/** What all detectors of an exposure share. */
export interface ExposureToSplit {
  readonly task: VisInputConfiguration;
  readonly models: FocalPlaneModels;
  readonly light: SmoothLight;
  /** What the exposure does with the light on its way: the shutter, and the LEDs that are on. */
  readonly way: Pick<DetectorModels, "shutter" | "lamp">;
  /** Traps on the way of the charge, and what is done to them on purpose. */
  readonly traps: Pick<DetectorModels, "cti" | "injection" | "pumping">;
  readonly keep: Readonly<Record<EffectKey, boolean>>;
  /** AB magnitude in VIS */
  readonly faintFrom: number;
  /** 0 to 0.5 */
  readonly edgeResponse: number;
  readonly runDate: Date;
}

/** The job of one detector. */
export async function jobOf(
  { task, models, light, way, traps, keep, faintFrom, edgeResponse, runDate }: ExposureToSplit,
  ccd: Ccd,
  stars: Rows = noRows,
  galaxies: Rows = noRows,
  sso?: Rows,
): Promise<DetectorJob> {
  const { identity, pointing, start, exposureTime, commandedDuration, imageType, randomSeed, release, effects } = task;
  return {
    fileName: `data/${jobFileName(task, ccd, runDate)}`,
    ccd: ccd.id,
    detectorId: ccd.detectorId,
    identity,
    pointing,
    start,
    exposureTime,
    commandedDuration,
    imageType,
    randomSeed,
    release,
    faintFrom,
    edgeResponse,
    effects,
    keep,
    models: { ...(await cutModels(models, ccd, light)), ...way, ...traps },
    stars,
    galaxies,
    ...(sso !== undefined && sso.rows > 0 && { sso }),
  };
}

/** `myVISconf_CCD05_004924-0-1_<token>_<time>_<release>.txt`: the original's beginning, then the parts of a product's name. */
function jobFileName({ identity, randomSeed, release }: VisInputConfiguration, ccd: Ccd, runDate: Date): string {
  const detector = detectorName(ccd.detectorId);
  const exposure = exposureName(identity);
  const instance = `${exposure}_${detector}`;
  const name = productFileName({
    type: "VISCONF",
    instance,
    seed: randomSeed,
    runDate,
    ...(release !== "" && { release }),
    extension: "txt",
  });
  return name.replace(`EUC_SIM_VISCONF-${instance}`, `myVISconf_${detector}_${exposure}`);
}

/** @param names effect keys with commas between, "all" or "" @throws StageError for a key that is none */
export function keepOf(names: string): Readonly<Record<EffectKey, boolean>> {
  const wanted = new Set(
    names
      .split(",")
      .map((name) => name.trim().toUpperCase())
      .filter((name) => name !== ""),
  );
  for (const name of wanted)
    if (name !== "ALL" && !(EFFECT_KEYS as readonly string[]).includes(name))
      throw new StageError(`--keep-steps: expected effects (${EFFECT_KEYS.join(", ")}), found ${name}`);
  return Object.fromEntries(EFFECT_KEYS.map((key) => [key, wanted.has("ALL") || wanted.has(key)])) as Record<EffectKey, boolean>;
}

/** The task of an exposure of the pointing, from 1. @throws StageError when it has fewer */
export function taskOf(tasks: readonly VisInputConfiguration[], exposure: number): VisInputConfiguration {
  const task = tasks[exposure - 1];
  if (task === undefined) throw new StageError(`--exposure: expected 1 to ${tasks.length} (VIS tasks of the pointing), found ${exposure}`);
  return task;
}

/** Degrees; positions are copied between the products digit by digit. */
const SAME_POINTING = 1e-5;

/**
 * The true universe of a task, or undefined for one that shows no sky.
 *
 * @throws StageError when the task needs one and has none, or it belongs to another field, or is another file than the task names
 */
export function skyOf(task: VisInputConfiguration, universe: TrueUniverse | undefined): TrueUniverse | undefined {
  const { identity, pointing, effects } = task;
  if (!effects.STARS && !effects.GALAXIES && !effects.FAINTGALAXIES && !effects.GHOSTS) return undefined;
  if (universe === undefined)
    throw new StageError(
      `--tucatalog: expected the true universe of observation ${identity.observationId}, dither ${identity.ditherId} (${task.fileName} shows stars or galaxies), found none`,
    );
  const isSame =
    universe.observationId === identity.observationId &&
    universe.ditherId === identity.ditherId &&
    Math.abs(universe.pointing.ra - pointing.ra) < SAME_POINTING &&
    Math.abs(universe.pointing.dec - pointing.dec) < SAME_POINTING;
  if (!isSame)
    throw new StageError(
      `--tucatalog: ${universe.header.productId}: expected observation ${identity.observationId}, dither ${identity.ditherId} at ${pointing.ra}, ${pointing.dec}, found ${universe.observationId}, ${universe.ditherId} at ${universe.pointing.ra}, ${universe.pointing.dec}`,
    );
  if (task.trueUniverse !== undefined && universe.fileName !== undefined && task.trueUniverse !== universe.fileName)
    throw new StageError(
      `--tucatalog: expected ${task.trueUniverse}, the true universe that ${task.fileName} names, found ${universe.fileName}`,
    );
  return universe;
}
