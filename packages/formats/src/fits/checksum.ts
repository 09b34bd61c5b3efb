import { aligned, IS_LITTLE_ENDIAN } from "./bytes.ts";

/**
 * Running 32-bit ones'-complement sum over big-endian words: DATASUM, and the whole HDU for CHECKSUM.
 *
 * @see FITS standard 4.0, 4.4.2.7 and appendix J
 */
export class OnesComplementSum {
  #sum: number;
  /** Bytes of a word that is not yet complete. */
  readonly #rest = new Uint8Array(4);
  #resting = 0;

  constructor(start = 0) {
    this.#sum = start;
  }

  add(bytes: Uint8Array): this {
    let from = 0;
    if (this.#resting > 0) {
      from = Math.min(4 - this.#resting, bytes.length);
      this.#rest.set(bytes.subarray(0, from), this.#resting);
      this.#resting += from;
      if (this.#resting < 4) return this;
      this.#resting = 0;
      this.#addWords(this.#rest);
    }
    const whole = (bytes.length - from) & ~3;
    this.#addWords(bytes.subarray(from, from + whole));
    this.#resting = bytes.length - from - whole;
    this.#rest.set(bytes.subarray(from + whole));
    return this;
  }

  #addWords(bytes: Uint8Array): void {
    const at = aligned(bytes, 4);
    const words = new Uint32Array(at.buffer, at.byteOffset, at.length >> 2);
    for (let start = 0; start < words.length; start += 256) {
      // Bytes 1 and 3, 2 and 4 of each word side by side in 16 bits: 256 of them stay below 2^16, so no sum runs into the other.
      let low = 0;
      let high = 0;
      const end = Math.min(words.length, start + 256);
      for (let n = start; n < end; n++) {
        low = (low + (words[n] & 0x00ff00ff)) | 0;
        high = (high + ((words[n] >>> 8) & 0x00ff00ff)) | 0;
      }
      const [first, second, third, fourth] = IS_LITTLE_ENDIAN
        ? [low & 0xffff, high & 0xffff, low >>> 16, high >>> 16]
        : [high >>> 16, low >>> 16, high & 0xffff, low & 0xffff];
      this.#sum = folded(this.#sum + first * 0x1000000 + second * 0x10000 + third * 0x100 + fourth);
    }
  }

  /** 0 to 2^32 - 1; an unfinished word counts as if zeros followed. */
  get value(): number {
    if (this.#resting === 0) return this.#sum;
    const word = new Uint8Array(4);
    word.set(this.#rest.subarray(0, this.#resting));
    return folded(this.#sum + new DataView(word.buffer).getUint32(0));
  }
}

/** Carries of a sum below 2^53 brought round until it fits 32 bits. */
function folded(sum: number): number {
  let value = sum;
  while (value > 0xffffffff) value = (value % 0x100000000) + Math.floor(value / 0x100000000);
  return value;
}

/** Ones'-complement sum of whole bytes: what DATASUM holds for a padded data unit. */
export const fitsChecksum = (bytes: Uint8Array): number => new OnesComplementSum().add(bytes).value;

/** Punctuation between the digits and the letters of ASCII, which the encoding steps around. */
const EXCLUDED = [0x3a, 0x3b, 0x3c, 0x3d, 0x3e, 0x3f, 0x40, 0x5b, 0x5c, 0x5d, 0x5e, 0x5f, 0x60];

/**
 * The 16 characters of CHECKSUM that make the sum over the HDU all ones.
 *
 * @param sum of the HDU with CHECKSUM = '0000000000000000'
 * @see FITS standard 4.0, appendix J.2
 */
export function encodeChecksum(sum: number): string {
  const complement = ~sum >>> 0;
  const characters = new Uint8Array(16);
  for (let byte = 0; byte < 4; byte++) {
    const value = (complement >>> (24 - 8 * byte)) & 0xff;
    const quarter = (value >>> 2) + 0x30;
    const four = [quarter + (value & 3), quarter, quarter, quarter];
    // Pairs move apart by one, which keeps their sum, until none of the four is punctuation.
    for (let again = true; again; ) {
      again = false;
      for (let pair = 0; pair < 4; pair += 2)
        if (EXCLUDED.includes(four[pair]) || EXCLUDED.includes(four[pair + 1])) {
          four[pair]++;
          four[pair + 1]--;
          again = true;
        }
    }
    for (let n = 0; n < 4; n++) characters[4 * n + byte] = four[n];
  }
  return String.fromCharCode(characters[15], ...characters.subarray(0, 15));
}
