import { type Codec, type Folder, MemoryFolder } from "@elvis/formats";
import type { z } from "zod";
import { configKeys } from "./config.ts";
import type { World } from "./context.ts";
import { type AnyStage, fillPath, keysOf } from "./paths.ts";
import { readPort, writeOutputs } from "./run.ts";
import type { Context, Port, Ports, Stage, Values } from "./stage.ts";
import { GENERAL_FLAGS } from "./usage.ts";

/** A context that has a fixed date, keeps what is logged and printed, and never aborts. */
export function testContext(): Context & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    runDate: new Date(Date.UTC(2026, 0, 2, 3, 4, 5)),
    version: "0.0.0",
    signal: new AbortController().signal,
    log: (event, fields = {}) => void lines.push([event, ...Object.entries(fields).map(([key, value]) => `${key}=${value}`)].join(" ")),
    print: (line) => void lines.push(line),
    progress: () => {},
  };
}

/** What a stage is tried on. */
export interface StageExample<In extends Ports, Config extends z.ZodType> {
  readonly inputs: Values<In>;
  readonly config: z.input<Config>;
  /** Data files that outputs name but the stage does not write (they stand in the workdir already). */
  readonly folder?: MemoryFolder;
}

/**
 * Holds a stage to what every stage promises; throws an Error that says which promise is broken.
 *
 * Its declaration is complete; the same inputs give the same bytes; inputs are left as they were; its products are
 * read back by their codecs after the workdir has been moved.
 *
 * @returns the outputs' folder, for more checks
 */
export async function stageContract<In extends Ports, Out extends Ports, Config extends z.ZodType>(
  stage: Stage<In, Out, Config>,
  example: StageExample<In, Config>,
): Promise<MemoryFolder> {
  checkDeclaration(stage);
  const before = fingerprint(example.inputs);
  const first = await runOnce(stage, example);
  if (fingerprint(example.inputs) !== before) throw new Error(`${stage.name}: run changed its inputs`);
  const second = await runOnce(stage, example);
  compareFolders(stage.name, first.folder, second.folder);
  const moved = new MemoryFolder();
  for (const [name, bytes] of first.folder.files) moved.files.set(name, bytes.slice());
  for (const [name, file] of Object.entries(first.ports)) await readWhole(stage.outputs[name], name, file, moved);
  return first.folder;
}

/** @throws Error when a port lacks its doc, a name is used twice, or a path names a key that the config does not have */
export function checkDeclaration(stage: AnyStage): void {
  const fail = (what: string): never => {
    throw new Error(`${stage.name}: ${what}`);
  };
  if (!/^[a-z]+(-[a-z]+)*$/.test(stage.name)) fail("its name is not kebab-case");
  if (stage.summary === "" || stage.element === "") fail("has no summary or no element");
  const ports = { ...stage.inputs, ...stage.outputs } as Ports;
  const keys = configKeys(stage.config);
  const names = [
    ...Object.keys(stage.inputs),
    ...Object.keys(stage.outputs),
    ...keys.map(({ key }) => key),
    ...GENERAL_FLAGS.map(({ key }) => key),
    "help",
    "version",
  ];
  for (const [at, name] of names.entries()) if (names.indexOf(name) !== at) fail(`${name} names two things`);
  for (const { key, description } of keys) if (description === "") fail(`config ${key} has no description`);
  for (const [name, port] of Object.entries<Port<unknown>>(ports)) {
    if (port.doc === "") fail(`port ${name} has no doc`);
    const unknown = keysOf(port.path ?? "").filter((key) => !keys.some((it) => it.key === key));
    if (unknown.length > 0) fail(`the path of port ${name} names ${unknown.join(", ")}, which is not a config key`);
  }
  for (const [name, port] of Object.entries<Port<unknown>>(stage.outputs))
    if (port.name === undefined && (port.kind !== "one" || port.path === undefined))
      fail(`output ${name} has no ${port.kind === "one" ? "path and no name" : "name for its elements"}`);
}

async function runOnce(stage: AnyStage, example: StageExample<any, any>) {
  const folder = new MemoryFolder();
  for (const [name, bytes] of example.folder?.files ?? []) folder.files.set(name, bytes);
  const context = testContext();
  const config = stage.config.parse(example.config);
  const outputs = await stage.run(example.inputs, config, context);
  const places = Object.entries<Port<unknown>>(stage.outputs).flatMap(([name, { path }]) =>
    path === undefined ? [] : [[name, fillPath(path, config)]],
  );
  const { ports } = await writeOutputs(stage, outputs, Object.fromEntries(places), folder, context.signal);
  return { folder, ports };
}

async function readWhole(port: Port<unknown>, name: string, file: string, folder: Folder): Promise<void> {
  const value = await readPort(name, { ...port, codec: port.codec as Codec<unknown> }, file, folder);
  if (port.kind === "each") for await (const _ of value as AsyncIterable<unknown>);
}

function compareFolders(stage: string, first: MemoryFolder, second: MemoryFolder): void {
  const names = [...new Set([...first.files.keys(), ...second.files.keys()])];
  for (const name of names) {
    const [a, b] = [first.files.get(name), second.files.get(name)];
    if (a === undefined || b === undefined) throw new Error(`${stage}: the same inputs twice: ${name} is made only once`);
    const at = a.length === b.length ? a.findIndex((byte, index) => byte !== b[index]) : Math.min(a.length, b.length);
    if (at >= 0) throw new Error(`${stage}: the same inputs twice: ${name} differs from byte ${at}`);
  }
}

/** A number that changes when anything inside a value changes: texts, numbers, arrays, maps; functions are left out. */
function fingerprint(value: unknown): number {
  const seen = new Set<object>();
  let hash = 0x811c9dc5;
  const add = (text: string) => {
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  };
  const walk = (it: unknown): void => {
    if (typeof it === "function") return;
    if (typeof it !== "object" || it === null) {
      add(`${typeof it}:${String(it)};`);
      return;
    }
    if (seen.has(it)) return;
    seen.add(it);
    if (ArrayBuffer.isView(it)) {
      for (const byte of new Uint8Array(it.buffer, it.byteOffset, it.byteLength)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
    } else if (it instanceof Map || it instanceof Set || Array.isArray(it)) for (const part of it) walk(part);
    else
      for (const [key, part] of Object.entries(it)) {
        add(`${key}:`);
        walk(part);
      }
  };
  walk(value);
  return hash;
}

/**
 * A world for one run of a command in a test: a fixed clock, an empty environment, a package of version 1.2.3; what is said is kept.
 *
 * @param cwd absolute
 */
export function testWorld(
  cwd: string,
  changes: Partial<World> = {},
): { readonly world: World; said(): { readonly out: string; readonly err: string } } {
  let [out, err] = ["", ""];
  const world: World = {
    cwd,
    env: {},
    stdout: {
      write(text) {
        out += text;
      },
    },
    stderr: {
      write(text) {
        err += text;
      },
    },
    now: () => new Date(Date.UTC(2026, 5, 1)),
    signal: new AbortController().signal,
    package: { name: "@elvis/test", version: "1.2.3" },
    ...changes,
  };
  return { world, said: () => ({ out, err }) };
}
