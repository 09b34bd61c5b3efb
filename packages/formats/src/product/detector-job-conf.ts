import { type ConfValue, type ElvisConf, parseElvisConf } from "../config/elvis-conf.ts";
import { parseTime } from "../config/time-systems.ts";
import { FormatError } from "../errors.ts";
import { safeName } from "../io.ts";
import { DETECTOR_KEYS, type DetectorKey } from "./detector-job-keys.ts";

/** A detector configuration whose values have been held against the table of keys; read by name. */
export interface CheckedConf {
  /** Whether an optional key is there. */
  has(name: string): boolean;
  number(name: string): number;
  text(name: string): string;
  switch(name: string): boolean;
  numbers(name: string): readonly number[];
  matrix(name: string): readonly (readonly number[])[];
}

const BY_NAME: ReadonlyMap<string, DetectorKey> = new Map(DETECTOR_KEYS.map((key) => [key.name, key]));

/**
 * Reads a detector configuration and holds every value against the table of keys.
 *
 * @throws FormatError naming the line: an unknown key, a key twice, a value of another type or out of range; or the key that is missing
 */
export function checkedConf(text: string, file: string): CheckedConf {
  const conf = parseElvisConf(text, file, BY_NAME.keys());
  for (const key of DETECTOR_KEYS) checkKey(key, conf, file);
  const at = (name: string, ...types: readonly DetectorKey["type"][]): ConfValue => {
    const key = BY_NAME.get(name);
    if (key === undefined || !types.includes(key.type)) throw new Error(`${name} is no key of type ${types.join(", ")}`);
    return conf.entries.get(name) ?? 0;
  };
  return {
    has: (name) => conf.entries.has(name),
    number: (name) => at(name, "integer", "real") as number,
    text: (name) => at(name, "text", "date", "file") as string,
    switch: (name) => at(name, "switch") === 1,
    numbers: (name) => at(name, "numbers") as readonly number[],
    matrix: (name) => at(name, "matrix") as readonly (readonly number[])[],
  };
}

function checkKey(key: DetectorKey, { entries, lines }: ElvisConf, file: string): void {
  const value = entries.get(key.name);
  if (value === undefined) {
    if (key.optional) return;
    throw new FormatError(file, "", `the key ${key.name} (${key.doc})`, "none");
  }
  const place = `line ${lines.get(key.name)}, ${key.name}`;
  if (!isOfType(key, value)) throw new FormatError(file, place, describe(key), JSON.stringify(value).slice(0, 60));
  if (key.type === "file" && (safeName(value as string, file, place) as string).includes("/"))
    throw new FormatError(file, place, "a bare file name", JSON.stringify(value));
}

function isOfType({ type, min = -Infinity, max = Infinity, length }: DetectorKey, value: ConfValue): boolean {
  const isInRange = (it: ConfValue): boolean => typeof it === "number" && it >= min && it <= max;
  const isNumbers = (it: ConfValue): it is readonly number[] => typeof it === "object" && it.length > 0 && it.every(isInRange);
  switch (type) {
    case "integer":
      return isInRange(value) && Number.isSafeInteger(value);
    case "real":
      return isInRange(value);
    case "switch":
      return value === 0 || value === 1;
    case "text":
      return typeof value === "string";
    case "date":
      return typeof value === "string" && parseTime(value) !== undefined;
    case "file":
      return typeof value === "string";
    case "numbers":
      return isNumbers(value) && (length === undefined || value.length === length);
    case "matrix":
      return typeof value === "object" && value.length > 0 && value.every((row) => isNumbers(row));
  }
}

function describe({ type, min, max, length, unit }: DetectorKey): string {
  const range = min === undefined ? "" : max === undefined ? ` of ${min} or more` : ` from ${min} to ${max}`;
  const what = {
    integer: `a whole number${range}`,
    real: `a number${range}`,
    switch: "0 or 1",
    text: "a text in double quotes",
    date: "a date such as 2024-03-04T00:17:20.075495Z",
    file: "a file name in double quotes",
    numbers: `an array of ${length ?? "some"} numbers${range}`,
    matrix: `an array of rows of numbers${range}`,
  }[type];
  return unit === "" ? what : `${what} (${unit})`;
}
