import { toBigEndian } from "./bytes.ts";
import { type Card, type CardValue, Header } from "./header.ts";
import { bytesOf, PIXEL_TYPES, pixelCount, pixelTypeOf } from "./image.ts";
import type { ImageToWrite, PixelArray, PixelType } from "./types.ts";

/** Bytes encoded at a time. A multiple of 2880 and of every pixel size. */
const CHUNK = 2880 * 364;

const STRUCTURAL = /^(SIMPLE|XTENSION|BITPIX|NAXIS\d*|EXTEND|PCOUNT|GCOUNT|GROUPS|BSCALE|BZERO|CHECKSUM|DATASUM|END|LONGSTRN)$/;

export interface ImageSpec {
  readonly hdu: ImageToWrite;
  readonly type: PixelType;
  readonly total: number;
}

export function imageSpec(hdu: ImageToWrite): ImageSpec {
  const total = pixelCount(hdu.shape);
  if (hdu.shape.some((axis) => !Number.isInteger(axis) || axis < 0))
    throw new RangeError(`${label(hdu)}: axes of whole lengths, not ${hdu.shape.join(" x ")}`);
  if (total > 0 && hdu.pixels === undefined) throw new RangeError(`${label(hdu)}: no pixels for ${hdu.shape.join(" x ")}`);
  const type = ArrayBuffer.isView(hdu.pixels) ? pixelTypeOf(hdu.pixels as PixelArray) : hdu.type;
  if (type === undefined && total > 0) throw new RangeError(`${label(hdu)}: pixels that come in pieces need their 'type'`);
  if (hdu.stored !== undefined && type !== "float32" && type !== "float64")
    throw new RangeError(`${label(hdu)}: only floats are stored as scaled integers`);
  return { hdu, type: type ?? "uint8", total };
}

const label = (hdu: ImageToWrite): string => `image ${hdu.name ?? "without a name"}`;

/** The stored integer that stands for NaN in scaled images. */
const BLANKS = { uint8: undefined, int16: -32768, int32: -2147483648 } as const;

export function imageCards({ hdu, type }: ImageSpec, isPrimary: boolean): Card[] {
  const written = PIXEL_TYPES[hdu.stored?.type ?? type];
  const cards: Card[] = [isPrimary ? card("SIMPLE", true, "FITS") : card("XTENSION", "IMAGE", "image extension")];
  cards.push(card("BITPIX", written.bitpix, "bits of a pixel; negative: floating point"), card("NAXIS", hdu.shape.length, "axes"));
  cards.push(...hdu.shape.map((axis, n) => card(`NAXIS${n + 1}`, axis)));
  if (isPrimary) cards.push(card("EXTEND", true, "extensions may follow"));
  else cards.push(card("PCOUNT", 0), card("GCOUNT", 1));
  if (hdu.name !== undefined && hdu.name !== "")
    cards.push(card("EXTNAME", hdu.name, hdu.header?.comment("EXTNAME") ?? "name of this HDU"));
  if (hdu.stored !== undefined) {
    cards.push({ keyword: "BSCALE", value: hdu.stored.scale, comment: "physical = BZERO + BSCALE * stored", real: true });
    cards.push({ keyword: "BZERO", value: hdu.stored.zero, real: true });
    const blank = BLANKS[hdu.stored.type];
    if (blank !== undefined) cards.push(card("BLANK", blank, "stored value of a pixel without one"));
  } else if (Number(written.zero) !== 0)
    cards.push(card("BSCALE", 1), card("BZERO", written.zero as CardValue, "the stored integers are shifted"));
  for (const it of (hdu.header ?? new Header()).cards) {
    if (STRUCTURAL.test(it.keyword) || (it.keyword === "EXTNAME" && hdu.name !== undefined)) continue;
    if (it.keyword === "BLANK" && (written.bitpix < 0 || hdu.stored !== undefined)) continue;
    cards.push(it);
  }
  return cards;
}

const card = (keyword: string, value: CardValue, comment?: string): Card => ({ keyword, value, comment });

export async function* imageData({ hdu, type, total }: ImageSpec): AsyncGenerator<Uint8Array> {
  if (total === 0 || hdu.pixels === undefined) return;
  const info = PIXEL_TYPES[hdu.stored?.type ?? type];
  const buffer = new Uint8Array(CHUNK);
  const each = CHUNK / info.size;
  let done = 0;
  const pieces = ArrayBuffer.isView(hdu.pixels)
    ? [hdu.pixels as PixelArray]
    : (hdu.pixels as Iterable<PixelArray> | AsyncIterable<PixelArray>);
  for await (const piece of pieces) {
    if (pixelTypeOf(piece) !== type) throw new RangeError(`${label(hdu)}: pieces of ${type}, not ${pixelTypeOf(piece)}`);
    done += piece.length;
    if (done > total) break;
    for (let at = 0; at < piece.length; at += each) {
      const part = piece.subarray(at, at + each);
      const raw = hdu.stored === undefined ? part : scaledDown(part as Float32Array | Float64Array, hdu.stored, label(hdu));
      const bytes = buffer.subarray(0, part.length * info.size);
      toBigEndian(bytesOf(raw), bytes, info.size, hdu.stored === undefined && Number(info.zero) !== 0);
      yield bytes;
    }
  }
  if (done !== total)
    throw new RangeError(`${label(hdu)}: ${hdu.shape.join(" x ")} pixels make ${total}, the pieces hold ${done > total ? "more" : done}`);
}

const LIMITS = { uint8: [0, 255], int16: [-32767, 32767], int32: [-2147483647, 2147483647] } as const;

/** Floats as the nearest stored integers, clipped to their range; NaN becomes BLANK. */
function scaledDown(values: Float32Array | Float64Array, stored: NonNullable<ImageToWrite["stored"]>, name: string): PixelArray {
  const out = PIXEL_TYPES[stored.type].make(values.length) as Uint8Array | Int16Array | Int32Array;
  const [low, high] = LIMITS[stored.type];
  const blank = BLANKS[stored.type];
  for (let at = 0; at < values.length; at++) {
    const value = values[at];
    if (Number.isNaN(value)) {
      if (blank === undefined) throw new RangeError(`${name}: a pixel is NaN, which scaled uint8 cannot hold`);
      out[at] = blank;
    } else out[at] = Math.min(high, Math.max(low, Math.round((value - stored.zero) / stored.scale)));
  }
  return out;
}
