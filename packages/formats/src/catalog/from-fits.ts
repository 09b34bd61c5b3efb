import { FormatError } from "../errors.ts";
import {
  type CardValue,
  type ColumnData,
  Header,
  openFits,
  type TableColumn,
  type TableHdu,
  type TableToWrite,
  writeFits,
} from "../fits/index.ts";
import type { Sink, Source } from "../io.ts";
import { column as declare, nameOf, sameUnit, toColumn } from "./column.ts";
import { catalogFromColumns } from "./table.ts";
import type { Catalog, Column, ColumnArray } from "./types.ts";

/** Rows read at a time when nothing else is said: about 15 MB of a galaxy catalogue. */
export const BATCH = 65_536;

/** Columns of a table in a FITS file, and its rows when they are asked for. */
export interface FitsCatalog {
  readonly rows: number;
  /** What is taken: the declared columns that the table has, or all of it. */
  readonly columns: readonly Column[];
  /** The table's own header entries, by keyword. */
  readonly metadata: ReadonlyMap<string, string>;
  /** At most `batch` rows at a time, in the file's order. */
  read(batch?: number): AsyncIterable<Catalog>;
}

/**
 * Opens the table of a FITS file as a catalogue; no row is read.
 *
 * @param columns what to take, by name or alias in any case; all scalar columns when left out
 * @param table EXTNAME or index of the HDU; the first table when left out
 * @throws FormatError when there is no table, or when it lacks a column or has it in another unit or shape
 */
export async function openCatalogFits(source: Source, columns?: readonly Column[], table?: string | number): Promise<FitsCatalog> {
  const file = await openFits(source);
  const hdu = table === undefined ? file.hdus.find((it) => it.kind === "table") : file.table(table);
  if (hdu?.kind !== "table") throw new FormatError(source.name, "", "a binary table", `${file.hdus.length} HDUs without one`);
  const place = `HDU ${hdu.index}${hdu.name === "" ? "" : ` (${hdu.name})`}`;
  const taken = match(hdu, columns ?? scalarColumns(hdu), source.name, place);
  const metadata = metadataOf(hdu.header);
  const names = taken.map(({ from }) => from.name);
  return {
    rows: hdu.rows,
    columns: taken.map(({ column }) => column),
    metadata,
    async *read(batch = BATCH) {
      for (let first = 0; first < hdu.rows; first += batch) {
        const raw = await hdu.readColumns(names, first, Math.min(batch, hdu.rows - first));
        const data: Record<string, ColumnArray> = {};
        for (const { column, from } of taken) data[column.name] = valuesOf(raw[from.name], column, from, first, source.name, place);
        yield catalogFromColumns(
          taken.map(({ column }) => column),
          data,
          metadata,
        );
      }
    },
  };
}

/** The rows of a FITS table in batches; see `openCatalogFits`. */
export async function* readCatalogFits(
  source: Source,
  columns?: readonly Column[],
  { batch = BATCH }: { readonly batch?: number } = {},
): AsyncIterable<Catalog> {
  const catalog = await openCatalogFits(source, columns);
  yield* catalog.read(batch);
}

/**
 * Catalogues as a FITS table to be written: unit in TUNIT, doc beside TTYPE, metadata as header entries.
 *
 * @param columns of every batch
 * @param batches taken one at a time, as they are written; each has all of `columns`
 * @param metadata keywords (1 to 8 capitals, digits, "-" or "_") or longer names, which become HIERARCH entries
 */
export function catalogToTable(
  name: string,
  columns: readonly Column[],
  batches: Iterable<Catalog> | AsyncIterable<Catalog>,
  metadata: ReadonlyMap<string, string> = new Map(),
): TableToWrite {
  const header = new Header();
  for (const [keyword, value] of metadata) header.set(keyword.toUpperCase(), value);
  return {
    kind: "table",
    name,
    header,
    columns: columns.map(({ name: column, type, unit, doc }) => ({
      name: column,
      letter: LETTERS[type],
      repeat: 1,
      ...(type === "string" ? { variable: "P" as const } : {}),
      unit,
      doc,
    })),
    batches: rawBatches(columns, batches),
  };
}

/** Writes catalogues of the same columns as a FITS file with one table. */
export const writeCatalogFits = (
  sink: Sink,
  name: string,
  columns: readonly Column[],
  batches: Iterable<Catalog> | AsyncIterable<Catalog>,
  metadata?: ReadonlyMap<string, string>,
): Promise<void> => writeFits(sink, [catalogToTable(name, columns, batches, metadata)]);

async function* rawBatches(
  columns: readonly Column[],
  batches: Iterable<Catalog> | AsyncIterable<Catalog>,
): AsyncIterable<Record<string, ColumnData>> {
  for await (const catalog of batches) yield Object.fromEntries(columns.map(({ name }) => [name, catalog.column(name)]));
}

const LETTERS = { int16: "I", int32: "J", int64: "K", float32: "E", float64: "D", string: "A", bool: "L" } as const;

function typeOf({ letter, repeat, variable, scale, zero }: TableColumn): Column["type"] | undefined {
  if (letter === "A") return "string";
  if (repeat !== 1 || variable !== undefined) return undefined;
  if (letter === "L") return "bool";
  if (letter === "E" || letter === "D") return scale === undefined && zero === undefined && letter === "E" ? "float32" : "float64";
  if (letter === "C" || letter === "M" || letter === "X") return undefined;
  if (scale !== undefined && scale !== 1) return "float64";
  // A zero point that only shifts to unsigned needs the next wider type.
  const wider = zero === undefined || zero === 0 ? 0 : 1;
  return (["int16", "int32", "int64"] as const)[Math.min(2, { B: 0, I: 0, J: 1, K: 2 }[letter] + (letter === "B" ? 0 : wider))];
}

const scalarColumns = (hdu: TableHdu): readonly Column[] =>
  hdu.columns.flatMap((it) => {
    // Integers that may be missing become floats, where NaN says so.
    const type = it.null === undefined ? typeOf(it) : typeOf(it) && "float64";
    return type === undefined ? [] : [declare(it.name, type, it.unit ?? "", it.doc ?? "", { nullable: true })];
  });

function match(
  hdu: TableHdu,
  columns: readonly Column[],
  file: string,
  place: string,
): readonly { readonly column: Column; readonly from: TableColumn }[] {
  const names = hdu.columns.map(({ name }) => name);
  return columns.flatMap((column) => {
    const name = nameOf(column, names);
    if (name === undefined) {
      if (column.optional) return [];
      throw new FormatError(file, place, `a column ${column.name}`, summary(names));
    }
    const from = hdu.column(name);
    if (!sameUnit(from.unit ?? "", column.unit)) throw new FormatError(file, `${place}, column ${name}`, `unit ${column.unit}`, from.unit!);
    const type = typeOf(from);
    if (type === undefined || (type === "string") !== (column.type === "string"))
      throw new FormatError(
        file,
        `${place}, column ${name}`,
        `one ${column.type} a row`,
        `${from.repeat}${from.variable ?? ""}${from.letter}`,
      );
    return [{ column, from }];
  });
}

const summary = (names: readonly string[]): string =>
  names.length > 12 ? `${names.slice(0, 12).join(", ")} and ${names.length - 12} more` : names.join(", ") || "no columns";

function valuesOf(raw: ColumnData, column: Column, from: TableColumn, first: number, file: string, place: string): ColumnArray {
  const isFloat = column.type === "float32" || column.type === "float64";
  let values = raw as ArrayLike<number | bigint | string>;
  if (from.null !== undefined && ArrayBuffer.isView(raw) && !(raw instanceof Float64Array)) {
    const none = raw instanceof BigInt64Array || raw instanceof BigUint64Array ? BigInt(from.null) : from.null;
    const row = Array.prototype.indexOf.call(raw, none);
    if (row >= 0 && !isFloat)
      throw new FormatError(file, `${place}, column ${from.name}, row ${first + row + 1}`, "a value", "none (TNULL)");
    if (row >= 0) values = Float64Array.from(raw as Int32Array, (value) => (value === none ? Number.NaN : Number(value)));
  }
  try {
    return toColumn(column.type, values);
  } catch (cause) {
    if (cause instanceof RangeError)
      throw new FormatError(file, `${place}, column ${from.name}, after row ${first}`, column.type, cause.message, { cause });
    throw cause;
  }
}

const STRUCTURAL =
  /^(XTENSION|SIMPLE|BITPIX|NAXIS\d*|PCOUNT|GCOUNT|TFIELDS|THEAP|EXTNAME|EXTVER|CHECKSUM|DATASUM|LONGSTRN|COMMENT|HISTORY|END|T[A-Z]{3,4}\d+|)$/;

const metadataOf = (header: Header): ReadonlyMap<string, string> =>
  new Map(header.cards.filter(({ keyword }) => !STRUCTURAL.test(keyword)).map(({ keyword, value }) => [keyword, text(value)]));

const text = (value: CardValue): string => (value === null ? "" : value === true ? "T" : value === false ? "F" : String(value));
