import { FormatError } from "../errors.ts";
import { gunzip } from "../gzip.ts";
import { type ElementSize, fromBigEndian } from "./bytes.ts";
import { axes, place, type Unit } from "./hdu.ts";
import { Header } from "./header.ts";
import { bytesOf, checkRange, imageHdu, PIXEL_TYPES, pixelCount, type Scaling, scalingOf } from "./image.ts";
import { riceDecode } from "./rice.ts";
import { openTable } from "./table.ts";
import type { ImageHdu, PixelArray, TableHdu } from "./types.ts";

export const isCompressedImage = (header: Header): boolean => header.get("ZIMAGE") === true;

/** What the table says about its tiles. */
interface Tiling {
  readonly unit: Unit;
  readonly table: TableHdu;
  readonly shape: readonly number[];
  readonly tile: readonly number[];
  /** Tiles along each axis. */
  readonly grid: readonly number[];
  readonly algorithm: string;
  readonly scaling: Scaling;
  readonly blockSize: number;
  readonly bytePix: 1 | 2 | 4;
  readonly dither: "none" | "1" | "2";
  readonly seed: number;
}

/**
 * A tile-compressed image over its table: RICE_1, GZIP_1, GZIP_2, with floats quantised or not.
 *
 * @see FITS standard 4.0, section 10; Pence, White and Seaman 2010, PASP 122, 1065 (dithering)
 */
export function openCompressed(unit: Unit): ImageHdu {
  const header = imageHeader(unit.header);
  const { source, index } = unit;
  const shape = axes(header, source.name, index);
  const total = pixelCount(shape);
  const scaling = scalingOf(header, source.name, index);
  const tiling = tilingOf(unit, shape, scaling);
  return imageHdu(
    unit,
    header,
    shape,
    scaling,
    (first, count) => readTiles(tiling, total, first, count),
    () => tiling.table.verify(),
  );
}

/** The header of the image inside: Z keywords take their own names again, those of the table go. */
function imageHeader(table: Header): Header {
  const header = new Header();
  const primary = table.get("ZSIMPLE") === true;
  header.add(primary ? { keyword: "SIMPLE", value: true } : { keyword: "XTENSION", value: "IMAGE" });
  const keep =
    /^(Z?BITPIX|Z?NAXIS\d*|Z?PCOUNT|Z?GCOUNT|ZSIMPLE|ZTENSION|ZEXTEND|ZBLOCKED|SIMPLE|XTENSION|TFIELDS|(TTYPE|TFORM|TUNIT|TDIM|TNULL|TSCAL|TZERO|TDISP)\d+|THEAP|ZIMAGE|ZCMPTYPE|ZTILE\d+|ZNAME\d+|ZVAL\d+|ZMASKCMP|ZQUANTIZ|ZDITHER0|ZBLANK|ZHECKSUM|ZDATASUM|CHECKSUM|DATASUM)$/;
  header.add({ keyword: "BITPIX", value: table.get("ZBITPIX") ?? null });
  const count = table.number("ZNAXIS") ?? 0;
  header.add({ keyword: "NAXIS", value: count });
  for (let n = 1; n <= count; n++) header.add({ keyword: `NAXIS${n}`, value: table.get(`ZNAXIS${n}`) ?? null });
  for (const card of table.cards) if (!keep.test(card.keyword)) header.add(card);
  if (table.has("ZBLANK") && !header.has("BLANK") && (table.number("ZBITPIX") ?? 0) > 0)
    header.add({ keyword: "BLANK", value: table.get("ZBLANK")! });
  return header;
}

function tilingOf(unit: Unit, shape: readonly number[], scaling: Scaling): Tiling {
  const { header, source } = unit;
  const refuse = (keyword: string, expected: string): FormatError =>
    new FormatError(source.name, place(unit, keyword), expected, String(header.get(keyword) ?? "no such card"));
  const algorithm = (header.string("ZCMPTYPE") ?? "").replace("RICE_ONE", "RICE_1");
  if (!["RICE_1", "GZIP_1", "GZIP_2", "NOCOMPRESS"].includes(algorithm)) throw refuse("ZCMPTYPE", "RICE_1, GZIP_1, GZIP_2 or NOCOMPRESS");
  const tile = shape.map((axis, n) => {
    const side = header.has(`ZTILE${n + 1}`) ? header.number(`ZTILE${n + 1}`) : n === 0 ? axis : 1;
    if (side === undefined || !Number.isInteger(side) || side < 1) throw refuse(`ZTILE${n + 1}`, "an integer of at least 1");
    return side;
  });
  const parameters = new Map<string, number>();
  for (let n = 1; header.has(`ZNAME${n}`); n++) parameters.set(header.string(`ZNAME${n}`) ?? "", header.number(`ZVAL${n}`) ?? Number.NaN);
  const bytePix = parameters.get("BYTEPIX") ?? 4;
  const blockSize = parameters.get("BLOCKSIZE") ?? 32;
  if (algorithm === "RICE_1" && (![1, 2, 4].includes(bytePix) || !(blockSize >= 1)))
    throw new FormatError(source.name, place(unit, "ZVALn"), "BYTEPIX 1, 2 or 4 and BLOCKSIZE above 0", `${bytePix} and ${blockSize}`);
  const quantiser = header.string("ZQUANTIZ") ?? "NO_DITHER";
  const dither = quantiser === "SUBTRACTIVE_DITHER_1" ? "1" : quantiser === "SUBTRACTIVE_DITHER_2" ? "2" : "none";
  if (dither === "none" && !["NO_DITHER", "NONE"].includes(quantiser))
    throw refuse("ZQUANTIZ", "NONE, NO_DITHER, SUBTRACTIVE_DITHER_1 or _2");
  const seed = header.number("ZDITHER0") ?? 1;
  const grid = shape.map((axis, n) => Math.ceil(axis / tile[n]));
  const table = openTable(unit);
  if (table.rows !== grid.reduce((product, count) => product * count, 1))
    throw new FormatError(source.name, place(unit, "NAXIS2"), `${grid.join(" x ")} tiles`, String(table.rows));
  return { unit, table, shape, tile, grid, algorithm, scaling, blockSize, bytePix: bytePix as 1 | 2 | 4, dither, seed };
}

/** Pixels `first` to `first + count`, as stored; only the tiles that hold them are read. */
async function readTiles(tiling: Tiling, total: number, first: number, count: number): Promise<PixelArray> {
  checkRange(tiling.unit, total, first, count);
  const { shape, tile, grid } = tiling;
  const out = PIXEL_TYPES[tiling.scaling.type].make(count);
  const strides = shape.map((_, n) => shape.slice(0, n).reduce((product, axis) => product * axis, 1));
  const tiles = grid.reduce((product, along) => product * along, 1);
  for (let number = 0; number < tiles; number++) {
    let rest = number;
    const origin = grid.map((along, n) => {
      const position = rest % along;
      rest = Math.floor(rest / along);
      return position * tile[n];
    });
    const sides = shape.map((axis, n) => Math.min(tile[n], axis - origin[n]));
    const low = origin.reduce((at, position, n) => at + position * strides[n], 0);
    const high = low + sides.reduce((at, side, n) => at + (side - 1) * strides[n], 0);
    if (high < first || low >= first + count) continue;
    const pixels = await decodeTile(
      tiling,
      number,
      sides.reduce((product, side) => product * side, 1),
    );
    // Line by line along the first axis into the image, clipped to the range.
    const lines = pixels.length / sides[0];
    for (let line = 0; line < lines; line++) {
      let at = low;
      let index = line;
      for (let n = 1; n < sides.length; n++) {
        at += (index % sides[n]) * strides[n];
        index = Math.floor(index / sides[n]);
      }
      const from = Math.max(at, first);
      const to = Math.min(at + sides[0], first + count);
      if (from < to) out.set(pixels.subarray(line * sides[0] + from - at, line * sides[0] + to - at) as never, from - first);
    }
  }
  return out;
}

/** The first of the columns that holds bytes for the tile. */
async function cell(table: TableHdu, name: string, row: number): Promise<PixelArray | undefined> {
  if (!table.columns.some((column) => column.name === name)) return undefined;
  const [array] = (await table.readColumn(name, row, 1)) as readonly PixelArray[];
  return array.length > 0 ? array : undefined;
}

async function numberCell(tiling: Tiling, name: string, row: number): Promise<number | undefined> {
  const { table, unit } = tiling;
  if (table.columns.some((column) => column.name === name)) return Number(((await table.readColumn(name, row, 1)) as PixelArray)[0]);
  return unit.header.number(name);
}

async function decodeTile(tiling: Tiling, row: number, count: number): Promise<PixelArray> {
  const { table, unit, algorithm, scaling } = tiling;
  const where = `${place(unit)}, tile ${row + 1}`;
  const broken = (found: string): FormatError => new FormatError(unit.source.name, where, `${count} pixels`, found);
  const isFloat = scaling.bitpix < 0;

  const packed = (await cell(table, "COMPRESSED_DATA", row)) as Uint8Array | undefined;
  if (packed === undefined) {
    const gzipped = (await cell(table, "GZIP_COMPRESSED_DATA", row)) as Uint8Array | undefined;
    const plain = gzipped === undefined ? await cell(table, "UNCOMPRESSED_DATA", row) : undefined;
    if (gzipped === undefined && plain === undefined) throw broken("no data");
    if (plain !== undefined)
      return checked(
        isFloat && !(plain instanceof Float32Array || plain instanceof Float64Array) ? undefined : plain,
        tiling,
        count,
        broken,
      );
    return stored(await gunzip(new Uint8Array(gzipped!), unit.source.name, where), tiling, count, broken);
  }

  const scale = isFloat ? await numberCell(tiling, "ZSCALE", row) : undefined;
  const isQuantised = scale !== undefined && (await numberCell(tiling, "ZZERO", row)) !== undefined;
  let integers: Int32Array | undefined;
  if (algorithm === "RICE_1") {
    integers = riceDecode(packed, count, tiling.blockSize, tiling.bytePix);
    if (integers === undefined) throw broken(`${packed.length} bytes that end too early`);
  } else {
    let bytes = algorithm === "NOCOMPRESS" ? packed : await gunzip(packed, unit.source.name, where);
    if (bytes.length % count !== 0) throw broken(`${bytes.length} bytes`);
    if (algorithm === "GZIP_2") bytes = unshuffled(bytes, count);
    if (!isQuantised) return stored(bytes, tiling, count, broken);
    integers = new Int32Array(count);
    if (bytes.length !== 4 * count) throw broken(`${bytes.length} bytes`);
    fromBigEndian(bytes, bytesOf(integers), 4);
  }
  if (!isFloat) return checked(integers, tiling, count, broken);
  if (!isQuantised) throw broken("quantised values without ZSCALE and ZZERO");
  const zero = (await numberCell(tiling, "ZZERO", row))!;
  const out = PIXEL_TYPES[scaling.type].make(count) as Float32Array | Float64Array;
  unquantise(integers, out, scale, zero, await numberCell(tiling, "ZBLANK", row), tiling.dither, row + tiling.seed - 1);
  return out;
}

/** Big-endian pixels as stored in an image of the same BITPIX; GZIP may have used fewer or more bytes a pixel for integers. */
function stored(bytes: Uint8Array, tiling: Tiling, count: number, broken: (found: string) => FormatError): PixelArray {
  const size = bytes.length / count;
  const { scaling } = tiling;
  const own = PIXEL_TYPES[scaling.type].size;
  if (scaling.bitpix < 0) {
    if (size !== own) throw broken(`${bytes.length} bytes`);
    const pixels = PIXEL_TYPES[scaling.type].make(count);
    fromBigEndian(bytes, bytesOf(pixels), own);
    return pixels;
  }
  const types = { 1: "uint8", 2: "int16", 4: "int32", 8: "int64" } as const;
  if (!(size in types)) throw broken(`${bytes.length} bytes`);
  const pixels = PIXEL_TYPES[types[size as ElementSize]].make(count);
  fromBigEndian(bytes, bytesOf(pixels), size as ElementSize);
  return checked(pixels, tiling, count, broken);
}

/** Stored values in the array type of the image, a shift to unsigned applied. */
function checked(values: PixelArray | undefined, tiling: Tiling, count: number, broken: (found: string) => FormatError): PixelArray {
  if (values === undefined || values.length !== count) throw broken(`${values?.length ?? 0} values`);
  const { make, zero, bitpix } = PIXEL_TYPES[tiling.scaling.type];
  if (bitpix < 0) return values;
  const out = make(count);
  if (out instanceof BigInt64Array || out instanceof BigUint64Array)
    for (let at = 0; at < count; at++) out[at] = BigInt(values[at]) + BigInt(zero);
  else for (let at = 0; at < count; at++) out[at] = Number(values[at]) + Number(zero);
  return out;
}

/** GZIP_2 keeps the first bytes of all pixels together, then the second ones, and so on. */
function unshuffled(bytes: Uint8Array, count: number): Uint8Array {
  const size = bytes.length / count;
  const out = new Uint8Array(bytes.length);
  for (let byte = 0; byte < size; byte++) for (let n = 0; n < count; n++) out[n * size + byte] = bytes[byte * count + n];
  return out;
}

/** The 10000 numbers of the dithering convention: Park and Miller's generator from seed 1, as float32. */
let ditherValues: Float32Array | undefined;
function ditherSequence(): Float32Array {
  if (ditherValues !== undefined) return ditherValues;
  ditherValues = new Float32Array(10000);
  let seed = 1;
  for (let n = 0; n < 10000; n++) {
    // Below 2^46: exact.
    seed = (16807 * seed) % 2147483647;
    ditherValues[n] = seed / 2147483647;
  }
  return ditherValues;
}

/** Quantised zero of SUBTRACTIVE_DITHER_2, and the default of a missing pixel. */
const EXACT_ZERO = -2147483646;
const MISSING = -2147483647;

/** physical = (stored - random + 1/2) scale + zero; `start` picks the place in the sequence. */
function unquantise(
  integers: Int32Array,
  out: Float32Array | Float64Array,
  scale: number,
  zero: number,
  blank: number | undefined,
  dither: Tiling["dither"],
  start: number,
): void {
  const missing = blank ?? MISSING;
  if (dither === "none") {
    for (let at = 0; at < integers.length; at++) out[at] = integers[at] === missing ? Number.NaN : integers[at] * scale + zero;
    return;
  }
  const random = ditherSequence();
  let seed = start % 10000;
  let next = Math.floor(random[seed] * 500);
  for (let at = 0; at < integers.length; at++) {
    const value = integers[at];
    if (value === missing) out[at] = Number.NaN;
    else if (dither === "2" && value === EXACT_ZERO) out[at] = 0;
    else out[at] = (value - random[next] + 0.5) * scale + zero;
    if (++next === 10000) {
      seed = (seed + 1) % 10000;
      next = Math.floor(random[seed] * 500);
    }
  }
}
