import { catalogFromColumns, column } from "@elvis/formats/catalog";
import { expect, test } from "vitest";
import { mergeCatalogs } from "./merge.ts";

const columns = [column("SOURCE_ID", "int64", "", "id"), column("X", "float32", "", "x")];
const of = (ids: bigint[], x: number[]) => catalogFromColumns(columns, { SOURCE_ID: ids, X: x });

test("orders by id and keeps the first of the rows with the same id", () => {
  const { catalog, duplicates } = mergeCatalogs([of([5n, 2n, 5n], [1, 2, 3]), of([2n, -7n], [4, 5])], columns);
  expect([...catalog.int64("SOURCE_ID")]).toEqual([-7n, 2n, 5n]);
  expect([...catalog.float32("X")]).toEqual([5, 2, 1]);
  expect(duplicates).toEqual([1, 1]);
});

test("of nothing has the declared columns and no rows", () => {
  const { catalog, duplicates } = mergeCatalogs([], columns);
  expect([catalog.rows, duplicates, catalog.has("X")]).toEqual([0, [], true]);
});
