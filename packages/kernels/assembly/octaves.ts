// Functions of one positive number, as cubics between knots that divide each doubling into eight: what lies under the profiles' tables.
import { load4, store4 } from "./simd";

// A float32's exponent and first three bits of fraction number the knot; the other twenty bits tell where between two knots it lies.

/** Numbers below 2^-26 are taken for it, those from 2^30 on for the last one below. */
const FIRST: i32 = (127 - 26) << 3;
export const KNOTS: i32 = 56 * 8;
/** Bytes of a function: four coefficients of float32 a knot. */
export const ROW_BYTES: usize = <usize>KNOTS * 16;

/** Knot of a number, 0 to KNOTS - 1. */
@inline
export function knotOf(value: f32): i32 {
  const knot = (reinterpret<i32>(value) >> 20) - FIRST;
  return knot < 0 ? 0 : knot >= KNOTS ? KNOTS - 1 : knot;
}

/** The function at four numbers, none negative. */
@inline
export function at4(row: usize, value: v128): v128 {
  const bits = f32x4.max(value, f32x4.splat(1.4901161193847656e-8));
  const knot = i32x4.min_s(i32x4.sub(i32x4.shr_u(bits, 20), i32x4.splat(FIRST)), i32x4.splat(KNOTS - 1));
  const t = f32x4.mul(f32x4.convert_i32x4_s(v128.and(bits, i32x4.splat(0xfffff))), f32x4.splat(9.5367431640625e-7));
  return cubic4(row, knot, t);
}

/** Four cubics of a table, four coefficients of float32 each, lowest first. */
@inline
export function cubic4(table: usize, which: v128, t: v128): v128 {
  const a = load4(table + (<usize>i32x4.extract_lane(which, 0) << 4));
  const b = load4(table + (<usize>i32x4.extract_lane(which, 1) << 4));
  const c = load4(table + (<usize>i32x4.extract_lane(which, 2) << 4));
  const d = load4(table + (<usize>i32x4.extract_lane(which, 3) << 4));
  const ab0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const ab1 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd0 = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cd1 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  const c0 = v128.shuffle<i64>(ab0, cd0, 0, 2);
  const c1 = v128.shuffle<i64>(ab0, cd0, 1, 3);
  const c2 = v128.shuffle<i64>(ab1, cd1, 0, 2);
  const c3 = v128.shuffle<i64>(ab1, cd1, 1, 3);
  return f32x4.add(c0, f32x4.mul(t, f32x4.add(c1, f32x4.mul(t, f32x4.add(c2, f32x4.mul(t, c3))))));
}

/** The function at one number. */
export function at1(row: usize, value: f32): f32 {
  const clamped = max<f32>(value, 1.4901161193847656e-8);
  const at = row + (<usize>knotOf(clamped) << 4);
  const t = <f32>(reinterpret<i32>(clamped) & 0xfffff) * 9.5367431640625e-7;
  return load<f32>(at) + t * (load<f32>(at, 4) + t * (load<f32>(at, 8) + t * load<f32>(at, 12)));
}

/** Weighted sum of four rows, as far as knot `last`. */
export function mixRows(out: usize, a: usize, w0: f64, w1: f64, w2: f64, w3: f64, last: i32): void {
  const b = a + ROW_BYTES;
  const c = b + ROW_BYTES;
  const d = c + ROW_BYTES;
  const v0 = f32x4.splat(<f32>w0);
  const v1 = f32x4.splat(<f32>w1);
  const v2 = f32x4.splat(<f32>w2);
  const v3 = f32x4.splat(<f32>w3);
  for (let knot = 0; knot <= last; knot++) {
    const at = <usize>knot << 4;
    store4(
      out + at,
      f32x4.add(
        f32x4.add(f32x4.mul(v0, load4(a + at)), f32x4.mul(v1, load4(b + at))),
        f32x4.add(f32x4.mul(v2, load4(c + at)), f32x4.mul(v3, load4(d + at))),
      ),
    );
  }
}
