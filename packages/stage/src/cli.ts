import { appendFileSync, existsSync, mkdirSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import { readText } from "@elvis/formats";
import { parseParamsDat } from "@elvis/formats/config";
import { kebab, parseConfig } from "./config.ts";
import type { World } from "./context.ts";
import { onDisk } from "./disk.ts";
import { StageError } from "./errors.ts";
import { type Flags, oneLineError, readFlags } from "./flags.ts";
import { createLog, formatFields, type Log } from "./log.ts";
import { type AnyStage, type PortFiles, resolvePorts } from "./paths.ts";
import { Progress } from "./progress.ts";
import { provenance } from "./provenance.ts";
import { runInFolder } from "./run.ts";
import type { Context, LogLevel } from "./stage.ts";
import { type NodeFolder, nodeFolder } from "./workdir.ts";

/**
 * The whole of a stage's command: reads flags and params.dat, runs the stage on the files of the workdir, writes its
 * products, its log and its provenance. Names of products go to stdout, one a line; everything else to stderr.
 *
 * @returns the exit status: 0 done, 1 input that is not right (one line on stderr), 70 a bug (with its stack), 130 or 143 stopped by a signal
 */
export async function main(stage: AnyStage, argv: readonly string[], world: World): Promise<number> {
  const flags = await readFlags(stage, argv, world);
  if (typeof flags === "number") return flags;
  const command = `elvis-${stage.name}`;
  const progress = new Progress(world.stderr, world.now, command);
  let job: Job | undefined;
  try {
    job = await prepare(stage, flags, world);
    const products = await stopWith(world.signal, work(stage, job, progress, world));
    progress.finish();
    tellWarnings(command, job, world);
    for (const file of Object.values(products)) world.stdout.write(`${file}\n`);
    return 0;
  } catch (error) {
    progress.finish();
    const status = statusOf(error);
    const text = status === 70 ? `${command}: bug: ${error instanceof Error ? error.stack : String(error)}` : oneLineError(command, error);
    world.stderr.write(`${text}\n`);
    try {
      job?.log.write("ERROR", text);
    } catch {
      // The disk that cannot take the log is what was told of just now, or will be met again.
    }
    if (error instanceof Stopped) await leave(world, status);
    return status;
  } finally {
    job?.folder.close();
  }
}

interface Job {
  readonly folder: NodeFolder;
  readonly files: PortFiles;
  readonly config: any;
  readonly runDate: Date;
  readonly log: Log;
  /** Absolute path of the log without its ending; the provenance lies beside it. */
  readonly logBase: string;
  /** Told at the end of a run that succeeds; one that fails has one line to say. */
  readonly warnings: string[];
}

async function prepare(stage: AnyStage, flags: Flags, world: World): Promise<Job> {
  const folder = nodeFolder(resolve(world.cwd, flags.workdir ?? "."));
  const paramsFile = flags.params === undefined ? join(folder.root, "params.dat") : resolve(world.cwd, flags.params);
  const params = flags.params !== undefined || existsSync(paramsFile) ? await readParams(paramsFile) : {};
  const place = (key: string) => (key in flags ? `--${kebab(key)}` : `${basename(paramsFile)}: ${key}`);
  const config = parseConfig(stage.config, { ...params, ...flags }, place);
  const runDate = dateOf(flags.runDate, world);
  const level = logLevelOf(flags.logLevel);
  const given = relativeFiles(stage, { ...params, ...flags }, folder.root);
  const files = await withoutAbsent(stage, resolvePorts(stage, given, config), given, folder);
  const logPath = resolve(folder.root, flags.logdir ?? params.logdir ?? "logs", flags.logFile ?? `${stage.element}.log`);
  onDisk(logPath, () => {
    mkdirSync(dirname(logPath), { recursive: true });
    writeFileSync(logPath, "");
  });
  const log = createLog((line) => onDisk(logPath, () => appendFileSync(logPath, line)), level, world.now);
  log.write("INFO", "start", { stage: stage.name, version: world.package.version, date: runDate.toISOString() });
  return { folder, files, config, runDate, log, logBase: logPath.replace(/\.log$/, ""), warnings: [] };
}

async function work(stage: AnyStage, job: Job, progress: Progress, world: World): Promise<Readonly<Record<string, string>>> {
  const { folder, files, config, runDate, log } = job;
  const context: Context = {
    runDate,
    version: world.package.version,
    signal: world.signal,
    ...(world.spawn !== undefined && { spawn: world.spawn }),
    log(event, fields, level = "INFO") {
      log.write(level, event, fields);
      if (level === "WARNING" || level === "ERROR") job.warnings.push(`${event}${formatFields(fields ?? {})}`);
    },
    print(line) {
      log.write("INFO", line);
      progress.line(line);
    },
    progress(label, done, total) {
      const line = progress.update(label, done, total);
      if (line !== undefined) log.write("INFO", line);
    },
  };
  const products = await runInFolder(stage, folder, files, config, context);
  const record = await provenance(stage, folder, {
    package: world.package,
    runDate,
    config,
    inputs: files.inputs,
    opened: folder.opened,
    products,
  });
  writeWhole(`${job.logBase}.provenance.json`, `${JSON.stringify(record, null, 2)}\n`);
  log.write("INFO", "done", { files: products.files.length });
  return products.ports;
}

function tellWarnings(command: string, { warnings, logBase }: Job, world: World): void {
  for (const warning of warnings.slice(0, 5)) world.stderr.write(`${command}: warning: ${warning}\n`);
  if (warnings.length > 5) world.stderr.write(`${command}: warning: ${warnings.length - 5} more warnings in ${basename(logBase)}.log\n`);
}

/** Ends waiting when the signal comes: a stage that is in the middle of a long computation cannot be asked. */
async function stopWith<Value>(signal: AbortSignal, promise: Promise<Value>): Promise<Value> {
  promise.catch(() => {});
  let stop = () => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(new Stopped(String(signal.reason)));
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop);
  });
  try {
    return await Promise.race([stopped, promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

class Stopped extends StageError {
  readonly reason: string;

  constructor(reason: string) {
    super(`stopped by ${reason}: nothing was written`);
    this.reason = reason;
  }
}

/** Lets what was being written be removed, then ends the process. */
async function leave(world: World, status: number): Promise<void> {
  await new Promise((done) => setTimeout(done, 20));
  world.exit?.(status);
}

function statusOf(error: unknown): number {
  if (error instanceof Stopped) return error.reason === "SIGTERM" ? 143 : 130;
  return error instanceof Error && ["StageError", "FormatError", "ZodError"].includes(error.name) ? 1 : 70;
}

/** The assignments of a params.dat. @throws StageError, FormatError when the file is not there or not a list of assignments */
export async function readParams(path: string): Promise<Readonly<Record<string, string>>> {
  if (!existsSync(path)) throw new StageError(`--params: expected a file, found nothing at ${path}`);
  const folder = nodeFolder(dirname(path));
  try {
    return Object.fromEntries(parseParamsDat(await readText(await folder.open(basename(path))), basename(path)).entries);
  } finally {
    folder.close();
  }
}

/** Leaves out optional inputs that nobody gave and whose default place is empty. */
async function withoutAbsent(
  stage: AnyStage,
  files: PortFiles,
  given: Readonly<Record<string, string>>,
  folder: NodeFolder,
): Promise<PortFiles> {
  const inputs: Record<string, string> = {};
  for (const [name, file] of Object.entries(files.inputs))
    if (stage.inputs[name].optional !== true || given[name] !== undefined || (await folder.has(file))) inputs[name] = file;
  return { ...files, inputs };
}

/** Port values as names relative to the workdir; an absolute path is allowed when it leads into it. */
function relativeFiles(stage: AnyStage, given: Readonly<Record<string, string>>, root: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of Object.keys({ ...stage.inputs, ...stage.outputs })) {
    const file = given[name];
    if (file === undefined) continue;
    const folder = isAbsolute(file) && existsSync(dirname(file)) ? realpathSync(dirname(file)) : dirname(file);
    files[name] = isAbsolute(file) ? relative(root, join(folder, basename(file))) : file.replace(/^(\.\/)+/, "");
    if (isAbsolute(file) && (files[name].startsWith("..") || isAbsolute(files[name])))
      throw new StageError(`--${name}: expected a file inside the workdir, found ${file}`);
  }
  return files;
}

function dateOf(text: string | undefined, world: World): Date {
  const epoch = world.env.SOURCE_DATE_EPOCH;
  if (text === undefined && (epoch === undefined || epoch === "")) return world.now();
  const iso = text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text?.replace(/(\d)$/, "$1Z");
  const date = iso === undefined ? new Date(1000 * Number(epoch)) : new Date(/^\d{4}-\d\d-\d\dT/.test(iso) ? iso : Number.NaN);
  if (Number.isNaN(date.getTime()))
    throw new StageError(
      text === undefined
        ? `SOURCE_DATE_EPOCH: expected seconds since 1970, found ${JSON.stringify(epoch)}`
        : `--run-date: expected a date like 2026-01-31T12:00:00Z, found ${JSON.stringify(text)}`,
    );
  return date;
}

function logLevelOf(text = "INFO"): LogLevel {
  if (text === "DEBUG" || text === "INFO" || text === "WARNING" || text === "ERROR") return text;
  throw new StageError(`--log-level: expected DEBUG, INFO, WARNING or ERROR, found ${JSON.stringify(text)}`);
}

function writeWhole(path: string, text: string): void {
  onDisk(path, () => {
    mkdirSync(dirname(path), { recursive: true });
    try {
      writeFileSync(`${path}.part`, text);
      renameSync(`${path}.part`, path);
    } finally {
      rmSync(`${path}.part`, { force: true });
    }
  });
}
