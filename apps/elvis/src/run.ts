import { writeText } from "@elvis/formats";
import { jsonList } from "@elvis/formats/config";
import { type NodeFolder, StageError } from "@elvis/stage";
import { runChild } from "./child.ts";
import { checkSettings, type Pipeline, type Step } from "./pipeline.ts";
import type { Command } from "./scripts.ts";
import { type RunSettings, type Task, tasksOf } from "./tasks.ts";

/** What a run did, as `run.json` of the workdir keeps it. */
export interface RunRecord {
  readonly runDate: string;
  readonly jobs: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly tasks: TaskRecord[];
}
export interface TaskRecord {
  readonly task: string;
  readonly command: string;
  readonly flags: readonly string[];
  readonly log: string;
  /** s after the start of the run */
  readonly began: number;
  /** s */
  readonly seconds: number;
  readonly status: number;
  readonly products: readonly string[];
}

/** How the commands of steps are found and run side by side. */
export interface Workers {
  readonly commandOf: (step: Step) => Command;
  /** At most so many at a time. */
  readonly jobs: number;
}

/** What is told while a run goes on. */
export interface RunReport {
  line(text: string): void;
  progress(label: string, done: number, total: number): void;
}

/** A task that failed: its status is the run's, its line tells which and why. */
export class TaskError extends Error {
  override readonly name = "TaskError";
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/**
 * Runs the steps of a pipeline in a workdir, each task as the command that the scripts call too; tasks of one step side
 * by side, at most `workers.jobs`. Products do not depend on how many. Writes `run.json` as it goes.
 *
 * @throws TaskError for the first task that fails; the others of its step are ended
 */
export async function runPipeline(
  pipeline: Pipeline,
  folder: NodeFolder,
  settings: RunSettings,
  workers: Workers,
  report: RunReport,
  signal: AbortSignal,
): Promise<RunRecord> {
  checkSettings(pipeline, settings.stage);
  const record: RunRecord = { runDate: settings.runDate, jobs: workers.jobs, settings: settings.stage, tasks: [] };
  const began = performance.now();
  for (const step of pipeline) {
    const tasks = withThreads(step, await tasksOf(step, folder, settings), workers.jobs);
    if (tasks.length === 0) throw new StageError(`${step.script}: expected at least one ${step.loops.at(-1)?.name ?? "task"}, found none`);
    const endings: (TaskRecord | undefined)[] = new Array(tasks.length);
    let done = 0;
    const label = step.stage.element;
    report.progress(label, 0, tasks.length);
    await atMost(workers.jobs, tasks, signal, async (task, at, stop) => {
      endings[at] = await runTask(task, workers.commandOf(step), folder, began, stop);
      record.tasks.push(endings[at]);
      done += 1;
      report.progress(label, done, tasks.length);
      await saveRecord(folder, record);
    });
    await gather(tasks, endings as TaskRecord[], folder);
    const seconds = endings.reduce((sum, ending) => sum + (ending?.seconds ?? 0), 0);
    report.line(`${label}: ${tasks.length === 1 ? "done" : `${tasks.length} done`}, ${seconds.toFixed(1)} s of work`);
  }
  return record;
}

/** Fewer tasks than jobs: each may use several threads, where its stage can. Products do not depend on it. */
function withThreads(step: Step, tasks: readonly Task[], jobs: number): readonly Task[] {
  const each = Math.floor(jobs / Math.max(1, tasks.length));
  return step.threads === undefined || each < 2
    ? tasks
    : tasks.map((task) => ({ ...task, flags: [...task.flags, `--${step.threads}=${each}`] }));
}

async function runTask(task: Task, command: Command, folder: NodeFolder, began: number, signal: AbortSignal): Promise<TaskRecord> {
  const start = (performance.now() - began) / 1000;
  const { status, products, tail, seconds } = await runChild(command.file, task.flags, folder.root, signal);
  if (status === 0)
    return {
      task: task.label,
      command: command.name,
      flags: task.flags,
      log: task.log,
      began: round(start),
      seconds: round(seconds),
      status,
      products,
    };
  const why = status === 1 ? (tail.at(-1) ?? "") : `\n  ${tail.join("\n  ")}`;
  throw new TaskError(`${task.label} failed with status ${status} (log: ${task.log}): ${why}`, status);
}

const round = (seconds: number): number => Math.round(1000 * seconds) / 1000;

/** Writes the lists in which the products of a loop's turns are gathered, in the loop's order. */
async function gather(tasks: readonly Task[], endings: readonly TaskRecord[], folder: NodeFolder): Promise<void> {
  const lists = new Map<string, string[]>();
  for (const [at, { gatheredIn }] of tasks.entries()) {
    if (gatheredIn === undefined) continue;
    const names = lists.get(gatheredIn) ?? [];
    lists.set(gatheredIn, [...names, ...endings[at].products]);
  }
  for (const [path, names] of lists) await gatherList(folder, path, names);
}

/** Writes a list file. */
export const gatherList = (folder: NodeFolder, path: string, names: readonly string[]): Promise<void> =>
  folder.create(path, (sink) => jsonList.encode(names, sink, folder));

const saveRecord = (folder: NodeFolder, record: RunRecord): Promise<void> =>
  folder.create("run.json", (sink) => writeText(sink, `${JSON.stringify(record, null, 2)}\n`));

/** Works through items in order, at most `count` at a time; the first failure stops the others and is thrown. */
export async function atMost<Item>(
  count: number,
  items: readonly Item[],
  signal: AbortSignal,
  work: (item: Item, index: number, stop: AbortSignal) => Promise<void>,
): Promise<void> {
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const errors: unknown[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length && !stop.aborted) {
      const index = next++;
      try {
        await work(items[index], index, stop);
      } catch (error) {
        errors.push(error);
        failed.abort();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(count, items.length) }, worker));
  if (errors.length > 0) throw errors[0];
  if (signal.aborted) throw new StageError(`stopped by ${signal.reason}`);
}
