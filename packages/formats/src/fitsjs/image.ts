import type { FitsjsImage } from "fitsjs";
import type { PixelArray } from "../fits/types.ts";

/**
 * The pixels of a fitsjs image: stock reads unsigned 16-bit as signed, 64-bit not at all, and needs a Worker and `window`.
 *
 * @param image as fitsjs made it of its header
 * @param bytes its data unit, big-endian
 */
export function pixelsOf(image: FitsjsImage, bytes: Uint8Array): PixelArray {
  const { bitpix } = image;
  // fitsjs has 0 and 1 where the cards are missing; BZERO of 64 bits comes as a bigint.
  const zero = Number(image.bzero);
  const scale = image.bscale;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = bytes.length / (Math.abs(bitpix) / 8);
  const isShifted = scale === 1 && bitpix > 0 && zero === (bitpix === 8 ? -128 : 2 ** (bitpix - 1));
  const isPlain = scale === 1 && zero === 0;
  const fill = <P extends { [at: number]: number | bigint }>(out: P, value: (at: number) => P[number]): P => {
    for (let at = 0; at < count; at++) out[at] = value(at);
    return out;
  };
  if (isShifted) {
    if (bitpix === 8) return fill(new Int8Array(count), (at) => bytes[at] - 128);
    if (bitpix === 16) return unsigned16(bytes);
    if (bitpix === 32) return fill(new Uint32Array(count), (at) => view.getInt32(4 * at) + 2147483648);
    return fill(new BigUint64Array(count), (at) => view.getBigInt64(8 * at) + 9223372036854775808n);
  }
  const read = readers(view, bitpix);
  if (!isPlain)
    return fill(
      bitpix === 8 || bitpix === 16 || bitpix === -32 ? new Float32Array(count) : new Float64Array(count),
      (at) => zero + scale * Number(read(at)),
    );
  if (bitpix === 64) return fill(new BigInt64Array(count), read as (at: number) => bigint);
  const array =
    bitpix === 8
      ? new Uint8Array(count)
      : bitpix === 16
        ? new Int16Array(count)
        : bitpix === 32
          ? new Int32Array(count)
          : bitpix === -32
            ? new Float32Array(count)
            : new Float64Array(count);
  return fill(array, read as (at: number) => number);
}

/** The pixels of raw frames: a loop of its own, since they are many. */
function unsigned16(bytes: Uint8Array): Uint16Array {
  const out = new Uint16Array(bytes.length >> 1);
  for (let at = 0; at < out.length; at++) out[at] = ((bytes[2 * at] << 8) | bytes[2 * at + 1]) + 32768;
  return out;
}

function readers(view: DataView, bitpix: number): (at: number) => number | bigint {
  switch (bitpix) {
    case 8:
      return (at) => view.getUint8(at);
    case 16:
      return (at) => view.getInt16(2 * at);
    case 32:
      return (at) => view.getInt32(4 * at);
    case 64:
      return (at) => view.getBigInt64(8 * at);
    case -32:
      return (at) => view.getFloat32(4 * at);
    default:
      return (at) => view.getFloat64(8 * at);
  }
}
