/**
 * Unpacks one tile of the Rice algorithm.
 *
 * The first pixel stands whole; then, block by block, the differences between neighbours, folded so that small ones of either sign
 * are small numbers, each as its high part in unary and `fs` low bits.
 *
 * @param blockSize pixels in a block; 16 or 32
 * @param bytePix bytes of a pixel: 1 (unsigned), 2 or 4 (signed)
 * @returns `count` pixels, or nothing when the bytes end too early
 * @see White, Greenfield, Pence and Seaman, "Tiled Image Convention", RICE_1; FITS standard 4.0, 10.4.1
 */
export function riceDecode(bytes: Uint8Array, count: number, blockSize: number, bytePix: 1 | 2 | 4): Int32Array | undefined {
  const fsBits = bytePix === 1 ? 3 : bytePix === 2 ? 4 : 5;
  const fsMax = bytePix === 1 ? 6 : bytePix === 2 ? 14 : 25;
  const wholeBits = 8 * bytePix;
  const shift = 32 - wholeBits;
  const out = new Int32Array(count);

  let at = 0;
  /** Bits not yet used, at the low end of `held`; never more than 32 with what is added. */
  let held = 0;
  let left = 0;
  let isShort = false;
  const bit = (): number => {
    if (left === 0) {
      if (at >= bytes.length) {
        isShort = true;
        return 1;
      }
      held = bytes[at++];
      left = 8;
    }
    return (held >>> --left) & 1;
  };
  const bits = (wanted: number): number => {
    let value = 0;
    let need = wanted;
    while (need > 0) {
      if (left === 0) {
        if (at >= bytes.length) {
          isShort = true;
          return 0;
        }
        held = bytes[at++];
        left = 8;
      }
      const take = Math.min(need, left);
      left -= take;
      value = (value << take) | ((held >>> left) & ((1 << take) - 1));
      need -= take;
    }
    return value;
  };
  /** A pixel's own width, with the sign where it has one. */
  const wrapped = (value: number): number => (bytePix === 1 ? value & 0xff : (value << shift) >> shift);

  let last = wrapped(bits(wholeBits));
  for (let start = 0; start < count; start += blockSize) {
    const end = Math.min(count, start + blockSize);
    const fs = bits(fsBits) - 1;
    if (isShort) return undefined;
    if (fs < 0) out.fill(last, start, end);
    else
      for (let n = start; n < end; n++) {
        let folded: number;
        if (fs === fsMax) folded = bits(wholeBits);
        else {
          let high = 0;
          while (bit() === 0) high++;
          folded = (high << fs) | bits(fs);
        }
        const difference = (folded & 1) === 1 ? ~(folded >>> 1) : folded >>> 1;
        last = wrapped(last + difference);
        out[n] = last;
      }
    if (isShort) return undefined;
  }
  return out;
}
