import type { ExpressMatrix } from "./express.ts";
import type { WellLaw } from "./well.ts";

// Where things lie in memory; as assembly/transfer.ts reads them.

/** Bytes of the record of a charge transfer: int32 numbers, then float64 from NUMBERS on. */
export const TRANSFER_BYTES = 184;
const NUMBERS = 96;
/** Species that a record has room for. */
export const MOST_SPECIES = 4;
/** Rows that a worker's memory has room for. */
export const MOST_ROWS = 8190;

/** Pointers in bytes; lines and rows as in `Layout` of cti.ts. */
export interface TransferRecord {
  readonly images: number;
  readonly blocks: number;
  readonly linesPerBlock: number;
  readonly lineStep: number;
  readonly rowStep: number;
  readonly rows: number;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly firstRow: number;
  readonly lastRow: number;
  readonly passes: number;
  readonly multipliers: number;
  readonly marks: number;
  readonly species: number;
  readonly period: number;
  readonly decays: number;
  readonly fresh: number;
  readonly isShared: boolean;
  readonly allowNegative: boolean;
  readonly wellTable: number;
  readonly losses: number;
  /** By species. */
  readonly traps: readonly number[];
  readonly well: WellLaw;
}

export function writeTransfer(view: DataView, at: number, record: TransferRecord): void {
  const { images, blocks, linesPerBlock, lineStep, rowStep, rows, firstLine, lastLine, firstRow, lastRow } = record;
  const { passes, multipliers, marks, species, period, decays, fresh, isShared, allowNegative, wellTable, losses, traps, well } = record;
  const integers = [
    ...[images, blocks, linesPerBlock, lineStep, rowStep, rows, firstLine, lastLine, firstRow, lastRow],
    ...[passes, multipliers, marks, species, period, decays, fresh, Number(isShared), Number(allowNegative), wellTable, losses],
  ];
  integers.forEach((value, n) => void view.setInt32(at + 4 * n, value, true));
  const four = (values: readonly number[]): number[] => Array.from({ length: MOST_SPECIES }, (_, k) => values[k] ?? 0);
  const { full, start, zero, perElectron, first, tail, tailRate } = well;
  const numbers = [...four(traps), full, start, zero, perElectron, first, (1 - first) * tail, tailRate];
  numbers.forEach((value, n) => void view.setFloat64(at + NUMBERS + 8 * n, value, true));
}

/** By pass: the row after which the state is saved (-1: none), and the first row that is visited. */
export function marksOf({ passes, rows, multipliers, saves }: ExpressMatrix): Int32Array {
  const marks = new Int32Array(2 * passes);
  for (let pass = 0; pass < passes; pass++) {
    marks[2 * pass] = saves.subarray(pass * rows, (pass + 1) * rows).indexOf(1);
    const first = multipliers.subarray(pass * rows, (pass + 1) * rows).findIndex((value) => value !== 0);
    marks[2 * pass + 1] = first < 0 ? rows : first;
  }
  return marks;
}
