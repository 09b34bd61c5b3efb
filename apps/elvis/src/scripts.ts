import { fillPath } from "@elvis/stage";
import { checkSettings, type Loop, type Pipeline, productPath, type Step } from "./pipeline.ts";
import { type RunSettings, taskFlags } from "./tasks.ts";

/** How a script calls a command: the file of the installation that wrote it, and the name on the PATH where that is gone. */
export interface Command {
  readonly file: string;
  readonly name: string;
}

/**
 * The numbered scripts of a workdir, by file name: the same commands with the same flags as `elvis run`, one after the other.
 *
 * @param commandOf where a step's command is; `undefined` asks for `elvis` itself
 */
export function scriptsOf(
  pipeline: Pipeline,
  settings: RunSettings,
  commandOf: (step: Step | undefined) => Command,
): ReadonlyMap<string, string> {
  checkSettings(pipeline, settings.stage);
  return new Map(pipeline.map((step, at) => [`${step.script}.sh`, scriptOf(step, pipeline[at - 1], settings, commandOf)]));
}

function scriptOf(step: Step, before: Step | undefined, settings: RunSettings, commandOf: (step: Step | undefined) => Command): string {
  const every = step.loops.map(({ name }) => `every ${name}`).join(", ");
  const stage = shellFunction(commandOf(step));
  const elvis = shellFunction(commandOf(undefined));
  return [
    "#!/bin/sh",
    `# ${step.script}: ${step.stage.summary}.`,
    `# ${every === "" ? "Runs it once" : `Runs it for ${every}, one after the other`}${before === undefined ? "" : `; needs what ${before.script}.sh makes`}.`,
    `# Logs are in ${settings.logdir}/. \`${commandOf(step).name} --help\` explains the flags. Written by \`elvis scripts\`.`,
    "set -eu",
    'cd "$(dirname "$0")"',
    "",
    "# The commands of the installation that wrote this script; where that is gone, those on the PATH.",
    stage,
    ...(step.loops.length > 0 ? [elvis] : []),
    "",
    `echo ${quote(`${step.script}: ${step.stage.summary}`)} >&2`,
    ...body(step, 0, {}, settings, commandOf(step)),
    "",
  ].join("\n");
}

const functionName = ({ name }: Command): string => name.replace(/^elvis-/, "").replaceAll("-", "_");

const shellFunction = (command: Command): string =>
  `${functionName(command)}() { if [ -f ${quote(command.file)} ]; then node ${quote(command.file)} "$@"; else command ${command.name} "$@"; fi; }`;

/** The lines of one loop and what is inside; `turn` holds the names of shell variables in place of numbers. */
function body(step: Step, depth: number, turn: Readonly<Record<string, string>>, settings: RunSettings, command: Command): string[] {
  const loop = step.loops[depth];
  if (loop === undefined) return call(step, turn, settings, command);
  const list = productPath(loop.over, step, turn as never);
  const inner = loop.key === undefined ? turn : { ...turn, [loop.key]: `$${loop.key}` };
  const isGathering = depth === step.loops.length - 1 && step.gathers !== undefined;
  return [
    `${loop.name}s=$(elvis names ${quote(list)})`,
    ...(loop.key === undefined ? [] : [`${loop.key}=0`]),
    ...(isGathering ? ["made="] : []),
    `for ${loop.name}_file in $${loop.name}s; do`,
    ...(loop.key === undefined
      ? [`  part=\${${loop.name}_file##*/}`, `  part=CCD\${part#*CCD}`, `  part=\${part%%_*}`]
      : [`  ${loop.key}=$((${loop.key} + 1))`]),
    ...body(step, depth + 1, inner, settings, command).map((line) => `  ${line}`),
    ...(isGathering ? ['  echo "$product"', '  made="$made $product"'] : []),
    "done",
    ...(isGathering ? [`elvis gather ${quote(fillPath(step.gathers!.path, turn))} $made`] : []),
  ];
}

function call(step: Step, turn: Readonly<Record<string, string>>, settings: RunSettings, command: Command): string[] {
  const innermost = step.loops.at(-1);
  const flags = taskFlags(step, turn, innermost === undefined ? undefined : `$${innermost.name}_file`, settings);
  const log = [step.stage.element, ...step.loops.map(partOf), "log"].join(".");
  const words = [...flags, `--logdir=${settings.logdir}`, `--log-file=${log}`].map(quote);
  const lines = [functionName(command), ...words].join(" \\\n  ").split("\n");
  if (step.gathers === undefined) return lines;
  return [`product=$(${lines[0]}`, ...lines.slice(1, -1), `${lines.at(-1)})`];
}

const partOf = (loop: Loop): string => (loop.key === undefined ? "$part" : `$${loop.key}`);

/** A word of the shell: bare when nothing in it is special, in double quotes with the loops' variables open otherwise. */
const quote = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `"${text.replace(/[\\"`]|\$(?!(iteration|exposure|detector_file|part)\b)/g, "\\$&")}"`;
