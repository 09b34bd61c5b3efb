import { type AnyStage, configKeys, fillPath, parseConfig, StageError } from "@elvis/stage";

/** A part of the pipeline that is done once for every element of a list file, as a parallel body of the original is. */
export interface Loop {
  /** "pointing" */
  readonly name: string;
  /** Config key that tells a stage which element it works on, counted from 1; a stage without that key is not told. */
  readonly key?: string;
  /** The list: a product of an earlier step. */
  readonly over: Product;
}

/** A product of a step; inside loops there is one for each turn. */
export interface Product {
  readonly step: Step;
  readonly port: string;
}

/** Where an input port's file comes from. */
export type Wire =
  /** params.dat, under the port's name; else the port's own place. */
  | "params"
  /** The element of the innermost loop. */
  | "element"
  /** Made by an earlier step; gathered from all turns of a loop in which only that step stands. */
  | Product;

/** One numbered step of the pipeline: a stage, the loops it stands in, and what its ports are joined to. */
export interface Step {
  /** "1_EuclidTU": number and the original's name; its script. */
  readonly script: string;
  readonly pipeline: "tu" | "post-tu";
  /** The package whose command it is. */
  readonly package: string;
  readonly stage: AnyStage;
  /** Outermost first. */
  readonly loops: readonly Loop[];
  readonly inputs: Readonly<Record<string, Wire>>;
  /** Options of a run that this step's stage takes, by config key. */
  readonly settings?: readonly string[];
  /** Config key of the stage for how many threads may share one task's work: jobs that would else be idle. */
  readonly threads?: string;
  /** A list of the products of all turns of the innermost loop, as the original gathers a parallel body's. */
  readonly gathers?: { readonly port: string; readonly path: string };
}

export type Pipeline = readonly Step[];

/** Values of the loops' keys at one turn. */
export type Turn = Readonly<Record<string, number>>;

/** Path of a product for whoever reads it: the gathered list where there is one and the reader stands outside its loop. */
export function productPath({ step, port }: Product, reader: Step, turn: Turn): string {
  const isOutside = reader.loops.length < step.loops.length;
  if (isOutside && step.gathers?.port === port) return fillPath(step.gathers.path, turn);
  const path = step.stage.outputs[port].path;
  if (path === undefined) throw new Error(`${step.script}: ${port} has no place of its own, and no list of it is gathered`);
  return fillPath(path, turn);
}

/** Options of a run that are settings of stages, by config key; a step takes those it lists. */
export type StageSettings = Readonly<Record<string, string>>;

/** The settings that a step takes, as flags. */
export const settingFlags = (step: Step, settings: StageSettings): string[] =>
  configKeys(step.stage.config).flatMap(({ key, flag }) =>
    settings[key] === undefined || step.settings?.includes(key) !== true ? [] : [`--${flag}=${settings[key]}`],
  );

/** @throws StageError for a setting that no step takes (it would change nothing), or with a value that its stage would refuse */
export function checkSettings(pipeline: Pipeline, settings: StageSettings): void {
  const unknown = Object.keys(settings).find((key) => !pipeline.some((step) => step.settings?.includes(key)));
  if (unknown !== undefined)
    throw new StageError(
      `${optionOf(unknown)}: expected an option of ${pipeline.map(({ stage }) => stage.name).join(", ")}, found one that none of them takes`,
    );
  for (const { stage, settings: keys = [] } of pipeline) {
    const given = Object.fromEntries(Object.entries(settings).filter(([key]) => keys.includes(key)));
    parseConfig(stage.config, given, optionOf);
  }
}

/** A setting as `elvis run` knows it. */
const optionOf = (key: string): string => `--${OPTIONS[key] ?? key}`;
const OPTIONS: Readonly<Record<string, string>> = {
  randomSeed: "seed",
  keepSteps: "keep-steps",
  allowMissing: "allow-missing",
  allowGaps: "allow-gaps",
};
