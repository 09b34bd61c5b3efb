import { FormatError } from "../errors.ts";
import { EFFECT_KEYS } from "./effect-keys.ts";

/** A value of the detector configuration. */
export type ConfValue = number | string | readonly ConfValue[];

/** The text of one `myVISconf_CCD<nn>*.txt`: keys to values, in the file's order. What they mean is the job's codec's business. */
export interface ElvisConf {
  readonly entries: ReadonlyMap<string, ConfValue>;
  /** Line of each key, from 1; absent for what was made here. */
  readonly lines: ReadonlyMap<string, number>;
}

/**
 * Reads the detector configuration: JSON as people edit it, `"FITS_STARS": 1         ,`.
 *
 * The braces may be missing, a comma may stand after the last entry, white space is free. Values are numbers, strings and arrays of them.
 *
 * @param known keys that may stand in it; any, when left out. A key that begins with FITS_ or EFFECT_ must name an effect in any case.
 * @throws FormatError naming the line of what is not JSON, or of a key that is unknown or comes twice
 */
export function parseElvisConf(text: string, file: string, known?: Iterable<string>): ElvisConf {
  const allowed = known && new Set(known);
  const entries = new Map<string, ConfValue>();
  const lines = new Map<string, number>();
  const scanner = new Scanner(text.replace(/^\ufeff/, ""), file);
  const hasBraces = scanner.take("{");
  while (!scanner.atEnd && scanner.next !== "}") {
    const line = scanner.line;
    const key = scanner.string("a key in double quotes");
    const effect = /^(?:FITS|EFFECT)_(.*)$/.exec(key)?.[1];
    if (effect !== undefined && !(EFFECT_KEYS as readonly string[]).includes(effect))
      throw new FormatError(file, `line ${line}`, `one of the ${EFFECT_KEYS.length} effects after FITS_ or EFFECT_`, key);
    if (effect === undefined && allowed?.has(key) === false)
      throw new FormatError(file, `line ${line}`, "a key of the detector configuration", key);
    if (entries.has(key)) throw new FormatError(file, `line ${line}`, `${key} once`, `it again (line ${lines.get(key)})`);
    scanner.need(":", `":" after ${key}`);
    entries.set(key, scanner.value());
    lines.set(key, line);
    if (!scanner.take(",")) break;
  }
  if (hasBraces) scanner.need("}", '"," or "}"');
  if (!scanner.atEnd) scanner.fail(hasBraces ? "nothing after the last brace" : '"," or the end');
  return { entries, lines };
}

/** One entry a line, in the original's layout; read back, the same entries. */
export function writeElvisConf(entries: Iterable<readonly [string, ConfValue]>): string {
  const lines = [...entries].map(([key, value]) => `    ${JSON.stringify(key)}: ${formatValue(value)}`);
  return `{\n${lines.join("         ,\n")}\n}\n`;
}

function formatValue(value: ConfValue): string {
  if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError(`a detector configuration cannot hold ${value}`);
  return typeof value === "object" ? `[${value.map(formatValue).join(", ")}]` : JSON.stringify(value);
}

/** Arrays in arrays: a matrix needs two, and a file of brackets must not fill the stack. */
const DEEPEST = 8;

function finite(token: string): number {
  const value = Number(token);
  if (!Number.isFinite(value)) throw new RangeError(token);
  return value;
}

class Scanner {
  readonly #text: string;
  readonly #file: string;
  #at = 0;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
    this.#skip();
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length;
  }
  get next(): string {
    return this.#text[this.#at];
  }
  /** Of the next character that means something. */
  get line(): number {
    return this.#text.slice(0, this.#at).split("\n").length;
  }

  take(character: string): boolean {
    if (this.next !== character) return false;
    this.#at++;
    this.#skip();
    return true;
  }

  need(character: string, expected: string): void {
    if (!this.take(character)) this.fail(expected);
  }

  string(expected = "a string"): string {
    return this.#match(/"(?:[^"\\\n\r]|\\.)*"/y, expected, (token) => JSON.parse(token) as string);
  }

  value(depth = 0): ConfValue {
    if (this.next === '"') return this.string();
    if (!this.#text.startsWith("[", this.#at))
      return this.#match(/-?(?:0|[1-9]\d*)(?:\.\d*)?(?:[eE][+-]?\d+)?(?![\w.])/y, "a finite number, a string or an array", finite);
    if (depth === DEEPEST) this.fail(`arrays no deeper than ${DEEPEST}`);
    this.take("[");
    const values: ConfValue[] = [];
    while (!this.atEnd && this.next !== "]") {
      values.push(this.value(depth + 1));
      if (!this.take(",")) break;
    }
    this.need("]", '"," or "]"');
    return values;
  }

  fail(expected: string): never {
    const rest = this.#text.slice(this.#at).split("\n")[0].trim().slice(0, 40);
    throw new FormatError(this.#file, `line ${this.line}`, expected, this.atEnd ? "the end" : JSON.stringify(rest));
  }

  #match<T>(pattern: RegExp, expected: string, read: (token: string) => T): T {
    pattern.lastIndex = this.#at;
    const token = pattern.exec(this.#text)?.[0];
    if (token === undefined) this.fail(expected);
    let value: T;
    try {
      value = read(token);
    } catch {
      this.fail(expected);
    }
    this.#at += token.length;
    this.#skip();
    return value;
  }

  #skip(): void {
    while (/\s/.test(this.#text[this.#at] ?? "")) this.#at++;
  }
}
