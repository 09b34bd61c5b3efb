import { FormatError } from "../errors.ts";
import { pieceReader } from "../io.ts";
import { type ElementSize, fromBigEndian, IS_LITTLE_ENDIAN } from "./bytes.ts";
import { columnsOf, type Field, LETTERS, layOut } from "./columns.ts";
import { glanceAt, mark } from "./glance.ts";
import { integerCard, place, type Unit, verifyUnit } from "./hdu.ts";
import { bytesOf, PIXEL_TYPES } from "./image.ts";
import type { ColumnData, PixelArray, RowBlock, TableColumn, TableHdu } from "./types.ts";

/** Bytes of rows in memory at a time while columns are picked out of them. */
const CHUNK = 4 * 1024 * 1024;

/** A binary table over its unit. Nothing but the header has been read. */
export function openTable(unit: Unit): TableHdu {
  const { header, source, index } = unit;
  const columns = columnsOf(header, source.name, index);
  const rowBytes = integerCard(header, "NAXIS1", source.name, index);
  const rows = integerCard(header, "NAXIS2", source.name, index);
  const { fields, rowBytes: summed } = layOut(columns);
  if (summed !== rowBytes)
    throw new FormatError(source.name, place(unit, "NAXIS1"), `${summed} bytes, the sum of the columns`, String(rowBytes));
  // Rows without bytes cost a file nothing, so their number says nothing; an array of them must still be possible.
  if (rows > 0xffffffff) throw new FormatError(source.name, place(unit, "NAXIS2"), "fewer than 2^32 rows", String(rows));
  const name = header.string("EXTNAME") ?? "";

  const fieldOf = (wanted: string): Field => {
    const field =
      fields.find(({ column }) => column.name === wanted) ??
      fields.find(({ column }) => column.name.toUpperCase() === wanted.toUpperCase());
    if (field !== undefined) return field;
    throw new FormatError(
      source.name,
      `${place(unit)} ${name}`.trimEnd(),
      `a column ${wanted}`,
      columns.map((column) => column.name).join(", ") || "none",
    );
  };

  const readColumns = async (names: readonly string[], first = 0, count = rows - first): Promise<Record<string, ColumnData>> => {
    if (!Number.isInteger(first) || !Number.isInteger(count) || first < 0 || count < 0 || first + count > rows)
      throw new RangeError(`${source.name}: ${place(unit)}: ${count} rows from ${first} are not inside ${rows}`);
    const wanted = names.map(fieldOf);
    const gathered = wanted.map((field) => gather(field, count, unit));
    const step = Math.max(1, Math.floor(CHUNK / Math.max(1, rowBytes)));
    const read = pieceReader(source);
    for (let row = 0; row < count && rowBytes > 0; row += step) {
      const part = Math.min(step, count - row);
      const bytes = await read(unit.dataOffset + (first + row) * rowBytes, part * rowBytes);
      for (const gatherer of gathered) await gatherer.take(bytes, rowBytes, row, part);
    }
    return Object.fromEntries(names.map((asked, n) => [asked, gathered[n].data]));
  };

  async function* blocks(): AsyncIterable<RowBlock> {
    const step = Math.max(1, Math.floor(CHUNK / Math.max(1, rowBytes)));
    const read = pieceReader(source);
    for (let first = 0; first < rows; first += step) {
      const count = Math.min(step, rows - first);
      const bytes = await read(unit.dataOffset + first * rowBytes, count * rowBytes);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      yield {
        first,
        rows: count,
        async readColumns(names, chosen) {
          const [part, length] = chosen === undefined ? [bytes, count] : [rowsOf(bytes, rowBytes, chosen), chosen.length];
          const gathered = names.map((wanted) => gather(fieldOf(wanted), length, unit));
          for (const gatherer of gathered) await gatherer.take(part, rowBytes, 0, length);
          return Object.fromEntries(names.map((asked, n) => [asked, gathered[n].data]));
        },
        mark: (glance, marks, from, length) => mark(view, rowBytes, glance, marks, from, length),
      };
    }
  }

  return {
    kind: "table",
    index,
    name,
    header,
    rows,
    columns,
    column: (wanted): TableColumn => fieldOf(wanted).column,
    readColumns,
    blocks,
    glanceAt: (wanted, low, high) => glanceAt(fieldOf(wanted), low, high),
    readColumn: async (wanted, first, count) => (await readColumns([wanted], first, count))[wanted],
    verify: () => verifyUnit(unit),
  };
}

/** Copies of some rows, one after another. */
function rowsOf(bytes: Uint8Array, rowBytes: number, rows: ArrayLike<number>): Uint8Array {
  const out = new Uint8Array(rows.length * rowBytes);
  for (let n = 0; n < rows.length; n++) out.set(bytes.subarray(rows[n] * rowBytes, (rows[n] + 1) * rowBytes), n * rowBytes);
  return out;
}

/** Collects one column while rows go by. */
interface Gatherer {
  readonly data: ColumnData;
  take(bytes: Uint8Array, rowBytes: number, row: number, count: number): Promise<void> | void;
}

function gather(field: Field, rows: number, unit: Unit): Gatherer {
  if (field.column.variable !== undefined) return gatherVariable(field, rows, unit);
  if (field.column.letter === "A") return gatherText(field, rows);
  const { size, make } = PIXEL_TYPES[field.type];
  const stored = make(rows * field.count);
  const out = bytesOf(stored);
  const data = field.linear === undefined ? stored : new Float64Array(stored.length);
  return {
    data,
    take(bytes, rowBytes, row, count) {
      pick(bytes, rowBytes, field, size, count, out, row * field.count);
      if (field.column.letter === "L") toLogical(stored as Uint8Array, row * field.count, count * field.count);
      else if (field.linear !== undefined) scaleInto(data as Float64Array, stored, field, row * field.count, count * field.count);
    },
  };
}

/** Copies `field` of `count` rows to elements from `start` of `out`, in the machine's byte order. */
function pick(bytes: Uint8Array, rowBytes: number, field: Field, size: ElementSize, count: number, out: Uint8Array, start: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const each = field.count;
  let to = start;
  // One loop a size: the body must stay free of choices to be fast.
  if (size === 1) {
    const flip = field.isShifted ? 0x80 : 0;
    for (let n = 0, at = field.offset; n < count; n++, at += rowBytes) for (let k = 0; k < each; k++) out[to++] = bytes[at + k] ^ flip;
  } else if (size === 2) {
    const target = new Uint16Array(out.buffer, out.byteOffset, out.length >> 1);
    const flip = field.isShifted ? 0x8000 : 0;
    for (let n = 0, at = field.offset; n < count; n++, at += rowBytes)
      for (let k = 0; k < each; k++) target[to++] = view.getUint16(at + 2 * k) ^ flip;
  } else if (size === 4) {
    const target = new Uint32Array(out.buffer, out.byteOffset, out.length >> 2);
    const flip = field.isShifted ? 0x80000000 : 0;
    for (let n = 0, at = field.offset; n < count; n++, at += rowBytes)
      for (let k = 0; k < each; k++) target[to++] = view.getUint32(at + 4 * k) ^ flip;
  } else {
    const target = new Uint32Array(out.buffer, out.byteOffset, out.length >> 2);
    const flip = field.isShifted ? 0x80000000 : 0;
    const [high, low] = IS_LITTLE_ENDIAN ? [1, 0] : [0, 1];
    for (let n = 0, at = field.offset; n < count; n++, at += rowBytes)
      for (let k = 0; k < each; k++, to++) {
        target[2 * to + high] = view.getUint32(at + 8 * k) ^ flip;
        target[2 * to + low] = view.getUint32(at + 8 * k + 4);
      }
  }
}

/** "T", "F" and 0 become 1, 0 and 2, in place. */
function toLogical(values: Uint8Array, first: number, count: number): void {
  for (let at = first; at < first + count; at++) values[at] = values[at] === 0x54 ? 1 : values[at] === 0x46 ? 0 : 2;
}

function scaleInto(out: Float64Array, stored: PixelArray, field: Field, first: number, count: number): void {
  const { scale, zero } = field.linear!;
  const missing = Number.isInteger(PIXEL_TYPES[field.type].bitpix) && PIXEL_TYPES[field.type].bitpix > 0 ? field.column.null : undefined;
  const isComplex = LETTERS[field.column.letter].parts === 2;
  for (let at = first; at < first + count; at++) {
    const value = Number(stored[at]);
    // The offset of a complex number is real.
    out[at] = value === missing ? Number.NaN : scale * value + (isComplex && (at - first) % 2 === 1 ? 0 : zero);
  }
}

/** Text up to a NUL, without blanks at its end; in an array of strings (TDIM) each NUL is a blank, so that all keep their places. */
function trimmedText(bytes: Uint8Array, from: number, length: number, isArray = false): string {
  let end = from;
  while (end < from + length && (isArray || bytes[end] !== 0)) end++;
  while (isArray && end > from && bytes[end - 1] <= 0x20) end--;
  while (end > from && bytes[end - 1] === 0x20) end--;
  let text = "";
  for (let at = from; at < end; at += 4096)
    text += String.fromCharCode.apply(null, bytes.subarray(at, Math.min(end, at + 4096)) as unknown as number[]);
  return isArray ? text.replaceAll("\0", " ") : text;
}

function gatherText(field: Field, rows: number): Gatherer {
  const data = new Array<string>(rows).fill("");
  const isArray = (field.column.dimensions?.length ?? 0) > 1;
  return {
    data,
    take(bytes, rowBytes, row, count) {
      for (let n = 0, at = field.offset; n < count; n++, at += rowBytes) data[row + n] = trimmedText(bytes, at, field.width, isArray);
    },
  };
}

/** Columns whose rows point into the heap. */
function gatherVariable(field: Field, rows: number, unit: Unit): Gatherer {
  const { column } = field;
  const { size, parts } = LETTERS[column.letter];
  const isText = column.letter === "A";
  const main = (unit.header.number("NAXIS1") as number) * (unit.header.number("NAXIS2") as number);
  const heap = unit.header.number("THEAP") ?? main;
  const data: (string | PixelArray)[] = new Array(rows).fill(
    isText ? "" : field.linear === undefined ? PIXEL_TYPES[field.type].make(0) : new Float64Array(0),
  );
  const bytesIn = (length: number): number => (column.letter === "X" ? Math.ceil(length / 8) : length * parts * size);

  const take = async (bytes: Uint8Array, rowBytes: number, row: number, count: number): Promise<void> => {
    if (field.width === 0) return;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const lengths = new Float64Array(count);
    const offsets = new Float64Array(count);
    let low = Number.POSITIVE_INFINITY;
    let high = 0;
    let used = 0;
    for (let n = 0, at = field.offset; n < count; n++, at += rowBytes) {
      const length = column.variable === "P" ? view.getInt32(at) : Number(view.getBigInt64(at));
      const offset = column.variable === "P" ? view.getInt32(at + 4) : Number(view.getBigInt64(at + 8));
      if (length < 0 || offset < 0 || (length > 0 && heap + offset + bytesIn(length) > unit.dataLength))
        throw new FormatError(
          unit.source.name,
          `${place(unit)}, column ${column.name}, row ${row + n + 1}`,
          `an array inside the heap of ${unit.dataLength - heap} bytes`,
          `${length} elements at ${offset}`,
        );
      lengths[n] = length;
      offsets[n] = offset;
      if (length === 0) continue;
      low = Math.min(low, offset);
      high = Math.max(high, offset + bytesIn(length));
      used += bytesIn(length);
    }
    if (used === 0) return;
    // Rows usually lie one after another: then one read serves them all.
    const start = unit.dataOffset + heap;
    const together = high - low <= Math.max(2 * used, CHUNK) ? await unit.source.read(start + low, high - low) : undefined;
    for (let n = 0; n < count; n++) {
      const length = bytesIn(lengths[n]);
      if (length === 0) continue;
      const piece = together?.subarray(offsets[n] - low, offsets[n] - low + length) ?? (await unit.source.read(start + offsets[n], length));
      data[row + n] = isText ? trimmedText(piece, 0, piece.length) : decodeArray(piece, field);
    }
  };
  return { data: data as ColumnData, take };
}

function decodeArray(bytes: Uint8Array, field: Field): PixelArray {
  const { size, make } = PIXEL_TYPES[field.type];
  const stored = make(bytes.length / size);
  fromBigEndian(bytes, bytesOf(stored), size, field.isShifted);
  if (field.column.letter === "L") toLogical(stored as Uint8Array, 0, stored.length);
  if (field.linear === undefined) return stored;
  const out = new Float64Array(stored.length);
  scaleInto(out, stored, field, 0, stored.length);
  return out;
}
