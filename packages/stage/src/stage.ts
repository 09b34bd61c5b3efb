import type { Codec } from "@elvis/formats";
import type { z } from "zod";

/**
 * One named product a stage reads or writes. Its name is its key in params.dat and its flag.
 *
 * - `one`: one file;
 * - `list`: a JSON list of files, all in memory (on reading, a single file that is not JSON counts as a list of one);
 * - `each`: a JSON list of files, decoded or encoded one at a time.
 */
export interface Port<Value> {
  readonly kind: "one" | "list" | "each";
  readonly doc: string;
  readonly codec: Codec<any>;
  /** Where the file lies when nothing else is said; `{iteration}` and other config keys in braces are filled in. */
  readonly path?: string;
  /** Outputs: the name of an element's file (lists), or of the file itself where it depends on the value (`one`), relative to the workdir. */
  readonly name?: (element: any, index: number) => string;
  /** Outputs, lists: the elements are files that are in the workdir already; only the list of their names is written. */
  readonly isIndex?: boolean;
  readonly optional?: boolean;
  /** Never set; carries the type. */
  readonly value?: Value;
}

interface PortOptions<Value> {
  readonly path?: string;
  readonly name?: (element: Value, index: number) => string;
  readonly isIndex?: boolean;
}

export const one = <Value>(codec: Codec<Value>, doc: string, options: PortOptions<Value> = {}): Port<Value> => ({
  kind: "one",
  codec,
  doc,
  ...options,
});
export const list = <Value>(codec: Codec<Value>, doc: string, options: PortOptions<Value> = {}): Port<readonly Value[]> => ({
  kind: "list",
  codec,
  doc,
  ...options,
});
export const each = <Value>(codec: Codec<Value>, doc: string, options: PortOptions<Value> = {}): Port<AsyncIterable<Value>> => ({
  kind: "each",
  codec,
  doc,
  ...options,
});
/** A port that may be absent: its value is then undefined. */
export const optional = <Value>(port: Port<Value>): Port<Value | undefined> => ({ ...port, optional: true });

export type Ports = Readonly<Record<string, Port<any>>>;
export type Values<P extends Ports> = { readonly [Name in keyof P]: P[Name] extends Port<infer Value> ? Value : never };

export type LogLevel = "DEBUG" | "INFO" | "WARNING" | "ERROR";

/** A thread of the host's that runs a script. */
export interface Thread {
  post(message: unknown): void;
  /** Posts a message and waits for the next answer. @throws Error with the `error` of the answer, or when the thread has ended */
  ask(message: unknown): Promise<unknown>;
  end(): void;
}

/** Everything a stage may ask of the world. */
export interface Context {
  /** The date of the run: the same for all its products. Never read from a clock inside a stage. */
  readonly runDate: Date;
  /** Version of the package whose command this is, for the headers of its products. */
  readonly version: string;
  readonly signal: AbortSignal;
  /**
   * Starts a thread that runs a script (classic, not a module), which finds `port.post(message)` and `port.onMessage(handler)`. Absent where there are no
   * threads; what a stage makes must not depend on it.
   */
  readonly spawn?: (source: string) => Thread;
  /** A line in the log: what happened, in one or a few words, and its numbers. A warning is also shown to the person. */
  log(event: string, fields?: Readonly<Record<string, string | number>>, level?: LogLevel): void;
  /** A line for the person who runs the stage. */
  print(line: string): void;
  /** Progress of the work at hand, `done` of `total`; shown as a bar on a terminal. */
  progress(label: string, done: number, total: number): void;
}

/** A step of the pipeline: values in, values out. Only the rim (`main`) opens files. */
export interface Stage<In extends Ports, Out extends Ports, Config extends z.ZodType> {
  /** Kebab-case; the command is `elvis-<name>`. */
  readonly name: string;
  /** The name of the original's processing element, for logs and scripts: "SimPlanner". */
  readonly element: string;
  readonly summary: string;
  readonly inputs: In;
  readonly outputs: Out;
  /** Each key is a flag, and may stand in params.dat. */
  readonly config: Config;
  run(inputs: Values<In>, config: z.output<Config>, context: Context): Promise<Values<Out>>;
}

export const defineStage = <In extends Ports, Out extends Ports, Config extends z.ZodType>(
  stage: Stage<In, Out, Config>,
): Stage<In, Out, Config> => stage;
