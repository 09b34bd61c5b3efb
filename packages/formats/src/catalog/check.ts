import type { Catalog, Column, ColumnArray } from "./types.ts";

/** A row that cannot be right: the first of its columns that is at fault. */
export interface RowFault {
  /** 0 is the first. */
  readonly row: number;
  /** SOURCE_ID (or the first int64 column's value); undefined in a table without ids. */
  readonly id: bigint | undefined;
  readonly column: string;
  readonly expected: string;
  readonly value: number;
}

/**
 * The rows that break what their columns declare: not finite, outside `min` to `max`, not above 0.
 *
 * @returns at most one fault a row, in row order
 */
export function checkRows(catalog: Catalog): readonly RowFault[] {
  const faultyColumn = new Int32Array(catalog.rows).fill(-1);
  catalog.columns.forEach((column, at) => {
    const range = rangeOf(column);
    if (range === undefined) return;
    const values = catalog.column(column.name) as Exclude<ColumnArray, readonly string[]>;
    const { low, high, nullable } = range;
    for (let row = 0; row < catalog.rows; row++) {
      const value = Number(values[row]);
      if ((value >= low && value <= high) || (nullable && Number.isNaN(value))) continue;
      if (faultyColumn[row] < 0) faultyColumn[row] = at;
    }
  });
  const ids = idsOf(catalog);
  const faults: RowFault[] = [];
  for (let row = 0; row < catalog.rows; row++) {
    if (faultyColumn[row] < 0) continue;
    const column = catalog.columns[faultyColumn[row]];
    faults.push({ row, id: ids?.[row], column: column.name, expected: allowed(column), value: Number(catalog.column(column.name)[row]) });
  }
  return faults;
}

/** One line about a fault: where, what was expected, what was found. */
export const describeFault = ({ row, id, column, expected, value }: RowFault): string =>
  `row ${row + 1}${id === undefined ? "" : ` (SOURCE_ID ${id})`}, column ${column}: expected ${expected}, found ${value}`;

/** Smallest and largest number that a column may hold, and whether NaN is one; undefined for a column that may hold anything. */
export function rangeOf({
  type,
  min,
  max,
  positive = false,
  nullable = false,
}: Column): { readonly low: number; readonly high: number; readonly nullable: boolean } | undefined {
  const isFloat = type === "float32" || type === "float64";
  if (type === "string" || (!isFloat && min === undefined && max === undefined && !positive)) return undefined;
  const least = min ?? -Number.MAX_VALUE;
  return { low: positive ? Math.max(least, Number.MIN_VALUE) : least, high: max ?? Number.MAX_VALUE, nullable: isFloat && nullable };
}

function allowed({ min, max, positive, nullable }: Column): string {
  const range =
    min !== undefined && max !== undefined
      ? `${min} to ${max}`
      : min !== undefined
        ? `at least ${min}`
        : max !== undefined
          ? `at most ${max}`
          : "a finite number";
  return `${positive ? (max === undefined ? "a number above 0" : `above 0 and at most ${max}`) : range}${nullable ? " or NaN" : ""}`;
}

function idsOf(catalog: Catalog): BigInt64Array | undefined {
  const id =
    catalog.columns.find(({ name, type }) => type === "int64" && name === "SOURCE_ID") ??
    catalog.columns.find(({ type }) => type === "int64");
  return id && catalog.int64(id.name);
}
