import { FormatError } from "../errors.ts";
import { asciiText } from "./bytes.ts";
import { integerCard, place, type Unit, verifyUnit } from "./hdu.ts";
import type { ColumnData, TableColumn, TableHdu } from "./types.ts";

/** A field of an ASCII table: characters `start` to `start + width` of each row. */
interface TextField {
  readonly column: TableColumn;
  readonly start: number;
  readonly width: number;
  /** Digits after a decimal point that is not written. */
  readonly decimals: number;
  readonly nullText?: string;
}

/**
 * An ASCII table (XTENSION = 'TABLE') over its unit, read only: text columns as "A", all numbers as "D" with NaN where a field is blank or TNULL.
 *
 * @see FITS standard 4.0, 7.2
 */
export function openAsciiTable(unit: Unit): TableHdu {
  const { header, source, index } = unit;
  const rowBytes = integerCard(header, "NAXIS1", source.name, index);
  const rows = integerCard(header, "NAXIS2", source.name, index);
  const fields = Array.from({ length: integerCard(header, "TFIELDS", source.name, index) }, (_, n) => fieldOf(unit, n + 1, rowBytes));
  const find = (wanted: string): TextField => {
    const field = fields.find(({ column }) => column.name === wanted);
    if (field !== undefined) return field;
    throw new FormatError(source.name, place(unit), `a column ${wanted}`, fields.map(({ column }) => column.name).join(", ") || "none");
  };
  const readColumns = async (names: readonly string[], first = 0, count = rows - first): Promise<Record<string, ColumnData>> => {
    if (!Number.isInteger(first) || !Number.isInteger(count) || first < 0 || count < 0 || first + count > rows)
      throw new RangeError(`${source.name}: ${place(unit)}: ${count} rows from ${first} are not inside ${rows}`);
    const text = asciiText(await source.read(unit.dataOffset + first * rowBytes, count * rowBytes));
    return Object.fromEntries(
      names.map((name) => {
        const field = find(name);
        const cell = (row: number): string => text.slice(row * rowBytes + field.start, row * rowBytes + field.start + field.width);
        if (field.column.letter === "A") return [name, Array.from({ length: count }, (_, row) => cell(row).trimEnd())];
        return [name, Float64Array.from({ length: count }, (_, row) => numberOf(cell(row), field, unit, first + row + 1))];
      }),
    );
  };
  return {
    kind: "table",
    index,
    name: header.string("EXTNAME") ?? "",
    header,
    rows,
    columns: fields.map(({ column }) => column),
    column: (wanted) => find(wanted).column,
    readColumns,
    readColumn: async (wanted, first, count) => (await readColumns([wanted], first, count))[wanted],
    verify: () => verifyUnit(unit),
  };
}

function fieldOf(unit: Unit, n: number, rowBytes: number): TextField {
  const { header, source, index } = unit;
  const written = header.string(`TFORM${n}`) ?? "";
  const match = /^\s*([AIFED])(\d+)(?:\.(\d+))?\s*$/.exec(written);
  if (match === null) throw new FormatError(source.name, place(unit, `TFORM${n}`), "Aw, Iw, Fw.d, Ew.d or Dw.d", JSON.stringify(written));
  const start = integerCard(header, `TBCOL${n}`, source.name, index, 1) - 1;
  const width = Number(match[2]);
  if (start + width > rowBytes)
    throw new FormatError(source.name, place(unit, `TBCOL${n}`), `a field inside ${rowBytes} characters`, `${width} from ${start + 1}`);
  const isText = match[1] === "A";
  const column: TableColumn = {
    name: header.string(`TTYPE${n}`)?.trim() || `column ${n}`,
    letter: isText ? "A" : "D",
    repeat: isText ? width : 1,
    unit: header.string(`TUNIT${n}`)?.trim() ?? "",
    doc: header.comment(`TTYPE${n}`),
    scale: header.number(`TSCAL${n}`),
    zero: header.number(`TZERO${n}`),
  };
  return { column, start, width, decimals: Number(match[3] ?? 0), nullText: header.string(`TNULL${n}`)?.trim() };
}

function numberOf(cell: string, { column, decimals, nullText }: TextField, unit: Unit, row: number): number {
  const text = cell.trim();
  if (text === "" || text === nullText) return Number.NaN;
  const match = /^([+-]?)(\d*)(\.?)(\d*)(?:[EeDd]?([+-]?\d+))?$/.exec(text);
  if (match === null || match[2] + match[4] === "")
    throw new FormatError(unit.source.name, `${place(unit)}, column ${column.name}, row ${row}`, "a number", JSON.stringify(text));
  const [, sign, whole, point, fraction, exponent] = match;
  // One conversion of all digits: two would round twice.
  const power = Number(exponent ?? 0) - (point === "" ? decimals : 0);
  const value = Number(`${whole || "0"}.${fraction || "0"}E${power}`);
  return (column.zero ?? 0) + (column.scale ?? 1) * (sign === "-" ? -value : value);
}
