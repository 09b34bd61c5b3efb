import { expect, test } from "vitest";
import { BufferSink, bufferSource } from "../io.ts";
import { checkRows } from "./check.ts";
import { column } from "./column.ts";
import { openCatalogFits, writeCatalogFits } from "./from-fits.ts";
import { type Scannable, scanRows } from "./scan.ts";
import { catalogFromColumns, sliceRows, takeRows } from "./table.ts";
import type { Catalog } from "./types.ts";

const columns = [
  column("SOURCE_ID", "int64", "", "id"),
  column("RA", "float64", "deg", "place", { min: 0, max: 360 }),
  column("FLUX", "float32", "Jy", "flux", { positive: true }),
  column("LOG", "float32", "", "any finite number"),
  column("NOTE", "float32", "", "or none", { nullable: true, max: 10 }),
  column("LAW", "int16", "", "law", { min: 0, max: 7 }),
  column("LINE", "int32", "", "line", { min: 0 }),
];

/** Odd values in every column, all over a table of more than one block. */
const ROWS = 250_000;
const odd = [Number.NaN, -1, 0, Number.POSITIVE_INFINITY, 11, 361, 1e-42];
const at = (row: number, salt: number, plain: number): number =>
  (row * 31 + salt) % 997 < odd.length ? odd[(row * 31 + salt) % 997] : plain;
const whole = (row: number, salt: number): number => ((row * 17 + salt) % 1999 === 0 ? -1 : (row * 17 + salt) % 1999 === 1 ? 8 : 3);
const catalog = catalogFromColumns(columns, {
  SOURCE_ID: BigInt64Array.from({ length: ROWS }, (_, row) => BigInt(row)),
  RA: Float64Array.from({ length: ROWS }, (_, row) => at(row, 1, (row * 0.37) % 360)),
  FLUX: Float32Array.from({ length: ROWS }, (_, row) => at(row, 2, 1e-6)),
  LOG: Float32Array.from({ length: ROWS }, (_, row) => at(row, 3, -16)),
  NOTE: Float32Array.from({ length: ROWS }, (_, row) => at(row, 4, 5)),
  LAW: Int16Array.from({ length: ROWS }, (_, row) => whole(row, 5)),
  LINE: Int32Array.from({ length: ROWS }, (_, row) => whole(row, 6)),
});
const inMemory: Scannable = {
  async *read(batch = 65_536) {
    for (let first = 0; first < ROWS; first += batch) yield sliceRows(catalog, first, batch);
  },
};

async function everything(table: Scannable, choose: (batch: Catalog) => readonly number[]) {
  const ids: bigint[] = [];
  const faults = [];
  let rows = 0;
  for await (const found of scanRows(table, ["RA"], choose)) {
    rows += found.rows;
    faults.push(...found.faults);
    if (found.chosen.rows > 0) ids.push(...found.chosen.int64("SOURCE_ID"));
  }
  return { rows, faults, ids };
}

const eastOf100 = (batch: Catalog): number[] => {
  const ra = batch.float64("RA");
  return Array.from(ra.keys()).filter((row) => ra[row] > 100 && ra[row] < 110);
};

test("a scan finds every row that cannot be right, by its number in the table, and gives those chosen that can", async () => {
  const sink = new BufferSink("t.fits");
  await writeCatalogFits(sink, "T", columns, [catalog]);
  const file = await openCatalogFits(bufferSource(sink.bytes(), "t.fits"), columns);
  const expected = checkRows(catalog);
  const bad = new Set(expected.map(({ row }) => row));
  const ids = eastOf100(catalog)
    .filter((row) => !bad.has(row))
    .map(BigInt);
  expect(expected.length).toBeGreaterThan(700);
  expect(ids.length).toBeGreaterThan(500);
  expect(ids.length).toBeLessThan(eastOf100(catalog).length);
  expect(await everything(inMemory, eastOf100)).toEqual({ rows: ROWS, faults: expected, ids });
  expect(await everything(file, eastOf100)).toEqual({ rows: ROWS, faults: expected, ids });
});

test("a scan of a file shows the chooser only the columns it asks for, and gives chosen rows whole", async () => {
  const sink = new BufferSink("t.fits");
  await writeCatalogFits(sink, "T", columns, [sliceRows(catalog, 0, 1000)]);
  const file = await openCatalogFits(bufferSource(sink.bytes(), "t.fits"), columns);
  const seen = new Set<string>();
  for await (const { chosen } of scanRows(file, ["LOG", "RA"], (batch) => {
    for (const { name } of batch.columns) seen.add(name);
    return [700, 703];
  })) {
    const wanted = takeRows(catalog, [700, 703]);
    for (const { name } of columns) expect(chosen.column(name), name).toEqual(wanted.column(name));
  }
  expect([...seen].sort()).toEqual(["LOG", "RA"]);
});

test("a file whose numbers are stored otherwise than declared is scanned as well", async () => {
  const stored = columns.map((it) => (it.name === "FLUX" ? column("FLUX", "float64", "Jy", "flux") : it));
  const sink = new BufferSink("t.fits");
  const rows = sliceRows(catalog, 0, 20_000);
  const data = Object.fromEntries(columns.map(({ name }) => [name, rows.column(name)]));
  await writeCatalogFits(sink, "T", stored, [catalogFromColumns(stored, data)]);
  const file = await openCatalogFits(bufferSource(sink.bytes(), "t.fits"), columns);
  const { faults } = await everything(file, () => []);
  expect(faults).toEqual(checkRows(rows));
});

test("a scan has a few megabytes of a file in memory at a time, however long it is", async () => {
  const sink = new BufferSink("t.fits");
  await writeCatalogFits(sink, "T", columns, [catalog]);
  const whole = bufferSource(sink.bytes(), "t.fits");
  let [largest, sum] = [0, 0];
  const counting = {
    ...whole,
    read: (offset: number, length: number) => {
      largest = Math.max(largest, length);
      sum += length;
      return whole.read(offset, length);
    },
  };
  await everything(await openCatalogFits(counting, columns), eastOf100);
  expect(whole.size).toBeGreaterThan(7_000_000);
  expect(largest).toBeLessThanOrEqual(4 * 2 ** 20);
  // Every row once, and the headers.
  expect(sum).toBeLessThan(whole.size + 30_000);
});
