/**
 * Philox4x32 with 10 rounds: a keyed bijection of 128-bit counters.
 *
 * @see Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"
 */

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9 | 0;
const WEYL_1 = 0xbb67ae85 | 0;

const M0_LOW = MULTIPLIER_0 & 0xffff;
const M0_HIGH = MULTIPLIER_0 >>> 16;
const M1_LOW = MULTIPLIER_1 & 0xffff;
const M1_HIGH = MULTIPLIER_1 >>> 16;
const M0 = MULTIPLIER_0 | 0;
const M1 = MULTIPLIER_1 | 0;

/**
 * Encrypts a counter with a key: four 32-bit words, each uniform, for every counter.
 *
 * @param out overwritten; four words, signed
 * @param c0 first word of the counter, taken modulo 2^32, like the others
 * @param k0 first word of the key
 */
export function philox(out: Int32Array, c0: number, c1: number, c2: number, c3: number, k0: number, k1: number): void {
  c0 |= 0;
  c1 |= 0;
  c2 |= 0;
  c3 |= 0;
  k0 |= 0;
  k1 |= 0;
  for (let round = 0; round < 10; round++) {
    // High words of the two 32 x 32 bit products, from 16-bit halves; no partial sum exceeds 32 bits.
    const low0 = c0 & 0xffff;
    const high0 = c0 >>> 16;
    const a = (Math.imul(high0, M0_LOW) + (Math.imul(low0, M0_LOW) >>> 16)) | 0;
    const b = (Math.imul(low0, M0_HIGH) + (a & 0xffff)) | 0;
    const top0 = (Math.imul(high0, M0_HIGH) + (a >>> 16) + (b >>> 16)) | 0;
    const low2 = c2 & 0xffff;
    const high2 = c2 >>> 16;
    const c = (Math.imul(high2, M1_LOW) + (Math.imul(low2, M1_LOW) >>> 16)) | 0;
    const d = (Math.imul(low2, M1_HIGH) + (c & 0xffff)) | 0;
    const top2 = (Math.imul(high2, M1_HIGH) + (c >>> 16) + (d >>> 16)) | 0;
    const bottom0 = Math.imul(c0, M0);
    const bottom2 = Math.imul(c2, M1);
    c0 = top2 ^ c1 ^ k0;
    c1 = bottom2;
    c2 = top0 ^ c3 ^ k1;
    c3 = bottom0;
    k0 = (k0 + WEYL_0) | 0;
    k1 = (k1 + WEYL_1) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}
