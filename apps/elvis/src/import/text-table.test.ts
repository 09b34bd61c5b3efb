import { describe, expect, test } from "vitest";
import { parseTextTable } from "./text-table.ts";

describe("a text table", () => {
  test("is typed column by column: whole numbers exactly, numbers, text", () => {
    const table = parseTextTable('# note\nid,x,name,gap\n9007199254740993,1.5,"a, b",\n2,nan,"say ""no""",7\n', "t.csv");
    expect(table.column("id")).toEqual(BigInt64Array.of(9007199254740993n, 2n));
    expect(table.column("x")).toEqual(Float64Array.of(1.5, Number.NaN));
    expect(table.column("name")).toEqual(["a, b", 'say "no"']);
    expect(table.column("gap")).toEqual(Float64Array.of(Number.NaN, 7));
  });

  test("may hold arrays in brackets without quotes", () => {
    expect(parseTextTable("a,b,c\n1,[1,2,3],x\n", "t.csv").column("b")).toEqual(["[1,2,3]"]);
  });

  test("of ECSV is parted by spaces", () => {
    const table = parseTextTable('# %ECSV 1.0\n# ---\n# datatype:\nra dec type\nnan 1 "A B"\n2.5 -3 PSF\n', "t.ecsv");
    expect(table.column("ra")).toEqual(Float64Array.of(Number.NaN, 2.5));
    expect(table.column("type")).toEqual(["A B", "PSF"]);
  });

  test.each([
    ["a,b\n1\n", "t.csv: line 2: expected 2 fields, found 1"],
    ["# c\na,b\n1,2\n\n1,2,3\n", "t.csv: line 5: expected 2 fields, found 3"],
    ["a,a\n", "t.csv: line 1: expected each column once, found a twice"],
    ["# only\n", "t.csv: expected a line with the names of columns, found none"],
  ])("%j is refused with its line", (text, message) => {
    expect(() => parseTextTable(text, "t.csv")).toThrow(message);
  });
});

test("numbers without a line of names have them in the last comment with as many words", () => {
  const table = parseTextTable("# id z\n# FAST version 0.9\n#  NUMBER  z\n#\n1 0.5\n2 -1\n", "t");
  expect([...table.int64("NUMBER")]).toEqual([1n, 2n]);
  expect([...table.float64("z")]).toEqual([0.5, -1]);
});
