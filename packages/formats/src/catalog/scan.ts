import { checkRows, type RowFault } from "./check.ts";
import { takeRows } from "./table.ts";
import type { Catalog } from "./types.ts";

/** What was found in a stretch of a table. */
export interface Scanned {
  /** How many rows were looked at. */
  readonly rows: number;
  /** Those that cannot be right, with their numbers in the table. */
  readonly faults: readonly RowFault[];
  /** Those that were chosen and can be right, all columns, in the table's order. */
  readonly chosen: Catalog;
}

/** Says which rows of a batch to take: their numbers in it, ascending. The batch has the columns that were asked for, and rows that cannot be right. */
export type Choose = (batch: Catalog) => ArrayLike<number>;

/** A table that can be scanned: by itself where its file allows to look at columns before rows are decoded. */
export interface Scannable {
  read(batch?: number): AsyncIterable<Catalog>;
  scan?(columns: readonly string[], choose: Choose): AsyncIterable<Scanned>;
}

/**
 * Goes once through a table: every row is checked against what its columns declare, few are taken.
 *
 * @param columns that `choose` needs, by their declared names
 */
export async function* scanRows(table: Scannable, columns: readonly string[], choose: Choose): AsyncIterable<Scanned> {
  if (table.scan !== undefined) return yield* table.scan(columns, choose);
  let first = 0;
  for await (const batch of table.read()) {
    const faults = checkRows(batch);
    const sound = withoutRows(
      choose(batch),
      faults.map(({ row }) => row),
    );
    yield { rows: batch.rows, faults: faults.map((fault) => ({ ...fault, row: first + fault.row })), chosen: takeRows(batch, sound) };
    first += batch.rows;
  }
}

/** Row numbers without those of `left`; both ascending. */
export function withoutRows(rows: ArrayLike<number>, left: readonly number[]): readonly number[] {
  const out = new Set(left);
  return Array.from(rows).filter((row) => !out.has(row));
}
