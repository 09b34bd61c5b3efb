// Work on every pixel of a frame. The plain twins, with the same operations in the same order, are in src/pixels.
import { mapRow } from "./map";

/** Pixels of one task, as src/pixels/strips.ts has it. */
const STRIP: i32 = 65536;
/** Rows of one task, likewise. */
const BAND: i32 = 16;
/** Bytes of a row of float64 numbers in the scratch, two of them after one another. */
const ROW: usize = 1 << 18;

/**
 * Compares strip `task` with a copy, and renews the copy.
 *
 * @param out for each strip, float64: sum, what rose, what fell, how many changed
 */
export function account(scratch: usize, task: i32, pixels: usize, copy: usize, count: i32, out: usize): void {
  const end = min(count, (task + 1) * STRIP);
  let at: usize = <usize>(task * STRIP) << 2;
  const last: usize = <usize>(end & ~3) << 2;
  const zero = f64x2.splat(0);
  let sumA = zero;
  let sumB = zero;
  let roseA = zero;
  let roseB = zero;
  let fellA = zero;
  let fellB = zero;
  let changed = zero;
  for (; at <= last; at += 16) {
    let now: v128;
    let before: v128;
    if (at < last) {
      now = v128.load(pixels + at);
      before = v128.load(copy + at);
      v128.store(copy + at, now);
    } else {
      const left = <usize>(end & 3) << 2;
      if (left == 0) break;
      memory.fill(scratch, 0, 32);
      memory.copy(scratch, pixels + at, left);
      memory.copy(scratch + 16, copy + at, left);
      memory.copy(copy + at, pixels + at, left);
      now = v128.load(scratch);
      before = v128.load(scratch, 16);
    }
    const nowA = f64x2.promote_low_f32x4(now);
    const nowB = f64x2.promote_low_f32x4(v128.shuffle<i64>(now, now, 1, 1));
    const stepA = f64x2.sub(nowA, f64x2.promote_low_f32x4(before));
    const stepB = f64x2.sub(nowB, f64x2.promote_low_f32x4(v128.shuffle<i64>(before, before, 1, 1)));
    sumA = f64x2.add(sumA, nowA);
    sumB = f64x2.add(sumB, nowB);
    roseA = f64x2.add(roseA, v128.and(stepA, f64x2.gt(stepA, zero)));
    roseB = f64x2.add(roseB, v128.and(stepB, f64x2.gt(stepB, zero)));
    fellA = f64x2.sub(fellA, v128.and(stepA, f64x2.lt(stepA, zero)));
    fellB = f64x2.sub(fellB, v128.and(stepB, f64x2.lt(stepB, zero)));
    changed = i32x4.sub(changed, v128.or(f32x4.lt(now, before), f32x4.gt(now, before)));
  }
  const to = out + <usize>task * 32;
  store<f64>(to, total(sumA, sumB));
  store<f64>(to, total(roseA, roseB), 8);
  store<f64>(to, total(fellA, fellB), 16);
  store<f64>(to, <f64>total32(changed), 24);
}

@inline
function total(a: v128, b: v128): f64 {
  const sum = f64x2.add(a, b);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

@inline
function total32(counts: v128): i32 {
  return i32x4.extract_lane(counts, 0) + i32x4.extract_lane(counts, 1) + i32x4.extract_lane(counts, 2) + i32x4.extract_lane(counts, 3);
}

/**
 * Adds (factor + x its step) (size max(0, plane + x slope) + offset + map) to the pixels of band `task`.
 *
 * @param record float64: size, slope, offset; then int32: first bytes of the rows (float64: factor, its step, plane) and of the map
 */
export function addSurface(scratch: usize, task: i32, pixels: usize, width: i32, height: i32, record: usize): void {
  const size = f64x2.splat(load<f64>(record));
  const slope = f64x2.splat(load<f64>(record, 8));
  const offset = f64x2.splat(load<f64>(record, 16));
  const rows = <usize>load<u32>(record, 24);
  const map = <usize>load<u32>(record, 28);
  const end = min(height, (task + 1) * BAND);
  for (let y = task * BAND; y < end; y++) {
    mapRow(map, y, scratch, scratch + ROW);
    const numbers = rows + <usize>y * 24;
    const first = f64x2.splat(load<f64>(numbers));
    const step = f64x2.splat(load<f64>(numbers, 8));
    const tilt = f64x2.splat(load<f64>(numbers, 16));
    let x = f64x2(0, 1);
    let at = pixels + ((<usize>y * <usize>width) << 2);
    let row = scratch;
    for (let left = width; left > 0; left -= 2) {
      const plane = f64x2.add(tilt, f64x2.mul(x, slope));
      const light = f64x2.add(
        f64x2.add(f64x2.mul(size, v128.and(plane, f64x2.gt(plane, f64x2.splat(0)))), offset),
        v128.load(row),
      );
      const more = f64x2.mul(f64x2.add(first, f64x2.mul(x, step)), light);
      if (left > 1) {
        const old = f64x2.promote_low_f32x4(v128.load64_zero(at));
        v128.store64_lane(at, f32x4.demote_f64x2_zero(f64x2.add(old, more)), 0);
      } else store<f32>(at, <f32>(<f64>load<f32>(at) + f64x2.extract_lane(more, 0)));
      x = f64x2.add(x, f64x2.splat(2));
      row += 16;
      at += 8;
    }
  }
}

/**
 * Multiplies the pixels of a window by two maps: one of the whole image, one of the window that may be turned about.
 *
 * @param record int32: left, bottom, width and height of the window; whether the window's map is read from the right, and from the top; both maps
 */
export function multiplyMaps(scratch: usize, task: i32, pixels: usize, width: i32, record: usize): void {
  const left = load<i32>(record);
  const bottom = load<i32>(record, 4);
  const columns = load<i32>(record, 8);
  const rows = load<i32>(record, 12);
  const isFromRight = load<i32>(record, 16) != 0;
  const isFromTop = load<i32>(record, 20) != 0;
  const whole = <usize>load<u32>(record, 24);
  const own = <usize>load<u32>(record, 28);
  const end = min(rows, (task + 1) * BAND);
  const turned = scratch + ROW;
  const work = scratch + 2 * ROW;
  for (let v = task * BAND; v < end; v++) {
    mapRow(whole, bottom + v, scratch, work);
    mapRow(own, isFromTop ? rows - 1 - v : v, turned, work);
    let at = pixels + ((<usize>(bottom + v) * <usize>width + <usize>left) << 2);
    let field = scratch + ((<usize>left) << 3);
    let near = turned + (isFromRight ? ((<usize>columns) << 3) - 16 : 0);
    let u = 0;
    for (; u + 2 <= columns; u += 2) {
      let response = v128.load(near);
      if (isFromRight) response = v128.shuffle<i64>(response, response, 1, 0);
      const factor = f64x2.mul(v128.load(field), response);
      v128.store64_lane(at, f32x4.demote_f64x2_zero(f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(at)), factor)), 0);
      at += 8;
      field += 16;
      near = isFromRight ? near - 16 : near + 16;
    }
    if (u < columns) store<f32>(at, <f32>(<f64>load<f32>(at) * (load<f64>(field) * load<f64>(isFromRight ? near + 8 : near))));
  }
}

/** Divides the pixels of strip `task`. */
export function divide(scratch: usize, task: i32, pixels: usize, count: i32, divisor: f64): void {
  const end = min(count, (task + 1) * STRIP);
  const divisors = f64x2.splat(divisor);
  let n = task * STRIP;
  let at = pixels + ((<usize>n) << 2);
  for (; n + 2 <= end; n += 2) {
    v128.store64_lane(at, f32x4.demote_f64x2_zero(f64x2.div(f64x2.promote_low_f32x4(v128.load64_zero(at)), divisors)), 0);
    at += 8;
  }
  if (n < end) store<f32>(at, <f32>(<f64>load<f32>(at) / divisor));
}

/**
 * Rounds the pixels of strip `task` to whole numbers, ties to even, and clips them to 0 ... top.
 *
 * @param out for each strip, int32: pixels that were beyond the range after rounding
 */
export function discretize(scratch: usize, task: i32, pixels: usize, count: i32, top: f32, out: usize): void {
  const end = min(count, (task + 1) * STRIP);
  const zero = f32x4.splat(0);
  const highest = f32x4.splat(top);
  let clipped = i32x4.splat(0);
  let n = task * STRIP;
  let at = pixels + ((<usize>n) << 2);
  for (; n < end; n += 4) {
    const left = <usize>(end - n) << 2;
    let given: v128;
    if (left >= 16) given = v128.load(at);
    else {
      memory.fill(scratch, 0, 16);
      memory.copy(scratch, at, left);
      given = v128.load(scratch);
    }
    // Adding zero turns -0 into 0.
    const whole = f32x4.add(f32x4.nearest(given), zero);
    const isWithin = v128.and(f32x4.ge(whole, zero), f32x4.le(whole, highest));
    const end4 = v128.and(highest, f32x4.gt(whole, highest));
    const result = v128.bitselect(whole, end4, isWithin);
    clipped = i32x4.sub(clipped, v128.not(isWithin));
    if (left >= 16) v128.store(at, result);
    else {
      v128.store(scratch, result);
      memory.copy(at, scratch, left);
    }
    at += 16;
  }
  store<i32>(out + ((<usize>task) << 2), total32(clipped));
}

/**
 * Copies rows of band `task` of a window of an image to another, from the corner where its amplifier is.
 *
 * @param from first byte of the row that is read first
 * @param stride bytes from a row to the one read next; below 0 from the top down
 * @param to first byte of the first row's first column
 */
export function readWindow(
  scratch: usize,
  task: i32,
  from: usize,
  stride: i32,
  columns: i32,
  rows: i32,
  isFromRight: i32,
  to: usize,
  toStride: i32,
): void {
  const end = min(rows, (task + 1) * BAND);
  for (let v = task * BAND; v < end; v++) {
    const source = from + v * stride;
    const target = to + v * toStride;
    if (!isFromRight) {
      memory.copy(target, source, (<usize>columns) << 2);
      continue;
    }
    let u = 0;
    for (; u + 4 <= columns; u += 4) {
      const four = v128.load(source + ((<usize>(columns - u - 4)) << 2));
      v128.store(target + ((<usize>u) << 2), v128.shuffle<i32>(four, four, 3, 2, 1, 0));
    }
    for (; u < columns; u++) store<f32>(target + ((<usize>u) << 2), load<f32>(source + ((<usize>(columns - u - 1)) << 2)));
  }
}
