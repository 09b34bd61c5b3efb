import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BufferSink, bufferSource } from "../io.ts";
import { type ColumnData, Header, openFits, type TableColumn, writeFits } from "./index.ts";

async function table(columns: readonly TableColumn[], batches: Iterable<Readonly<Record<string, ColumnData>>>, rows?: number) {
  const sink = new BufferSink("t.fits");
  await writeFits(sink, [{ kind: "table", name: "T", columns, batches, rows, header: new Header().set("RELEASE", "R0") }]);
  return (await openFits(bufferSource(sink.bytes(), "t.fits"))).table("T");
}

/** Every letter, with values at the ends of its range. */
const EVERY: readonly (readonly [TableColumn, ColumnData])[] = [
  [{ name: "L", letter: "L", repeat: 2 }, new Uint8Array([1, 0, 2, 1, 0, 0])],
  [{ name: "X", letter: "X", repeat: 11 }, new Uint8Array([0xff, 0xe0, 1, 0x40, 0, 0])],
  [{ name: "B", letter: "B", repeat: 1 }, new Uint8Array([0, 128, 255])],
  [{ name: "SB", letter: "B", repeat: 1, zero: -128 }, new Int8Array([-128, 0, 127])],
  [{ name: "I", letter: "I", repeat: 1, null: -32768 }, new Int16Array([-32768, 258, 32767])],
  [{ name: "UI", letter: "I", repeat: 2, zero: 32768 }, new Uint16Array([0, 1, 32767, 32768, 40000, 65535])],
  [{ name: "J", letter: "J", repeat: 1 }, new Int32Array([-2147483648, 16909060, 2147483647])],
  [{ name: "UJ", letter: "J", repeat: 1, zero: 2147483648 }, new Uint32Array([0, 2147483648, 4294967295])],
  [{ name: "K", letter: "K", repeat: 1 }, new BigInt64Array([-(2n ** 63n), 2n ** 40n + 5n, 2n ** 63n - 1n])],
  [{ name: "UK", letter: "K", repeat: 1, zero: 2 ** 63 }, new BigUint64Array([0n, 2n ** 63n, 2n ** 64n - 1n])],
  [{ name: "E", letter: "E", repeat: 3, unit: "Jy", dimensions: [3, 1] }, new Float32Array([1.5, -0, Number.NaN, 1e38, 2, 3, 4, 5, 6])],
  [{ name: "D", letter: "D", repeat: 1, unit: "deg", doc: "right ascension" }, new Float64Array([150.1, Number.NaN, -1e300])],
  [{ name: "C", letter: "C", repeat: 1 }, new Float32Array([1, -2, 3, -4, 5, -6])],
  [{ name: "M", letter: "M", repeat: 1 }, new Float64Array([1, -2, 3, -4, 5, -6])],
  [{ name: "A", letter: "A", repeat: 6 }, ["STARS", "", " b"]],
  [{ name: "S", letter: "I", repeat: 1, scale: 0.5, zero: 10, null: -1 }, new Float64Array([10.5, Number.NaN, 12])],
  [{ name: "NONE", letter: "E", repeat: 0 }, new Float32Array(0)],
  [{ name: "PE", letter: "E", repeat: 1, variable: "P" }, [new Float32Array([1, 2, 3]), new Float32Array(0), new Float32Array([4])]],
  [
    { name: "QK", letter: "K", repeat: 1, variable: "Q" },
    [new BigInt64Array([1n]), new BigInt64Array([2n ** 62n, -1n]), new BigInt64Array(0)],
  ],
  [{ name: "PA", letter: "A", repeat: 1, variable: "P" }, ["one", "", "three words here"]],
  [{ name: "PL", letter: "L", repeat: 1, variable: "P" }, [new Uint8Array([1, 0]), new Uint8Array([2]), new Uint8Array(0)]],
  [{ name: "PM", letter: "M", repeat: 1, variable: "P" }, [new Float64Array([1, 2]), new Float64Array(0), new Float64Array([3, 4, 5, 6])]],
  [
    { name: "PS", letter: "I", repeat: 1, variable: "P", scale: 2, zero: 1 },
    [new Float64Array([3]), new Float64Array(0), new Float64Array([-1, 1])],
  ],
];

describe("a binary table", () => {
  it("keeps each string of an array of strings in its place, also where NULs pad them", async () => {
    const sink = new BufferSink("t.fits");
    const column: TableColumn = { name: "S", letter: "A", repeat: 9, dimensions: [3, 3] };
    await writeFits(sink, [{ kind: "table", name: "T", columns: [column], batches: [{ S: ["a..bb.c", "d"] }] }]);
    const bytes = sink.bytes().map((byte, at) => (at >= sink.position - 2880 && byte === 0x2e ? 0 : byte));
    const read = await (await openFits(bufferSource(bytes, "t.fits"))).table("T").readColumn("S");
    expect(read).toEqual(["a  bb c", "d"]);
  });

  it("gives every kind of column back", async () => {
    const it = await table(
      EVERY.map(([column]) => column),
      [Object.fromEntries(EVERY.map(([column, data]) => [column.name, data]))],
    );
    expect(it.rows).toBe(3);
    expect(it.header.get("RELEASE")).toBe("R0");
    const read = await it.readColumns(EVERY.map(([column]) => column.name));
    for (const [column, data] of EVERY) {
      expect(read[column.name], column.name).toEqual(data);
      expect(it.column(column.name)).toMatchObject({ ...column });
    }
  });

  it("lays a row out packed and big-endian", async () => {
    const sink = new BufferSink();
    await writeFits(sink, [
      {
        kind: "table",
        name: "T",
        columns: [
          { name: "a", letter: "A", repeat: 3 },
          { name: "n", letter: "I", repeat: 1 },
          { name: "k", letter: "K", repeat: 1 },
        ],
        batches: [{ a: ["xy", "z"], n: new Int16Array([-2, 258]), k: new BigInt64Array([-3n, 1n]) }],
      },
    ]);
    // An empty primary of one block, a header of one block.
    expect([...sink.bytes().subarray(5760, 5786)]).toEqual([
      120,
      121,
      0,
      255,
      254,
      ...Array(7).fill(255),
      253,
      122,
      0,
      0,
      1,
      2,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      1,
    ]);
  });

  it("takes batches of any length without being told how many rows there are", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(50), { maxLength: 6 }), fc.boolean(), async (lengths, told) => {
        const total = lengths.reduce((sum, length) => sum + length, 0);
        let next = 0;
        const batches = lengths.map((length) => ({
          x: Float64Array.from({ length }, () => next++ / 3),
          name: Array.from({ length }, (_, n) => `row${n}`),
          heap: Array.from({ length }, (_, n) => new Int16Array(n % 4).fill(n)),
        }));
        const it = await table(
          [
            { name: "x", letter: "D", repeat: 1 },
            { name: "name", letter: "A", repeat: 8 },
            { name: "heap", letter: "I", repeat: 1, variable: "P" },
          ],
          batches,
          told ? total : undefined,
        );
        expect(it.rows).toBe(total);
        expect(it.header.get("NAXIS2")).toBe(total);
        expect(await it.readColumn("x")).toEqual(Float64Array.from({ length: total }, (_, n) => n / 3));
        expect(await it.readColumn("heap")).toEqual(batches.flatMap((batch) => batch.heap));
        await it.verify();
      }),
      { numRuns: 25 },
    );
  });

  it("reads the rows asked for and no others, across the chunks it works in", async () => {
    const rows = 300_000;
    const it = await table(
      [
        { name: "pad", letter: "D", repeat: 4 },
        { name: "n", letter: "J", repeat: 1 },
      ],
      [{ pad: new Float64Array(4 * rows), n: Int32Array.from({ length: rows }, (_, n) => n) }],
    );
    expect(((await it.readColumn("n")) as Int32Array).every((value, n) => value === n)).toBe(true);
    expect(await it.readColumn("n", 250_001, 3)).toEqual(new Int32Array([250001, 250002, 250003]));
    expect(await it.readColumn("n", rows, 0)).toEqual(new Int32Array(0));
    await expect(it.readColumn("n", rows - 1, 2)).rejects.toThrow(RangeError);
  });

  it("asks for a batch only when the one before is written, and writes in pieces of a megabyte", async () => {
    const events: string[] = [];
    const sink = new BufferSink();
    const batches = function* () {
      for (let n = 0; n < 3; n++) {
        events.push(`batch ${n} at ${sink.position}`);
        yield { x: new Float64Array(2880) };
      }
    };
    await writeFits(sink, [{ kind: "table", name: "T", columns: [{ name: "x", letter: "D", repeat: 1 }], batches: batches() }]);
    expect(events).toEqual(["batch 0 at 5760", "batch 1 at 28800", "batch 2 at 51840"]);
    let largest = 0;
    const counting = {
      name: "count",
      position: 0,
      patch: async () => {},
      async write(bytes: Uint8Array) {
        this.position += bytes.length;
        largest = Math.max(largest, bytes.length);
      },
    };
    await writeFits(counting, [
      { kind: "table", name: "T", columns: [{ name: "x", letter: "D", repeat: 1 }], batches: [{ x: new Float64Array(1e6) }] },
    ]);
    expect(largest).toBeLessThanOrEqual(1024 * 1024);
  });

  it("widens numbers that fit and refuses those that might not", async () => {
    const it = await table(
      [
        { name: "k", letter: "K", repeat: 1 },
        { name: "d", letter: "D", repeat: 1 },
      ],
      [{ k: new Int32Array([-7]), d: new Float32Array([0.5]) }],
    );
    expect(await it.readColumn("k")).toEqual(new BigInt64Array([-7n]));
    expect(await it.readColumn("d")).toEqual(new Float64Array([0.5]));
    await expect(table([{ name: "i", letter: "I", repeat: 1 }], [{ i: new Int32Array(1) }])).rejects.toThrow(
      "column i: int16 values are needed for TFORM I, not int32",
    );
    await expect(table([{ name: "i", letter: "I", repeat: 1, zero: 32768 }], [{ i: new Int16Array(1) }])).rejects.toThrow("uint16");
  });

  it("refuses batches that contradict their columns", async () => {
    const columns: TableColumn[] = [
      { name: "a", letter: "A", repeat: 3 },
      { name: "e", letter: "E", repeat: 2 },
    ];
    await expect(table(columns, [{ a: ["x"] }])).rejects.toThrow("a batch lacks column e");
    await expect(table(columns, [{ a: ["x"], e: new Float32Array(4) }])).rejects.toThrow("4 values for 1 rows of 2");
    await expect(table(columns, [{ a: ["four"], e: new Float32Array(2) }])).rejects.toThrow("longer than 3 characters");
    await expect(table(columns, [{ a: ["x"], e: new Float32Array(2) }], 2)).rejects.toThrow("2 rows were announced, the batches hold 1");
    await expect(table([{ name: "s", letter: "I", repeat: 1, scale: 2 }], [{ s: new Float64Array([1e6]) }])).rejects.toThrow(
      "outside the range of int16",
    );
    await expect(table([{ name: "s", letter: "I", repeat: 1, scale: 2 }], [{ s: new Float64Array([Number.NaN]) }])).rejects.toThrow(
      "no 'null'",
    );
  });

  it("names the row whose array lies outside the heap", async () => {
    const sink = new BufferSink("t.fits");
    await writeFits(sink, [
      {
        kind: "table",
        name: "T",
        columns: [{ name: "p", letter: "J", repeat: 1, variable: "P" }],
        batches: [{ p: [new Int32Array(1), new Int32Array(2)] }],
      },
    ]);
    const bytes = sink.bytes().slice();
    bytes[5760 + 8 + 3] = 9;
    const it = (await openFits(bufferSource(bytes, "t.fits"))).table("T");
    await expect(it.readColumn("p")).rejects.toThrow(
      "t.fits: HDU 1, column p, row 2: expected an array inside the heap of 12 bytes, found 9 elements at 4",
    );
  });

  it("refuses a header whose columns do not add up to its rows", async () => {
    const sink = new BufferSink("t.fits");
    await writeFits(sink, [
      { kind: "table", name: "T", columns: [{ name: "j", letter: "J", repeat: 1 }], batches: [{ j: new Int32Array(1) }] },
    ]);
    const text = new TextDecoder("latin1").decode(sink.bytes());
    const open = (from: string, to: string) =>
      openFits(
        bufferSource(
          Uint8Array.from(text.replace(from, to), (it) => it.charCodeAt(0)),
          "t.fits",
        ),
      );
    await expect(open("'1J      '", "'1D      '")).rejects.toThrow("HDU 1 (NAXIS1): expected 8 bytes, the sum of the columns, found 4");
    await expect(open("'1J      '", "'1Z      '")).rejects.toThrow(
      "HDU 1 (TFORM1): expected a repeat count and one of L X B I J K E D C M A P Q",
    );
  });
});
