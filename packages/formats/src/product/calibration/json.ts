import { FormatError } from "../../errors.ts";
import { readText, type Sink, type Source, writeText } from "../../io.ts";
import { QUADRANT_IDS } from "../layout.ts";
import type { PerQuadrant } from "../types.ts";

/** A value of a JSON file with its place, for messages that name the key. */
export interface Json {
  readonly file: string;
  readonly place: string;
  readonly value: unknown;
}

/** @throws FormatError when the file is not JSON */
export async function readJson(source: Source): Promise<Json> {
  const text = await readText(source);
  try {
    return { file: source.name, place: "", value: JSON.parse(text) };
  } catch (cause) {
    throw new FormatError(source.name, "", "JSON", (cause as Error).message, { cause });
  }
}

export const writeJson = (sink: Sink, value: unknown): Promise<void> => writeText(sink, `${JSON.stringify(value, null, 1)}\n`);

const show = (value: unknown): string => (value === undefined ? "nothing" : (JSON.stringify(value) ?? String(value)).slice(0, 60));
const fail = (at: Json, expected: string): FormatError => new FormatError(at.file, at.place, expected, show(at.value));

export function objectOf(at: Json): Readonly<Record<string, unknown>> {
  if (typeof at.value !== "object" || at.value === null || Array.isArray(at.value)) throw fail(at, "an object");
  return at.value as Readonly<Record<string, unknown>>;
}

/** The value of a key; its absence is found by whoever reads it as something. */
export function key(at: Json, name: string): Json {
  return { file: at.file, place: at.place === "" ? name : `${at.place}.${name}`, value: objectOf(at)[name] };
}

/** A finite number in a range, both ends included. */
export function numberOf(at: Json, minimum = -Infinity, maximum = Infinity): number {
  const { value } = at;
  if (typeof value !== "number" || !Number.isFinite(value) || value < minimum || value > maximum)
    throw fail(at, minimum === -Infinity && maximum === Infinity ? "a number" : `a number from ${minimum} to ${maximum}`);
  return value;
}

export function arrayOf(at: Json): readonly Json[] {
  if (!Array.isArray(at.value) || at.value.length === 0) throw fail(at, "an array with elements");
  return at.value.map((value, index) => ({ file: at.file, place: `${at.place}[${index}]`, value }));
}

export const numbersOf = (at: Json): readonly number[] => arrayOf(at).map((element) => numberOf(element));

/** Rows of numbers, all of the same length. */
export function matrixOf(at: Json): readonly (readonly number[])[] {
  const rows = arrayOf(at).map(numbersOf);
  if (rows.some((row) => row.length !== rows[0].length)) throw fail(at, "rows of equal length");
  return rows;
}

/** One value for each of the 144 quadrants. @throws FormatError naming the quadrant that is missing or wrong */
export const perQuadrantOf = <T>(at: Json, read: (value: Json) => T): PerQuadrant<T> =>
  Object.fromEntries(QUADRANT_IDS.map((id) => [id, read(key(at, id))]));
