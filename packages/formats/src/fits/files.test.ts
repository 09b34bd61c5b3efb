import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FormatError } from "../errors.ts";
import { BufferSink, blobSource, bufferSource, type Source } from "../io.ts";
import { formatHeader } from "./cards.ts";
import { type HduToWrite, Header, openFits, type PixelArray, verifyFits, writeFits } from "./index.ts";

async function written(...hdus: HduToWrite[]): Promise<Uint8Array> {
  const sink = new BufferSink("x.fits");
  await writeFits(sink, hdus);
  return sink.bytes();
}
const opened = async (...hdus: HduToWrite[]) => openFits(bufferSource(await written(...hdus), "x.fits"));

/** A source that remembers what was read of it. */
function watched(bytes: Uint8Array): Source & { readonly reads: [number, number][] } {
  const source = bufferSource(bytes, "x.fits");
  const reads: [number, number][] = [];
  return {
    ...source,
    reads,
    read(offset, length) {
      reads.push([offset, length]);
      return source.read(offset, length);
    },
  };
}

const IMAGES: readonly PixelArray[] = [
  new Uint8Array([0, 1, 2, 253, 254, 255]),
  new Int8Array([-128, -1, 0, 1, 126, 127]),
  new Int16Array([-32768, -1, 0, 1, 258, 32767]),
  new Uint16Array([0, 1, 258, 32767, 32768, 65535]),
  new Int32Array([-2147483648, -1, 0, 16909060, 1, 2147483647]),
  new Uint32Array([0, 1, 16909060, 2147483647, 2147483648, 4294967295]),
  new BigInt64Array([-(2n ** 63n), -1n, 0n, 72623859790382856n, 1n, 2n ** 63n - 1n]),
  new BigUint64Array([0n, 1n, 72623859790382856n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n]),
  new Float32Array([0, -0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, -3.4e38]),
  new Float64Array([0, -0, 1.5, Number.NaN, Number.NEGATIVE_INFINITY, 1.7e308]),
];

describe("a file written here", () => {
  it("stores 40000 in 16 bits as the standard says: 40000 - 32768, big-endian, after a header of one block", async () => {
    const bytes = await written({ kind: "image", shape: [2, 1], pixels: new Uint16Array([40000, 0]) });
    expect(bytes.length).toBe(2 * 2880);
    expect([...bytes.subarray(2880, 2884)]).toEqual([0x1c, 0x40, 0x80, 0x00]);
    const text = String.fromCharCode(...bytes.subarray(0, 800));
    expect(text.slice(0, 80)).toBe("SIMPLE  =                    T / FITS".padEnd(80));
    expect(text).toContain("BZERO   =                32768");
  });

  for (const pixels of IMAGES)
    it(`gives ${pixels.constructor.name} back bit for bit, whole and in ranges`, async () => {
      const file = await opened({ kind: "image", shape: [] }, { kind: "image", name: "A", shape: [3, 2], pixels });
      const image = await file.image("A").read();
      expect([image.width, image.height]).toEqual([3, 2]);
      expect(image.pixels).toEqual(pixels);
      expect(await file.image("A").readRange(1, 3)).toEqual(pixels.slice(1, 4));
      // A Blob gives bytes of its own at each read: they become the pixels without a copy.
      const blob = await openFits(
        blobSource(
          new Blob([new Uint8Array(await written({ kind: "image", shape: [] }, { kind: "image", name: "A", shape: [3, 2], pixels }))]),
        ),
      );
      for (let again = 0; again < 2; again++) expect((await blob.image("A").read()).pixels).toEqual(pixels);
      expect(await blob.image("A").readRange(1, 3)).toEqual(pixels.slice(1, 4));
      expect((await file.image(1).readFloat32()).pixels[1]).toBe(Math.fround(Number(pixels[1])));
    });

  it("takes an image in pieces of any size", async () => {
    const pixels = Uint16Array.from({ length: 7 * 11 }, (_, n) => n * 991);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 20 }), async (cuts) => {
        const pieces: Uint16Array[] = [];
        for (let at = 0, n = 0; at < 77; at += cuts[n++ % cuts.length])
          pieces.push(pixels.subarray(at, Math.min(77, at + cuts[n % cuts.length])));
        const file = await opened({ kind: "image", shape: [7, 11], type: "uint16", pixels: pieces });
        expect((await file.primary.read()).pixels).toEqual(pixels);
      }),
      { numRuns: 30 },
    );
  });

  it("refuses pieces that do not fill the shape, in either direction", async () => {
    await expect(written({ kind: "image", name: "A", shape: [3, 2], pixels: new Uint8Array(5) })).rejects.toThrow(
      "image A: 3 x 2 pixels make 6, the pieces hold 5",
    );
    await expect(written({ kind: "image", name: "A", shape: [3, 2], pixels: new Uint8Array(7) })).rejects.toThrow("hold more");
    await expect(written({ kind: "image", name: "A", shape: [3, 2], type: "uint8", pixels: [new Int8Array(6)] })).rejects.toThrow(
      "pieces of uint8, not int8",
    );
  });

  it("asks a generator for pixels only when its turn has come", async () => {
    const events: string[] = [];
    const sink = new BufferSink();
    const pixels = function* (name: string) {
      events.push(`${name} at ${sink.position}`);
      yield new Uint8Array(2880);
    };
    await writeFits(sink, [
      { kind: "image", shape: [2880, 1], type: "uint8", pixels: pixels("first") },
      { kind: "image", shape: [2880, 1], type: "uint8", pixels: pixels("second") },
    ]);
    expect(events).toEqual(["first at 2880", "second at 8640"]);
  });

  it("stores floats as scaled integers with NaN as BLANK", async () => {
    const pixels = new Float32Array([-1, 0.26, Number.NaN, 1e9]);
    const file = await opened({ kind: "image", shape: [4, 1], pixels, stored: { type: "int16", scale: 0.5, zero: 10 } });
    expect([...(await file.primary.read()).pixels]).toEqual([-1, 0.5, Number.NaN, 10 + 0.5 * 32767]);
  });

  it("keeps the cards of a header that was read and replaces only those of structure", async () => {
    const header = new Header()
      .set("BITPIX", -64)
      .set("OBJECT", "COSMOS")
      .setReal("EXPTIME", 566, "s")
      .add({ keyword: "COMMENT", value: " as read" });
    const file = await opened({ kind: "image", shape: [1, 1], pixels: new Uint8Array(1), header });
    const copy = await opened({ kind: "image", shape: [1, 1], pixels: new Uint8Array(1), header: file.primary.header });
    expect(copy.primary.header.cards).toEqual(file.primary.header.cards);
    expect(copy.primary.header.get("BITPIX")).toBe(8);
  });

  it("is the same every time", async () => {
    const hdu: HduToWrite = { kind: "image", shape: [3, 1], pixels: new Uint16Array(3) };
    expect(await written(hdu)).toEqual(await written(hdu));
  });

  it("passes its checksums, and fails them when any one bit is changed", async () => {
    const bytes = await written(
      { kind: "image", shape: [30, 20], pixels: Uint16Array.from({ length: 600 }, (_, n) => n * 97) },
      { kind: "table", name: "T", columns: [{ name: "a", letter: "J", repeat: 1 }], batches: [{ a: new Int32Array(300).fill(7) }] },
    );
    await verifyFits(bufferSource(bytes));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.length * 8 - 1 }), async (bit) => {
        const changed = bytes.slice();
        changed[bit >> 3] ^= 1 << (bit & 7);
        await expect(verifyFits(bufferSource(changed))).rejects.toThrow(FormatError);
      }),
      { numRuns: 60 },
    );
  });
});

describe("reading", () => {
  it("opens a file of 145 HDUs by its headers and then one quadrant by its pixels only", async () => {
    const pixels = Uint16Array.from({ length: 2000 }, (_, n) => n);
    const hdus: HduToWrite[] = [
      { kind: "image", shape: [] },
      ...Array.from({ length: 144 }, (_, n): HduToWrite => ({ kind: "image", name: `Q${n}`, shape: [50, 40], pixels })),
    ];
    const bytes = await written(...hdus);
    const source = watched(bytes);
    const file = await openFits(source);
    expect(file.hdus.length).toBe(145);
    source.reads.length = 0;
    const image = file.image("Q100");
    expect((await image.read()).pixels).toEqual(pixels);
    expect(source.reads.map(([, length]) => length)).toEqual([4000]);
    source.reads.length = 0;
    expect(await image.readRange(50, 3)).toEqual(pixels.slice(50, 53));
    expect(source.reads.map(([, length]) => length)).toEqual([6]);
  });

  it("never changes the bytes it reads from", async () => {
    const bytes = await written({ kind: "image", shape: [3, 2], pixels: IMAGES[3] });
    const before = bytes.slice();
    const file = await openFits(bufferSource(bytes));
    (await file.primary.read()).pixels.fill(0 as never);
    expect(bytes).toEqual(before);
  });

  it("gives a FormatError for a file cut anywhere, never part of a value", async () => {
    const bytes = await written(
      { kind: "image", shape: [30, 100], pixels: new Uint16Array(3000) },
      {
        kind: "table",
        name: "T",
        columns: [
          { name: "a", letter: "A", repeat: 9 },
          { name: "p", letter: "E", repeat: 1, variable: "P" },
        ],
        batches: [{ a: Array(200).fill("word"), p: Array(200).fill(new Float32Array(5)) }],
      },
    );
    for (let length = 0; length < bytes.length; length += 720) {
      // A cut between two HDUs leaves a whole, shorter file: that cannot be seen from the file alone.
      if (length === 2880 + 8640) continue;
      await expect(openFits(bufferSource(bytes.subarray(0, length), "cut.fits")), `cut at ${length}`).rejects.toThrow(FormatError);
    }
    for (const length of [1, 79, 2879, 2881, bytes.length - 1])
      await expect(openFits(bufferSource(bytes.subarray(0, length)))).rejects.toThrow(FormatError);
  });

  it("takes zeros after the last HDU, in whole blocks or not, for padding, and nothing else", async () => {
    const bytes = await written({ kind: "image", shape: [1, 1], pixels: Uint8Array.of(7) });
    const followed = (...more: number[]) => openFits(bufferSource(Uint8Array.from([...bytes, ...more]), "x.fits"));
    expect((await followed(...new Array<number>(100).fill(0))).hdus.length).toBe(1);
    expect((await followed(...new Array<number>(3000).fill(0))).hdus.length).toBe(1);
    await expect(followed(0, 0, 1)).rejects.toThrow("HDU 1: expected a header of 2880 bytes or more");
    await expect(followed(...new Array<number>(2880).fill(1))).rejects.toThrow("expected an extension that begins with XTENSION");
  });

  it("refuses a compressed table rather than giving its packed bytes for values, and arrays that no memory holds", async () => {
    const header = new Header().set("ZTABLE", true);
    const table = {
      kind: "table",
      name: "T",
      columns: [{ name: "a", letter: "B", repeat: 1 }],
      batches: [{ a: Uint8Array.of(1) }],
    } as const;
    await expect(opened({ ...table, header })).rejects.toThrow("HDU 1 (ZTABLE): expected a table that is not compressed");

    const image = new Header().set("ZIMAGE", true).set("ZCMPTYPE", "RICE_1").set("ZBITPIX", 16).set("ZNAXIS", 1);
    image.set("ZNAXIS1", 1e11).set("ZTILE1", 1e11);
    const packed = await opened({ ...table, header: image });
    await expect(packed.image(1).read()).rejects.toThrow("expected at most 8589934592 bytes of pixels");
  });

  it("names what a file is that is not FITS", async () => {
    const open = (text: string) => openFits(bufferSource(new TextEncoder().encode(text.padEnd(3000)), "x.fits"));
    await expect(open('<?xml version="1.0"?>')).rejects.toThrow(
      "x.fits: expected a FITS file, which begins with 'SIMPLE =', found an XML file",
    );
    await expect(open("ARROW1")).rejects.toThrow("an Arrow file");
    await expect(openFits(bufferSource(new Uint8Array(0), "x.fits"))).rejects.toThrow("an empty file");
    const bytes = await written({ kind: "image", shape: [] });
    await expect(openFits(bufferSource(Uint8Array.of(...bytes, ...new Uint8Array(2880).fill(120))))).rejects.toThrow(
      "HDU 1: expected an extension that begins with XTENSION",
    );
    await expect(openFits(bufferSource(Uint8Array.of(...bytes, ...new Uint8Array(2880))))).resolves.toBeDefined();
  });

  it("names file, HDU and keyword where a header is wrong", async () => {
    const text = new TextDecoder().decode(await written({ kind: "image", shape: [2, 3], pixels: new Uint8Array(6) }));
    const open = (from: string, to: string) => openFits(bufferSource(new TextEncoder().encode(text.replace(from, to)), "x.fits"));
    await expect(open("BITPIX  =                    8", "BITPIX  =                   12")).rejects.toThrow(
      "x.fits: HDU 0 (BITPIX): expected one of 8, 16, 32, 64, -32, -64, found 12",
    );
    await expect(open("NAXIS1  =                    2", "NAXIS1  =                   -2")).rejects.toThrow("HDU 0 (NAXIS1)");
    await expect(open("NAXIS2  ", "NAXISX  ")).rejects.toThrow("HDU 0 (NAXIS2): expected an integer of at least 0, found no such card");
  });

  it("says which HDUs and columns there are when asked for another", async () => {
    const file = await opened(
      { kind: "image", shape: [] },
      { kind: "table", name: "T", columns: [{ name: "RA", letter: "D", repeat: 1 }], batches: [] },
    );
    expect(() => file.image("SCI")).toThrow("expected an HDU named SCI, found 0, T");
    expect(() => file.image("T")).toThrow("expected an image, found a table");
    await expect(file.table("T").readColumn("DEC")).rejects.toThrow("HDU 1 T: expected a column DEC, found RA");
  });

  it("unpacks gzip by its first bytes, and refuses a damaged one", async () => {
    const bytes = await written({ kind: "image", shape: [3, 2], pixels: IMAGES[3] });
    const packed = new Uint8Array(gzipSync(bytes));
    const file = await openFits(bufferSource(packed, "x.fits.gz"));
    expect((await file.primary.read()).pixels).toEqual(IMAGES[3]);
    for (const length of [20, packed.length >> 1, packed.length - 1])
      await expect(openFits(bufferSource(packed.subarray(0, length), "x.fits.gz"))).rejects.toThrow(FormatError);
  });

  it("applies BSCALE and BZERO, with BLANK as NaN", async () => {
    const text = await written({
      kind: "image",
      shape: [3, 1],
      pixels: new Int16Array([1, -5, 3]),
      header: new Header().set("BLANK", -5).setReal("XSCALE", 0.25).setReal("XZERO", 100),
    });
    const bytes = new TextEncoder().encode(
      new TextDecoder("latin1").decode(text.subarray(0, 2880)).replace("XSCALE ", "BSCALE ").replace("XZERO ", "BZERO "),
    );
    const file = await openFits(bufferSource(Uint8Array.of(...bytes, ...text.subarray(2880))));
    expect((await file.primary.read()).pixels).toEqual(new Float32Array([100.25, Number.NaN, 100.75]));
  });

  it("gives BLANK of unsigned integers as NaN in float32", async () => {
    const file = await opened({
      kind: "image",
      shape: [3, 1],
      pixels: new Uint16Array([1, 65535, 3]),
      header: new Header().set("BLANK", 32767),
    });
    expect((await file.primary.read()).pixels).toEqual(new Uint16Array([1, 65535, 3]));
    expect((await file.primary.readFloat32()).pixels).toEqual(new Float32Array([1, Number.NaN, 3]));
  });
});

describe("an ASCII table", () => {
  it("gives texts, numbers with and without a point, and NaN for blanks and TNULL", async () => {
    const rows = ["M31       12  1.5E1 1500", "NGC 224  -99       -2500", "        -9.D2          1"];
    const cards = [
      ["XTENSION", "TABLE"],
      ["BITPIX", 8],
      ["NAXIS", 2],
      ["NAXIS1", 24],
      ["NAXIS2", 3],
      ["PCOUNT", 0],
      ["GCOUNT", 1],
      ["TFIELDS", 3],
      ["TBCOL1", 1],
      ["TFORM1", "A8"],
      ["TTYPE1", "NAME"],
      ["TBCOL2", 9],
      ["TFORM2", "E5.1"],
      ["TTYPE2", "N"],
      ["TNULL2", "-99"],
      ["TBCOL3", 20],
      ["TFORM3", "F5.2"],
      ["TTYPE3", "F"],
    ] as const;
    const header = formatHeader(cards.map(([keyword, value]) => ({ keyword, value })));
    const data = new Uint8Array(2880).fill(32);
    data.set(new TextEncoder().encode(rows.join("")));
    const bytes = Uint8Array.of(...(await written({ kind: "image", shape: [] })), ...header, ...data);
    const table = (await openFits(bufferSource(bytes, "a.fits"))).table(1);
    expect(await table.readColumn("NAME")).toEqual(["M31", "NGC 224", ""]);
    expect(await table.readColumn("N")).toEqual(new Float64Array([1.2, Number.NaN, -900]));
    expect(await table.readColumn("F", 1, 1)).toEqual(new Float64Array([-25]));
  });

  it("rounds once, however many digits and whatever power", async () => {
    const text = "-2.6609686060512907D+98";
    const cards = {
      XTENSION: "TABLE",
      BITPIX: 8,
      NAXIS: 2,
      NAXIS1: 23,
      NAXIS2: 1,
      PCOUNT: 0,
      GCOUNT: 1,
      TFIELDS: 1,
      TBCOL1: 1,
      TFORM1: "D23.16",
    };
    const header = formatHeader(Object.entries(cards).map(([keyword, value]) => ({ keyword, value })));
    const data = new Uint8Array(2880).fill(32);
    data.set(new TextEncoder().encode(text));
    const file = await openFits(
      bufferSource(Uint8Array.of(...(await written({ kind: "image", shape: [] })), ...header, ...data), "a.fits"),
    );
    expect(await file.table(1).readColumn("column 1")).toEqual(Float64Array.of(-2.6609686060512907e98));
  });
});
