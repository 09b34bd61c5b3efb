import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { nodeFolder } from "@elvis/stage";
import { type BudgetSummary, budgetOf } from "./budget.ts";
import { commandOf } from "./commands.ts";
import { type InitOptions, initWorkdir } from "./init.ts";
import { madeBy } from "./made.ts";
import { type ObjectSummary, objectsOf } from "./objects.ts";
import type { PictureFile } from "./pictures/index.ts";
import { reportPage } from "./report.ts";
import { type RunRecord, type RunReport, runPipeline } from "./run.ts";
import { type RunOptions, runSettings } from "./settings.ts";
import { pipeline } from "./steps.ts";
import { makePictures } from "./workdir-pictures.ts";

export interface DemoOptions extends InitOptions, RunOptions {
  readonly jobs: number;
}

/** The CCDs of a demo: the four in the middle of the focal plane unless others are asked for. A frame of fewer than all may lack the rest. */
export const demoCcds = ({ ccds = "4", allowMissing = ccds !== "all" }: Pick<RunOptions, "ccds" | "allowMissing">) => ({
  ccds,
  allowMissing,
});

/**
 * From nothing to a raw exposure: makes the reference workdir in `root` (kept when its settings are the same), runs the
 * whole pipeline, makes pictures and a report, and prints where all of it is.
 */
export async function demo(
  root: string,
  options: DemoOptions,
  cwd: string,
  now: Date,
  report: RunReport,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const { seed, ra, dec, observations, magnitudeLimit } = options;
  const runDate = await prepare(root, { seed, ra, dec, observations, magnitudeLimit }, now, report);
  const settings = await runSettings(
    root,
    { ...options, ...demoCcds(options), seed: undefined, runDate: options.runDate ?? runDate },
    cwd,
    now,
  );
  const folder = nodeFolder(root);
  let record: RunRecord;
  let pictures: readonly PictureFile[];
  let objects: readonly ObjectSummary[];
  let budget: readonly BudgetSummary[];
  try {
    record = await runPipeline(pipeline, folder, settings, { commandOf, jobs: options.jobs }, report, signal);
    pictures = await makePictures(folder, record, settings.params("post-tu").distortion);
    objects = await objectsOf(root, record, folder);
    budget = await budgetOf(root, record, folder);
  } finally {
    folder.close();
  }
  writeFileSync(join(root, "report.html"), reportPage("elvis: a simulated VIS exposure", record, pictures, root, objects, budget));
  const shown = (name: string) => join(relative(cwd, root) || ".", name);
  print("Products:");
  for (const task of record.tasks)
    if (/^(EuclidTU|EuclidVisCombine)/.test(task.task)) for (const name of madeBy(root, task)) print(`  ${task.task}: ${shown(name)}`);
  print(`Report:   ${shown("report.html")}`);
  print("Pictures:");
  for (const { name, title } of pictures) print(`  ${shown(`pictures/${name}`)}: ${title}`);
}

/** @returns the run date of the demo: that of its first run, so that a second run makes the same files again */
async function prepare(root: string, options: InitOptions, now: Date, report: RunReport): Promise<string> {
  const path = join(root, ".elvis-demo.json");
  const wanted = JSON.stringify(options);
  if (existsSync(path)) {
    const kept = JSON.parse(readFileSync(path, "utf8"));
    if (JSON.stringify(kept.options) === wanted) {
      report.line(`reference workdir: ${root} is there with the same settings`);
      return kept.runDate;
    }
  }
  const runDate = now.toISOString();
  mkdirSync(root, { recursive: true });
  await initWorkdir(root, options, now, report);
  writeFileSync(path, `${JSON.stringify({ options, runDate })}\n`);
  return runDate;
}
