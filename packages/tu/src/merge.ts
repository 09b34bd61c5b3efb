import {
  type Catalog,
  type Column,
  concatCatalogs,
  emptyCatalog,
  rowOrder,
  sliceRows,
  takeRows,
  withMetadata,
} from "@elvis/formats/catalog";
import type { Rows } from "@elvis/formats/product";

/** One catalogue out of many, and how many rows were there twice. */
export interface Merged {
  readonly catalog: Catalog;
  readonly duplicates: number;
}

/**
 * Joins catalogues into one, in ascending order of SOURCE_ID. Of rows with the same id the first stays: earlier catalogue, earlier row.
 *
 * @param columns of all of them; what an empty result has
 */
export function mergeCatalogs(catalogs: readonly Catalog[], columns: readonly Column[]): Merged {
  const joined = catalogs.length === 0 ? emptyCatalog(columns) : concatCatalogs(catalogs);
  const ids = joined.int64("SOURCE_ID");
  // The order is stable, so of equal ids the first row comes first.
  const order = rowOrder(joined, "SOURCE_ID");
  const kept = order.filter((row, at) => at === 0 || ids[row] !== ids[order[at - 1]]);
  return { catalog: takeRows(joined, kept), duplicates: order.length - kept.length };
}

/** A catalogue in memory as rows that are read in batches. */
export function rowsOf(catalog: Catalog, metadata: ReadonlyMap<string, string>): Rows {
  return {
    rows: catalog.rows,
    async *read(batch = 65_536) {
      for (let first = 0; first < catalog.rows; first += batch) yield withMetadata(sliceRows(catalog, first, batch), metadata);
    },
  };
}
