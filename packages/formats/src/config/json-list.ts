import type { Codec } from "../codec.ts";
import { FormatError } from "../errors.ts";
import { readText, safeName, writeText } from "../io.ts";

/** An entry of a list file: a file name, or several that belong together. */
export type ListEntry = string | readonly string[];

/**
 * Reads a list file: a JSON array of names relative to the workdir, or of arrays of such names.
 *
 * @throws FormatError naming the entry that is no name, or leaves the workdir
 */
export function parseJsonList(text: string, file: string): readonly ListEntry[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new FormatError(file, "", "a JSON array of file names", (cause as Error).message, { cause });
  }
  if (!Array.isArray(value)) throw new FormatError(file, "", "a JSON array of file names", describe(value));
  return value.map((entry: unknown, at) =>
    Array.isArray(entry)
      ? entry.map((name: unknown, inner) => nameAt(name, file, `entry ${at + 1}, name ${inner + 1}`))
      : nameAt(entry, file, `entry ${at + 1}`),
  );
}

/** One name a line. */
export const writeJsonList = (entries: readonly ListEntry[]): string =>
  entries.length === 0 ? "[]\n" : `[\n${entries.map((entry) => `  ${JSON.stringify(entry)}`).join(",\n")}\n]\n`;

function nameAt(name: unknown, file: string, place: string): string {
  if (typeof name !== "string") throw new FormatError(file, place, "a file name", describe(name));
  return safeName(name, file, place);
}

const describe = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "an array" : typeof value === "object" ? "an object" : JSON.stringify(value);

/** A list of file names, such as galcat.json; an entry of several names is an error. */
export const jsonList: Codec<readonly string[]> = {
  id: "list",
  doc: "JSON list of file names",
  extension: "json",
  async decode(source) {
    return parseJsonList(await readText(source), source.name).map((entry, at) => {
      if (typeof entry !== "string") throw new FormatError(source.name, `entry ${at + 1}`, "a file name", `${entry.length} names`);
      return entry;
    });
  },
  encode: (names, sink) => writeText(sink, writeJsonList(names)),
};

/** A list of which each entry may be several names that belong together. */
export const jsonTupleList: Codec<readonly ListEntry[]> = {
  id: "tuple-list",
  doc: "JSON list of file names or groups of them",
  extension: "json",
  decode: async (source) => parseJsonList(await readText(source), source.name),
  encode: (entries, sink) => writeText(sink, writeJsonList(entries)),
};
