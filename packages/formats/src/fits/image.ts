import { FormatError } from "../errors.ts";
import { type ElementSize, fromBigEndian } from "./bytes.ts";
import { place, type Unit } from "./hdu.ts";
import type { Header } from "./header.ts";
import type { Image, ImageHdu, PixelArray, PixelType } from "./types.ts";

interface TypeInfo {
  readonly bitpix: number;
  readonly size: ElementSize;
  /** BZERO that shifts the stored integers to this type. */
  readonly zero: number | bigint;
  readonly make: (count: number) => PixelArray;
}

/** What each type of pixel is in a file. */
export const PIXEL_TYPES: Readonly<Record<PixelType, TypeInfo>> = {
  uint8: { bitpix: 8, size: 1, zero: 0, make: (count) => new Uint8Array(count) },
  int8: { bitpix: 8, size: 1, zero: -128, make: (count) => new Int8Array(count) },
  int16: { bitpix: 16, size: 2, zero: 0, make: (count) => new Int16Array(count) },
  uint16: { bitpix: 16, size: 2, zero: 32768, make: (count) => new Uint16Array(count) },
  int32: { bitpix: 32, size: 4, zero: 0, make: (count) => new Int32Array(count) },
  uint32: { bitpix: 32, size: 4, zero: 2147483648, make: (count) => new Uint32Array(count) },
  int64: { bitpix: 64, size: 8, zero: 0, make: (count) => new BigInt64Array(count) },
  uint64: { bitpix: 64, size: 8, zero: 9223372036854775808n, make: (count) => new BigUint64Array(count) },
  float32: { bitpix: -32, size: 4, zero: 0, make: (count) => new Float32Array(count) },
  float64: { bitpix: -64, size: 8, zero: 0, make: (count) => new Float64Array(count) },
};

export function pixelTypeOf(pixels: PixelArray): PixelType {
  if (pixels instanceof Uint8Array) return "uint8";
  if (pixels instanceof Int8Array) return "int8";
  if (pixels instanceof Int16Array) return "int16";
  if (pixels instanceof Uint16Array) return "uint16";
  if (pixels instanceof Int32Array) return "int32";
  if (pixels instanceof Uint32Array) return "uint32";
  if (pixels instanceof BigInt64Array) return "int64";
  if (pixels instanceof BigUint64Array) return "uint64";
  if (pixels instanceof Float32Array) return "float32";
  if (pixels instanceof Float64Array) return "float64";
  throw new RangeError(`pixels must be a typed array, not ${Object.prototype.toString.call(pixels)}`);
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array, type: PixelType): PixelArray {
  const count = byteLength / PIXEL_TYPES[type].size;
  switch (type) {
    case "uint8":
      return new Uint8Array(buffer, byteOffset, count);
    case "int8":
      return new Int8Array(buffer, byteOffset, count);
    case "int16":
      return new Int16Array(buffer, byteOffset, count);
    case "uint16":
      return new Uint16Array(buffer, byteOffset, count);
    case "int32":
      return new Int32Array(buffer, byteOffset, count);
    case "uint32":
      return new Uint32Array(buffer, byteOffset, count);
    case "int64":
      return new BigInt64Array(buffer, byteOffset, count);
    case "uint64":
      return new BigUint64Array(buffer, byteOffset, count);
    case "float32":
      return new Float32Array(buffer, byteOffset, count);
    case "float64":
      return new Float64Array(buffer, byteOffset, count);
  }
}

export const bytesOf = (array: ArrayBufferView): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** How stored pixels become physical ones. */
export interface Scaling {
  readonly bitpix: number;
  /** Type as stored, once BZERO that only shifts between signed and unsigned is applied. */
  readonly type: PixelType;
  /** Present where values are scaled: physical = zero + scale * stored. */
  readonly linear?: { readonly scale: number; readonly zero: number };
  /** Stored integer that means "no value". */
  readonly blank?: number | bigint;
}

export function scalingOf(header: Header, file: string, index: number): Scaling {
  const bitpix = header.get("BITPIX") as number;
  const scale = numberOr(header, "BSCALE", 1, file, index);
  const written = header.get("BZERO");
  const zero = numberOr(header, "BZERO", 0, file, index);
  const blank = bitpix > 0 ? header.get("BLANK") : undefined;
  const types = Object.entries(PIXEL_TYPES).filter(([, info]) => info.bitpix === bitpix);
  const exact = scale === 1 ? types.find(([, info]) => Number(info.zero) === Number(written ?? 0)) : undefined;
  const type = (exact ?? types[0])[0] as PixelType;
  return {
    bitpix,
    type: exact === undefined ? (types.find(([, info]) => info.zero === 0)![0] as PixelType) : type,
    linear: exact === undefined ? { scale, zero } : undefined,
    blank: typeof blank === "number" || typeof blank === "bigint" ? blank : undefined,
  };
}

function numberOr(header: Header, keyword: string, otherwise: number, file: string, index: number): number {
  const value = header.get(keyword);
  if (value === undefined || value === null) return otherwise;
  if (typeof value !== "number" && typeof value !== "bigint")
    throw new FormatError(file, place({ index }, keyword), "a number", String(value));
  return Number(value);
}

/**
 * Stored big-endian pixels as an array of the type of `scaling`; not yet scaled.
 *
 * @param isOwn the bytes may be overwritten: the array is then a view of them
 */
function storedPixels(bytes: Uint8Array, scaling: Scaling, isOwn = false): PixelArray {
  const { size, make, zero } = PIXEL_TYPES[scaling.type];
  const pixels = isOwn && bytes.byteOffset % size === 0 ? viewOf(bytes, scaling.type) : make(bytes.length / size);
  fromBigEndian(bytes, bytesOf(pixels), size, Number(zero) !== 0);
  return pixels;
}

/** The pixels as physical values; the same array where nothing is scaled. */
export function physical(pixels: PixelArray, scaling: Scaling): PixelArray {
  if (scaling.linear === undefined) return pixels;
  const wide = scaling.bitpix === 32 || scaling.bitpix === 64 || scaling.bitpix === -64;
  return scaled(pixels, scaling, wide ? new Float64Array(pixels.length) : new Float32Array(pixels.length));
}

/** The pixels as float32; BLANK becomes NaN. */
function toFloat32(pixels: PixelArray, scaling: Scaling): Float32Array {
  if (pixels instanceof Float32Array && scaling.linear === undefined) return pixels;
  return scaled(pixels, scaling, new Float32Array(pixels.length));
}

function scaled<F extends Float32Array | Float64Array>(pixels: PixelArray, scaling: Scaling, out: F): F {
  const { scale, zero } = scaling.linear ?? { scale: 1, zero: 0 };
  if (scaling.linear === undefined && !(pixels instanceof BigInt64Array || pixels instanceof BigUint64Array)) out.set(pixels);
  else for (let at = 0; at < pixels.length; at++) out[at] = zero + scale * Number(pixels[at]);
  if (scaling.blank !== undefined) {
    // BLANK is of the stored integers: for unsigned types the same shift applies to it.
    const blank = BigInt(scaling.blank) + (scaling.linear === undefined ? BigInt(PIXEL_TYPES[scaling.type].zero) : 0n);
    const value = typeof pixels[0] === "bigint" ? blank : Number(blank);
    for (let at = 0; at < pixels.length; at++) if (pixels[at] === value) out[at] = Number.NaN;
  }
  return out;
}

/** Reads pixels `first` to `first + count` of the data unit. */
export async function readPixels(unit: Unit, scaling: Scaling, total: number, first: number, count: number): Promise<PixelArray> {
  checkRange(unit, total, first, count);
  const { size } = PIXEL_TYPES[scaling.type];
  const bytes = await unit.source.read(unit.dataOffset + first * size, count * size);
  return storedPixels(bytes, scaling, unit.source.isFresh);
}

export function checkRange(unit: { index: number; source: { name: string } }, total: number, first: number, count: number): void {
  if (!Number.isInteger(first) || !Number.isInteger(count) || first < 0 || count < 0 || first + count > total)
    throw new RangeError(`${unit.source.name}: ${place(unit)}: ${count} pixels from ${first} are not inside ${total}`);
}

function asImage<P extends PixelArray>(shape: readonly number[], pixels: P): Image<P> {
  return {
    width: shape[0] ?? 0,
    height: shape.length === 0 ? 0 : shape.slice(1).reduce((product, axis) => product * axis, 1),
    shape,
    pixels,
  };
}

/** Pixels in an image of this shape: none without axes. */
export const pixelCount = (shape: readonly number[]): number =>
  shape.length === 0 ? 0 : shape.reduce((product, axis) => product * axis, 1);

/** Bytes of pixels that may be asked for at once: what an array can hold, and what a header of nonsense cannot ask for. */
const LARGEST = 2 ** 33;

/**
 * An image HDU over its stored pixels.
 *
 * @param header of the image itself, where it is compressed not that of the table around it
 * @param stored `count` stored pixels from `first` on, not yet scaled
 */
export function imageHdu(
  unit: Unit,
  header: Header,
  shape: readonly number[],
  scaling: Scaling,
  stored: (first: number, count: number) => Promise<PixelArray>,
  verify: () => Promise<void>,
): ImageHdu {
  const { index, source } = unit;
  const total = pixelCount(shape);
  const all = (): Promise<PixelArray> => {
    if (total * PIXEL_TYPES[scaling.type].size > LARGEST)
      throw new FormatError(source.name, place(unit), `at most ${LARGEST} bytes of pixels to read at once`, `${shape.join(" x ")} pixels`);
    return stored(0, total);
  };
  return {
    kind: "image",
    index,
    name: header.string("EXTNAME") ?? "",
    header,
    shape,
    read: async () => asImage(shape, physical(await all(), scaling)),
    readFloat32: async () => asImage(shape, toFloat32(await all(), scaling)),
    readRange: async (first, count) => physical(await stored(first, count), scaling),
    verify,
  };
}
