import { type Codec, type Folder, FormatError, safeName } from "@elvis/formats";
import { jsonList } from "@elvis/formats/config";
import { StageError } from "./errors.ts";
import type { AnyStage, PortFiles } from "./paths.ts";
import type { Context, Port } from "./stage.ts";
import { begin } from "./transaction.ts";

/** What a run made. */
export interface Products {
  /** The file of each output port, relative to the folder; a list port's is its list. */
  readonly ports: Readonly<Record<string, string>>;
  /** All files, with the data files and the elements of lists, in the order in which they were finished. */
  readonly files: readonly string[];
}

/**
 * Runs a stage on the files of a folder: decodes its inputs, runs it, encodes its outputs. Needs no Node.
 * The products appear together when all of them are written; a stage that fails leaves none.
 *
 * @param files where the ports' files are, from `resolvePorts`
 * @throws FormatError, StageError for input that is not right; whatever the stage throws
 */
export async function runInFolder(stage: AnyStage, folder: Folder, files: PortFiles, config: unknown, context: Context): Promise<Products> {
  const inputs: Record<string, unknown> = {};
  for (const [name, port] of Object.entries<Port<unknown>>(stage.inputs))
    inputs[name] = files.inputs[name] === undefined ? undefined : await readPort(name, port, files.inputs[name], folder);
  context.signal.throwIfAborted();
  const outputs = await stage.run(inputs as never, config, context);
  return writeOutputs(stage, outputs, files.outputs, folder, context.signal);
}

/** Encodes a stage's outputs into a folder: they appear together or not at all. */
export async function writeOutputs(
  stage: AnyStage,
  outputs: Readonly<Record<string, any>>,
  places: Readonly<Record<string, string>>,
  folder: Folder,
  signal: AbortSignal,
): Promise<Products> {
  const transaction = begin(folder);
  const stop = () => void transaction.abort();
  signal.addEventListener("abort", stop);
  try {
    const ports: Record<string, string> = {};
    for (const [name, port] of Object.entries<Port<unknown>>(stage.outputs)) {
      const value = outputs[name];
      if (value === undefined && port.optional === true) continue;
      ports[name] = await writePort(name, port, value, places[name], transaction, signal);
    }
    signal.throwIfAborted();
    const files = [...transaction.made];
    await transaction.commit();
    return { ports, files };
  } catch (error) {
    await transaction.abort();
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Decodes one port: a value, an array of values, or (`each`) a sequence that decodes one file at a time, as often as it is walked. */
export async function readPort(name: string, port: Port<unknown>, file: string, folder: Folder): Promise<unknown> {
  const place = `--${name} (${port.doc})`;
  if (port.kind === "one") return decode(port.codec, safeName(file, `--${name}`, "file name"), folder, place);
  const names = await elementNames(file, folder, place);
  for (const [index, element] of names.entries())
    if (!(await folder.has(element)))
      throw new FormatError(file, `entry ${index + 1}`, `the name of a file (${port.doc})`, `${element}, which is not there`);
  if (port.kind === "list") return Promise.all(names.map((element) => decode(port.codec, element, folder, place)));
  return {
    async *[Symbol.asyncIterator]() {
      for (const element of names) yield await decode(port.codec, element, folder, place);
    },
  };
}

/** The names in a list file; a file whose name does not end in .json is a list of one. */
export async function elementNames(file: string, folder: Folder, place: string): Promise<readonly string[]> {
  safeName(file, place, "file name");
  if (!file.endsWith(".json")) return [file];
  return decode(jsonList, file, folder, place);
}

async function decode<Value>(codec: Codec<Value>, file: string, folder: Folder, place: string): Promise<Value> {
  if (!(await folder.has(file))) throw new FormatError(file, "", `a file for ${place}`, "none of that name");
  return codec.decode(await folder.open(file), folder);
}

async function writePort(
  name: string,
  port: Port<unknown>,
  value: any,
  place: string | undefined,
  folder: Folder,
  signal: AbortSignal,
): Promise<string> {
  const write = async (file: string, codec: Codec<any>, element: unknown) => {
    signal.throwIfAborted();
    await folder.create(safeName(file, `output ${name}`, "file name"), (sink) => codec.encode(element, sink, folder));
    return file;
  };
  if (port.kind === "one") return write(place ?? port.name!(value, 0), port.codec, value);
  if (port.name === undefined || place === undefined)
    throw new StageError(`output ${name}: a list needs a path and a name for its elements`);
  const names: string[] = [];
  for await (const element of value as AsyncIterable<unknown>) {
    const file = port.name(element, names.length);
    names.push(port.isIndex === true ? await present(file, name, folder) : await write(file, port.codec, element));
  }
  return write(place, jsonList, names);
}

/** @throws StageError for a file that is to be listed and is not there */
async function present(file: string, output: string, folder: Folder): Promise<string> {
  if (await folder.has(safeName(file, `output ${output}`, "file name"))) return file;
  throw new StageError(`output ${output}: expected ${file} to be in the workdir already, found none of that name`);
}
