import * as fc from "fast-check";
import { expect, test } from "vitest";
import { BufferSink, bufferSource } from "../io.ts";
import { type ColumnData, openFits, type TableColumn, writeFits } from "./index.ts";

/** Marks of every row of one column for limits. */
async function marked(letter: "E" | "D" | "I" | "J", data: ColumnData & ArrayLike<number>, low: number, high: number): Promise<number[]> {
  const columns: TableColumn[] = [
    { name: "pad", letter: "B", repeat: 1 },
    { name: "x", letter, repeat: 1 },
  ];
  const sink = new BufferSink("t.fits");
  await writeFits(sink, [{ kind: "table", name: "T", columns, batches: [{ pad: new Uint8Array(data.length), x: data }] }]);
  const hdu = (await openFits(bufferSource(sink.bytes(), "t.fits"))).table("T");
  const marks = new Uint8Array(data.length);
  for await (const block of hdu.blocks!()) block.mark(hdu.glanceAt!("x", low, high)!, marks, 0, block.rows);
  return [...marks];
}

const limits = fc
  .tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

test.each([
  ["E", (values: number[]) => Float32Array.from(values)],
  ["D", (values: number[]) => Float64Array.from(values)],
] as const)("a glance at numbers stored as %s misses none outside the limits, and marks none well inside", async (letter, make) => {
  await fc.assert(
    fc.asyncProperty(limits, fc.array(fc.double(), { minLength: 1, maxLength: 40 }), async ([low, high], values) => {
      const near = [low, high].flatMap((limit) => [limit, limit * (1 + 1e-7), limit * (1 - 1e-7), limit * (1 + 1e-15), -limit]);
      const data = make([...values, ...near, 0, -0, Number.NaN, -Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
      const marks = await marked(letter, data, low, high);
      const width = Math.max(Math.abs(low), Math.abs(high)) * 2e-6 + 1e-300;
      Array.from(data).forEach((value, row) => {
        if (!(value >= low && value <= high)) expect(marks[row], `${value} in ${low} to ${high}`).toBe(1);
        else if (value > low + width && value < high - width && value !== 0) expect(marks[row], `${value} in ${low} to ${high}`).toBe(0);
      });
    }),
    { seed: 11, numRuns: 200 },
  );
});

// By hand: a right ascension may be 0 and 360 is a limit itself, whose lower half is not looked at.
test("zero is within limits that begin at zero, of either sign, and 359.9 within those that end at 360", async () => {
  expect(await marked("D", Float64Array.of(0, -0, 359.9, 360.1, -1e-300), 0, 360)).toEqual([0, 0, 0, 1, 1]);
  expect(await marked("E", Float32Array.of(0, -0, 360, 360.00003, -1e-45), 0, 360)).toEqual([0, 0, 0, 1, 1]);
});

test("whole numbers are compared as they are", async () => {
  expect(await marked("I", Int16Array.of(-1, 0, 7, 8, -32768), 0, 7.5)).toEqual([1, 0, 0, 1, 1]);
  expect(await marked("J", Int32Array.of(-1, 0, 2147483647, -2147483648), 0, Number.MAX_VALUE)).toEqual([1, 0, 0, 1]);
});

test("columns of several numbers a row, text, or scaled numbers are not glanced at", async () => {
  const columns: TableColumn[] = [
    { name: "two", letter: "E", repeat: 2 },
    { name: "text", letter: "A", repeat: 3 },
    { name: "scaled", letter: "I", repeat: 1, scale: 0.5 },
    { name: "id", letter: "K", repeat: 1 },
  ];
  const sink = new BufferSink("t.fits");
  const batch = { two: new Float32Array(2), text: ["a"], scaled: new Float64Array(1), id: new BigInt64Array(1) };
  await writeFits(sink, [{ kind: "table", name: "T", columns, batches: [batch] }]);
  const hdu = (await openFits(bufferSource(sink.bytes(), "t.fits"))).table("T");
  for (const { name } of columns) expect(hdu.glanceAt!(name, 0, 1), name).toBeUndefined();
});
