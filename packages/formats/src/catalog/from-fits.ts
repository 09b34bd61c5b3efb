import { FormatError } from "../errors.ts";
import {
  type CardValue,
  type ColumnData,
  Header,
  openFits,
  type RowBlock,
  type TableColumn,
  type TableHdu,
  type TableToWrite,
  writeFits,
} from "../fits/index.ts";
import type { Sink, Source } from "../io.ts";
import { checkRows, type RowFault, rangeOf } from "./check.ts";
import { column as declare, nameOf, sameUnit, toColumn } from "./column.ts";
import { type Choose, type Scanned, withoutRows } from "./scan.ts";
import { catalogFromColumns, emptyCatalog } from "./table.ts";
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
  /** As `scanRows`; only chosen rows and the columns asked for are decoded. */
  scan?(columns: readonly string[], choose: Choose): AsyncIterable<Scanned>;
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
  const decode = async (
    columns: readonly Taken[],
    first: number,
    read: (names: readonly string[]) => Promise<Record<string, ColumnData>>,
  ): Promise<Catalog> => {
    const raw = await read(columns.map(({ from }) => from.name));
    const data: Record<string, ColumnArray> = {};
    for (const { column, from } of columns) data[column.name] = valuesOf(raw[from.name], column, from, first, source.name, place);
    return catalogFromColumns(
      columns.map(({ column }) => column),
      data,
      metadata,
    );
  };
  const { blocks } = hdu;
  const none = emptyCatalog(taken.map(({ column }) => column));
  const faultsIn = faultFinder(hdu, taken);
  return {
    rows: hdu.rows,
    columns: taken.map(({ column }) => column),
    metadata,
    async *read(batch = BATCH) {
      for (let first = 0; first < hdu.rows; first += batch)
        yield decode(taken, first, (names) => hdu.readColumns(names, first, Math.min(batch, hdu.rows - first)));
    },
    ...(blocks !== undefined && {
      async *scan(columns, choose) {
        const looked = taken.filter(({ column }) => columns.includes(column.name));
        for await (const block of blocks()) {
          const some = (of: readonly Taken[], rows?: ArrayLike<number>) =>
            decode(of, block.first, (names) => block.readColumns(names, rows));
          const faults = await faultsIn(block, (rows) => some(taken, rows));
          const rows = withoutRows(
            choose(await some(looked)),
            faults.map(({ row }) => row - block.first),
          );
          yield { rows: block.rows, faults, chosen: rows.length > 0 ? await some(taken, rows) : none };
        }
      },
    }),
  };
}

/** A declared column and the table's column that it is. */
interface Taken {
  readonly column: Column;
  readonly from: TableColumn;
}

/** Rows looked at in one go: what they take up stays in the processor's cache while column after column is looked at. */
const AT_ONCE = 512;

/** Says which rows of a block cannot be right. Numbers are compared where they stand; only rows that look wrong are decoded. */
function faultFinder(
  hdu: TableHdu,
  taken: readonly Taken[],
): (block: RowBlock, decode: (rows: ArrayLike<number>) => Promise<Catalog>) => Promise<readonly RowFault[]> {
  const glances = taken.flatMap(({ column, from }) => {
    const range = rangeOf(column);
    if (range === undefined) return [];
    return [isStoredAs(column, from) ? hdu.glanceAt?.(from.name, range.low, range.high) : undefined];
  });
  return async (block, decode) => {
    const marks = new Uint8Array(block.rows);
    for (let first = 0; first < block.rows; first += AT_ONCE)
      for (const glance of glances) {
        const count = Math.min(AT_ONCE, block.rows - first);
        if (glance === undefined) marks.fill(1, first, first + count);
        else block.mark(glance, marks, first, count);
      }
    if (!marks.includes(1)) return [];
    const rows = Array.from(marks.keys()).filter((row) => marks[row] === 1);
    return checkRows(await decode(rows)).map((fault) => ({ ...fault, row: block.first + rows[fault.row] }));
  };
}

/** Whether a column keeps in the file the very numbers that it has in memory. */
const isStoredAs = ({ type }: Column, { letter, null: none }: TableColumn): boolean =>
  none === undefined && type !== "string" && LETTERS[type] === letter;

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

function match(hdu: TableHdu, columns: readonly Column[], file: string, place: string): readonly Taken[] {
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
