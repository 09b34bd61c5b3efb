// The part of a profile outside its square: put where it belongs, taken out of the square into which the transform folded it. The plain twin is src/scene/tail.ts.
import { tailRadius } from "./choose";
import { indexNumbers, lightBeyond } from "./profile";
import { bottomOf, electronsOf, hasTails, indexOf, leftOf, profilesOf, rowAt, sideOf, widthOf, xOf, xxOf, xyOf, yOf, yyOf } from "./scene";
import { cubic4 } from "./octaves";
import { NUMBERS } from "./scratch";
import { load4, store4, sum4 } from "./simd";

// A tail: float64 from, radius, steps per unit, inverse metric xx, xy, yy; then cubics of float32, one a step.
const HEAD: usize = 48;
const STEPS: i32 = 64;
/** Room for one more step, which rounding may ask for. */
export const BYTES: usize = HEAD + (<usize>STEPS + 1) * 16;

/**
 * Prepares a component's tail.
 *
 * @returns electrons that lie beyond it (or beyond the square where there is none), spread by the transform over the square; `hasTail` tells which
 */
let found: bool = false;
export function hasTail(): bool {
  return found;
}

export function prepareTail(scratch: usize, scene: usize, object: usize, component: usize, tail: usize): f64 {
  found = false;
  const n = indexOf(component);
  const xx = xxOf(component);
  const xy = xyOf(component);
  const yy = yyOf(component);
  const determinant = xx * yy - xy * xy;
  if (n == 0 || !(determinant > 0) || !hasTails(object)) return 0;
  const numbers = scratch + NUMBERS;
  indexNumbers(profilesOf(scene), n, numbers);
  const side = <f64>sideOf(object);
  const radius = tailRadius(component, numbers);
  const widest = Math.sqrt(max(xx, yy));
  const electrons = electronsOf(component);
  if (!(radius * widest >= side / 2 - 1)) {
    const inscribed = side / 2 / widest;
    return electrons * lightBeyond(profilesOf(scene), n, inscribed * inscribed);
  }
  found = true;
  const b = load<f64>(numbers);
  const centre = (electrons * load<f64>(numbers, 8)) / Math.sqrt(determinant);
  // No pixel outside the square lies further in than the ellipse that touches its sides.
  const from = (side / 2 - 1) / widest;
  const width = (radius - from) / <f64>STEPS;
  store<f64>(tail, from);
  store<f64>(tail, radius, 8);
  store<f64>(tail, width > 0 ? 1 / width : 0, 16);
  store<f64>(tail, yy / determinant, 24);
  store<f64>(tail, -xy / determinant, 32);
  store<f64>(tail, xx / determinant, 40);
  // Hermite's cubics through value and slope of exp(-b r^(1/n)).
  let value = brightness(centre, b, n, from);
  let slope = slopeOf(value, b, n, from) * width;
  for (let step = 0; step <= STEPS; step++) {
    const r = from + <f64>(step + 1) * width;
    const next = brightness(centre, b, n, r);
    const nextSlope = slopeOf(next, b, n, r) * width;
    const at = tail + HEAD + <usize>step * 16;
    store<f32>(at, <f32>value);
    store<f32>(at, <f32>slope, 4);
    store<f32>(at, <f32>(3 * (next - value) - 2 * slope - nextSlope), 8);
    store<f32>(at, <f32>(2 * (value - next) + slope + nextSlope), 12);
    value = next;
    slope = nextSlope;
  }
  return electrons * lightBeyond(profilesOf(scene), n, radius * radius);
}

@inline
function brightness(centre: f64, b: f64, n: f64, r: f64): f64 {
  return centre * NativeMath.exp(-b * NativeMath.pow(r, 1 / n));
}

/** d/dr of the brightness. */
@inline
function slopeOf(value: f64, b: f64, n: f64, r: f64): f64 {
  return r > 0 ? (-value * b * NativeMath.pow(r, 1 / n)) / (n * r) : 0;
}

let collected: f64 = 0;
export function collectedOfTail(): f64 {
  return collected;
}

/**
 * Walks a tail's pixels outside the square, row by row from `firstRow` to `lastRow` on the silicon: adds them to the frame when `isAdded`, takes them
 * out of `square` when that is not 0.
 *
 * @returns electrons of the tail; those on the frame are in `collectedOfTail`
 */
export function drawTail(scene: usize, object: usize, tail: usize, square: usize, isAdded: bool, firstRow: i32, lastRow: i32): f64 {
  const from = <f32>load<f64>(tail);
  const radius = load<f64>(tail, 8);
  const perUnit = <f32>load<f64>(tail, 16);
  const xx = load<f64>(tail, 24);
  const xy = load<f64>(tail, 32);
  const yy = load<f64>(tail, 40);
  const x = xOf(object);
  const y = yOf(object);
  const side = sideOf(object);
  const mask = side - 1;
  const left = leftOf(object);
  const bottom = bottomOf(object);
  const width = widthOf(scene);
  // Height of the ellipse: radius times the square root of the metric's yy.
  const reachY = radius * Math.sqrt(xx / (xx * yy - xy * xy));
  let all: f64 = 0;
  collected = 0;
  const low = max(firstRow, <i32>Math.ceil(y - reachY));
  const high = min(lastRow, <i32>Math.floor(y + reachY));
  for (let py = low; py <= high; py++) {
    const dy = <f64>py - y;
    const middle = (-xy * dy) / xx;
    const squared = middle * middle - (yy * dy * dy - radius * radius) / xx;
    if (squared < 0) continue;
    const half = Math.sqrt(squared);
    const start = rowAt(scene, py);
    const isInSquare = py >= bottom && py < bottom + side;
    const row = square + <usize>(((py - bottom) & mask) * side) * 4;
    const end = <i32>Math.floor(x + middle + half);
    const a = <f32>xx;
    const b = <f32>(2 * xy * dy);
    const c = <f32>(yy * dy * dy);
    let px = <i32>Math.ceil(x + middle - half);
    while (px <= end) {
      if (isInSquare && px >= left && px < left + side) {
        px = left + side;
        continue;
      }
      // As far as pixels of the frame and of the square lie side by side, and are on the frame or not.
      let stop = isInSquare && px < left ? min(end, left - 1) : end;
      const column = (px - left) & mask;
      stop = min(stop, px + mask - column);
      const isOn = start != 0 && px >= 0 && px < width;
      if (isOn) stop = min(stop, width - 1);
      else if (px < 0) stop = min(stop, -1);
      const to = isAdded && isOn ? start + <usize>px * 4 : 0;
      const fold = square != 0 ? row + <usize>column * 4 : 0;
      const sum = addRun(tail + HEAD, <f32>(<f64>px - x), stop - px + 1, a, b, c, from, perUnit, to, fold);
      all += sum;
      if (isOn) collected += sum;
      px = stop + 1;
    }
  }
  return all;
}

/**
 * One run of a tail's pixels, from `dx` on: r^2 = (a dx + b) dx + c.
 *
 * @param to where they are added, 0 for nowhere
 * @param fold where they are taken away, 0 for nowhere
 * @returns their sum
 */
function addRun(cubics: usize, dx: f32, count: i32, a: f32, b: f32, c: f32, from: f32, perUnit: f32, to: usize, fold: usize): f64 {
  let sum: f64 = 0;
  let n = 0;
  let offset = f32x4.add(f32x4.splat(dx), f32x4(0, 1, 2, 3));
  const a4 = f32x4.splat(a);
  const b4 = f32x4.splat(b);
  const c4 = f32x4.splat(c);
  const from4 = f32x4.splat(from);
  const perUnit4 = f32x4.splat(perUnit);
  const zero4 = f32x4.splat(0);
  for (; n + 4 <= count; n += 4) {
    const squared = f32x4.max(zero4, f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(a4, offset), b4), offset), c4));
    const place = f32x4.mul(f32x4.sub(f32x4.sqrt(squared), from4), perUnit4);
    const step = i32x4.min_s(i32x4.max_s(i32x4.trunc_sat_f32x4_s(place), i32x4.splat(0)), i32x4.splat(STEPS));
    const t = f32x4.sub(place, f32x4.convert_i32x4_s(step));
    const value = cubic4(cubics, step, t);
    const at = <usize>n * 4;
    if (to != 0) store4(to + at, f32x4.add(load4(to + at), value));
    if (fold != 0) store4(fold + at, f32x4.sub(load4(fold + at), value));
    sum += <f64>sum4(value);
    offset = f32x4.add(offset, f32x4.splat(4));
  }
  for (; n < count; n++) {
    const d = dx + <f32>n;
    const place = (sqrt<f32>(max<f32>(0, (a * d + b) * d + c)) - from) * perUnit;
    const step = min<i32>(max<i32>(<i32>place, 0), STEPS);
    const t = place - <f32>step;
    const at = cubics + (<usize>step << 4);
    const value = load<f32>(at) + t * (load<f32>(at, 4) + t * (load<f32>(at, 8) + t * load<f32>(at, 12)));
    const byte = <usize>n * 4;
    if (to != 0) store<f32>(to + byte, load<f32>(to + byte) + value);
    if (fold != 0) store<f32>(fold + byte, load<f32>(fold + byte) - value);
    sum += <f64>value;
  }
  return sum;
}
