import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { CCDS } from "@elvis/focal-plane";
import { readParams, StageError } from "@elvis/stage";
import { chooseCcds } from "@elvis/vis-split";
import type { Step } from "./pipeline.ts";
import type { RunSettings } from "./tasks.ts";

/** Options of `run`, `scripts` and `demo` as a person gives them. */
export interface RunOptions {
  readonly params?: string | undefined;
  readonly ccds?: string | undefined;
  readonly runDate?: string | undefined;
  readonly seed?: string | undefined;
  readonly keepSteps?: string | undefined;
  readonly allowMissing?: boolean | undefined;
  readonly allowGaps?: boolean | undefined;
}

/** Where the params.dat of a pipeline is when none is named: the common one, else its own. */
const PARAMS_FILES: Readonly<Record<Step["pipeline"], readonly string[]>> = {
  tu: ["params.dat", "params_TU.dat"],
  "post-tu": ["params.dat", "params_PostTU.dat"],
};

/**
 * @param workdir absolute
 * @param cwd absolute; `options.params` is relative to it
 */
export async function runSettings(workdir: string, options: RunOptions, cwd: string, now: Date): Promise<RunSettings> {
  const paths = Object.fromEntries(
    Object.entries(PARAMS_FILES).map(([pipeline, names]) => {
      const found = options.params === undefined ? names.map((name) => join(workdir, name)).find(existsSync) : resolve(cwd, options.params);
      return [pipeline, found];
    }),
  );
  if (Object.values(paths).every((path) => path === undefined))
    throw new StageError(`--params: expected a params.dat in ${workdir} (elvis init makes one), found none`);
  const params: Record<string, Readonly<Record<string, string>>> = {};
  for (const [pipeline, path] of Object.entries(paths)) params[pipeline] = path === undefined ? {} : await readParams(path);
  const stage: Record<string, string> = {};
  if (options.ccds !== undefined && options.ccds !== "all") {
    const chosen = chooseCcds(options.ccds);
    if (options.allowMissing !== true && chosen.length < CCDS.length)
      throw new StageError(
        `--ccds: expected all 36 CCDs for a raw frame, found ${options.ccds}; --allow-missing writes the others as NO_DATA`,
      );
    stage.ccds = options.ccds;
  }
  if (options.allowMissing === true) stage.allowMissing = "true";
  if (options.allowGaps === true) stage.allowGaps = "true";
  if (options.seed !== undefined) stage.randomSeed = options.seed;
  if (options.keepSteps !== undefined) stage.keepSteps = options.keepSteps;
  return {
    params: (pipeline) => params[pipeline],
    paramsFile: (pipeline) => (paths[pipeline] === undefined ? undefined : relative(workdir, paths[pipeline])),
    stage,
    runDate: isoDate(options.runDate, now),
    logdir: params.tu.logdir ?? params["post-tu"].logdir ?? "logs",
  };
}

/** A date that was given, checked, else `now`: ISO 8601. */
export function isoDate(text: string | undefined, now: Date): string {
  if (text === undefined) return now.toISOString();
  const isDate = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z?)?$/.test(text);
  if (!isDate || Number.isNaN(new Date(text).getTime()))
    throw new StageError(`--run-date: expected a date like 2026-01-31T12:00:00Z, found ${JSON.stringify(text)}`);
  return text;
}
