/** 2^32 |sin(n)|, n = 1 to 64: doubles hold 20 bits more than are taken. */
const SINES = Int32Array.from({ length: 64 }, (_, n) => Math.floor(2 ** 32 * Math.abs(Math.sin(n + 1))));
const BLOCK = 64;

/**
 * MD5 of bytes that come in pieces: what products name as the checksum of their files. Tells damage, not forgery.
 *
 * @see RFC 1321
 */
export class Md5 {
  readonly #state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  readonly #rest = new Uint8Array(BLOCK);
  readonly #words = new Int32Array(16);
  #filled = 0;
  #length = 0;

  update(bytes: Uint8Array): this {
    this.#length += bytes.length;
    let at = 0;
    if (this.#filled > 0) {
      at = Math.min(BLOCK - this.#filled, bytes.length);
      this.#rest.set(bytes.subarray(0, at), this.#filled);
      this.#filled += at;
      if (this.#filled < BLOCK) return this;
      this.#add(this.#rest, 0);
    }
    for (; at + BLOCK <= bytes.length; at += BLOCK) this.#add(bytes, at);
    this.#rest.set(bytes.subarray(at));
    this.#filled = bytes.length - at;
    return this;
  }

  /** 32 hexadecimal digits; nothing more is taken after it. */
  digest(): string {
    const length = this.#length;
    const padding = new Uint8Array(BLOCK - ((length + 8) % BLOCK) + 8);
    padding[0] = 0x80;
    const view = new DataView(padding.buffer);
    view.setUint32(padding.length - 8, (8 * length) % 2 ** 32, true);
    view.setUint32(padding.length - 4, Math.floor(length / 2 ** 29), true);
    this.update(padding);
    const out = new DataView(new ArrayBuffer(16));
    this.#state.forEach((word, n) => {
      out.setInt32(4 * n, word, true);
    });
    return Array.from(new Uint8Array(out.buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  #add(bytes: Uint8Array, from: number): void {
    const words = this.#words;
    for (let n = 0, at = from; n < 16; n++, at += 4)
      words[n] = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    let a = this.#state[0];
    let b = this.#state[1];
    let c = this.#state[2];
    let d = this.#state[3];
    // A loop a round, four steps at a time, so that no step has a choice to make and none moves a value.
    for (let n = 0; n < 16; n += 4) {
      a = turned((a + ((b & c) | (~b & d)) + SINES[n] + words[n]) | 0, 7, b);
      d = turned((d + ((a & b) | (~a & c)) + SINES[n + 1] + words[n + 1]) | 0, 12, a);
      c = turned((c + ((d & a) | (~d & b)) + SINES[n + 2] + words[n + 2]) | 0, 17, d);
      b = turned((b + ((c & d) | (~c & a)) + SINES[n + 3] + words[n + 3]) | 0, 22, c);
    }
    for (let n = 16, at = 1; n < 32; n += 4, at += 20) {
      a = turned((a + ((d & b) | (~d & c)) + SINES[n] + words[at & 15]) | 0, 5, b);
      d = turned((d + ((c & a) | (~c & b)) + SINES[n + 1] + words[(at + 5) & 15]) | 0, 9, a);
      c = turned((c + ((b & d) | (~b & a)) + SINES[n + 2] + words[(at + 10) & 15]) | 0, 14, d);
      b = turned((b + ((a & c) | (~a & d)) + SINES[n + 3] + words[(at + 15) & 15]) | 0, 20, c);
    }
    for (let n = 32, at = 5; n < 48; n += 4, at += 12) {
      a = turned((a + (b ^ c ^ d) + SINES[n] + words[at & 15]) | 0, 4, b);
      d = turned((d + (a ^ b ^ c) + SINES[n + 1] + words[(at + 3) & 15]) | 0, 11, a);
      c = turned((c + (d ^ a ^ b) + SINES[n + 2] + words[(at + 6) & 15]) | 0, 16, d);
      b = turned((b + (c ^ d ^ a) + SINES[n + 3] + words[(at + 9) & 15]) | 0, 23, c);
    }
    for (let n = 48, at = 0; n < 64; n += 4, at += 28) {
      a = turned((a + (c ^ (b | ~d)) + SINES[n] + words[at & 15]) | 0, 6, b);
      d = turned((d + (b ^ (a | ~c)) + SINES[n + 1] + words[(at + 7) & 15]) | 0, 10, a);
      c = turned((c + (a ^ (d | ~b)) + SINES[n + 2] + words[(at + 14) & 15]) | 0, 15, d);
      b = turned((b + (d ^ (c | ~a)) + SINES[n + 3] + words[(at + 21) & 15]) | 0, 21, c);
    }
    const state = this.#state;
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
  }
}

/** `sum` turned left by `bits`, and `added` to it. */
const turned = (sum: number, bits: number, added: number): number => (added + ((sum << bits) | (sum >>> (32 - bits)))) | 0;
