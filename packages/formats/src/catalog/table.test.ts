import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { column } from "./column.ts";
import { tuGalaxyColumns } from "./galaxy.ts";
import { inputGalaxyColumns } from "./input-galaxy.ts";
import { inputStarColumns } from "./input-star.ts";
import { tuStarColumns } from "./star.ts";
import { catalogFromColumns, concatCatalogs, emptyCatalog, sliceRows, sortCatalog, takeRows } from "./table.ts";

const columns = [column("ID", "int64", "", ""), column("X", "float32", "", ""), column("NAME", "string", "", "", { optional: true })];
const three = catalogFromColumns(columns, { ID: [30n, 10n, 20n], X: [3, 1, 2], NAME: ["c", "a", "b"] });

describe("catalogues in memory", () => {
  test("keep an array that already has the column's type", () => {
    const x = new Float32Array([1, 2]);
    expect(catalogFromColumns(columns, { ID: [1n, 2n], X: x }).float32("X")).toBe(x);
  });

  test("turn whole numbers into integers and refuse the others with row and column", () => {
    expect(catalogFromColumns(columns, { ID: new Float64Array([7, 8]), X: [0, 0] }).int64("ID")).toEqual(new BigInt64Array([7n, 8n]));
    expect(() => catalogFromColumns(columns, { ID: [7, 8.5], X: [0, 0] })).toThrow("column ID, row 2: expected int64, found 8.5");
    expect(() => catalogFromColumns([column("K", "int16", "", "")], { K: [40000] })).toThrow(
      "column K, row 1: expected int16, found 40000",
    );
  });

  test("refuse an integer beyond 64 bits with a sign, and a logical that is neither true nor false", () => {
    expect(catalogFromColumns([columns[0]], { ID: BigUint64Array.of(2n ** 63n - 1n) }).int64("ID")[0]).toBe(2n ** 63n - 1n);
    expect(() => catalogFromColumns([columns[0]], { ID: BigUint64Array.of(1n, 2n ** 63n) })).toThrow(
      "column ID, row 2: expected int64, found 9223372036854775808",
    );
    expect(() => catalogFromColumns([column("SEEN", "bool", "", "")], { SEEN: Uint8Array.of(1, 2) })).toThrow(
      "column SEEN, row 2: expected bool, found 2",
    );
  });

  test("name the column that is missing or of another length", () => {
    expect(() => catalogFromColumns(columns, { X: [1] })).toThrow("column ID: expected values, found none");
    expect(() => catalogFromColumns(columns, { ID: [1n], X: [1, 2] })).toThrow("column X: expected 1 rows, found 2");
    expect(() => three.column("Y")).toThrow("expected a column Y, found ID, X, NAME");
    expect(() => three.float64("X")).toThrow("column X: expected Float64Array, found Float32Array");
  });

  test("leave an optional column out when it is not given", () => {
    const catalog = catalogFromColumns(columns, { ID: [1n], X: [1] });
    expect(catalog.has("NAME")).toBe(false);
    expect(catalog.columns.map(({ name }) => name)).toEqual(["ID", "X"]);
  });

  test("sort by id and take all columns along", () => {
    const sorted = sortCatalog(three, "ID");
    expect([...sorted.int64("ID")]).toEqual([10n, 20n, 30n]);
    expect([...sorted.float32("X")]).toEqual([1, 2, 3]);
    expect(sorted.column("NAME")).toEqual(["a", "b", "c"]);
  });

  test("sort ids beyond 2^53 exactly", () => {
    const big = 2n ** 53n;
    const catalog = catalogFromColumns(columns, { ID: [big + 2n, big + 1n, big], X: [2, 1, 0] });
    expect([...sortCatalog(catalog, "ID").float32("X")]).toEqual([0, 1, 2]);
  });

  test("refuse to take a row that is not there", () => {
    expect(() => takeRows(three, [0, 3])).toThrow("row 3: expected 0 to 2");
    expect(() => takeRows(emptyCatalog(columns), [0])).toThrow(RangeError);
  });

  test("cut anywhere and joined again are the same", () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { maxLength: 20 }), fc.nat(25), (ids, cut) => {
        const whole = catalogFromColumns(columns, { ID: ids.map(BigInt), X: ids, NAME: ids.map(String) });
        const joined = concatCatalogs([sliceRows(whole, 0, cut), sliceRows(whole, cut, ids.length)]);
        expect(joined.rows).toBe(ids.length);
        expect([...joined.int64("ID")]).toEqual([...whole.int64("ID")]);
        expect(joined.column("NAME")).toEqual(whole.column("NAME"));
      }),
    );
  });

  test("of different columns are not joined", () => {
    expect(() => concatCatalogs([three, catalogFromColumns(columns, { ID: [1n], X: [1] })])).toThrow(
      "column NAME: expected string in every catalogue, found none",
    );
  });
});

describe("declared columns", () => {
  test.each([
    ["tuStarColumns", tuStarColumns],
    ["tuGalaxyColumns", tuGalaxyColumns],
    ["inputStarColumns", inputStarColumns],
    ["inputGalaxyColumns", inputGalaxyColumns],
  ])("of %s have each a name of their own and a doc", (_, declared) => {
    expect(new Set(declared.map(({ name }) => name)).size).toBe(declared.length);
    for (const { name, doc } of declared) expect(doc, name).not.toBe("");
  });
});
