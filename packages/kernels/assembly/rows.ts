// Rows of wave numbers of the colour planes at an object's place in the field. The plain twin is src/otf-blend.ts.
import { load4, roundUp4, store4, zero } from "./simd";
import { limitOf, nodeOf, nodesOf, periodOf, planeBytesOf, planesOf, shareOf } from "./scene";
import { BLEND, FINE, ROW, ROWS } from "./scratch";
import { SMALLEST_SIDE } from "./sizes";

// A level of a plane: real parts of rows -limit to limit, each `roundUp4(limit + 1)` long, then imaginary parts. Levels: periods p, p / 2, ... 32.

/** Of the object that is being drawn. */
let level: usize = 0;
let levelLimit: i32 = 0;
let stride: usize = 0;
let imaginary: usize = 0;
/** How many times finer than the first level. */
let factor: i32 = 1;
let baseLimit: i32 = 0;
let fineColumns: i32 = 0;

@inline
function levelBytes(limit: i32): usize {
  return <usize>(2 * limit + 1) * <usize>roundUp4(limit + 1) * 8;
}

@inline
function rowRe(scratch: usize, plane: i32): usize {
  return scratch + ROWS + ROW * (2 * <usize>plane);
}

/**
 * Makes ready for a square of `side` pixels and wave numbers up to `limit`.
 *
 * @returns the largest wave number there is
 */
export function prepareRows(scratch: usize, scene: usize, object: usize, side: i32, limit: i32): i32 {
  let period = periodOf(scene);
  factor = side > period ? side / period : 1;
  level = 0;
  levelLimit = limitOf(scene);
  while (period > side && period > SMALLEST_SIDE) {
    level += levelBytes(levelLimit);
    period >>= 1;
    levelLimit >>= 1;
  }
  stride = <usize>roundUp4(levelLimit + 1) * 4;
  imaginary = stride * <usize>(2 * levelLimit + 1);
  if (factor == 1) return min(limit, levelLimit);
  baseLimit = min((limit + factor - 1) / factor + 3, levelLimit);
  fineColumns = roundUp4(baseLimit + 1);
  for (let plane = 0; plane < planesOf(scene); plane++) {
    blend(scratch, scene, object, plane);
    refineColumns(scratch, plane);
  }
  return baseLimit * factor;
}

@inline
function planeAt(scene: usize, object: usize, corner: usize, plane: i32): usize {
  return nodesOf(scene) + planeBytesOf(scene) * (nodeOf(object, corner) * <usize>planesOf(scene) + <usize>plane) + level;
}

/** Pointer to the real parts of row l of a plane, 0 to `columns` - 1 good; the imaginary ones are at `imaginaryOf`. */
let lastImaginary: usize = 0;
@inline
export function imaginaryOf(): usize {
  return lastImaginary;
}

export function rowOf(scratch: usize, scene: usize, object: usize, plane: i32, l: i32, columns: i32): usize {
  if (factor > 1) return fineRow(scratch, plane, l, columns);
  const offset = stride * <usize>(l + levelLimit);
  const a = planeAt(scene, object, 0, plane) + offset;
  if (shareOf(object, 0) == 1) {
    lastImaginary = a + imaginary;
    return a;
  }
  const out = rowRe(scratch, plane);
  lastImaginary = out + ROW;
  const b = planeAt(scene, object, 1, plane) + offset;
  const c = planeAt(scene, object, 2, plane) + offset;
  const d = planeAt(scene, object, 3, plane) + offset;
  const length = <usize>roundUp4(columns) * 4;
  four(out, a, b, c, d, object, length);
  four(out + ROW, a + imaginary, b + imaginary, c + imaginary, d + imaginary, object, length);
  return out;
}

function four(out: usize, a: usize, b: usize, c: usize, d: usize, object: usize, bytes: usize): void {
  const s0 = f32x4.splat(<f32>shareOf(object, 0));
  const s1 = f32x4.splat(<f32>shareOf(object, 1));
  const s2 = f32x4.splat(<f32>shareOf(object, 2));
  const s3 = f32x4.splat(<f32>shareOf(object, 3));
  for (let at: usize = 0; at < bytes; at += 16) {
    store4(
      out + at,
      f32x4.add(
        f32x4.add(f32x4.mul(s0, load4(a + at)), f32x4.mul(s1, load4(b + at))),
        f32x4.add(f32x4.mul(s2, load4(c + at)), f32x4.mul(s3, load4(d + at))),
      ),
    );
  }
}

// Finer wave numbers than the first level has: six-point interpolation, along x into `factor` arrays a row (residue 0, 1, ...), then along y when a row is asked for.

@inline
function blendBytes(): usize {
  return <usize>(2 * baseLimit + 1) * <usize>(fineColumns + 8) * 4;
}

/** Blends rows -baseLimit to baseLimit, four floats of margin before m = 0 for the conjugates, and four after. */
function blend(scratch: usize, scene: usize, object: usize, plane: i32): void {
  const bytes = blendBytes();
  const wide = <usize>(fineColumns + 8) * 4;
  const re0 = scratch + BLEND;
  const im0 = re0 + bytes;
  const length = <usize>fineColumns * 4;
  zero(re0, <i32>(bytes >> 1));
  for (let l = -baseLimit; l <= baseLimit; l++) {
    const from = stride * <usize>(l + levelLimit);
    const to = wide * <usize>(l + baseLimit) + 16;
    const a = planeAt(scene, object, 0, plane) + from;
    if (shareOf(object, 0) == 1) {
      memory.copy(re0 + to, a, length);
      memory.copy(im0 + to, a + imaginary, length);
    } else {
      const b = planeAt(scene, object, 1, plane) + from;
      const c = planeAt(scene, object, 2, plane) + from;
      const d = planeAt(scene, object, 3, plane) + from;
      four(re0 + to, a, b, c, d, object, length);
      four(im0 + to, a + imaginary, b + imaginary, c + imaginary, d + imaginary, object, length);
    }
  }
  // The conjugates: (-m, l) is that of (m, -l).
  for (let l = -baseLimit; l <= baseLimit; l++) {
    const to = wide * <usize>(l + baseLimit) + 16;
    const from = wide * <usize>(baseLimit - l) + 16;
    for (let m: usize = 1; m <= 3; m++) {
      store<f32>(re0 + to - 4 * m, load<f32>(re0 + from + 4 * m));
      store<f32>(im0 + to - 4 * m, -load<f32>(im0 + from + 4 * m));
    }
  }
}

/** Lagrange's weight of point p (-2 to 3) at t. */
function weight(p: i32, t: f64): f32 {
  let product: f64 = 1;
  for (let q = -2; q <= 3; q++) if (q != p) product *= (t - <f64>q) / <f64>(p - q);
  return <f32>product;
}

@inline
function fineBytes(): usize {
  return <usize>(2 * baseLimit + 1) * <usize>(fineColumns * factor) * 4;
}

@inline
function fineAt(scratch: usize, plane: i32): usize {
  return scratch + FINE + 2 * fineBytes() * <usize>plane;
}

function refineColumns(scratch: usize, plane: i32): void {
  const wide = <usize>(fineColumns + 8) * 4;
  const out = fineAt(scratch, plane);
  const rowBytes = <usize>(fineColumns * factor) * 4;
  for (let part: usize = 0; part < 2; part++) {
    const source = scratch + BLEND + part * blendBytes();
    const target = out + part * fineBytes();
    for (let residue = 0; residue < factor; residue++) {
      const t = <f64>residue / <f64>factor;
      const w0 = f32x4.splat(weight(-2, t));
      const w1 = f32x4.splat(weight(-1, t));
      const w2 = f32x4.splat(weight(0, t));
      const w3 = f32x4.splat(weight(1, t));
      const w4 = f32x4.splat(weight(2, t));
      const w5 = f32x4.splat(weight(3, t));
      for (let row = 0; row <= 2 * baseLimit; row++) {
        const from = source + wide * <usize>row + 16;
        const to = target + rowBytes * <usize>row + <usize>(residue * fineColumns) * 4;
        for (let m: usize = 0; m < <usize>fineColumns * 4; m += 16) {
          const at = from + m;
          store4(
            to + m,
            f32x4.add(
              f32x4.add(
                f32x4.add(f32x4.mul(w0, load4(at - 8)), f32x4.mul(w5, load4(at + 12))),
                f32x4.add(f32x4.mul(w1, load4(at - 4)), f32x4.mul(w4, load4(at + 8))),
              ),
              f32x4.add(f32x4.mul(w2, load4(at)), f32x4.mul(w3, load4(at + 4))),
            ),
          );
        }
      }
    }
  }
}

/** Row l of the finer grid. */
function fineRow(scratch: usize, plane: i32, l: i32, columns: i32): usize {
  const out = rowRe(scratch, plane);
  lastImaginary = out + ROW;
  const below = l >= 0 ? l / factor : -((factor - 1 - l) / factor);
  const t = <f64>(l - below * factor) / <f64>factor;
  const w0 = rowWeight(-2, below, t);
  const w1 = rowWeight(-1, below, t);
  const w2 = rowWeight(0, below, t);
  const w3 = rowWeight(1, below, t);
  const w4 = rowWeight(2, below, t);
  const w5 = rowWeight(3, below, t);
  const step = <usize>factor * 4;
  const needed = <usize>roundUp4((columns + factor - 1) / factor) * 4;
  for (let part: usize = 0; part < 2; part++) {
    const source = fineAt(scratch, plane) + part * fineBytes();
    const r0 = source + rowOffset(below - 2);
    const r1 = source + rowOffset(below - 1);
    const r2 = source + rowOffset(below);
    const r3 = source + rowOffset(below + 1);
    const r4 = source + rowOffset(below + 2);
    const r5 = source + rowOffset(below + 3);
    for (let residue: usize = 0; residue < <usize>factor; residue++) {
      const from = residue * <usize>fineColumns * 4;
      let to = out + part * ROW + residue * 4;
      for (let m = from; m < from + needed; m += 16, to += 4 * step) {
        const sum = f32x4.add(
          f32x4.add(
            f32x4.add(f32x4.mul(w0, load4(r0 + m)), f32x4.mul(w5, load4(r5 + m))),
            f32x4.add(f32x4.mul(w1, load4(r1 + m)), f32x4.mul(w4, load4(r4 + m))),
          ),
          f32x4.add(f32x4.mul(w2, load4(r2 + m)), f32x4.mul(w3, load4(r3 + m))),
        );
        store<f32>(to, f32x4.extract_lane(sum, 0));
        store<f32>(to + step, f32x4.extract_lane(sum, 1));
        store<f32>(to + 2 * step, f32x4.extract_lane(sum, 2));
        store<f32>(to + 3 * step, f32x4.extract_lane(sum, 3));
      }
    }
  }
  return out;
}

/** Weight of a row, 0 where there is none. */
function rowWeight(p: i32, below: i32, t: f64): v128 {
  return f32x4.splat(abs(below + p) > baseLimit ? 0 : weight(p, t));
}

@inline
function rowOffset(row: i32): usize {
  return <usize>(fineColumns * factor) * 4 * <usize>(min(max(row, -baseLimit), baseLimit) + baseLimit);
}
