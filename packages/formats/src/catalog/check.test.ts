import { expect, test } from "vitest";
import { checkRows, describeFault } from "./check.ts";
import { column } from "./column.ts";
import { catalogFromColumns } from "./table.ts";

const columns = [
  column("SOURCE_ID", "int64", "", ""),
  column("RA", "float64", "deg", "", { min: 0, max: 360 }),
  column("FLUX", "float32", "Jy", "", { positive: true }),
  column("ERROR", "float32", "Jy", "", { nullable: true }),
  column("LAW", "int16", "", "", { min: 0 }),
];

test("finds each kind of impossible value, with row, id and column", () => {
  const catalog = catalogFromColumns(columns, {
    SOURCE_ID: [1n, 2n, 3n, 4n, 5n, 6n],
    RA: [0, 360, 360.001, Number.NaN, 10, 10],
    FLUX: [1e-9, 1, 1, 1, 0, 1],
    ERROR: [Number.NaN, 0, 0, 0, 0, Number.POSITIVE_INFINITY],
    LAW: [0, 1, 2, 3, 4, 5],
  });
  expect(checkRows(catalog).map(describeFault)).toEqual([
    "row 3 (SOURCE_ID 3), column RA: expected 0 to 360, found 360.001",
    "row 4 (SOURCE_ID 4), column RA: expected 0 to 360, found NaN",
    "row 5 (SOURCE_ID 5), column FLUX: expected a number above 0, found 0",
    "row 6 (SOURCE_ID 6), column ERROR: expected a finite number or NaN, found Infinity",
  ]);
});

test("names a row once, by its first faulty column", () => {
  const catalog = catalogFromColumns(columns, { SOURCE_ID: [9n], RA: [-1], FLUX: [-1], ERROR: [0], LAW: [-1] });
  expect(checkRows(catalog).map(({ row, column: name }) => [row, name])).toEqual([[0, "RA"]]);
});

test("finds nothing wrong in a sound catalogue", () => {
  expect(checkRows(catalogFromColumns(columns, { SOURCE_ID: [1n], RA: [150.1], FLUX: [1e-6], ERROR: [Number.NaN], LAW: [0] }))).toEqual([]);
});
