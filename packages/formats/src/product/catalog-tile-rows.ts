import { catalogFromColumns, catalogToTable, concatCatalogs, emptyCatalog, openCatalog, sliceRows, writeArrow } from "../catalog/index.ts";
import type { Catalog, Column } from "../catalog/types.ts";
import { writeFits } from "../fits/index.ts";
import { type Folder, pieceReader } from "../io.ts";
import { Md5 } from "../md5.ts";
import type { Rows } from "./types.ts";

/** How the table that a product names is kept in `data/`. */
export interface TableFile {
  /** EXTNAME of the FITS table. */
  readonly name: string;
  readonly columns: readonly Column[];
}

/**
 * The rows of a product's table: the file is opened and its columns are checked now, rows are read when asked for.
 *
 * @param fileName bare; FITS or Arrow
 * @throws FormatError when the file is not there, or lacks a declared column
 */
export async function openRows(folder: Folder, fileName: string, { columns }: TableFile): Promise<Rows> {
  const { rows, read, scan } = await openCatalog(await folder.open(`data/${fileName}`), columns);
  return { rows, read, ...(scan !== undefined && { scan }) };
}

/**
 * Writes a product's table into `data/`: Arrow when its name ends in ".arrow", else FITS. Rows pass through in batches.
 *
 * @throws RangeError when the rows lack a declared column, or are not as many as they say
 */
export async function writeRows(folder: Folder, fileName: string, table: TableFile, rows: Rows): Promise<void> {
  const batches = rows.read()[Symbol.asyncIterator]();
  const first = await batches.next();
  const columns = first.done ? table.columns : columnsToWrite(first.value, table.columns, fileName);
  let written = 0;
  async function* all(): AsyncIterable<Catalog> {
    if (first.done) yield emptyCatalog(columns);
    for (let batch = first; !batch.done; batch = await batches.next()) {
      written += batch.value.rows;
      yield batch.value;
    }
    if (written !== rows.rows) throw new RangeError(`${fileName}: ${written} rows came, ${rows.rows} were announced`);
  }
  await folder.create(`data/${fileName}`, (sink) =>
    fileName.endsWith(".arrow")
      ? writeArrow(inRecordBatches(columns, all()), sink)
      : writeFits(sink, [catalogToTable(table.name, columns, all(), first.done ? undefined : first.value.metadata)]),
  );
}

/** Rows in a record batch of an Arrow file; the last has fewer. */
const RECORD_BATCH = 65_536;

/** The same columns in batches of one size: the bytes of a file do not tell how its rows came. */
async function* inRecordBatches(columns: readonly Column[], batches: AsyncIterable<Catalog>): AsyncIterable<Catalog> {
  let held: Catalog | undefined;
  for await (const batch of batches) {
    const data = Object.fromEntries(columns.map(({ name }) => [name, batch.column(name)]));
    const next = catalogFromColumns(columns, data, batch.metadata);
    held = held === undefined ? next : concatCatalogs([held, next]);
    let first = 0;
    for (; first + RECORD_BATCH <= held.rows; first += RECORD_BATCH) yield sliceRows(held, first, RECORD_BATCH);
    held = first === 0 ? held : first < held.rows ? sliceRows(held, first, held.rows - first) : undefined;
  }
  if (held !== undefined) yield held;
}

/** Declared columns first, with their declared unit and doc; then whatever else the rows have. */
function columnsToWrite(first: Catalog, declared: readonly Column[], fileName: string): readonly Column[] {
  const missing = declared.find((column) => !column.optional && !first.has(column.name));
  if (missing) throw new RangeError(`${fileName}: the rows have no column ${missing.name}`);
  return [
    ...declared.filter(({ name }) => first.has(name)),
    ...first.columns.filter(({ name }) => !declared.some((column) => column.name === name)),
  ];
}

/** The MD5 of a file in `data/`. */
export async function md5Of(folder: Folder, fileName: string): Promise<string> {
  const source = await folder.open(`data/${fileName}`);
  const read = pieceReader(source);
  const md5 = new Md5();
  for (let at = 0; at < source.size; at += PIECE) md5.update(await read(at, Math.min(PIECE, source.size - at)));
  return md5.digest();
}
const PIECE = 1 << 20;
