// Charge that arrives on pixels whose borders have moved. The plain twin, with the reasons, is src/boundary.ts; the operations of a pixel and their order
// are the same, so the bits are. Rows are float64, a run of columns at a time, and lie one after another in the worker's memory.

/** Rows of one task, as src/boundary-on.ts has it. */
const BAND: i32 = 64;
/** Columns whose sums are kept in registers. */
const BLOCK: i32 = 8;
/** Bytes of such a block of columns. */
const STEP: usize = 64;

// What a step is told. int32 each: first bytes of the pixels, of what is there already (0: nothing, and the pixels are written), of the rows beside the
// bands as they were, of both axes' shifts, and of the count of held borders by band; the image's size; of each axis the offsets that count.
@inline function arrivingOf(job: usize): usize { return load<u32>(job); }
@inline function collectedOf(job: usize): usize { return load<u32>(job, 4); }
@inline function besideOf(job: usize): usize { return load<u32>(job, 8); }
@inline function shiftsX(job: usize): usize { return load<u32>(job, 12); }
@inline function shiftsY(job: usize): usize { return load<u32>(job, 16); }
@inline function heldOf(job: usize): usize { return load<u32>(job, 20); }
@inline function widthOf(job: usize): i32 { return load<i32>(job, 24); }
@inline function heightOf(job: usize): i32 { return load<i32>(job, 28); }
@inline function acrossX(job: usize): i32 { return load<i32>(job, 32); }
@inline function reachX(job: usize): i32 { return load<i32>(job, 36); }
@inline function acrossY(job: usize): i32 { return load<i32>(job, 40); }
@inline function reachY(job: usize): i32 { return load<i32>(job, 44); }
/** Columns before the first and after the last that count, and rows below and above a row. */
@inline function padOf(job: usize): i32 { return max(reachX(job), acrossY(job)); }
@inline function belowOf(job: usize): i32 { return max(acrossX(job), reachY(job) - 1); }
@inline function aboveOf(job: usize): i32 { return max(acrossX(job), reachY(job)); }
// float64 each.
@inline function portionOf(job: usize): f64 { return load<f64>(job, 48); }
@inline function ceilingOf(job: usize): f64 { return load<f64>(job, 56); }
@inline function limitOf(job: usize): f64 { return load<f64>(job, 64); }

/** Bytes of a row of a worker's memory: the columns, as many before and after them as count, and what a last block goes beyond. */
@inline function strideOf(job: usize): usize { return (<usize>((widthOf(job) + 2 * padOf(job) + 2 * BLOCK + 1) & ~1)) << 3; }

/**
 * First byte of a row of the image that is changed, as it was before the step: bands beside this one may have been changed already, so their outermost
 * rows are read from a copy.
 *
 * @param image float32
 */
function rowBefore(job: usize, task: i32, image: usize, row: i32): usize {
  const first = task * BAND;
  const end = first + BAND;
  const bytes = (<usize>widthOf(job)) << 2;
  if (row >= first && row < end) return image + <usize>row * bytes;
  const rows = aboveOf(job);
  const beside = besideOf(job) + <usize>(2 * task * rows) * bytes;
  return beside + <usize>(row < first ? row - (first - rows) : rows + row - end) * bytes;
}

/** Charge that arrives in a row, float64. */
function loadArriving(job: usize, task: i32, row: i32, out: usize): void {
  const image = arrivingOf(job);
  const width = widthOf(job);
  const from = collectedOf(job) == 0 ? rowBefore(job, task, image, row) : image + ((<usize>row * <usize>width) << 2);
  let x = 0;
  for (; x + 2 <= width; x += 2)
    v128.store(out + ((<usize>x) << 3), f64x2.promote_low_f32x4(v128.load64_zero(from + ((<usize>x) << 2))));
  if (x < width) store<f64>(out + ((<usize>x) << 3), <f64>load<f32>(from + ((<usize>x) << 2)));
  for (x = width; x < width + BLOCK; x++) store<f64>(out + ((<usize>x) << 3), 0);
}

/** Charge of a row that moves borders, in the middle of the step, between copies of its first and last pixel. */
function loadCharge(job: usize, task: i32, row: i32, out: usize): void {
  const width = widthOf(job);
  const pad = padOf(job);
  const collected = collectedOf(job);
  const arriving = collected == 0 ? rowBefore(job, task, arrivingOf(job), row) : arrivingOf(job) + ((<usize>row * <usize>width) << 2);
  const there = collected == 0 ? 0 : rowBefore(job, task, collected, row);
  const half = portionOf(job) / 2;
  const ceiling = ceilingOf(job);
  const halves = f64x2.splat(half);
  const ceilings = f64x2.splat(ceiling);
  const to = out + ((<usize>pad) << 3);
  let x = 0;
  for (; x + 2 <= width; x += 2) {
    const at = (<usize>x) << 2;
    const held = there == 0 ? f64x2.splat(0) : f64x2.promote_low_f32x4(v128.load64_zero(there + at));
    const charge = f64x2.add(f64x2.mul(halves, f64x2.promote_low_f32x4(v128.load64_zero(arriving + at))), held);
    v128.store(to + (at << 1), f64x2.pmin(charge, ceilings));
  }
  if (x < width) {
    const at = (<usize>x) << 2;
    const held: f64 = there == 0 ? 0 : <f64>load<f32>(there + at);
    store<f64>(to + (at << 1), min<f64>(half * <f64>load<f32>(arriving + at) + held, ceiling));
  }
  const first = load<f64>(to);
  for (let n = 0; n < pad; n++) store<f64>(out + ((<usize>n) << 3), first);
  const last = load<f64>(to + ((<usize>(width - 1)) << 3));
  for (let n = width; n < width + pad + 2 * BLOCK; n++) store<f64>(to + ((<usize>n) << 3), last);
}

/** out = a + b, whole rows. */
function addRows(out: usize, a: usize, b: usize, stride: usize): void {
  for (let at: usize = 0; at < stride; at += 16) v128.store(out + at, f64x2.add(v128.load(a + at), v128.load(b + at)));
}

/** out = a - b, whole rows. */
function subtractRows(out: usize, a: usize, b: usize, stride: usize): void {
  for (let at: usize = 0; at < stride; at += 16) v128.store(out + at, f64x2.sub(v128.load(a + at), v128.load(b + at)));
}

@inline
function difference(factor: v128, sum: v128, left: usize, right: usize): v128 {
  return f64x2.add(sum, f64x2.mul(factor, f64x2.sub(v128.load(left), v128.load(right))));
}

@inline
function together(factor: v128, sum: v128, left: usize, right: usize): v128 {
  return f64x2.add(sum, f64x2.mul(factor, f64x2.add(v128.load(left), v128.load(right))));
}

/**
 * How far the borders to the right of a row's pixels move.
 *
 * @param line the row itself
 * @param lines sums of the rows one above and one below it, two above and two below it, and so on; `stride` bytes each
 */
function shiftRight(job: usize, line: usize, lines: usize, stride: usize, out: usize): void {
  const bytes = (<usize>widthOf(job)) << 3;
  const across = acrossX(job);
  const reach = reachX(job);
  const pad = (<usize>padOf(job)) << 3;
  for (let at: usize = 0; at < bytes; at += STEP) {
    let a = f64x2.splat(0);
    let b = a;
    let c = a;
    let d = a;
    let factors = shiftsX(job);
    let row = line;
    let next = lines;
    for (let l = 0; l <= across; l++) {
      let left = row + pad + at;
      let right = left + 8;
      for (let n = 0; n < reach; n++) {
        const factor = v128.load64_splat(factors);
        a = difference(factor, a, left, right);
        b = difference(factor, b, left + 16, right + 16);
        c = difference(factor, c, left + 32, right + 32);
        d = difference(factor, d, left + 48, right + 48);
        left -= 8;
        right += 8;
        factors += 8;
      }
      row = next;
      next += stride;
    }
    v128.store(out + at, a);
    v128.store(out + at, b, 16);
    v128.store(out + at, c, 32);
    v128.store(out + at, d, 48);
  }
}

/**
 * How far the borders above a row's pixels move.
 *
 * @param lines what the first row below the border holds more than the first one above it, the second more than the second, and so on; `stride` bytes each
 */
function shiftUp(job: usize, lines: usize, stride: usize, out: usize): void {
  const bytes = (<usize>widthOf(job)) << 3;
  const across = acrossY(job);
  const reach = reachY(job);
  const pad = (<usize>padOf(job)) << 3;
  const toNext = (<usize>reach) << 3;
  for (let at: usize = 0; at < bytes; at += STEP) {
    let a = f64x2.splat(0);
    let b = a;
    let c = a;
    let d = a;
    let row = lines + pad + at;
    for (let n = 0; n < reach; n++) {
      let factors = shiftsY(job) + ((<usize>n) << 3);
      let factor = v128.load64_splat(factors);
      a = f64x2.add(a, f64x2.mul(factor, v128.load(row)));
      b = f64x2.add(b, f64x2.mul(factor, v128.load(row, 16)));
      c = f64x2.add(c, f64x2.mul(factor, v128.load(row, 32)));
      d = f64x2.add(d, f64x2.mul(factor, v128.load(row, 48)));
      let left = row;
      let right = row;
      for (let l = 1; l <= across; l++) {
        left -= 8;
        right += 8;
        factors += toNext;
        factor = v128.load64_splat(factors);
        a = together(factor, a, left, right);
        b = together(factor, b, left + 16, right + 16);
        c = together(factor, c, left + 32, right + 32);
        d = together(factor, d, left + 48, right + 48);
      }
      row += stride;
    }
    v128.store(out + at, a);
    v128.store(out + at, b, 16);
    v128.store(out + at, c, 32);
    v128.store(out + at, d, 48);
  }
}

/** Holds the first `count` values within -limit and limit. @returns how many were beyond */
function clip(values: usize, count: i32, limit: f64): i32 {
  const limits = f64x2.splat(limit);
  let held = 0;
  for (let n = 0; n < count; n += 2) {
    const at = values + ((<usize>n) << 3);
    if (i64x2.all_true(f64x2.le(f64x2.abs(v128.load(at)), limits))) continue;
    for (let m: usize = 0; m < <usize>min(2, count - n); m++) {
      const value = load<f64>(at + (m << 3));
      if (abs(value) <= limit) continue;
      store<f64>(at + (m << 3), value > 0 ? limit : -limit);
      held++;
    }
  }
  return held;
}

/** Charge between the old and the new place of each border, in place of its shift: shift x 0.5 x portion x (here + there). */
function flows(shifts: usize, here: usize, there: usize, count: i32, portion: f64): void {
  const half = f64x2.splat(0.5);
  const portions = f64x2.splat(portion);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 16) {
    const part = f64x2.mul(f64x2.mul(v128.load(shifts + at), half), portions);
    v128.store(shifts + at, f64x2.mul(part, f64x2.add(v128.load(here + at), v128.load(there + at))));
  }
}

/**
 * Charge of two pixels after the step.
 *
 * @param isAlone nothing was there before: all that arrives stays
 */
@inline
function changed(
  arriving: v128,
  there: v128,
  isAlone: bool,
  portions: v128,
  fromLeft: v128,
  toRight: v128,
  fromBelow: v128,
  toAbove: v128,
): v128 {
  const gain = f64x2.add(f64x2.add(f64x2.sub(f64x2.neg(fromBelow), fromLeft), toRight), toAbove);
  return isAlone ? f64x2.add(arriving, gain) : f64x2.add(there, f64x2.add(f64x2.mul(portions, arriving), gain));
}

/**
 * Lets charge arrive on band `task` of an image.
 *
 * The first row's borders below belong to the band below; what crosses them is found out here once more.
 */
export function moveBoundaries(scratch: usize, task: i32, job: usize): void {
  const width = widthOf(job);
  const height = heightOf(job);
  const stride = strideOf(job);
  const below = belowOf(job);
  const above = aboveOf(job);
  const first = task * BAND;
  const end = min(height, first + BAND);
  const portion = portionOf(job);
  const limit = limitOf(job);
  const collected = collectedOf(job);
  const target = collected == 0 ? arrivingOf(job) : collected;
  const rows = below + above + 1;
  const lines = scratch + <usize>rows * stride;
  const right = lines + <usize>max(acrossX(job), reachY(job)) * stride;
  let down = right + stride;
  let up = down + stride;
  let here = up + stride;
  let there = here + stride;
  let held = 0;
  // Before the flows to the right there is one number more: what comes from the left of the first pixel.
  const toRight = right + 16;
  memory.fill(down, 0, stride);
  let loaded = max(0, first - above);
  const start = max(0, first - 1);
  loadArriving(job, task, start, there);
  for (let row = start; row < end; row++) {
    for (; loaded < height && loaded <= row + above; loaded++)
      loadCharge(job, task, loaded, scratch + <usize>(loaded % rows) * stride);
    const swapped = here;
    here = there;
    there = swapped;
    const isLast = row == height - 1;
    if (!isLast) {
      loadArriving(job, task, row + 1, there);
      for (let n = 0; n < reachY(job); n++) {
        const under = ringRow(scratch, row - n, height, rows, stride);
        subtractRows(lines + <usize>n * stride, under, ringRow(scratch, row + 1 + n, height, rows, stride), stride);
      }
      shiftUp(job, lines, stride, up);
      const beyond = clip(up, width, limit);
      flows(up, here, there, width, portion);
      if (row < first) {
        const other = down;
        down = up;
        up = other;
        continue;
      }
      held += beyond;
    } else for (let at: usize = 0; at < stride; at += 16) v128.store(up + at, f64x2.splat(-0.0));
    for (let l = 1; l <= acrossX(job); l++) {
      const over = ringRow(scratch, row + l, height, rows, stride);
      addRows(lines + <usize>(l - 1) * stride, over, ringRow(scratch, row - l, height, rows, stride), stride);
    }
    shiftRight(job, ringRow(scratch, row, height, rows, stride), lines, stride, toRight);
    held += clip(toRight, width - 1, limit);
    flows(toRight, here, here + 8, width - 1, portion);
    // Nothing crosses the outer edges: numbers that leave any sum as it is.
    store<f64>(toRight - 8, 0);
    store<f64>(toRight + ((<usize>(width - 1)) << 3), -0.0);
    const portions = f64x2.splat(portion);
    const to = target + ((<usize>row * <usize>width) << 2);
    for (let x = 0; x < width; x += 2) {
      const at = (<usize>x) << 3;
      const isPair = x + 2 <= width;
      const place = to + (at >> 1);
      const old = collected == 0 ? f64x2.splat(0) : f64x2.promote_low_f32x4(isPair ? v128.load64_zero(place) : v128.load32_zero(place));
      const value = f32x4.demote_f64x2_zero(
        changed(
          v128.load(here + at),
          old,
          collected == 0,
          portions,
          v128.load(toRight + at - 8),
          v128.load(toRight + at),
          v128.load(down + at),
          v128.load(up + at),
        ),
      );
      if (isPair) v128.store64_lane(place, value, 0);
      else v128.store32_lane(place, value, 0);
    }
    const other = down;
    down = up;
    up = other;
  }
  store<i32>(heldOf(job) + ((<usize>task) << 2), held);
}

/** A row of the ring; beyond the image its outermost rows go on. */
@inline
function ringRow(scratch: usize, row: i32, height: i32, rows: i32, stride: usize): usize {
  return scratch + <usize>(min(max(row, 0), height - 1) % rows) * stride;
}
