import type { Column, ColumnArray } from "./types.ts";

type Extras = Omit<Column, "name" | "type" | "unit" | "doc">;

/** A column in one line, so that a catalogue's declaration reads as a table. */
export const column = (name: string, type: Column["type"], unit: string, doc: string, extras: Extras = {}): Column => ({
  name,
  type,
  unit,
  doc,
  ...extras,
});

const NUMBERS = {
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  float32: Float32Array,
  float64: Float64Array,
  bool: Uint8Array,
} as const;

const INTEGERS = {
  int16: [-0x8000, 0x7fff],
  int32: [-0x80000000, 0x7fffffff],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  bool: [0, 1],
} as const;

/** Values of any array-like kind that a column can be made of. */
export type ColumnValues = ArrayLike<number | bigint | string | boolean>;

/** Zeros (or empty strings) for `rows` rows of a column. */
export function newColumn(type: Column["type"], rows: number): ColumnArray {
  return type === "string" ? new Array<string>(rows).fill("") : new NUMBERS[type](rows);
}

/** Whether `values` is already the array that a column of `type` holds. */
const isColumnOf = (type: Column["type"], values: ColumnValues): values is ColumnArray =>
  type === "string" ? Array.isArray(values) && values.every((value) => typeof value === "string") : values instanceof NUMBERS[type];

/**
 * Values as the array that a column of `type` holds.
 *
 * The array itself where it is already right, else a copy. Integers of any width are taken when they fit, floats as integers only
 * when they are whole too, and float32 as float64: a position is then as good as its file has it (0.1 arcsec near 360 deg).
 *
 * @throws RangeError naming the row and the value that does not fit the type
 */
export function toColumn(type: Column["type"], values: ColumnValues): ColumnArray {
  if (isColumnOf(type, values)) {
    // Bytes are also what a table of numbers has, and 2 is how FITS gives an undefined logical.
    if (type === "bool") for (let row = 0; row < values.length; row++) whole(values[row], INTEGERS.bool, row, type);
    return values;
  }
  const { length } = values;
  if (type === "string") return Array.from(values, String);
  const out = new NUMBERS[type](length);
  if (out instanceof BigInt64Array) {
    for (let row = 0; row < length; row++) {
      const value = values[row];
      out[row] = typeof value === "bigint" ? within64(value, row) : BigInt(whole(value, INTEGERS.int64, row, type));
    }
    return out;
  }
  const isFloat = type === "float32" || type === "float64";
  for (let row = 0; row < length; row++) {
    const value = values[row];
    out[row] = isFloat ? asNumber(value, row, type) : whole(value, INTEGERS[type as keyof typeof INTEGERS], row, type);
  }
  return out;
}

/** Unsigned integers of 64 bits may be too large. */
function within64(value: bigint, row: number): bigint {
  if (BigInt.asIntN(64, value) !== value) throw new RangeError(`row ${row + 1}: expected int64, found ${value}`);
  return value;
}

function asNumber(value: number | bigint | string | boolean, row: number, type: string): number {
  if (typeof value === "string") throw new RangeError(`row ${row + 1}: expected ${type}, found the text ${JSON.stringify(value)}`);
  return Number(value);
}

function whole(value: number | bigint | string | boolean, [low, high]: readonly [number, number], row: number, type: string): number {
  const number = asNumber(value, row, type);
  if (!Number.isInteger(number) || number < low || number > high) throw new RangeError(`row ${row + 1}: expected ${type}, found ${number}`);
  return number;
}

/** Spellings of a unit that mean the same. */
const UNITS: Readonly<Record<string, string>> = {
  degree: "deg",
  degrees: "deg",
  "mas.yr-1": "mas/yr",
  "mas.yr**-1": "mas/yr",
  "mas yr-1": "mas/yr",
  "mas year-1": "mas/yr",
  "mas*yr**-1": "mas/yr",
  jansky: "jy",
  arcseconds: "arcsec",
  arcsecond: "arcsec",
  magnitude: "mag",
  "mag(ab)": "mag",
};

/** Whether two unit strings mean the same; an empty one says nothing and agrees with all. */
export function sameUnit(a: string, b: string): boolean {
  const plain = (unit: string) => {
    const lower = unit.trim().toLowerCase();
    return UNITS[lower] ?? lower;
  };
  return plain(a) === "" || plain(b) === "" || plain(a) === plain(b);
}

/** The name among `names` under which `column` stands: its own or an alias, in any case; undefined when there is none. */
export function nameOf(column: Column, names: Iterable<string>): string | undefined {
  const byLower = new Map<string, string>();
  for (const name of names) if (!byLower.has(name.toLowerCase())) byLower.set(name.toLowerCase(), name);
  for (const name of [column.name, ...(column.aliases ?? [])]) {
    const found = byLower.get(name.toLowerCase());
    if (found !== undefined) return found;
  }
  return undefined;
}
