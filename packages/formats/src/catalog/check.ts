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
    if (!isChecked(column)) return;
    const values = catalog.column(column.name) as Exclude<ColumnArray, readonly string[]>;
    const isFloat = values instanceof Float32Array || values instanceof Float64Array;
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, positive = false, nullable = false } = column;
    for (let row = 0; row < catalog.rows; row++) {
      const value = Number(values[row]);
      if (isFloat && !Number.isFinite(value)) {
        if (nullable && Number.isNaN(value)) continue;
      } else if (value >= min && value <= max && !(positive && value <= 0)) continue;
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

const isChecked = ({ type, min, max, positive }: Column): boolean =>
  type === "float32" || type === "float64" || (type !== "string" && (min !== undefined || max !== undefined || positive === true));

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
