import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { nodeThread } from "./node/threads.ts";
import type { Thread } from "./stage.ts";

/** Where a command writes lines: a stream of Node, or a catcher in tests. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** What a command may know of the world. `nodeContext` gives the real one; tests make their own. */
export interface World {
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** The clock: for the date of a run that is not given one, for elapsed times, never for products. */
  now(): Date;
  /** Aborts when the person or the machine asks for an end; its reason is the name of the signal. */
  readonly signal: AbortSignal;
  /** Name and version of the package whose command this is. */
  readonly package: { readonly name: string; readonly version: string };
  /** As in `Context`. */
  readonly spawn?: (source: string) => Thread;
  /** Ends the process when work that cannot be stopped is still going on. */
  exit?(code: number): void;
}

/** The one place that reads the clock, the environment and the process. */
export function nodeContext(): World {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => controller.abort(name));
  return {
    cwd: process.cwd(),
    env: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    now: () => new Date(),
    signal: controller.signal,
    package: packageOf(process.argv[1]),
    spawn: nodeThread,
    exit: (code) => process.exit(code),
  };
}

function packageOf(script: string | undefined): World["package"] {
  for (let folder = dirname(script !== undefined && existsSync(script) ? realpathSync(script) : resolve("x")); ; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (existsSync(file)) {
      const { name = "", version = "0.0.0" } = JSON.parse(readFileSync(file, "utf8"));
      return { name, version };
    }
    if (dirname(folder) === folder) return { name: "", version: "0.0.0" };
  }
}
