import * as arrow from "apache-arrow";
import { FormatError } from "../errors.ts";
import type { Sink, Source } from "../io.ts";
import { column as declare, nameOf, sameUnit, toColumn } from "./column.ts";
import { unpackLz4 } from "./lz4.ts";
import { catalogFromColumns, concatCatalogs, emptyCatalog, sliceRows } from "./table.ts";
import type { Catalog, Column, ColumnArray } from "./types.ts";

// Arrow takes codecs from whoever has them; without one a compressed file is an error that says so.
arrow.compressionRegistry.set(arrow.CompressionType.LZ4_FRAME, { decode: unpackLz4 });

/** Arrow IPC files begin with this. */
const MAGIC = "ARROW1";

/** Whether `head`, the first bytes of a file, are those of an Arrow IPC file. */
export const isArrow = (head: Uint8Array): boolean => new TextDecoder("latin1").decode(head.subarray(0, MAGIC.length)) === MAGIC;

/** The catalogue as one Arrow record batch: numbers share their memory; unit and doc are metadata of the fields. */
export function toRecordBatch(catalog: Catalog): arrow.RecordBatch {
  const fields = catalog.columns.map(fieldOf);
  const children = catalog.columns.map(({ name }, at) => toData(fields[at].type, catalog.column(name)));
  const schema = new arrow.Schema(fields, new Map(catalog.metadata));
  return new arrow.RecordBatch(schema, arrow.makeData({ type: new arrow.Struct(fields), length: catalog.rows, nullCount: 0, children }));
}

/**
 * The rows of an Arrow record batch.
 *
 * @param columns what to take; all that the schema has, when left out
 * @throws FormatError naming the file and the column that is missing, of a wrong unit or type, or has empty values
 */
export function fromRecordBatch(batch: arrow.RecordBatch, columns: readonly Column[] = columnsOf(batch.schema), file = "table"): Catalog {
  const data: Record<string, ColumnArray> = {};
  for (const { column, field } of fieldsFor(batch.schema, columns, file))
    data[column.name] = valuesOf(batch.getChild(field.name)!, field, column, file);
  return catalogFromColumns(columns, data, batch.schema.metadata);
}

/** An open Arrow file; its schema is known, its rows are read when asked for. */
export interface ArrowFile {
  readonly rows: number;
  /** What is taken: the declared columns that the file has, or all of it. */
  readonly columns: readonly Column[];
  readonly metadata: ReadonlyMap<string, string>;
  /** In the file's order; a record batch at a time is in memory, cut to at most `batch` rows. */
  read(batch?: number): AsyncIterable<Catalog>;
}

/**
 * Opens an Arrow IPC file (Feather 2; plain or LZ4, not ZSTD) and reads its schema.
 *
 * @param columns what to take, by name or alias; all when left out
 * @throws FormatError when it is not an Arrow file, is cut short, or lacks a column
 */
export async function openArrow(source: Source, columns?: readonly Column[]): Promise<ArrowFile> {
  const reader = await openReader(source);
  const { schema } = reader;
  const wanted = columns ?? columnsOf(schema);
  const present = (await guard(source, "schema", async () => fieldsFor(schema, wanted, source.name))).map(({ column }) => column);
  const batches = reader.numRecordBatches;
  let rows = 0;
  for (let at = 0; at < batches; at++) rows += await rowsOfBatch(reader, at, source);
  return {
    rows,
    columns: present,
    metadata: schema.metadata,
    async *read(batch = Number.POSITIVE_INFINITY) {
      const own = await openReader(source);
      for (let at = 0; at < batches; at++) {
        const found = await guard(source, `record batch ${at}`, () => own.readRecordBatch(at));
        if (found === null) throw new FormatError(source.name, `record batch ${at}`, "rows", "none");
        const catalog = await guard(source, `record batch ${at}`, async () => fromRecordBatch(found, wanted, source.name));
        for (let first = 0; first < catalog.rows; first += batch) yield sliceRows(catalog, first, Math.min(batch, catalog.rows));
      }
    },
  };
}

/** All rows of an Arrow file in memory. */
export async function readArrow(source: Source, columns?: readonly Column[]): Promise<Catalog> {
  const file = await openArrow(source, columns);
  const batches: Catalog[] = [];
  for await (const batch of file.read()) batches.push(batch);
  return batches.length > 0 ? concatCatalogs(batches) : emptyCatalog(file.columns, file.metadata);
}

/**
 * Writes catalogues of the same columns as one Arrow IPC file, uncompressed, a record batch each.
 *
 * @param batches at least one (it may have no rows), taken one at a time as they are written
 */
export async function writeArrow(batches: Iterable<Catalog> | AsyncIterable<Catalog>, sink: Sink): Promise<void> {
  const writer = new ChunkWriter();
  const flush = async () => {
    for (const chunk of writer.take()) await sink.write(chunk);
  };
  let count = 0;
  for await (const catalog of batches) {
    writer.write(toRecordBatch(catalog));
    await flush();
    count++;
  }
  if (count === 0) throw new RangeError("writeArrow: expected at least one batch, found none");
  writer.finish();
  await flush();
}

/** Arrow's file writer with its bytes taken out after each batch: its own queue would hold the whole file. */
class ChunkWriter extends arrow.RecordBatchFileWriter {
  #chunks: Uint8Array[] = [];

  take(): Uint8Array[] {
    const chunks = this.#chunks;
    this.#chunks = [];
    return chunks;
  }

  protected override _write(chunk: ArrayBufferView | ArrayBufferLike): this {
    if (!this._started) return this;
    const bytes = ArrayBuffer.isView(chunk) ? new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength) : new Uint8Array(chunk);
    if (bytes.length > 0) {
      this.#chunks.push(bytes);
      this._position += bytes.length;
    }
    return this;
  }
}

const ARROW_TYPES = {
  int16: () => new arrow.Int16(),
  int32: () => new arrow.Int32(),
  int64: () => new arrow.Int64(),
  float32: () => new arrow.Float32(),
  float64: () => new arrow.Float64(),
  string: () => new arrow.Utf8(),
  bool: () => new arrow.Bool(),
} as const;

const fieldOf = ({ name, type, unit, doc }: Column): arrow.Field =>
  new arrow.Field(
    name,
    ARROW_TYPES[type](),
    false,
    new Map([
      ["unit", unit],
      ["doc", doc],
    ]),
  );

/** The fields that hold `columns`, without the optional ones that are not there. @throws FormatError for a missing column or another unit */
function fieldsFor(
  schema: arrow.Schema,
  columns: readonly Column[],
  file: string,
): { readonly column: Column; readonly field: arrow.Field }[] {
  const names = schema.fields.map(({ name }) => name);
  return columns.flatMap((column) => {
    const name = nameOf(column, names);
    if (name === undefined) {
      if (column.optional) return [];
      throw new FormatError(file, "schema", `a column ${column.name}`, names.join(", ") || "no columns");
    }
    const field = schema.fields[names.indexOf(name)];
    const unit = field.metadata.get("unit") ?? "";
    if (!sameUnit(unit, column.unit)) throw new FormatError(file, `column ${name}`, `unit ${column.unit}`, unit);
    return [{ column, field }];
  });
}

/** The columns that a schema declares; types without a place in a catalogue (nested, dates) are left out. */
function columnsOf(schema: arrow.Schema): readonly Column[] {
  return schema.fields.flatMap((field) => {
    const type = typeOf(field.type);
    return type === undefined
      ? []
      : [declare(field.name, type, field.metadata.get("unit") ?? "", field.metadata.get("doc") ?? "", { nullable: true })];
  });
}

function typeOf(type: arrow.DataType): Column["type"] | undefined {
  if (arrow.DataType.isDictionary(type)) return typeOf(type.dictionary);
  if (arrow.DataType.isUtf8(type) || arrow.DataType.isLargeUtf8(type)) return "string";
  if (arrow.DataType.isBool(type)) return "bool";
  if (arrow.DataType.isFloat(type)) return type.precision === arrow.Precision.DOUBLE ? "float64" : "float32";
  if (arrow.DataType.isInt(type)) {
    const bits = type.bitWidth + (type.isSigned ? 0 : 1);
    return bits <= 16 ? "int16" : bits <= 32 ? "int32" : "int64";
  }
  return undefined;
}

/** Utf8 buffers by hand: Arrow's own builder takes seconds for a million strings. */
function toData(type: arrow.DataType, values: ColumnArray): arrow.Data {
  const { length } = values;
  if (arrow.DataType.isUtf8(type)) {
    const pieces = (values as readonly string[]).map((text) => new TextEncoder().encode(text));
    const valueOffsets = new Int32Array(length + 1);
    for (let row = 0; row < length; row++) valueOffsets[row + 1] = valueOffsets[row] + pieces[row].length;
    const data = new Uint8Array(valueOffsets[length]);
    for (let row = 0; row < length; row++) data.set(pieces[row], valueOffsets[row]);
    return arrow.makeData({ type, length, nullCount: 0, valueOffsets, data });
  }
  if (arrow.DataType.isBool(type)) {
    const data = new Uint8Array(Math.ceil(length / 64) * 8);
    for (let row = 0; row < length; row++) if (values[row]) data[row >> 3] |= 1 << (row & 7);
    return arrow.makeData({ type, length, nullCount: 0, data });
  }
  return arrow.makeData({ type: type as arrow.Float64, length, nullCount: 0, data: values as Float64Array });
}

function valuesOf(vector: arrow.Vector, field: arrow.Field, column: Column, file: string): ColumnArray {
  const isFloat = column.type === "float32" || column.type === "float64";
  if (vector.nullCount > 0 && !isFloat && column.type !== "string") {
    const row = Array.from({ length: vector.length }, (_, at) => at).find((at) => vector.get(at) === null) ?? 0;
    throw new FormatError(file, `column ${field.name}, row ${row + 1}`, "a value", "none");
  }
  const type = typeOf(field.type);
  if (type === undefined || (type === "string") !== (column.type === "string"))
    throw new FormatError(file, `column ${field.name}`, column.type, String(field.type));
  try {
    if (vector.nullCount > 0)
      return toColumn(
        column.type,
        Array.from({ length: vector.length }, (_, row) => vector.get(row) ?? (isFloat ? Number.NaN : "")),
      );
    const isHalf = arrow.DataType.isFloat(field.type) && field.type.precision === arrow.Precision.HALF;
    if (type === "string" || type === "bool" || isHalf || arrow.DataType.isDictionary(field.type))
      return toColumn(column.type, Array.from(vector));
    return toColumn(column.type, vector.toArray());
  } catch (cause) {
    if (cause instanceof RangeError) throw new FormatError(file, `column ${field.name}`, column.type, cause.message, { cause });
    throw cause;
  }
}

type FileReader = arrow.AsyncRecordBatchFileReader;

async function openReader(source: Source): Promise<FileReader> {
  const head = await source.read(0, Math.min(source.size, MAGIC.length));
  if (!isArrow(head))
    throw new FormatError(
      source.name,
      "byte 0",
      `the letters ${MAGIC} of an Arrow file`,
      JSON.stringify(new TextDecoder("latin1").decode(head)),
    );
  const tail = source.size < 2 * MAGIC.length ? new Uint8Array() : await source.read(source.size - MAGIC.length, MAGIC.length);
  if (!isArrow(tail)) throw new FormatError(source.name, "end", `the letters ${MAGIC}`, "other bytes: the file is cut short");
  // What Arrow takes for a random-access file: an object that looks like Node's FileHandle.
  const handle = {
    fd: 0,
    stat: async () => ({ size: source.size }),
    close: async () => {},
    async read(buffer: Uint8Array, offset: number, length: number, position: number) {
      buffer.set(await source.read(position, length), offset);
      return { bytesRead: length, buffer };
    },
  };
  const reader = await guard(source, "footer", async () => {
    const made = await arrow.RecordBatchReader.from(handle as any);
    return (await made.open()) as unknown as FileReader;
  });
  if (reader.schema === undefined) throw new FormatError(source.name, "footer", "a schema", "none");
  return reader;
}

/** Number of rows of a record batch, from its message header: the rows themselves are not read. */
async function rowsOfBatch(reader: FileReader, at: number, source: Source): Promise<number> {
  return guard(source, `record batch ${at}`, async () => {
    // The footer is Arrow's own, not part of its public types: offset and length of each message.
    const block = (reader as any)._impl.footer.getRecordBatch(at) as { offset: number; metaDataLength: number };
    const bytes = await source.read(Number(block.offset), Number(block.metaDataLength));
    // A message begins with a marker (-1) and its length; files before Arrow 0.15 have the length only.
    const start = new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true) === -1 ? 8 : 4;
    const rows = Number((arrow.Message.decode(bytes.subarray(start)).header() as { length: number }).length);
    // A row has one bit at least: what says otherwise is damaged, and would have us go through rows for ever.
    if (!(rows >= 0 && rows <= 8 * source.size)) throw new Error(`${rows} rows in ${source.size} bytes`);
    return rows;
  });
}

/** Whatever Arrow throws at bytes it cannot make sense of becomes a FormatError; our own pass. */
async function guard<T>(source: Source, place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    throw new FormatError(source.name, place, "Arrow data", (cause as Error).message, { cause });
  }
}
