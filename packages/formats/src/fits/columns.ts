import { FormatError } from "../errors.ts";
import type { ElementSize } from "./bytes.ts";
import { integerCard, place } from "./hdu.ts";
import type { Header } from "./header.ts";
import type { PixelType, TableColumn, TableLetter } from "./types.ts";

/** What one element of each TFORM letter is: bytes of it, numbers in it, type of the array that holds it. */
export const LETTERS: Readonly<Record<TableLetter, { readonly size: ElementSize; readonly parts: 1 | 2; readonly type: PixelType }>> = {
  L: { size: 1, parts: 1, type: "uint8" },
  X: { size: 1, parts: 1, type: "uint8" },
  B: { size: 1, parts: 1, type: "uint8" },
  I: { size: 2, parts: 1, type: "int16" },
  J: { size: 4, parts: 1, type: "int32" },
  K: { size: 8, parts: 1, type: "int64" },
  E: { size: 4, parts: 1, type: "float32" },
  D: { size: 8, parts: 1, type: "float64" },
  C: { size: 4, parts: 2, type: "float32" },
  M: { size: 8, parts: 2, type: "float64" },
  A: { size: 1, parts: 1, type: "uint8" },
};

/** TZERO that turns each integer letter into its other signedness. */
const SHIFTS: Readonly<Partial<Record<TableLetter, { readonly zero: number; readonly type: PixelType }>>> = {
  B: { zero: -128, type: "int8" },
  I: { zero: 32768, type: "uint16" },
  J: { zero: 2147483648, type: "uint32" },
  K: { zero: 2 ** 63, type: "uint64" },
};

/** A column and where it lies in a row. */
export interface Field {
  readonly column: TableColumn;
  /** bytes from the start of the row */
  readonly offset: number;
  /** bytes in a row */
  readonly width: number;
  /** Numbers (or bytes, for X and A) in a row. */
  readonly count: number;
  /** Type of the array of values before any scaling; a shift to or from unsigned is in it. */
  readonly type: PixelType;
  readonly isShifted: boolean;
  /** Present where values are scaled to float64. */
  readonly linear?: { readonly scale: number; readonly zero: number };
}

/** Lays columns out in a row, in order, without gaps. */
export function layOut(columns: readonly TableColumn[]): { fields: Field[]; rowBytes: number } {
  let offset = 0;
  const fields = columns.map((column) => {
    const letter = LETTERS[column.letter];
    const count = column.letter === "X" ? Math.ceil(column.repeat / 8) : column.repeat * letter.parts;
    const width = column.variable === "P" ? 8 * column.repeat : column.variable === "Q" ? 16 * column.repeat : count * letter.size;
    const shift = SHIFTS[column.letter];
    const isShifted = shift !== undefined && (column.scale ?? 1) === 1 && column.zero === shift.zero;
    const isNumber = !"LXA".includes(column.letter);
    const isScaled = isNumber && !isShifted && ((column.scale ?? 1) !== 1 || (column.zero ?? 0) !== 0);
    const field: Field = {
      column,
      offset,
      width,
      count,
      type: isShifted ? shift.type : letter.type,
      isShifted,
      linear: isScaled ? { scale: column.scale ?? 1, zero: column.zero ?? 0 } : undefined,
    };
    offset += width;
    return field;
  });
  return { fields, rowBytes: offset };
}

/** The columns of a binary table's header. @throws FormatError naming the card */
export function columnsOf(header: Header, file: string, index: number): TableColumn[] {
  const count = integerCard(header, "TFIELDS", file, index);
  return Array.from({ length: count }, (_, n) => columnOf(header, n + 1, file, index));
}

function columnOf(header: Header, n: number, file: string, index: number): TableColumn {
  const at = place({ index }, `TFORM${n}`);
  const written = header.get(`TFORM${n}`);
  const match = /^\s*(\d*)([LXBIJKEDCMA]|[PQ][LXBIJKEDCMA])/.exec(String(written ?? ""));
  if (match === null)
    throw new FormatError(
      file,
      at,
      "a repeat count and one of L X B I J K E D C M A P Q",
      written === undefined ? "no such card" : JSON.stringify(written),
    );
  const repeat = match[1] === "" ? 1 : Number(match[1]);
  const isVariable = match[2].length === 2;
  if (isVariable && repeat > 1) throw new FormatError(file, at, "0P, 1P, 0Q or 1Q", JSON.stringify(written));
  const text = (keyword: string): string | undefined => header.string(`${keyword}${n}`)?.trim() || undefined;
  const dimensions = /^\s*\(([\d\s,]+)\)\s*$/
    .exec(header.string(`TDIM${n}`) ?? "")?.[1]
    .split(",")
    .map(Number);
  return {
    name: text("TTYPE") ?? `column ${n}`,
    letter: match[2][isVariable ? 1 : 0] as TableLetter,
    repeat,
    variable: isVariable ? (match[2][0] as "P" | "Q") : undefined,
    unit: text("TUNIT") ?? "",
    doc: header.comment(`TTYPE${n}`),
    scale: header.number(`TSCAL${n}`),
    zero: header.number(`TZERO${n}`),
    null: header.number(`TNULL${n}`),
    dimensions,
  };
}
