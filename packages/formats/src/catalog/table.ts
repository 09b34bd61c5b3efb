import { type ColumnValues, newColumn, toColumn } from "./column.ts";
import type { Catalog, Column, ColumnArray } from "./types.ts";

const NO_METADATA: ReadonlyMap<string, string> = new Map();

/**
 * A catalogue over arrays in memory.
 *
 * Arrays that already have the column's type are kept, not copied: the caller no longer writes to them.
 *
 * @param data one array for each column, all of the same length; optional columns may be left out
 * @throws RangeError naming the column that is missing, of another length or of values that do not fit its type
 */
export function catalogFromColumns(
  columns: readonly Column[],
  data: Readonly<Record<string, ColumnValues | undefined>>,
  metadata: ReadonlyMap<string, string> = NO_METADATA,
): Catalog {
  const arrays = new Map<string, ColumnArray>();
  let rows: number | undefined;
  for (const column of columns) {
    const values = data[column.name];
    if (values === undefined) {
      if (column.optional) continue;
      throw new RangeError(`column ${column.name}: expected values, found none`);
    }
    rows ??= values.length;
    if (values.length !== rows) throw new RangeError(`column ${column.name}: expected ${rows} rows, found ${values.length}`);
    arrays.set(
      column.name,
      named(column, () => toColumn(column.type, values)),
    );
  }
  return catalogOf(
    columns.filter(({ name }) => arrays.has(name)),
    arrays,
    rows ?? 0,
    metadata,
  );
}

/** A catalogue of no rows. */
export const emptyCatalog = (columns: readonly Column[], metadata?: ReadonlyMap<string, string>): Catalog =>
  catalogFromColumns(columns, Object.fromEntries(columns.map(({ name, type }) => [name, newColumn(type, 0)])), metadata);

/** The rows at `indices`, in that order; an index may come twice. @throws RangeError for an index that is no row */
export function takeRows(catalog: Catalog, indices: ArrayLike<number>): Catalog {
  const { length } = indices;
  for (let at = 0; at < length; at++)
    if (!(indices[at] >= 0 && indices[at] < catalog.rows)) throw new RangeError(`row ${indices[at]}: expected 0 to ${catalog.rows - 1}`);
  return mapColumns(catalog, length, (from) => {
    if (!ArrayBuffer.isView(from)) return Array.from({ length }, (_, at) => from[indices[at]]);
    const to = new (from.constructor as new (length: number) => Exclude<ColumnArray, readonly string[]>)(length);
    for (let at = 0; at < length; at++) to[at] = from[indices[at]];
    return to;
  });
}

/** `count` rows from `first`: views over the same memory. Fewer where the catalogue ends. */
export function sliceRows(catalog: Catalog, first: number, count: number): Catalog {
  const end = Math.min(first + count, catalog.rows);
  return mapColumns(catalog, Math.max(0, end - first), (from) =>
    ArrayBuffer.isView(from) ? from.subarray(first, end) : from.slice(first, end),
  );
}

/**
 * All rows of all catalogues, in order; metadata of the first.
 *
 * @throws RangeError when there is none, or when one lacks a column of the first or has it with another type
 */
export function concatCatalogs(catalogs: readonly Catalog[]): Catalog {
  const [first] = catalogs;
  if (first === undefined) throw new RangeError("concatCatalogs: expected at least one catalogue");
  if (catalogs.length === 1) return first;
  for (const catalog of catalogs)
    for (const { name, type } of first.columns) {
      const found = catalog.columns.find((column) => column.name === name);
      if (found?.type !== type) throw new RangeError(`column ${name}: expected ${type} in every catalogue, found ${found?.type ?? "none"}`);
    }
  const rows = catalogs.reduce((sum, catalog) => sum + catalog.rows, 0);
  return mapColumns(first, rows, (from, { name }) => {
    if (!ArrayBuffer.isView(from)) return catalogs.flatMap((catalog) => catalog.column(name) as readonly string[]);
    const to = new (from.constructor as new (length: number) => Exclude<ColumnArray, readonly string[]>)(rows);
    let at = 0;
    for (const catalog of catalogs) {
      // The type was compared above, so the two arrays are of one kind.
      to.set(catalog.column(name) as any, at);
      at += catalog.rows;
    }
    return to;
  });
}

/** The permutation that puts the rows in ascending order of the named columns, first name first; equal rows keep their order. */
export function rowOrder(catalog: Catalog, ...names: string[]): Uint32Array {
  const keys = names.map((name) => sortKey(catalog.column(name)));
  const order = Uint32Array.from({ length: catalog.rows }, (_, row) => row);
  return order.sort((a, b) => {
    for (const key of keys) {
      if (key[a] < key[b]) return -1;
      if (key[a] > key[b]) return 1;
    }
    return a - b;
  });
}

/** The catalogue in ascending order of the named columns; see `rowOrder`. */
export const sortCatalog = (catalog: Catalog, ...names: string[]): Catalog => takeRows(catalog, rowOrder(catalog, ...names));

/** The same rows with other metadata. */
export const withMetadata = (catalog: Catalog, metadata: ReadonlyMap<string, string>): Catalog =>
  catalogOf(catalog.columns, new Map(catalog.columns.map(({ name }) => [name, catalog.column(name)])), catalog.rows, metadata);

/** The same rows with other values in some columns; those that the catalogue does not have are passed over. @param values of the columns' own types */
export const withColumns = (catalog: Catalog, values: Readonly<Record<string, ColumnArray>>): Catalog =>
  mapColumns(catalog, catalog.rows, (from, { name }) => values[name] ?? from);

/** Comparing doubles is several times faster than comparing bigints; ids below 2^53 lose nothing. */
function sortKey(column: ColumnArray): ArrayLike<number | bigint | string> {
  if (!(column instanceof BigInt64Array)) return column;
  const limit = BigInt(Number.MAX_SAFE_INTEGER);
  for (const value of column) if (value > limit || value < -limit) return column;
  return Float64Array.from(column, Number);
}

function mapColumns(catalog: Catalog, rows: number, map: (from: ColumnArray, column: Column) => ColumnArray): Catalog {
  const arrays = new Map(catalog.columns.map((column) => [column.name, map(catalog.column(column.name), column)]));
  return catalogOf(catalog.columns, arrays, rows, catalog.metadata);
}

function catalogOf(
  columns: readonly Column[],
  arrays: ReadonlyMap<string, ColumnArray>,
  rows: number,
  metadata: ReadonlyMap<string, string>,
): Catalog {
  const column = (name: string): ColumnArray => {
    const values = arrays.get(name);
    if (values === undefined) throw new RangeError(`expected a column ${name}, found ${[...arrays.keys()].join(", ") || "none"}`);
    return values;
  };
  const typed =
    <A extends ColumnArray>(kind: new (length: number) => A) =>
    (name: string): A => {
      const values = column(name);
      if (!(values instanceof kind)) throw new RangeError(`column ${name}: expected ${kind.name}, found ${values.constructor.name}`);
      return values;
    };
  return {
    rows,
    columns,
    metadata,
    column,
    has: (name) => arrays.has(name),
    float64: typed(Float64Array),
    float32: typed(Float32Array),
    int64: typed(BigInt64Array),
    int32: typed(Int32Array),
    int16: typed(Int16Array),
  };
}

function named<T>(column: Column, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    throw new RangeError(`column ${column.name}, ${(cause as Error).message}`, { cause });
  }
}
