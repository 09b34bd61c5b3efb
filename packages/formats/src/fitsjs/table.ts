import type { FitsjsHeader, FitsjsTable } from "fitsjs";
import { FormatError } from "../errors.ts";
import type { ColumnData, PixelArray } from "../fits/types.ts";

/** Bytes of each TFORM letter. */
const SIZES: Readonly<Record<string, number>> = { L: 1, X: 1, B: 1, I: 2, J: 4, K: 8, A: 1, E: 4, D: 8, C: 8, M: 16 };

type Values = number[] | bigint[];

/** Where a column is in a row, and how its values are scaled. */
interface Place {
  readonly letter: string;
  /** Elements in a row; bytes for X. */
  readonly count: number;
  readonly offset: number;
  readonly pointer?: "P" | "Q";
  readonly scale: number;
  readonly zero: number;
  readonly missing?: number;
}

/**
 * One column of a fitsjs table, in the form of ColumnData. Elements are decoded by fitsjs's accessors; stock addresses only cells of
 * one element, ignores TSCAL and TZERO, has signed integers as unsigned, and counts the heap in bytes.
 */
export async function readColumn(table: FitsjsTable, header: FitsjsHeader, name: string, file: string): Promise<ColumnData> {
  const index = table.columns?.indexOf(name) ?? -1;
  if (index < 0) throw new FormatError(file, "", `a column ${name}`, table.columns?.join(", ") ?? "columns without names");
  const place = placeOf(header, index + 1, file);
  const cells: Values[] = [];
  const texts: string[] = [];
  const rowsAtOnce = Math.max(1, Math.floor(2 ** 22 / Math.max(1, table.rowByteSize)));
  const heap = place.pointer === undefined ? undefined : await viewOf(table.blob.slice(table.length, table.length + table.heapLength));
  for (let first = 0; first < table.rows; first += rowsAtOnce) {
    const rows = Math.min(rowsAtOnce, table.rows - first);
    const view = await viewOf(table.blob.slice(first * table.rowByteSize, (first + rows) * table.rowByteSize));
    for (let row = 0; row < rows; row++) {
      const at = row * table.rowByteSize + place.offset;
      const [from, offset, count] = heap === undefined ? [view, at, place.count] : pointer(view, at, heap, place, file);
      if (place.letter === "A") texts.push(textAt(from, offset, count));
      else cells.push(elements(table, from, offset, place.letter, count));
    }
  }
  if (place.letter === "A") return texts;
  return place.pointer === undefined ? arrayOf(cells.flat() as Values, place) : cells.map((cell) => arrayOf(cell, place));
}

const viewOf = async (blob: Blob): Promise<DataView> => new DataView(await blob.arrayBuffer());

function placeOf(header: FitsjsHeader, column: number, file: string): Place {
  let offset = 0;
  for (let n = 1; ; n++) {
    const match = /^\s*(\d*)([PQ]?)([LXBIJKAEDCM])/.exec(String(header.get(`TFORM${n}`)));
    if (match === null) throw new FormatError(file, `TFORM${n}`, "a binary table format", String(header.get(`TFORM${n}`)));
    const repeat = match[1] === "" ? 1 : Number(match[1]);
    const [, , variable, letter] = match;
    const count = letter === "X" && variable === "" ? Math.ceil(repeat / 8) : repeat;
    if (n === column) {
      const number = (keyword: string, otherwise: number): number =>
        header.contains(`${keyword}${n}`) ? Number(header.get(`${keyword}${n}`)) : otherwise;
      return {
        letter,
        count,
        offset,
        pointer: variable === "" ? undefined : (variable as "P" | "Q"),
        scale: number("TSCAL", 1),
        zero: number("TZERO", 0),
        missing: header.contains(`TNULL${n}`) ? number("TNULL", 0) : undefined,
      };
    }
    offset += variable === "P" ? 8 * repeat : variable === "Q" ? 16 * repeat : count * SIZES[letter];
  }
}

function pointer(view: DataView, at: number, heap: DataView, { pointer: kind, letter }: Place, file: string): [DataView, number, number] {
  const [length, offset] =
    kind === "P" ? [view.getInt32(at), view.getInt32(at + 4)] : [Number(view.getBigInt64(at)), Number(view.getBigInt64(at + 8))];
  const count = letter === "X" ? Math.ceil(length / 8) : length;
  if (length < 0 || (length > 0 && (offset < 0 || offset + count * SIZES[letter] > heap.byteLength)))
    throw new FormatError(file, "heap", `an array inside ${heap.byteLength} bytes`, `${length} elements at ${offset}`);
  return [heap, offset, count];
}

function textAt(view: DataView, offset: number, count: number): string {
  let text = "";
  for (let at = 0; at < count; at++) {
    const code = view.getUint8(offset + at);
    if (code === 0) break;
    text += String.fromCharCode(code);
  }
  return text.replace(/ +$/, "");
}

function elements(table: FitsjsTable, view: DataView, offset: number, letter: string, count: number): Values {
  const accessor = table.dataAccessors[letter];
  const out: unknown[] = [];
  for (let at = offset, n = 0; n < count; n++) {
    const [value, next] = accessor(view, at);
    // Complex numbers come in pairs.
    if (Array.isArray(value)) out.push(...value);
    else out.push(value);
    at = next;
  }
  return out as Values;
}

function arrayOf(values: Values, { letter, scale, zero, missing }: Place): PixelArray {
  const numbers = values as number[];
  if (letter === "K") {
    if (scale === 1 && zero === 0) return BigInt64Array.from(values as bigint[]);
    if (scale === 1 && zero === 2 ** 63) return BigUint64Array.from(values as bigint[], (value) => value + 2n ** 63n);
  } else if (scale === 1 && zero !== 0) {
    if (letter === "B" && zero === -128) return Int8Array.from(numbers, (value) => value - 128);
    if (letter === "I" && zero === 32768) return Uint16Array.from(numbers, (value) => value + 32768);
    if (letter === "J" && zero === 2147483648) return Uint32Array.from(numbers, (value) => value + 2147483648);
  }
  if ((scale !== 1 || zero !== 0) && !"LX".includes(letter))
    return Float64Array.from(values as Iterable<number>, (value, at) =>
      Number(value) === missing && "BIJK".includes(letter)
        ? Number.NaN
        : scale * Number(value) + ("CM".includes(letter) && at % 2 === 1 ? 0 : zero),
    );
  switch (letter) {
    case "I":
      return Int16Array.from(numbers);
    case "J":
      return Int32Array.from(numbers);
    case "E":
    case "C":
      return Float32Array.from(numbers);
    case "D":
    case "M":
      return Float64Array.from(numbers);
    default:
      return Uint8Array.from(numbers);
  }
}
