import { bufferSource, FormatError, readAll, readText, type Source } from "@elvis/formats";
import { type Catalog, concatCatalogs, emptyCatalog, openCatalog } from "@elvis/formats/catalog";
import { parseTextTable } from "./text-table.ts";

/** A table of a source as columns of numbers, with names looked up in any case. */
export interface SourceTable {
  readonly file: string;
  readonly rows: number;
  /** Number of a row among those of all sources, from 1: the id of rows that have none. */
  number(row: number): bigint;
  has(name: string): boolean;
  /** Doubles; NaN where there is no value. @throws FormatError when there is no such column of numbers */
  numbers(name: string): Float64Array;
  /** The first of the names that is there. */
  first(...names: readonly string[]): string | undefined;
  /** Exact ids; undefined when the column is not of whole numbers. */
  ids(name: string): BigInt64Array | undefined;
  texts(name: string): readonly string[];
}

/** Reads FITS, Arrow, CSV or ECSV tables, also gzipped, whole. @throws FormatError when one is none of them */
export async function readSourceTables(sources: readonly Source[]): Promise<readonly SourceTable[]> {
  const tables: SourceTable[] = [];
  let before = 0;
  for (const source of sources) {
    tables.push(sourceTable(await readCatalogFile(source), source.name, before));
    before += tables[tables.length - 1].rows;
  }
  return tables;
}

async function readCatalogFile(source: Source): Promise<Catalog> {
  const head = await source.read(0, Math.min(source.size, 6));
  if (head[0] === 0x1f && head[1] === 0x8b)
    return readCatalogFile(bufferSource(await gunzip(await readAll(source), source.name), source.name));
  const start = new TextDecoder("latin1").decode(head);
  if (start !== "SIMPLE" && start !== "ARROW1") return parseTextTable(await readText(source), source.name);
  const open = await openCatalog(source);
  const batches: Catalog[] = [];
  for await (const batch of open.read()) batches.push(batch);
  return batches.length > 0 ? concatCatalogs(batches) : emptyCatalog(open.columns);
}

async function gunzip(bytes: Uint8Array, file: string): Promise<Uint8Array> {
  try {
    const stream = new Blob([new Uint8Array(bytes)]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (cause) {
    throw new FormatError(file, "", "a whole gzip stream", (cause as Error).message, { cause });
  }
}

/** @param before rows of the sources before it */
export function sourceTable(catalog: Catalog, file: string, before: number): SourceTable {
  const byLower = new Map(catalog.columns.map(({ name }) => [name.toLowerCase(), name]));
  const named = (name: string) => {
    const found = byLower.get(name.toLowerCase());
    if (found === undefined) throw new FormatError(file, "", `a column ${name}`, [...byLower.values()].slice(0, 20).join(", "));
    return catalog.column(found);
  };
  return {
    file,
    rows: catalog.rows,
    number: (row) => BigInt(before + row + 1),
    has: (name) => byLower.has(name.toLowerCase()),
    first: (...names) => names.find((name) => byLower.has(name.toLowerCase())),
    numbers(name) {
      const values = named(name);
      if (!ArrayBuffer.isView(values)) throw new FormatError(file, `column ${name}`, "numbers", JSON.stringify(values[0]));
      return values instanceof Float64Array ? values : Float64Array.from(values as Int32Array, Number);
    },
    ids(name) {
      const values = named(name);
      if (values instanceof BigInt64Array) return values;
      if (!(values instanceof Int32Array || values instanceof Int16Array)) return undefined;
      return BigInt64Array.from(values, BigInt);
    },
    texts(name) {
      const values = named(name);
      return ArrayBuffer.isView(values) ? Array.from(values as Int32Array, String) : values;
    },
  };
}
