import * as arrow from "apache-arrow";
import { describe, expect, test } from "vitest";
import { BufferSink, bufferSource, type Source } from "../io.ts";
import { openArrow, readArrow, writeArrow } from "./arrow.ts";
import { column } from "./column.ts";
import { openCatalog } from "./read.ts";
import { catalogFromColumns, takeRows } from "./table.ts";

const columns = [
  column("SOURCE_ID", "int64", "", "identifier"),
  column("RA", "float64", "deg", "right ascension"),
  column("FLUX", "float32", "Jy", "flux"),
  column("KIND", "int16", "", "kind"),
  column("TEMPLATE", "int32", "", "template"),
  column("NAME", "string", "", "name"),
  column("SEEN", "bool", "", "seen"),
];

const five = catalogFromColumns(
  columns,
  {
    SOURCE_ID: [3n, -1n, 9007199254740993n, 4n, 5n],
    RA: [0.1, 359.5, 12, 13, 14],
    FLUX: [1, 2, 3, 4, 5],
    KIND: [0, 1, -32768, 3, 4],
    TEMPLATE: [7, 8, 9, 10, 2147483647],
    NAME: ["", "α Cen", "b", "ccc", "d"],
    SEEN: [true, false, false, true, true],
  },
  new Map([["RELEASE", "T1"]]),
);

async function bytesOf(...batches: (typeof five)[]): Promise<Uint8Array> {
  const sink = new BufferSink();
  await writeArrow(batches, sink);
  return sink.bytes().slice();
}

describe("arrow files", () => {
  test("give back every value, unit, doc and metadata entry that was written", async () => {
    const back = await readArrow(bufferSource(await bytesOf(five)));
    expect(back.rows).toBe(5);
    for (const { name } of columns) expect(back.column(name), name).toEqual(five.column(name));
    expect(back.columns.map(({ name, type, unit, doc }) => [name, type, unit, doc])).toEqual(
      columns.map(({ name, type, unit, doc }) => [name, type, unit, doc]),
    );
    expect(back.metadata.get("RELEASE")).toBe("T1");
  });

  test("are read a record batch at a time, without the bodies of the others", async () => {
    const bytes = await bytesOf(
      ...Array.from({ length: 6 }, (_, at) =>
        takeRows(
          five,
          Array.from({ length: 2000 }, () => at % 5),
        ),
      ),
    );
    let read = 0;
    const source: Source = {
      ...bufferSource(bytes),
      read(offset, length) {
        read += length;
        return bufferSource(bytes).read(offset, length);
      },
    };
    const file = await openArrow(source, [column("RA", "float64", "deg", "")]);
    expect(file.rows).toBe(12000);
    expect(read).toBeLessThan(bytes.length / 4);
    for await (const batch of file.read()) {
      expect(batch.rows).toBe(2000);
      break;
    }
    expect(read).toBeLessThan(bytes.length / 2);
  });

  test("are cut into batches no larger than asked for, in order", async () => {
    const file = await openArrow(bufferSource(await bytesOf(five, takeRows(five, [0]))), columns);
    const sizes: number[] = [];
    const ids: bigint[] = [];
    for await (const batch of file.read(2)) {
      sizes.push(batch.rows);
      ids.push(...batch.int64("SOURCE_ID"));
    }
    expect(sizes).toEqual([2, 2, 1, 1]);
    expect(ids).toEqual([3n, -1n, 9007199254740993n, 4n, 5n, 3n]);
  });

  test("name the column they lack and the unit that is another", async () => {
    const source = bufferSource(await bytesOf(five), "stars.arrow");
    await expect(openArrow(source, [column("DEC", "float64", "deg", "")])).rejects.toThrow("stars.arrow: schema: expected a column DEC");
    await expect(openArrow(source, [column("FLUX", "float32", "mJy", "")])).rejects.toThrow(
      "stars.arrow: column FLUX: expected unit mJy, found Jy",
    );
  });

  test("cut short anywhere are refused, never read in part", async () => {
    const bytes = await bytesOf(five);
    for (let length = 0; length < bytes.length; length += 37)
      await expect(readArrow(bufferSource(bytes.subarray(0, length), "short")), `${length} bytes`).rejects.toThrow(/^short: /);
  });

  test("of other writers: half floats, narrow ids in another order, dictionaries; not ids above 2^63", async () => {
    const file = (columns: Record<string, arrow.Vector>): Source =>
      bufferSource(arrow.tableToIPC(new arrow.Table(columns), "file"), "other.arrow");
    const halves = arrow.vectorFromArray([1.5, -2], new arrow.Float16());
    const names = arrow.vectorFromArray(["a", "b"], new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32()));
    const back = await readArrow(file({ NAME: names, FLUX: halves, SOURCE_ID: arrow.makeVector(Uint32Array.of(4294967295, 2)) }), [
      column("SOURCE_ID", "int64", "", ""),
      column("FLUX", "float32", "Jy", ""),
      column("NAME", "string", "", ""),
    ]);
    expect(back.int64("SOURCE_ID")).toEqual(BigInt64Array.of(4294967295n, 2n));
    expect(back.float32("FLUX")).toEqual(Float32Array.of(1.5, -2));
    expect(back.column("NAME")).toEqual(["a", "b"]);
    const large = file({ SOURCE_ID: arrow.makeVector(BigUint64Array.of(1n, 2n ** 63n)) });
    await expect(readArrow(large)).rejects.toThrow(
      "other.arrow: column SOURCE_ID: expected int64, found row 2: expected int64, found 9223372036854775808",
    );
    const stream = bufferSource(arrow.tableToIPC(new arrow.Table({ FLUX: halves }), "stream"), "s.arrow");
    await expect(openCatalog(stream)).rejects.toThrow("s.arrow: byte 0: expected a FITS or Arrow file, found an Arrow stream");
  });

  test("without rows keep their columns", async () => {
    const back = await readArrow(bufferSource(await bytesOf(takeRows(five, []))));
    expect(back.rows).toBe(0);
    expect(back.columns.length).toBe(7);
  });
});
