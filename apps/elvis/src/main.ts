import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { joinNegatives, nodeFolder, onDisk, oneLineError, Progress, StageError, type World } from "@elvis/stage";
import { buildApplication, buildCommand, buildRouteMap, type Command, run, text_en } from "@stricli/core";
import { commandOf } from "./commands.ts";
import { demo } from "./demo.ts";
import { importFiles, importFlags, importKindsHelp } from "./import/command.ts";
import { initWorkdir } from "./init.ts";
import { madeBy } from "./made.ts";
import { gatherInto, namesIn } from "./names.ts";
import { type RunReport, runPipeline, TaskError } from "./run.ts";
import { scriptsOf } from "./scripts.ts";
import { isoDate, runSettings } from "./settings.ts";
import { pipeline } from "./steps.ts";

type Given = Readonly<Record<string, any>>;

/**
 * The command `elvis`.
 *
 * @returns 0 done, 1 input that is not right, 70 a bug, 130 or 143 stopped; the status of the task that failed
 */
export async function elvis(argv: readonly string[], world: World): Promise<number> {
  let status = 0;
  const progress = new Progress(world.stderr, world.now, "elvis");
  const report: RunReport = {
    line: (text) => progress.line(`elvis: ${text}`),
    progress: (label, done, total) => void progress.update(label, done, total),
  };
  const print = (line: string) => void world.stdout.write(`${line}\n`);
  const app = buildApplication(
    buildRouteMap({
      routes: routes(world, report, print, guard),
      docs: { brief: "runs the Euclid VIS simulation pipeline: makes a workdir, runs it, reports" },
    }),
    {
      name: "elvis",
      versionInfo: { currentVersion: world.package.version },
      scanner: { caseStyle: "allow-kebab-for-camel" },
      documentation: { disableAnsiColor: true },
      localization: {
        text: {
          ...text_en,
          exceptionWhileParsingArguments: (error) => oneLineError("elvis", error),
          noCommandRegisteredForInput: ({ input }) =>
            `elvis: error: expected a command (elvis --help lists them), found ${JSON.stringify(input)}`,
        },
      },
      determineExitCode: () => 1,
    },
  );
  const process = { stdout: writer(world.stdout), stderr: writer(world.stderr), exitCode: null as number | string | null };
  await run(app, joinNegatives(argv), { process });
  return status !== 0 ? status : process.exitCode === 0 ? 0 : 1;

  /** Runs a command's body: what goes wrong becomes one line and a status, a bug keeps its stack. */
  function guard<Words extends readonly string[]>(body: (given: Given, ...words: Words) => Promise<void>) {
    return async (given: Given, ...words: Words) => {
      try {
        await untilStopped(body(given, ...words), world.signal);
        progress.finish();
      } catch (error) {
        progress.finish();
        status = statusOf(error, world);
        world.stderr.write(`${describe(error, status)}\n`);
        if (world.signal.aborted) world.exit?.(status);
      }
    };
  }
}

/** Waits for the work; after a signal only so long as commands need to end. */
async function untilStopped(work: Promise<void>, signal: AbortSignal): Promise<void> {
  let stop = () => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = () => void setTimeout(() => reject(new StageError(`stopped by ${signal.reason}`)), 2000).unref();
    signal.addEventListener("abort", stop);
  });
  try {
    await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** One line; a task's error with the tail of its log as it is; a bug of ours with its stack. */
function describe(error: unknown, status: number): string {
  if (error instanceof TaskError) return `elvis: error: ${error.message}`;
  return status === 70 && error instanceof Error ? `elvis: bug: ${error.stack}` : oneLineError("elvis", error);
}

function statusOf(error: unknown, world: World): number {
  if (world.signal.aborted) return world.signal.reason === "SIGTERM" ? 143 : 130;
  if (error instanceof TaskError) return error.status;
  return error instanceof Error && ["StageError", "FormatError", "ZodError"].includes(error.name) ? 1 : 70;
}

type Guard = <Words extends readonly string[]>(
  body: (given: Given, ...words: Words) => Promise<void>,
) => (given: Given, ...words: Words) => Promise<void>;

function routes(world: World, report: RunReport, print: (line: string) => void, guard: Guard): Record<string, Command<any>> {
  const at = (path: string) => resolve(world.cwd, path);
  return {
    init: command({
      brief: "makes the reference workdir: instrument models, survey, orbit, catalogues",
      words: [["DIR", "folder to make it in"]],
      flags: { ...initFlags, runDate: runFlags.runDate },
      func: guard(async (given, root) => {
        const { runDate, ...options } = given;
        await initWorkdir(at(root), options, runDate === undefined ? dateOf(world) : new Date(isoDate(runDate, dateOf(world))), report);
        print(root);
      }),
    }),
    run: command({
      brief: "runs a pipeline in a workdir: tu (catalogues), post-tu (detectors and raw frame) or all",
      words: [["PIPELINE", "tu, post-tu or all"]],
      flags: {
        workdir: text("folder of all files; default: that of params.dat, else ."),
        ...runFlags,
        jobs: text("tasks side by side; default: the cores"),
      },
      func: guard(async (given, which) => {
        const steps = pipeline.filter((step) => which === "all" || step.pipeline === which);
        if (steps.length === 0) throw new StageError(`run: expected tu, post-tu or all, found ${JSON.stringify(which)}`);
        const folder = nodeFolder(workdirOf(given, world));
        try {
          const settings = await runSettings(folder.root, given, world.cwd, dateOf(world));
          const { tasks } = await runPipeline(steps, folder, settings, { commandOf, jobs: jobsOf(given.jobs) }, report, world.signal);
          for (const task of tasks.filter(({ command }) => command === tasks.at(-1)?.command))
            for (const name of madeBy(folder.root, task)) print(name);
        } finally {
          folder.close();
        }
      }),
    }),
    scripts: command({
      brief: "writes the numbered scripts 0_SimPlanner.sh to 6_EuclidVisCombine.sh into a workdir",
      words: [["WORKDIR", "a workdir"]],
      flags: runFlags,
      func: guard(async (given, workdir) => {
        const root = nodeFolder(at(workdir)).root;
        const settings = await runSettings(root, given, world.cwd, dateOf(world));
        for (const [name, script] of scriptsOf(pipeline, settings, commandOf)) {
          onDisk(name, () => {
            rmSync(join(root, name), { force: true });
            writeFileSync(join(root, name), script, { mode: 0o755 });
          });
          print(join(workdir, name));
        }
      }),
    }),
    demo: command({
      brief: "from nothing to a simulated raw exposure, with pictures and a report, in ./demo",
      words: [],
      flags: {
        ...initFlags,
        ...runFlags,
        ccds: text('CCDs to simulate: "all", a number (nearest the centre), or ids with commas; default 4'),
        jobs: text("tasks side by side; default: the cores"),
        dir: text("folder; default demo"),
      },
      func: guard(async (given) => {
        const root = at(given.dir ?? "demo");
        onDisk(root, () => mkdirSync(root, { recursive: true }));
        await demo(root, { ...given, jobs: jobsOf(given.jobs) }, world.cwd, dateOf(world), report, print, world.signal);
      }),
    }),
    import: command({
      brief: "turns a public catalogue into input tiles of a workdir",
      more: ["KIND is one of:", ...importKindsHelp().map((line) => `  ${line}`)].join("\n"),
      words: "KIND, then files",
      flags: { ...Object.fromEntries(Object.entries(importFlags).map(([key, doc]) => [key, text(doc)])), runDate: runFlags.runDate },
      func: guard(async ({ runDate, ...given }, kind, ...files: string[]) => {
        if (kind === undefined) throw new StageError("import: expected a kind of catalogue (elvis import --help lists them), found none");
        const date = new Date(isoDate(runDate, dateOf(world)));
        for (const name of await importFiles(kind, files, given, { cwd: world.cwd, runDate: date, warn: report.line })) print(name);
      }),
    }),
    names: command({
      brief: "prints the names in a list file, one a line (for scripts)",
      words: [["LIST", "list file, relative to the workdir"]],
      flags: { workdir: text("default .") },
      func: guard(async (given, list) => {
        for (const name of await namesIn(list, at(given.workdir ?? "."))) print(name);
      }),
    }),
    gather: command({
      brief: "writes a list file of the names given (for scripts)",
      words: "LIST, then names",
      flags: { workdir: text("default .") },
      func: guard(async (given, list, ...names: string[]) => {
        if (list === undefined) throw new StageError("gather: expected a list file to write, found none");
        await gatherInto(list, names, at(given.workdir ?? "."));
      }),
    }),
  };
}

const text = (brief: string) => ({ kind: "parsed", parse: String, optional: true, brief });

const initFlags = {
  seed: text("seed of everything that is drawn: a whole number from 0; default 1"),
  ra: text("right ascension of the field, degrees, 0 to 360; default 150.1"),
  dec: text("declination of the field, degrees, -89 to 89; default 2.2"),
  observations: text("observations in the survey plan, 1 to 20: one simulates its first dither, more all four dithers of each; default 1"),
  magnitudeLimit: text("faintest objects, AB magnitude in VIS, 15 to 28; default 26"),
};

const runFlags = {
  params: text("params.dat of the run; default that of the workdir"),
  ccds: text('CCDs to simulate: "all" (default), a number (nearest the centre), or ids like 1-1,3-4'),
  runDate: text("date of the run, ISO 8601 UTC; default SOURCE_DATE_EPOCH, else now"),
  seed: text("seed of the run in place of the simulation request's; for pipelines that begin with the planner"),
  keepSteps: text("effects after which the image is kept: keys like STARS,BIAS, or all"),
  allowMissing: { kind: "boolean", optional: true, brief: "write CCDs that are missing as NO_DATA; needed with --ccds other than all" },
  allowGaps: { kind: "boolean", optional: true, brief: "take what there is where catalogue tiles leave part of a field empty" },
};

/** A command whose flags are declared as data; stricli's own types need each flag's type by name. */
function command(it: {
  brief: string;
  more?: string;
  words: readonly (readonly [placeholder: string, brief: string])[] | string;
  flags: Record<string, unknown>;
  func: (given: Given, ...words: any[]) => Promise<void>;
}): Command<any> {
  const word = ([placeholder, brief]: readonly [string, string]) => ({ placeholder, brief, parse: String });
  const positional =
    typeof it.words === "string"
      ? { kind: "array", parameter: word(["NAME", it.words]) }
      : { kind: "tuple", parameters: it.words.map(word) };
  return buildCommand({
    func: it.func as never,
    docs: { brief: it.brief, ...(it.more !== undefined && { fullDescription: `${it.brief}\n\n${it.more}` }) },
    parameters: { flags: it.flags, positional } as never,
  });
}

const workdirOf = (given: Given, world: World): string =>
  resolve(world.cwd, given.workdir ?? (given.params === undefined ? "." : join(given.params, "..")));

function jobsOf(given: string | undefined): number {
  if (given === undefined) return availableParallelism();
  if (!/^[1-9]\d*$/.test(given)) throw new StageError(`--jobs: expected a number of at least 1, found ${JSON.stringify(given)}`);
  return Number(given);
}

const dateOf = (world: World): Date =>
  /^\d+$/.test(world.env.SOURCE_DATE_EPOCH ?? "") ? new Date(1000 * Number(world.env.SOURCE_DATE_EPOCH)) : world.now();

const writer = (output: World["stdout"]) => ({ write: (written: string) => void output.write(written) });
