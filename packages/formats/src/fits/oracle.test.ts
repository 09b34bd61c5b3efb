import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BufferSink, bufferSource } from "../io.ts";
import {
  type FitsFile,
  type HduToWrite,
  Header,
  type ImageHdu,
  openFits,
  type PixelArray,
  type TableHdu,
  verifyFits,
  writeFits,
} from "./index.ts";

const python = "/usr/bin/python3";
const hasAstropy = existsSync(python) && spawnSync(python, ["-c", "import astropy.io.fits"]).status === 0;
const hasFitsverify = spawnSync("fitsverify", ["-h"]).error === undefined;
const script = new URL("oracle.py", import.meta.url).pathname;
const shared = new URL("../../../../../shared", import.meta.url).pathname;
if (!hasAstropy) console.warn("astropy is not installed: FITS is not compared with it");
if (!hasFitsverify) console.warn("fitsverify is not installed: its verdict is not asked");

type Content = {
  name: string;
  shape?: number[];
  sum?: number;
  missing?: number;
  pixels?: (number | string)[];
  rows?: number;
  columns?: Record<string, (string | unknown[])[]>;
}[];
const oracle = <T>(...args: string[]): T => JSON.parse(execFileSync(python, [script, ...args], { maxBuffer: 1 << 28 }).toString());
const open = (path: string): Promise<FitsFile> => openFits(bufferSource(readFileSync(path), path));

const folder = mkdtempSync(join(tmpdir(), "elvis-fits-"));
afterAll(() => rmSync(folder, { recursive: true }));
const fitsverify = (path: string): string => spawnSync("fitsverify", [path]).stdout.toString();

const plain = (value: number | bigint): number | string =>
  Number.isNaN(value) ? "NaN" : typeof value === "bigint" && Math.abs(Number(value)) >= 2 ** 53 ? String(value) : Number(value);

async function compareImage(hdu: ImageHdu, expected: Content[number], tolerance = 0): Promise<void> {
  const { pixels, shape } = await hdu.read();
  expect(shape, hdu.name).toEqual(expected.shape);
  const all = [...(pixels as unknown as Iterable<number | bigint>)];
  const some = all.length <= 4000 ? all : [...all.slice(0, 50), ...all.slice(-50)];
  if (expected.pixels === undefined) return;
  if (tolerance === 0) expect(some.map(plain), hdu.name).toEqual(expected.pixels);
  else {
    const isClose = (value: number | bigint, wanted: number | string): boolean =>
      wanted === "NaN" ? Number.isNaN(value) : Math.abs(Number(value) - Number(wanted)) <= tolerance * Math.abs(Number(wanted));
    expect(
      some.findIndex((value, at) => !isClose(value, expected.pixels![at])),
      `${hdu.name}: first pixel that differs`,
    ).toBe(-1);
  }
  const finite = all.filter((value) => typeof value === "bigint" || Number.isFinite(value));
  expect(all.length - finite.length, hdu.name).toBe(expected.missing);
  const sum = finite.reduce<number>((total, value) => total + Number(value), 0);
  const size = finite.reduce<number>((total, value) => total + Math.abs(Number(value)), 0);
  expect(Math.abs(sum - expected.sum!), `${hdu.name} sum`).toBeLessThanOrEqual(1e-6 * Math.max(1, size));
}

async function compareTable(hdu: TableHdu, expected: Content[number]): Promise<void> {
  expect(hdu.rows).toBe(expected.rows);
  const rowsCompared = Math.min(hdu.rows, 200);
  const data = await hdu.readColumns(
    hdu.columns.map(({ name }) => name),
    0,
    rowsCompared,
  );
  for (const [name, wanted] of Object.entries(expected.columns!)) {
    const column = hdu.column(name);
    const read = data[name] as readonly unknown[] & PixelArray;
    const rows = Array.from({ length: rowsCompared }, (_, row) => {
      if (column.letter === "A") return read[row] as unknown as string;
      const cell =
        column.variable === undefined
          ? read.slice((row * read.length) / rowsCompared, ((row + 1) * read.length) / rowsCompared)
          : (read[row] as unknown as PixelArray);
      const numbers = [...(cell as Iterable<number | bigint>)];
      if (column.letter === "C" || column.letter === "M")
        return numbers.flatMap((value, n) => (n % 2 === 0 ? [[plain(value), plain(numbers[n + 1])]] : []));
      if (column.letter === "X")
        return Array.from({ length: column.repeat }, (_, bit) => (Number(numbers[bit >> 3]) >> (7 - (bit & 7))) & 1);
      return numbers.map(plain);
    });
    expect(rows, `${hdu.name}.${name}`).toEqual(wanted);
  }
}

describe.skipIf(!hasAstropy)("files that astropy wrote", () => {
  let expected: Record<string, Content> = {};
  beforeAll(() => {
    expected = oracle("write", folder);
  });

  it("hold the images that astropy put in, of every type", async () => {
    const file = await open(join(folder, "images.fits"));
    expect(file.hdus.length).toBe(11);
    for (const [n, hdu] of file.hdus.entries()) if (n > 0) await compareImage(hdu as ImageHdu, expected.images[n]);
    const types = ["Int8", "Int16", "Int32", "BigInt64", "Uint8", "Uint16", "Uint32", "BigUint64", "Float32", "Float64"];
    for (const [n, type] of types.entries()) expect((await file.image(n + 1).read()).pixels.constructor.name).toBe(`${type}Array`);
  });

  it("hold the table that astropy put in", async () => {
    await compareTable((await open(join(folder, "table.fits"))).table("T"), expected.table[1]);
  });

  it("hold the ASCII table that astropy put in", async () => {
    await compareTable((await open(join(folder, "ascii.fits"))).table("ASC"), expected.ascii[1]);
  });

  it("hold the cards that astropy put in, hundreds of them", async () => {
    const { header } = (await open(join(folder, "cards.fits"))).primary;
    expect(header.get("TITLE")).toBe("EUCLID / VIS");
    expect(header.comment("TITLE")).toBe("with a slash");
    expect(header.get("NAME")).toBe("O'Brien");
    expect(header.get("LONG")).toBe(`${"word ".repeat(40)}it's`);
    expect(header.get("ESO DET CHIP1 ID")).toBe("A=B");
    expect(header.get("BIG")).toBe(2n ** 60n + 1n);
    expect(header.cards.find(({ keyword }) => keyword === "WHOLE")).toMatchObject({ value: 3, real: true });
    expect(header.get("TRUTH")).toBe(true);
    expect(header.get("K699")).toBe(699);
  });

  for (const algorithm of ["RICE_1", "GZIP_1", "GZIP_2"])
    it(`hold tile-compressed images as astropy unpacks them: ${algorithm}`, async () => {
      const name = `tiles_${algorithm}`;
      const file = await open(join(folder, `${name}.fits`));
      expect(file.hdus.length).toBe(expected[name].length);
      for (const [n, hdu] of file.hdus.entries()) {
        if (n === 0) continue;
        expect(hdu.kind).toBe("image");
        await compareImage(hdu as ImageHdu, expected[name][n], hdu.name.startsWith("SKY") || hdu.name.startsWith("HOLES") ? 1.2e-7 : 0);
        await hdu.verify();
        const image = hdu as ImageHdu;
        const { pixels } = await image.read();
        expect(await image.readRange(100, 333), hdu.name).toEqual(pixels.slice(100, 433));
      }
      expect(file.image("NOISE16").header.get("NAXIS1")).toBe(47);
      expect(file.image("NOISE16").header.has("ZIMAGE")).toBe(false);
    });

  it("pass their checksums", async () => {
    for (const name of readdirSync(folder))
      if (name.endsWith(".fits")) await verifyFits(bufferSource(readFileSync(join(folder, name)), name));
  });
});

describe("files written here", () => {
  const path = join(folder, "ours.fits");
  const images: Record<string, PixelArray> = {
    U8: new Uint8Array([0, 128, 255]),
    I8: new Int8Array([-128, 0, 127]),
    I16: new Int16Array([-32768, 258, 32767]),
    U16: new Uint16Array([0, 40000, 65535]),
    I32: new Int32Array([-2147483648, 16909060, 2147483647]),
    U32: new Uint32Array([0, 2147483648, 4294967295]),
    I64: new BigInt64Array([-(2n ** 63n), 2n ** 40n + 5n, 2n ** 63n - 1n]),
    U64: new BigUint64Array([0n, 2n ** 63n, 2n ** 64n - 1n]),
    F32: new Float32Array([1.5, Number.NaN, -3e38]),
    F64: new Float64Array([1.5, Number.NaN, -1e300]),
  };
  const hdus: HduToWrite[] = [
    {
      kind: "image",
      shape: [],
      header: new Header()
        .set("LONG", `${"it's ".repeat(60)}end`, "a long string")
        .set("ESO DET ID", "x", "words")
        .set("BIG", 2n ** 60n)
        .setReal("W", 1e-300)
        .add({ keyword: "COMMENT", value: " y".repeat(90) })
        .add({ keyword: "", value: "blank" }),
    },
    ...Object.entries(images).map(([name, pixels]): HduToWrite => ({ kind: "image", name, shape: [1, 3], pixels })),
    {
      kind: "image",
      name: "SCALED",
      shape: [3, 1],
      pixels: new Float64Array([1, 2.5, Number.NaN]),
      stored: { type: "int32", scale: 0.5, zero: 1 },
    },
    {
      kind: "table",
      name: "T",
      columns: [
        { name: "L", letter: "L", repeat: 1 },
        { name: "X", letter: "X", repeat: 11 },
        { name: "B", letter: "B", repeat: 1, zero: -128 },
        { name: "I", letter: "I", repeat: 2, zero: 32768, doc: "a comment" },
        { name: "K", letter: "K", repeat: 1, null: -1 },
        { name: "UK", letter: "K", repeat: 1, zero: 2 ** 63 },
        { name: "E", letter: "E", repeat: 2, unit: "Jy", dimensions: [1, 2] },
        { name: "M", letter: "M", repeat: 1 },
        { name: "A", letter: "A", repeat: 8 },
        { name: "S", letter: "I", repeat: 1, scale: 0.25, zero: 10, null: -32768 },
        { name: "PJ", letter: "J", repeat: 1, variable: "P" },
        { name: "QD", letter: "D", repeat: 1, variable: "Q" },
      ],
      batches: [
        {
          L: new Uint8Array([1, 0]),
          X: new Uint8Array([0xa5, 0x20, 1, 0x40]),
          B: new Int8Array([-128, 127]),
          I: new Uint16Array([0, 65535, 40000, 1]),
          K: new BigInt64Array([2n ** 60n, -(2n ** 62n)]),
          UK: new BigUint64Array([2n ** 64n - 1n, 0n]),
          E: new Float32Array([1, Number.NaN, 3, 4]),
          M: new Float64Array([1, 2, 3, -4]),
          A: ["STAR", "it's"],
          S: new Float64Array([10.25, 7]),
          PJ: [new Int32Array([1, 2, 3]), new Int32Array(0)],
          QD: [new Float64Array(0), new Float64Array([1.5])],
        },
      ],
    },
    { kind: "table", name: "EMPTY", columns: [{ name: "A", letter: "D", repeat: 1 }], batches: [] },
  ];
  beforeAll(async () => {
    const sink = new BufferSink();
    await writeFits(sink, hdus);
    writeFileSync(path, sink.bytes());
  });

  it.skipIf(!hasAstropy)("mean to astropy what they mean here, with no warning", async () => {
    const content = oracle<Record<string, Content>>("read", path)[path];
    const file = await open(path);
    for (const [n, hdu] of file.hdus.entries()) {
      if (hdu.kind === "image" && n > 0) await compareImage(hdu, content[n]);
      else if (hdu.kind === "table") await compareTable(hdu, content[n]);
    }
  });

  it.skipIf(!hasFitsverify)("pass fitsverify without an error or a warning", () => {
    expect(fitsverify(path)).toContain("Verification found 0 warning(s) and 0 error(s)");
  });
});

describe.skipIf(!existsSync(shared))("real FITS files", () => {
  const files = existsSync(shared)
    ? readdirSync(shared, { recursive: true, withFileTypes: true })
        .filter((entry) => /\.fits(\.gz)?$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name))
    : [];

  it("open, and every HDU in them is read", async () => {
    expect(files.length).toBeGreaterThan(10);
    for (const path of files)
      for (const hdu of (await open(path)).hdus) {
        await hdu.verify();
        if (hdu.kind === "image")
          expect((await hdu.read()).pixels.length).toBe(
            hdu.shape.length === 0 ? 0 : hdu.shape.reduce((product, axis) => product * axis, 1),
          );
        else
          for (const [name, data] of Object.entries(await hdu.readColumns(hdu.columns.map((column) => column.name))))
            expect(data.length % hdu.rows || data.length / hdu.rows, name).toBeGreaterThanOrEqual(0);
      }
  });

  it.skipIf(!hasAstropy)("hold what astropy finds in them", async () => {
    const contents = oracle<Record<string, Content>>("lenient", ...files);
    for (const [path, content] of Object.entries(contents)) {
      const file = await open(path);
      expect(file.hdus.length, path).toBe(content.length);
      for (const [n, hdu] of file.hdus.entries()) {
        if (hdu.kind === "image") await compareImage(hdu, content[n], 1e-6);
        else await compareTable(hdu, content[n]);
      }
    }
  });
});
