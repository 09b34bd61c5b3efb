import { basename } from "node:path";
import { configKeys, elementNames, fillPath, type NodeFolder } from "@elvis/stage";
import { productPath, type StageSettings, type Step, settingFlags, type Turn } from "./pipeline.ts";

/** One run of a stage's command. */
export interface Task {
  readonly step: Step;
  /** "EuclidVisDetector 1.1 CCD35": for people, unique in the run. */
  readonly label: string;
  readonly flags: readonly string[];
  /** Relative to the workdir. */
  readonly log: string;
  /** The list its product is gathered into, if any. */
  readonly gatheredIn: string | undefined;
}

/** What is the same for all tasks of a run. */
export interface RunSettings {
  /** File of each port that comes from params.dat, by pipeline. */
  readonly params: (pipeline: Step["pipeline"]) => Readonly<Record<string, string>>;
  /** How a task is to name params.dat, from the workdir; undefined when there is none. */
  readonly paramsFile: (pipeline: Step["pipeline"]) => string | undefined;
  readonly stage: StageSettings;
  /** ISO 8601 UTC */
  readonly runDate: string;
  readonly logdir: string;
}

/** The tasks of one step: a task for each turn of its loops, whose lists earlier steps have written into the workdir. */
export async function tasksOf(step: Step, folder: NodeFolder, settings: RunSettings): Promise<readonly Task[]> {
  const tasks: Task[] = [];
  const walk = async (depth: number, turn: Turn, element: string | undefined, parts: readonly string[]): Promise<void> => {
    const loop = step.loops[depth];
    if (loop === undefined) {
      tasks.push(taskOf(step, turn, element, parts, settings));
      return;
    }
    const names = await elementNames(productPath(loop.over, step, turn), folder, `the list of every ${loop.name}`);
    for (const [index, name] of names.entries()) {
      const part = loop.key === undefined ? (basename(name).match(/CCD\d+/)?.[0] ?? String(index + 1)) : String(index + 1);
      await walk(depth + 1, loop.key === undefined ? turn : { ...turn, [loop.key]: index + 1 }, name, [...parts, part]);
    }
  };
  await walk(0, {}, undefined, []);
  return tasks;
}

function taskOf(step: Step, turn: Turn, element: string | undefined, parts: readonly string[], settings: RunSettings): Task {
  const log = [step.stage.element, ...parts, "log"].join(".");
  return {
    step,
    label: [step.stage.element, ...parts].join(" "),
    flags: taskFlags(step, turn, element, settings).concat(`--logdir=${settings.logdir}`, `--log-file=${log}`),
    log: `${settings.logdir}/${log}`,
    gatheredIn: step.gathers === undefined ? undefined : fillPath(step.gathers.path, turn),
  };
}

/** Every flag but those of the log. A value that is a loop's key or element may be the text of a shell variable. */
export function taskFlags(
  step: Step,
  turn: Readonly<Record<string, number | string>>,
  element: string | undefined,
  settings: RunSettings,
): string[] {
  const given = settings.params(step.pipeline);
  const inputs = Object.entries(step.inputs).flatMap(([port, wire]) => {
    const file = wire === "params" ? given[port] : wire === "element" ? element : productPath(wire, step, turn as Turn);
    return file === undefined ? [] : [`--${port}=${file}`];
  });
  const known = configKeys(step.stage.config).map(({ key }) => key);
  const keys = step.loops.flatMap(({ key }) => (key === undefined || !known.includes(key) ? [] : [`--${key}=${turn[key]}`]));
  const paramsFile = settings.paramsFile(step.pipeline);
  return [
    "--workdir=.",
    ...(paramsFile === undefined ? [] : [`--params=${paramsFile}`]),
    ...inputs,
    ...keys,
    ...settingFlags(step, settings.stage),
    `--run-date=${settings.runDate}`,
  ];
}
