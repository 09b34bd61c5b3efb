import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { CCDS } from "@elvis/focal-plane";
import { readParams, StageError } from "@elvis/stage";
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
}

/** Where the params.dat of a pipeline is when none is named: its own, else the common one. */
const PARAMS_FILES: Readonly<Record<Step["pipeline"], readonly string[]>> = {
  tu: ["params_tu.dat", "params.dat"],
  "post-tu": ["params_post-tu.dat", "params.dat"],
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
  const params: Record<string, Readonly<Record<string, string>>> = {};
  for (const [pipeline, path] of Object.entries(paths)) params[pipeline] = path === undefined ? {} : await readParams(path);
  const ccds = ccdList(options.ccds ?? "all");
  const stage: Record<string, string> = {};
  if (ccds.length < CCDS.length) Object.assign(stage, { ccds: ccds.join(","), allowMissing: "true" });
  if (options.allowMissing === true) stage.allowMissing = "true";
  if (options.seed !== undefined) stage.seed = options.seed;
  if (options.keepSteps !== undefined) stage.keepSteps = options.keepSteps;
  return {
    params: (pipeline) => params[pipeline],
    paramsFile: (pipeline) => (paths[pipeline] === undefined ? undefined : relative(workdir, paths[pipeline])),
    stage,
    runDate: dateText(options.runDate, now),
    logdir: params.tu.logdir ?? params["post-tu"].logdir ?? "logs",
  };
}

function dateText(text: string | undefined, now: Date): string {
  if (text === undefined) return now.toISOString();
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z?)?$/.test(text)) throw new StageError(`--run-date: expected a date like 2026-01-31T12:00:00Z, found ${JSON.stringify(text)}`);
  return text;
}

/** "all", a number (that many, nearest to the centre of the field), or ids with commas; in LE1 order. */
export function ccdList(text: string): readonly string[] {
  const ids = CCDS.map(({ id }) => id as string);
  if (text === "all") return ids;
  if (/^\d+$/.test(text)) {
    const count = Number(text);
    if (count < 1 || count > ids.length) throw new StageError(`--ccds: expected 1 to ${ids.length} CCDs, found ${text}`);
    const nearest = [...CCDS].sort((a, b) => Math.hypot(a.x, a.y) - Math.hypot(b.x, b.y)).slice(0, count);
    return ids.filter((id) => nearest.some((ccd) => ccd.id === id));
  }
  const wanted = text.split(",").map((id) => id.trim());
  const unknown = wanted.find((id) => !ids.includes(id));
  if (unknown !== undefined) throw new StageError(`--ccds: expected "all", a number, or ids from 1-1 to 6-6 with commas, found ${JSON.stringify(unknown)}`);
  return ids.filter((id) => wanted.includes(id));
}
