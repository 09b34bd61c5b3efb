import { FormatError } from "../errors.ts";

/** What `params.dat` says: port or setting to value, in the file's order. Values are as written ("None" too). */
export interface ParamsDat {
  readonly file: string;
  readonly entries: ReadonlyMap<string, string>;
  /** Line of each key, from 1. */
  readonly lines: ReadonlyMap<string, number>;
}

/** Shorter lines are not taken for ones that a page was too narrow for. */
const WRAPPED_FROM = 100;

/**
 * Reads `key=value` lines; "#" begins a comment at the start of a line or after white space.
 *
 * Also as the file is printed on paper: several assignments on one line with spaces between them, and a long value broken
 * anywhere, even inside a file name, with its rest on the next line. Such a rest is one word without "=", after a line of
 * at least 100 characters that ends in an assignment.
 *
 * @throws FormatError naming the line of a word that is no assignment, or of a key that stood before
 */
export function parseParamsDat(text: string, file: string): ParamsDat {
  const entries = new Map<string, string>();
  const lines = new Map<string, number>();
  let last: string | undefined;
  let lastLength = 0;
  for (const [at, written] of text
    .replace(/^\ufeff/, "")
    .split(/\r\n|\r|\n/)
    .entries()) {
    const content = written.replace(/(^|\s)#.*$/, "").trim();
    const words = content === "" ? [] : content.split(/\s+/);
    if (words.length === 1 && !words[0].includes("=") && last !== undefined && lastLength >= WRAPPED_FROM) {
      entries.set(last, `${entries.get(last)}${words[0]}`);
    } else {
      last = undefined;
      for (const word of words) {
        const match = /^([A-Za-z_][A-Za-z0-9_.-]*)=(.*)$/.exec(word);
        if (match === null) throw new FormatError(file, `line ${at + 1}`, "key=value", JSON.stringify(word));
        const [, key, value] = match;
        if (entries.has(key)) throw new FormatError(file, `line ${at + 1}`, `${key} once`, `it again (line ${lines.get(key)})`);
        entries.set(key, value);
        lines.set(key, at + 1);
        last = key;
      }
    }
    lastLength = content.length;
  }
  return { file, entries, lines };
}

/** One `key=value` a line. @throws RangeError for a key or a value that could not be read back */
export function writeParamsDat(entries: Iterable<readonly [string, string]>): string {
  let text = "";
  for (const [key, value] of entries) {
    if (!/^[A-Za-z_][A-Za-z0-9_.-]*$/.test(key)) throw new RangeError(`params.dat: ${JSON.stringify(key)} cannot be a key`);
    if (/\s/.test(value) || value.startsWith("#"))
      throw new RangeError(`params.dat: the value of ${key} has white space: ${JSON.stringify(value)}`);
    text += `${key}=${value}\n`;
  }
  return text;
}
