import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, openAsBlob, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FormatError } from "../errors.ts";
import {
  type ColumnData,
  type HduToWrite,
  Header,
  type Image,
  openFits,
  type PixelArray,
  type TableColumn,
  writeFits,
} from "../fits/index.ts";
import { BufferSink, bufferSource } from "../io.ts";
import { openWithFitsjs } from "./index.ts";

const shared = new URL("../../../../../shared", import.meta.url).pathname;

async function written(...hdus: HduToWrite[]): Promise<Uint8Array<ArrayBuffer>> {
  const sink = new BufferSink("x.fits");
  await writeFits(sink, hdus);
  return new Uint8Array(sink.bytes());
}

/** As toEqual, but fast on many pixels. */
function same({ pixels, ...rest }: Image, expected: Image): void {
  const { pixels: wanted, ...others } = expected;
  expect(rest).toEqual(others);
  expect(pixels.constructor).toBe(wanted.constructor);
  if (pixels.length < 1000) expect(pixels).toEqual(wanted);
  else expect(Buffer.compare(Buffer.from(pixels.buffer), Buffer.from(wanted.buffer))).toBe(0);
}

/** Reads the same bytes with both readers and compares everything in them. */
async function agree(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const ours = await openFits(bufferSource(bytes));
  const theirs = await openWithFitsjs(new Blob([bytes]));
  expect(theirs.hdus.length).toBe(ours.hdus.length);
  for (const [n, hdu] of ours.hdus.entries()) {
    const other = theirs.hdus[n];
    expect([other.name, other.kind]).toEqual([hdu.name, hdu.kind]);
    // Of repeated keywords both give the first.
    for (const { keyword } of hdu.header.cards)
      if (!["COMMENT", "HISTORY", ""].includes(keyword)) expect(other.header.get(keyword), keyword).toEqual(hdu.header.get(keyword));
    if (hdu.kind === "image" && hdu.shape.length === 0) expect(other.shape).toEqual([]);
    else if (hdu.kind === "image") same(await other.readImage(), await hdu.read());
    else for (const { name } of hdu.columns) expect(await other.readColumn(name), name).toEqual(await hdu.readColumn(name));
  }
}

const image = (pixels: PixelArray, name = "A"): HduToWrite => ({ kind: "image", name, shape: [pixels.length, 1], pixels });
const first = async (bytes: Uint8Array<ArrayBuffer>) => (await openWithFitsjs(new Blob([bytes]))).hdus;

describe("what stock fitsjs gets wrong", () => {
  it("unsigned 16-bit pixels above 32767 (stock: negative)", async () => {
    const [, hdu] = await first(await written({ kind: "image", shape: [] }, image(new Uint16Array([40000, 65535, 0]))));
    expect((await hdu.readImage()).pixels).toEqual(new Uint16Array([40000, 65535, 0]));
  });

  it("float64 and int64 pixels (stock: garbage, a thrown string)", async () => {
    const [, f, i, u] = await first(
      await written(
        { kind: "image", shape: [] },
        image(new Float64Array([1.5, -1e300])),
        image(new BigInt64Array([2n ** 60n, -1n])),
        image(new BigUint64Array([2n ** 64n - 1n])),
      ),
    );
    expect((await f.readImage()).pixels).toEqual(new Float64Array([1.5, -1e300]));
    expect((await i.readImage()).pixels).toEqual(new BigInt64Array([2n ** 60n, -1n]));
    expect((await u.readImage()).pixels).toEqual(new BigUint64Array([2n ** 64n - 1n]));
  });

  it("strings with a slash or a quote, long strings, HIERARCH, logicals, integers beyond 2^53, more than 600 cards", async () => {
    const header = new Header()
      .set("TITLE", "EUCLID / VIS", "what")
      .set("NAME", "O'Brien")
      .set("LONG", "it's ".repeat(50).trim())
      .set("ESO DET ID", "a=b")
      .set("BIG", 2n ** 60n + 1n)
      .set("TRUTH", false);
    for (let n = 0; n < 700; n++) header.set(`K${n}`, n);
    const [{ header: read }] = await first(await written({ kind: "image", shape: [], header }));
    expect(["TITLE", "NAME", "LONG", "ESO DET ID", "BIG", "TRUTH", "K699"].map(read.get)).toEqual([
      "EUCLID / VIS",
      "O'Brien",
      "it's ".repeat(50).trim(),
      "a=b",
      2n ** 60n + 1n,
      false,
      699,
    ]);
    expect(read.cards.find(({ keyword }) => keyword === "TITLE")?.comment).toBe("what");
    expect(read.has("CHECKSUM")).toBe(true);
  });

  it("every kind of column, single, vector and variable", async () => {
    const columns: readonly (readonly [TableColumn, ColumnData])[] = [
      [{ name: "K", letter: "K", repeat: 1 }, new BigInt64Array([2n ** 40n + 5n, -(2n ** 62n)])],
      [{ name: "I", letter: "I", repeat: 1 }, new Int16Array([-5, 7])],
      [{ name: "J", letter: "J", repeat: 2 }, new Int32Array([-5, 7, 8, -9])],
      [{ name: "UI", letter: "I", repeat: 1, zero: 32768 }, new Uint16Array([65535, 0])],
      [{ name: "UJ", letter: "J", repeat: 1, zero: 2147483648 }, new Uint32Array([4294967295, 0])],
      [{ name: "UK", letter: "K", repeat: 1, zero: 2 ** 63 }, new BigUint64Array([2n ** 64n - 1n, 0n])],
      [{ name: "SB", letter: "B", repeat: 1, zero: -128 }, new Int8Array([-128, 127])],
      [{ name: "S", letter: "I", repeat: 1, scale: 0.5, zero: 1, null: -9 }, new Float64Array([1.5, Number.NaN])],
      [{ name: "E", letter: "E", repeat: 3 }, new Float32Array([1, 2, 3, 4, 5, Number.NaN])],
      [{ name: "D", letter: "D", repeat: 1 }, new Float64Array([1e300, -1])],
      [{ name: "M", letter: "M", repeat: 1 }, new Float64Array([1, 2, 3, 4])],
      [{ name: "C", letter: "C", repeat: 1 }, new Float32Array([1, 2, 3, 4])],
      [{ name: "L", letter: "L", repeat: 1 }, new Uint8Array([1, 2])],
      [{ name: "X", letter: "X", repeat: 11 }, new Uint8Array([255, 32, 1, 64])],
      [{ name: "A", letter: "A", repeat: 5 }, ["abc", "d e"]],
      [{ name: "PE", letter: "E", repeat: 1, variable: "P" }, [new Float32Array([1, 2, 3]), new Float32Array(0)]],
      [{ name: "QK", letter: "K", repeat: 1, variable: "Q" }, [new BigInt64Array([1n]), new BigInt64Array([2n ** 60n, -1n])]],
      [{ name: "PA", letter: "A", repeat: 1, variable: "P" }, ["one", "three words"]],
    ];
    const bytes = await written({
      kind: "table",
      name: "T",
      columns: columns.map(([column]) => column),
      batches: [Object.fromEntries(columns.map(([column, data]) => [column.name, data]))],
    });
    const [, table] = await first(bytes);
    expect(table.rows).toBe(2);
    for (const [{ name }, data] of columns) expect(await table.readColumn(name), name).toEqual(data);
    await agree(bytes);
  });

  it("errors: they reject, as FormatError with the place (stock: a string thrown into an event handler, no callback)", async () => {
    const bytes = await written({ kind: "image", shape: [] }, image(new Uint16Array(3)));
    for (const length of [0, 100, 2880 * 2, bytes.length - 1])
      await expect(openWithFitsjs(new Blob([bytes.subarray(0, length)]), "cut.fits")).rejects.toThrow(FormatError);
    await expect(openWithFitsjs(new Blob(["<?xml".padEnd(3000)]), "x.xml")).rejects.toThrow(
      'x.xml: HDU 0: expected "SIMPLE =", found "<?xml',
    );
    const [, hdu] = await first(bytes);
    await expect(hdu.readColumn("x")).rejects.toThrow("HDU 1: expected a binary table, found an image");
  });

  it("compressed images: refused, not read wrongly", async (context) => {
    const folder = mkdtempSync(join(tmpdir(), "elvis-fitsjs-"));
    try {
      const path = join(folder, "rice.fits");
      const made = spawnSync("/usr/bin/python3", [
        "-c",
        "import sys, numpy as np; from astropy.io import fits; fits.HDUList([fits.PrimaryHDU(), fits.CompImageHDU(np.arange(600, dtype='i4').reshape(20, 30))]).writeto(sys.argv[1])",
        path,
      ]);
      if (made.status !== 0) return context.skip("astropy is not installed");
      const { hdus } = await openWithFitsjs(await openAsBlob(path), "rice.fits");
      await expect(hdus[1].readImage()).rejects.toThrow("rice.fits: HDU 1: expected an image that is not compressed, found RICE_1");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("fitsjs as the second reader", () => {
  it("agrees with ours on images of every type and any size", async () => {
    const pixels = fc.oneof(
      fc.uint8Array({ minLength: 1 }),
      fc.int8Array({ minLength: 1 }),
      fc.int16Array({ minLength: 1 }),
      fc.uint16Array({ minLength: 1 }),
      fc.int32Array({ minLength: 1 }),
      fc.uint32Array({ minLength: 1 }),
      fc.float32Array({ minLength: 1 }),
      fc.float64Array({ minLength: 1 }),
      fc.bigInt64Array({ minLength: 1 }),
      fc.bigUint64Array({ minLength: 1 }),
    ) as fc.Arbitrary<PixelArray>;
    await fc.assert(
      fc.asyncProperty(fc.array(pixels, { maxLength: 4 }), async (images) =>
        agree(await written({ kind: "image", shape: [] }, ...images.map((it, n) => image(it, `Q${n}`)))),
      ),
      { numRuns: 60 },
    );
  });

  it("agrees with ours on scaled images, cubes and empty ones", async () => {
    await agree(
      await written(
        { kind: "image", shape: [2, 3, 2], pixels: Int16Array.from({ length: 12 }, (_, n) => n - 6) },
        { kind: "image", name: "S", shape: [3, 1], pixels: new Float32Array([1, 2.5, 3]), stored: { type: "int16", scale: 0.5, zero: 1 } },
        { kind: "image", name: "NONE", shape: [] },
      ),
    );
  });

  it("reads one quadrant of a large file on disk without the rest", async () => {
    const folder = mkdtempSync(join(tmpdir(), "elvis-fitsjs-"));
    try {
      const quadrant = Uint16Array.from({ length: 2128 * 2086 }, (_, at) => (at * 7) & 0xffff);
      const path = join(folder, "frame.fits");
      writeFileSync(
        path,
        await written(
          { kind: "image", shape: [] },
          ...["1-1.E", "1-1.F", "1-1.H"].map((name): HduToWrite => ({ kind: "image", name, shape: [2128, 2086], pixels: quadrant })),
        ),
      );
      const { hdus } = await openWithFitsjs(await openAsBlob(path));
      const { pixels, width, height } = await hdus[2].readImage();
      expect([width, height]).toEqual([2128, 2086]);
      expect(Buffer.compare(Buffer.from(pixels.buffer), Buffer.from(quadrant.buffer))).toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.skipIf(!existsSync(shared))("agrees with ours on the real files at hand", async () => {
    const files = readdirSync(shared, { recursive: true, withFileTypes: true }).filter((entry) => /\.fits(\.gz)?$/.test(entry.name));
    let compared = 0;
    for (const entry of files) {
      const bytes = readFileSync(join(entry.parentPath, entry.name));
      const plain = new Uint8Array(entry.name.endsWith(".gz") ? gunzipSync(bytes) : bytes);
      // Large tables are slow cell by cell.
      if (plain.length > 5e5) continue;
      await agree(plain);
      compared++;
    }
    expect(compared).toBeGreaterThan(10);
  });

  it("sets no global", async () => {
    await openWithFitsjs(new Blob([await written({ kind: "image", shape: [] })]));
    for (const name of ["astro", "FileReader", "XMLHttpRequest", "window"]) expect(name in globalThis, name).toBe(false);
  });
});
