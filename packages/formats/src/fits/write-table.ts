import { asciiBytes, toBigEndian } from "./bytes.ts";
import { type Field, LETTERS, layOut } from "./columns.ts";
import { type Card, type CardValue, Header } from "./header.ts";
import { bytesOf, PIXEL_TYPES, pixelTypeOf } from "./image.ts";
import type { ColumnData, PixelArray, TableColumn, TableToWrite } from "./types.ts";

/** Bytes of rows encoded at a time, unless one row is longer. */
const CHUNK = 1024 * 1024;

const STRUCTURAL =
  /^(SIMPLE|XTENSION|BITPIX|NAXIS\d*|EXTEND|PCOUNT|GCOUNT|TFIELDS|THEAP|EXTNAME|(TTYPE|TFORM|TUNIT|TNULL|TSCAL|TZERO|TDIM)\d+|CHECKSUM|DATASUM|END|LONGSTRN)$/;

/** A table while it is written: rows and heap are known in full only at its end. */
export interface TableSpec {
  readonly hdu: TableToWrite;
  readonly fields: readonly Field[];
  readonly rowBytes: number;
  rows: number;
  readonly heap: Uint8Array[];
  heapBytes: number;
  /** Longest array of each variable column. */
  readonly longest: number[];
}

export function tableSpec(hdu: TableToWrite): TableSpec {
  for (const { name, letter, repeat, variable } of hdu.columns) {
    if (!(letter in LETTERS)) throw new RangeError(`column ${name}: no TFORM letter ${letter}`);
    if (!Number.isInteger(repeat) || repeat < 0 || (variable !== undefined && repeat > 1))
      throw new RangeError(`column ${name}: repeat ${repeat}`);
  }
  const { fields, rowBytes } = layOut(hdu.columns);
  return { hdu, fields, rowBytes, rows: hdu.rows ?? 0, heap: [], heapBytes: 0, longest: hdu.columns.map(() => 0) };
}

export function tableCards(spec: TableSpec): Card[] {
  const { hdu } = spec;
  const cards: Card[] = [
    card("XTENSION", "BINTABLE", "binary table"),
    card("BITPIX", 8),
    card("NAXIS", 2),
    card("NAXIS1", spec.rowBytes, "bytes in a row"),
    card("NAXIS2", spec.rows, "rows"),
    card("PCOUNT", spec.heapBytes, "bytes in the heap"),
    card("GCOUNT", 1),
    card("TFIELDS", hdu.columns.length, "columns"),
  ];
  if (hdu.name !== "") cards.push(card("EXTNAME", hdu.name, hdu.header?.comment("EXTNAME") ?? "name of this HDU"));
  cards.push(...hdu.columns.flatMap((column, n) => columnCards(column, n + 1, spec.longest[n])));
  for (const it of (hdu.header ?? new Header()).cards) if (!STRUCTURAL.test(it.keyword)) cards.push(it);
  return cards;
}

function columnCards(column: TableColumn, n: number, longest: number): Card[] {
  const form =
    column.variable === undefined ? `${column.repeat}${column.letter}` : `${column.repeat}${column.variable}${column.letter}(${longest})`;
  const cards = [card(`TTYPE${n}`, column.name, column.doc), card(`TFORM${n}`, form)];
  if (column.unit !== undefined && column.unit !== "") cards.push(card(`TUNIT${n}`, column.unit));
  if (column.null !== undefined) cards.push(card(`TNULL${n}`, column.null, "stored value of a row without one"));
  if (column.scale !== undefined) cards.push(number(`TSCAL${n}`, column.scale));
  if (column.zero !== undefined) cards.push(number(`TZERO${n}`, column.zero));
  if (column.dimensions !== undefined) cards.push(card(`TDIM${n}`, `(${column.dimensions.join(",")})`));
  return cards;
}

const card = (keyword: string, value: CardValue, comment?: string): Card => ({ keyword, value, comment });
/** Whole numbers as integers, also beyond 2^53 (TZERO of unsigned 64 bit). */
const number = (keyword: string, value: number): Card =>
  Number.isInteger(value) && Math.abs(value) < 2 ** 64
    ? card(keyword, Number.isSafeInteger(value) ? value : BigInt(value))
    : { keyword, value, real: true };

export async function* tableData(spec: TableSpec): AsyncGenerator<Uint8Array> {
  const { hdu, fields, rowBytes } = spec;
  const step = Math.max(1, Math.floor(CHUNK / Math.max(1, rowBytes)));
  let buffer = new Uint8Array(0);
  let done = 0;
  for await (const batch of hdu.batches) {
    const columns = fields.map((field) => columnOf(hdu, field, batch));
    const rows = rowsOf(hdu, fields, columns);
    done += rows;
    if (hdu.rows !== undefined && done > hdu.rows) break;
    for (let first = 0; first < rows; first += step) {
      const count = Math.min(step, rows - first);
      if (buffer.length < count * rowBytes) buffer = new Uint8Array(count * rowBytes);
      const bytes = buffer.subarray(0, count * rowBytes);
      for (const [n, field] of fields.entries()) put(spec, field, n, columns[n], first, count, bytes);
      if (bytes.length > 0) yield bytes;
    }
  }
  if (hdu.rows !== undefined && done !== hdu.rows)
    throw new RangeError(`table ${hdu.name}: ${hdu.rows} rows were announced, the batches hold ${done > hdu.rows ? "more" : done}`);
  spec.rows = done;
  for (const piece of spec.heap) yield piece;
}

function columnOf(hdu: TableToWrite, field: Field, batch: Readonly<Record<string, ColumnData>>): ColumnData {
  const data = batch[field.column.name];
  if (data === undefined) throw new RangeError(`table ${hdu.name}: a batch lacks column ${field.column.name}`);
  if (field.column.variable !== undefined || field.column.letter === "A") {
    if (ArrayBuffer.isView(data))
      throw new RangeError(`table ${hdu.name}, column ${field.column.name}: one value a row is needed, not one typed array`);
    return data;
  }
  if (!ArrayBuffer.isView(data)) throw new RangeError(`table ${hdu.name}, column ${field.column.name}: a typed array is needed`);
  return stored(data as PixelArray, field, `table ${hdu.name}, column ${field.column.name}`);
}

function rowsOf(hdu: TableToWrite, fields: readonly Field[], columns: readonly ColumnData[]): number {
  let rows: number | undefined;
  fields.forEach((field, n) => {
    const perRow = field.column.variable !== undefined || field.column.letter === "A" ? 1 : field.count;
    if (perRow === 0) return;
    const here = columns[n].length / perRow;
    if (!Number.isInteger(here) || (rows !== undefined && here !== rows))
      throw new RangeError(
        `table ${hdu.name}, column ${field.column.name}: ${columns[n].length} values for ${rows ?? "whole"} rows of ${perRow}`,
      );
    rows = here;
  });
  return rows ?? 0;
}

/** Values in the array type that the file stores; scaled values become integers, NaN the column's TNULL. */
function stored(values: PixelArray, field: Field, name: string): PixelArray {
  const target = PIXEL_TYPES[field.type];
  if (field.linear !== undefined) return unscaled(values, field, name);
  const type = pixelTypeOf(values);
  if (type === field.type) return values;
  const isFloat = (it: string): boolean => it.startsWith("float");
  // Floats may be stored narrower or wider; integers may become floats or wider ones, never be cut.
  if (isFloat(field.type) && (isFloat(type) || PIXEL_TYPES[type].size < target.size)) {
    const out = target.make(values.length) as Float64Array;
    for (let at = 0; at < values.length; at++) out[at] = Number(values[at]);
    return out;
  }
  if (
    !isFloat(type) &&
    !isFloat(field.type) &&
    PIXEL_TYPES[type].size < target.size &&
    !(type.startsWith("int") && field.type.startsWith("uint"))
  ) {
    const out = target.make(values.length);
    if (out instanceof BigInt64Array || out instanceof BigUint64Array)
      for (let at = 0; at < values.length; at++) out[at] = BigInt(values[at]);
    else for (let at = 0; at < values.length; at++) out[at] = Number(values[at]);
    return out;
  }
  throw new RangeError(`${name}: ${field.type} values are needed for TFORM ${field.column.letter}, not ${type}`);
}

function unscaled(values: PixelArray, field: Field, name: string): PixelArray {
  const { scale, zero } = field.linear!;
  const { make, bitpix } = PIXEL_TYPES[field.type];
  const out = make(values.length);
  const isComplex = LETTERS[field.column.letter].parts === 2;
  for (let at = 0; at < values.length; at++) {
    const value = Number(values[at]);
    if (bitpix > 0 && Number.isNaN(value)) {
      if (field.column.null === undefined) throw new RangeError(`${name}: a value is NaN and the column has no 'null'`);
      put1(out, at, field.column.null);
    } else {
      const raw = (value - (isComplex && at % 2 === 1 ? 0 : zero)) / scale;
      put1(out, at, bitpix > 0 ? Math.round(raw) : raw);
      if (bitpix > 0 && Number(out[at]) !== Math.round(raw))
        throw new RangeError(`${name}: ${value} is outside the range of ${field.type} with scale ${scale} and zero ${zero}`);
    }
  }
  return out;
}

function put1(out: PixelArray, at: number, value: number): void {
  if (out instanceof BigInt64Array || out instanceof BigUint64Array) out[at] = BigInt(value);
  else out[at] = value;
}

function put(spec: TableSpec, field: Field, n: number, data: ColumnData, first: number, count: number, bytes: Uint8Array): void {
  const { rowBytes } = spec;
  const { column, offset, width } = field;
  if (column.variable !== undefined) {
    putPointers(spec, field, n, data as readonly (string | PixelArray)[], first, count, bytes);
    return;
  }
  if (column.letter === "A") {
    for (let row = 0, at = offset; row < count; row++, at += rowBytes)
      putText((data as readonly string[])[first + row], bytes, at, width, column.name);
    return;
  }
  const { size } = PIXEL_TYPES[field.type];
  const values = (data as PixelArray).subarray(first * field.count, (first + count) * field.count);
  const raw = bytesOf(values);
  const each = field.count;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let from = 0;
  if (column.letter === "L") {
    for (let row = 0, at = offset; row < count; row++, at += rowBytes) for (let k = 0; k < each; k++) bytes[at + k] = logical(raw[from++]);
  } else if (size === 1) {
    const flip = field.isShifted ? 0x80 : 0;
    for (let row = 0, at = offset; row < count; row++, at += rowBytes) for (let k = 0; k < each; k++) bytes[at + k] = raw[from++] ^ flip;
  } else if (size === 2) {
    const source = new Uint16Array(raw.buffer, raw.byteOffset, raw.length >> 1);
    const flip = field.isShifted ? 0x8000 : 0;
    for (let row = 0, at = offset; row < count; row++, at += rowBytes)
      for (let k = 0; k < each; k++) view.setUint16(at + 2 * k, source[from++] ^ flip);
  } else if (size === 4) {
    const source = new Uint32Array(raw.buffer, raw.byteOffset, raw.length >> 2);
    const flip = field.isShifted ? 0x80000000 : 0;
    for (let row = 0, at = offset; row < count; row++, at += rowBytes)
      for (let k = 0; k < each; k++) view.setUint32(at + 4 * k, source[from++] ^ flip);
  } else {
    // As floats or as integers, eight bytes are eight bytes: reversed once for all, then copied.
    const big = new Uint8Array(raw.length);
    toBigEndian(raw, big, 8, field.isShifted);
    for (let row = 0, at = offset; row < count; row++, at += rowBytes, from += width)
      for (let k = 0; k < width; k++) bytes[at + k] = big[from + k];
  }
}

const logical = (value: number): number => (value === 1 ? 0x54 : value === 0 ? 0x46 : 0);

function putText(text: string, bytes: Uint8Array, at: number, width: number, name: string): void {
  if (text.length > width) throw new RangeError(`column ${name}: ${JSON.stringify(text)} is longer than ${width} characters`);
  for (let k = 0; k < width; k++) {
    const code = k < text.length ? text.charCodeAt(k) : 0;
    if (code > 0x7e || (code < 0x20 && k < text.length))
      throw new RangeError(`column ${name}: FITS holds printable ASCII only, not ${JSON.stringify(text)}`);
    bytes[at + k] = code;
  }
}

function putPointers(
  spec: TableSpec,
  field: Field,
  n: number,
  data: readonly (string | PixelArray)[],
  first: number,
  count: number,
  bytes: Uint8Array,
): void {
  if (field.width === 0) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { column } = field;
  for (let row = 0, at = field.offset; row < count; row++, at += spec.rowBytes) {
    const { piece, length } = heapArray(data[first + row], field, `column ${column.name}`);
    spec.longest[n] = Math.max(spec.longest[n], length);
    const offset = length === 0 ? 0 : spec.heapBytes;
    if (column.variable === "P") {
      if (offset + piece.length > 0x7fffffff) throw new RangeError(`column ${column.name}: the heap passes 2^31 bytes; use "Q"`);
      view.setInt32(at, length);
      view.setInt32(at + 4, offset);
    } else {
      view.setBigInt64(at, BigInt(length));
      view.setBigInt64(at + 8, BigInt(offset));
    }
    if (length === 0) continue;
    spec.heap.push(piece);
    spec.heapBytes += piece.length;
  }
}

function heapArray(value: string | PixelArray, field: Field, name: string): { piece: Uint8Array; length: number } {
  const { letter } = field.column;
  if (typeof value === "string") {
    if (letter !== "A" || /[^\x20-\x7e]/.test(value))
      throw new RangeError(`${name}: ${JSON.stringify(value)}, where ${letter === "A" ? "printable ASCII" : "an array"} is needed`);
    return { piece: asciiBytes(value), length: value.length };
  }
  if (letter === "A") throw new RangeError(`${name}: strings are needed`);
  const raw = stored(value, field, name);
  const { size } = PIXEL_TYPES[field.type];
  const piece = new Uint8Array(raw.byteLength);
  toBigEndian(bytesOf(raw), piece, size, field.isShifted);
  if (letter === "L") for (let at = 0; at < piece.length; at++) piece[at] = logical(piece[at]);
  // Bits are counted in bytes here: the array says no more.
  return { piece, length: letter === "X" ? raw.length * 8 : raw.length / LETTERS[letter].parts };
}
