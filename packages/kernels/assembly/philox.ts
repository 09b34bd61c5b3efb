// Philox4x32-10, as src/philox.ts has it with its source.

const M0: u32 = 0xd2511f53;
const M1: u32 = 0xcd9e8d57;
const WEYL_0: u32 = 0x9e3779b9;
const WEYL_1: u32 = 0xbb67ae85;

/** Encrypts counters (first + 0 ... 3, c1, 0, c3): the four words of each, one word of all four after another, at `out`. 64 bytes. */
@inline
export function philox4(out: usize, first: u32, c1: u32, c3: u32, key0: u32, key1: u32): void {
  let a = i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3));
  let b = i32x4.splat(c1);
  let c = i32x4.splat(0);
  let d = i32x4.splat(c3);
  let k0 = i32x4.splat(key0);
  let k1 = i32x4.splat(key1);
  const m0 = i32x4.splat(M0);
  const m1 = i32x4.splat(M1);
  const weyl0 = i32x4.splat(WEYL_0);
  const weyl1 = i32x4.splat(WEYL_1);
  for (let round = 0; round < 10; round++) {
    const low0 = i64x2.extmul_low_i32x4_u(a, m0);
    const high0 = i64x2.extmul_high_i32x4_u(a, m0);
    const low1 = i64x2.extmul_low_i32x4_u(c, m1);
    const high1 = i64x2.extmul_high_i32x4_u(c, m1);
    a = v128.xor(v128.xor(v128.shuffle<i32>(low1, high1, 1, 3, 5, 7), b), k0);
    b = v128.shuffle<i32>(low1, high1, 0, 2, 4, 6);
    c = v128.xor(v128.xor(v128.shuffle<i32>(low0, high0, 1, 3, 5, 7), d), k1);
    d = v128.shuffle<i32>(low0, high0, 0, 2, 4, 6);
    k0 = i32x4.add(k0, weyl0);
    k1 = i32x4.add(k1, weyl1);
  }
  v128.store(out, a);
  v128.store(out, b, 16);
  v128.store(out, c, 32);
  v128.store(out, d, 48);
}

/** Encrypts one counter (c0, c1, c2, c3): four words at `out`. */
export function philox(out: usize, c0: u32, c1: u32, c2: u32, c3: u32, k0: u32, k1: u32): void {
  for (let round = 0; round < 10; round++) {
    const product0 = <u64>c0 * <u64>M0;
    const product1 = <u64>c2 * <u64>M1;
    c0 = <u32>(product1 >> 32) ^ c1 ^ k0;
    c1 = <u32>product1;
    c2 = <u32>(product0 >> 32) ^ c3 ^ k1;
    c3 = <u32>product0;
    k0 += WEYL_0;
    k1 += WEYL_1;
  }
  store<u32>(out, c0);
  store<u32>(out, c1, 4);
  store<u32>(out, c2, 8);
  store<u32>(out, c3, 12);
}
