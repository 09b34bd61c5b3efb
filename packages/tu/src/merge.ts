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

/** One catalogue out of many, and how many rows of each of them were there already. */
export interface Merged {
  readonly catalog: Catalog;
  readonly duplicates: readonly number[];
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
  const isFirst = (at: number): boolean => at === 0 || ids[order[at]] !== ids[order[at - 1]];
  const left = Uint32Array.from(order.filter((_, at) => !isFirst(at))).sort();
  let [end, next] = [0, 0];
  const duplicates = catalogs.map(({ rows }) => {
    end += rows;
    const from = next;
    while (next < left.length && left[next] < end) next++;
    return next - from;
  });
  return {
    catalog: takeRows(
      joined,
      order.filter((_, at) => isFirst(at)),
    ),
    duplicates,
  };
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
