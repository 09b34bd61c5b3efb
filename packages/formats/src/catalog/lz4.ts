const MAGIC = 0x184d2204;

/**
 * Unpacks an LZ4 frame: the buffers of Arrow files as pyarrow and pandas write them when nothing else is said.
 *
 * Checksums in the frame are stepped over, not compared.
 *
 * @throws RangeError when the frame ends early or is no such frame
 * @see LZ4 Frame Format 1.6.4 and LZ4 Block Format (lz4.github.io)
 */
export function unpackLz4(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 7 || view.getUint32(0, true) !== MAGIC) throw new RangeError("no LZ4 frame");
  const flags = bytes[4];
  const hasBlockSums = (flags & 0x10) !== 0;
  // Magic, flags, block size, header checksum; length of the content and id of a dictionary where flagged.
  let at = 7 + ((flags & 0x08) !== 0 ? 8 : 0) + ((flags & 0x01) !== 0 ? 4 : 0);
  const out = new Growing();
  for (;;) {
    const word = view.getUint32(at, true);
    at += 4;
    if (word === 0) return out.bytes();
    const length = word & 0x7fffffff;
    if (at + length > bytes.length) throw new RangeError("an LZ4 block that ends early");
    const block = bytes.subarray(at, at + length);
    // The top bit: stored as it is.
    if (word >>> 31 === 1) out.append(block, 0, length);
    else unpackBlock(block, out);
    at += length + (hasBlockSums ? 4 : 0);
  }
}

/** Runs of bytes as they are, each followed by a copy of what was written before. */
function unpackBlock(block: Uint8Array, out: Growing): void {
  let at = 0;
  const lengthFrom = (nibble: number): number => {
    let length = nibble;
    if (nibble === 15)
      for (let more = 255; more === 255; length += more) {
        if (at >= block.length) throw new RangeError("an LZ4 length that ends early");
        more = block[at++];
      }
    return length;
  };
  while (at < block.length) {
    const token = block[at++];
    const literals = lengthFrom(token >> 4);
    if (at + literals > block.length) throw new RangeError("LZ4 literals that end early");
    out.append(block, at, literals);
    at += literals;
    // The last run has no copy after it.
    if (at === block.length) return;
    if (at + 2 > block.length) throw new RangeError("an LZ4 distance that ends early");
    const distance = block[at] | (block[at + 1] << 8);
    at += 2;
    out.repeat(distance, lengthFrom(token & 15) + 4);
  }
}

/** Bytes that grow by doubling and can copy from themselves. */
class Growing {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;

  append(from: Uint8Array, start: number, count: number): void {
    this.#reserve(count);
    this.#bytes.set(from.subarray(start, start + count), this.#length);
    this.#length += count;
  }

  /** Copies `count` bytes from `distance` back; they may overlap what is being written. */
  repeat(distance: number, count: number): void {
    if (distance === 0 || distance > this.#length) throw new RangeError("an LZ4 distance before the start");
    this.#reserve(count);
    const bytes = this.#bytes;
    for (let from = this.#length - distance, to = this.#length, end = to + count; to < end; ) bytes[to++] = bytes[from++];
    this.#length += count;
  }

  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#length + count, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
