/** FITS is big-endian; typed arrays have the byte order of the machine. */
export const IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

export type ElementSize = 1 | 2 | 4 | 8;

/** `bytes`, or a copy of them where they do not lie on a multiple of `size`, so that a typed array can view them. */
export function aligned(bytes: Uint8Array, size: number): Uint8Array {
  return bytes.byteOffset % size === 0 ? bytes : bytes.slice();
}

/**
 * Copies elements from the file's byte order to the machine's.
 *
 * @param from whole elements of `size` bytes
 * @param to as long as `from`; overwritten; its offset a multiple of `size`; may be the same bytes as `from`
 * @param flip also inverts each element's top bit: turns what BZERO shifts into unsigned integers (for 1 byte: into signed ones)
 */
export function fromBigEndian(from: Uint8Array, to: Uint8Array, size: ElementSize, flip = false): void {
  swap(from, to, size, flip ? 0x80 * 2 ** (8 * (Math.min(size, 4) - 1)) : 0);
}

/** The reverse of `fromBigEndian`; same parameters. */
export function toBigEndian(from: Uint8Array, to: Uint8Array, size: ElementSize, flip = false): void {
  // The top bit of the number is in the first byte of the file, which a little-endian machine sees as its lowest.
  swap(from, to, size, !flip ? 0 : IS_LITTLE_ENDIAN ? 0x80 : 0x80 * 2 ** (8 * (Math.min(size, 4) - 1)));
}

/** Reverses the bytes of each element, then flips `bits` of it (of its word that holds the sign, for 8 bytes). */
function swap(from: Uint8Array, to: Uint8Array, size: ElementSize, bits: number): void {
  if (from.length !== to.length || from.length % size !== 0) throw new RangeError(`swap: ${from.length} to ${to.length} bytes of ${size}`);
  if (size === 1) swap8(from, to, bits);
  else if (!IS_LITTLE_ENDIAN) copyFlipped(from, to, size, bits);
  else if (size === 2) swap16(aligned(from, 2), to, bits);
  else if (size === 4) swap32(aligned(from, 4), to, bits);
  else swap64(aligned(from, 4), to, bits);
}

function swap8(from: Uint8Array, to: Uint8Array, bits: number): void {
  if (bits === 0) to.set(from);
  else for (let at = 0; at < from.length; at++) to[at] = from[at] ^ bits;
}

function copyFlipped(from: Uint8Array, to: Uint8Array, size: number, bits: number): void {
  to.set(from);
  if (bits !== 0) for (let at = 0; at < to.length; at += size) to[at] ^= 0x80;
}

function swap16(from: Uint8Array, to: Uint8Array, bits: number): void {
  let done = 0;
  if (from.byteOffset % 4 === 0 && to.byteOffset % 4 === 0) {
    // Two elements at once: twice as fast.
    const pairs = from.length >> 2;
    const source = new Uint32Array(from.buffer, from.byteOffset, pairs);
    const target = new Uint32Array(to.buffer, to.byteOffset, pairs);
    const both = bits | (bits << 16);
    for (let at = 0; at < pairs; at++) {
      const pair = source[at];
      target[at] = (((pair & 0x00ff00ff) << 8) | ((pair >>> 8) & 0x00ff00ff)) ^ both;
    }
    done = pairs * 2;
  }
  const source = new Uint16Array(from.buffer, from.byteOffset, from.length >> 1);
  const target = new Uint16Array(to.buffer, to.byteOffset, to.length >> 1);
  for (let at = done; at < source.length; at++) target[at] = (((source[at] & 0xff) << 8) | (source[at] >>> 8)) ^ bits;
}

const reversed = (word: number): number => ((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);

function swap32(from: Uint8Array, to: Uint8Array, bits: number): void {
  const source = new Uint32Array(from.buffer, from.byteOffset, from.length >> 2);
  const target = new Uint32Array(to.buffer, to.byteOffset, to.length >> 2);
  for (let at = 0; at < source.length; at++) target[at] = reversed(source[at]) ^ bits;
}

function swap64(from: Uint8Array, to: Uint8Array, bits: number): void {
  const source = new Uint32Array(from.buffer, from.byteOffset, from.length >> 2);
  const target = new Uint32Array(to.buffer, to.byteOffset, to.length >> 2);
  // Inward the sign is in the second word (bits above 0x80), outward in the first.
  const low = bits === 0x80 ? bits : 0;
  const high = bits === 0x80 ? 0 : bits;
  for (let at = 0; at < source.length; at += 2) {
    const first = source[at];
    target[at] = reversed(source[at + 1]) ^ low;
    target[at + 1] = reversed(first) ^ high;
  }
}

/** Bytes of printable ASCII (and Latin-1 above) as text. */
export function asciiText(bytes: Uint8Array): string {
  let text = "";
  // `apply` takes the bytes as they are; a spread goes through an iterator and is ten times slower.
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode.apply(null, bytes.subarray(at, at + 8192) as unknown as number[]);
  return text;
}

/** Characters of the ASCII range as bytes. */
export function asciiBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
