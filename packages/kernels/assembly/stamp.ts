// An object's spectrum and its square of pixels. The plain twin is src/stamp.ts.
import { inverseReal, spectrumStride } from "./fft";
import { at4 } from "./octaves";
import { disc4, transformRow } from "./profile";
import { imaginaryOf, prepareRows, rowOf } from "./rows";
import {
  bandOf,
  bottomOf,
  componentOf,
  componentsOf,
  electronsOf,
  indexOf,
  leftOf,
  planesOf,
  planeShareOf,
  profilesOf,
  sideOf,
  twiddlesOf,
  xOf,
  xxOf,
  xyOf,
  yOf,
  yyOf,
} from "./scene";
import { FFT_IM, FFT_RE, ROW, ROWS, SPEC_IM, SPEC_RE, TRANSFORMS } from "./scratch";
import { load4, reverse4, roundUp4, store4, zero } from "./simd";

// Rows in the scratch beside those of the planes: see `rows.ts`.
const PROFILES: usize = ROWS + 8 * ROW;
const PRODUCT_RE: usize = ROWS + 12 * ROW;
const PRODUCT_IM: usize = ROWS + 13 * ROW;
const COS_X: usize = ROWS + 14 * ROW;
const SIN_X: usize = ROWS + 15 * ROW;

const DISC_SCALE: f32 = 1 / (1.6783469900166605 * 1.6783469900166605);

/** Renders an object's square, of its own side, electrons a pixel, into `out`. */
export function renderSquare(scratch: usize, scene: usize, object: usize, out: usize): void {
  const side = sideOf(object);
  const stride = spectrumStride(side);
  const specRe = scratch + SPEC_RE;
  const specIm = scratch + SPEC_IM;
  zero(specRe, stride * side);
  zero(specIm, stride * side);
  const limit = prepareRows(scratch, scene, object, side, <i32>Math.ceil(bandOf(object) * <f64>side));
  const step = 6.283185307179586 / <f64>side;
  const x = xOf(object) - <f64>leftOf(object);
  const y = yOf(object) - <f64>bottomOf(object);
  phases(scratch, limit, step * x);
  const components = componentsOf(object);
  for (let c = 0; c < components; c++) {
    const component = componentOf(object, c);
    const n = indexOf(component);
    const largest = <f64>limit * step;
    if (n > 0 && n != 1)
      transformRow(profilesOf(scene), n, largest * largest * (xxOf(component) + yyOf(component)), scratch + TRANSFORMS + 8192 * <usize>c);
  }
  const scale = 1 / (<f64>side * <f64>side);
  const turnRe = NativeMath.cos(step * y);
  const turnIm = -NativeMath.sin(step * y);
  let cosY = NativeMath.cos(step * y * <f64>limit);
  let sinY = NativeMath.sin(step * y * <f64>limit);
  for (let l = -limit; l <= limit; l++) {
    const inside = <i32>Math.sqrt(<f64>(limit * limit - l * l));
    profiles(scratch, scene, object, inside + 1, l, step, scale);
    product(scratch, scene, object, inside + 1, l, <f32>cosY, <f32>sinY);
    fold(scratch, side, stride, inside, l);
    const next = cosY * turnRe - sinY * turnIm;
    sinY = cosY * turnIm + sinY * turnRe;
    cosY = next;
  }
  inverseReal(twiddlesOf(scene), side, side, specRe, specIm, scratch + FFT_RE, scratch + FFT_IM, out);
}

/** cos and minus sin of m angle, m = 0 to limit, by turning in float64. */
function phases(scratch: usize, limit: i32, angle: f64): void {
  const turnRe = NativeMath.cos(angle);
  const turnIm = -NativeMath.sin(angle);
  let re: f64 = 1;
  let im: f64 = 0;
  const count = roundUp4(limit + 1);
  for (let m = 0; m < count; m++) {
    store<f32>(scratch + COS_X + <usize>m * 4, <f32>re);
    store<f32>(scratch + SIN_X + <usize>m * 4, <f32>im);
    const next = re * turnRe - im * turnIm;
    im = re * turnIm + im * turnRe;
    re = next;
  }
}

/** For each plane, the sum of the components' transforms along row l, each with its electrons, its share of the plane and `scale`. */
function profiles(scratch: usize, scene: usize, object: usize, count: i32, l: i32, step: f64, scale: f64): void {
  const planes = planesOf(scene);
  const bytes = <usize>roundUp4(count) * 4;
  const components = componentsOf(object);
  const first = f32x4(0, 1, 2, 3);
  for (let c = 0; c < components; c++) {
    const component = componentOf(object, c);
    const n = indexOf(component);
    const a = f32x4.splat(<f32>(xxOf(component) * step * step));
    const b = f32x4.splat(<f32>(2 * xyOf(component) * step * step * <f64>l));
    const d = f32x4.splat(<f32>(yyOf(component) * step * step * <f64>l * <f64>l));
    const row = scratch + TRANSFORMS + 8192 * <usize>c;
    const discScale = f32x4.splat(DISC_SCALE);
    const electrons = electronsOf(component) * scale;
    const s0 = f32x4.splat(<f32>(electrons * planeShareOf(component, 0)));
    const s1 = f32x4.splat(<f32>(electrons * planeShareOf(component, 1)));
    const s2 = f32x4.splat(<f32>(electrons * planeShareOf(component, 2)));
    const to = scratch + PROFILES;
    let m = first;
    for (let at: usize = 0; at < bytes; at += 16) {
      const squared = f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(a, m), b), m), d);
      const value = n == 0 ? f32x4.splat(1) : n == 1 ? disc4(squared, discScale) : at4(row, squared);
      const v0 = f32x4.mul(s0, value);
      store4(to + at, c == 0 ? v0 : f32x4.add(load4(to + at), v0));
      if (planes > 1) {
        const v1 = f32x4.mul(s1, value);
        store4(to + ROW + at, c == 0 ? v1 : f32x4.add(load4(to + ROW + at), v1));
      }
      if (planes > 2) {
        const v2 = f32x4.mul(s2, value);
        store4(to + 2 * ROW + at, c == 0 ? v2 : f32x4.add(load4(to + 2 * ROW + at), v2));
      }
      m = f32x4.add(m, f32x4.splat(4));
    }
  }
}

/** Row l of the spectrum: planes times profiles, times the phase of the place. */
function product(scratch: usize, scene: usize, object: usize, count: i32, l: i32, phaseCos: f32, phaseSin: f32): void {
  const planes = planesOf(scene);
  const bytes = <usize>roundUp4(count) * 4;
  const outRe = scratch + PRODUCT_RE;
  const outIm = scratch + PRODUCT_IM;
  const profile = scratch + PROFILES;
  const re0 = rowOf(scratch, scene, object, 0, l, count);
  const im0 = imaginaryOf();
  let re1: usize = 0;
  let im1: usize = 0;
  let re2: usize = 0;
  let im2: usize = 0;
  if (planes > 1) {
    re1 = rowOf(scratch, scene, object, 1, l, count);
    im1 = imaginaryOf();
  }
  if (planes > 2) {
    re2 = rowOf(scratch, scene, object, 2, l, count);
    im2 = imaginaryOf();
  }
  const cosY = f32x4.splat(phaseCos);
  const sinY = f32x4.splat(phaseSin);
  for (let at: usize = 0; at < bytes; at += 16) {
    const p0 = load4(profile + at);
    let re = f32x4.mul(p0, load4(re0 + at));
    let im = f32x4.mul(p0, load4(im0 + at));
    if (planes > 1) {
      const p1 = load4(profile + ROW + at);
      re = f32x4.add(re, f32x4.mul(p1, load4(re1 + at)));
      im = f32x4.add(im, f32x4.mul(p1, load4(im1 + at)));
    }
    if (planes > 2) {
      const p2 = load4(profile + 2 * ROW + at);
      re = f32x4.add(re, f32x4.mul(p2, load4(re2 + at)));
      im = f32x4.add(im, f32x4.mul(p2, load4(im2 + at)));
    }
    const cosX = load4(scratch + COS_X + at);
    const sinX = load4(scratch + SIN_X + at);
    const phaseRe = f32x4.sub(f32x4.mul(cosX, cosY), f32x4.mul(sinX, sinY));
    const phaseIm = f32x4.add(f32x4.mul(cosX, sinY), f32x4.mul(sinX, cosY));
    store4(outRe + at, f32x4.sub(f32x4.mul(re, phaseRe), f32x4.mul(im, phaseIm)));
    store4(outIm + at, f32x4.add(f32x4.mul(re, phaseIm), f32x4.mul(im, phaseRe)));
  }
  // Beyond the circle there is nothing; what folds reads up to four further.
  for (let m = count; m < roundUp4(count) + 4; m++) {
    store<f32>(outRe + <usize>m * 4, 0);
    store<f32>(outIm + <usize>m * 4, 0);
  }
}

/** Adds row l to the half spectrum; wave numbers above half a cycle per pixel are folded back, as sampling does. */
function fold(scratch: usize, side: i32, stride: i32, inside: i32, l: i32): void {
  const half = side >> 1;
  const mask = side - 1;
  const fromRe = scratch + PRODUCT_RE;
  const fromIm = scratch + PRODUCT_IM;
  const row = <usize>((l & mask) * stride) * 4;
  const mirrored = <usize>((-l & mask) * stride) * 4;
  const rowRe = scratch + SPEC_RE + row;
  const rowIm = scratch + SPEC_IM + row;
  // Columns beyond half are padding, and what is added there is never read.
  const direct = <usize>roundUp4(min(inside, half) + 1) * 4;
  for (let at: usize = 0; at < direct; at += 16) {
    store4(rowRe + at, f32x4.add(load4(rowRe + at), load4(fromRe + at)));
    store4(rowIm + at, f32x4.add(load4(rowIm + at), load4(fromIm + at)));
  }
  if (inside < half) return;
  const backRe = scratch + SPEC_RE + mirrored;
  const backIm = scratch + SPEC_IM + mirrored;
  const last = min(inside, side - 1);
  // The conjugate of (m, l) at (side - m, -l).
  for (let m = half; m <= last; m += 4) {
    const from = <usize>m * 4;
    const to = <usize>(side - m - 3) * 4;
    store4(backRe + to, f32x4.add(load4(backRe + to), reverse4(load4(fromRe + from))));
    store4(backIm + to, f32x4.sub(load4(backIm + to), reverse4(load4(fromIm + from))));
  }
  // Past a whole cycle: both places again. (m = side falls on column 0.)
  for (let m = side; m <= inside; m++) {
    const re = load<f32>(fromRe + <usize>m * 4);
    const im = load<f32>(fromIm + <usize>m * 4);
    const to = <usize>(m - side) * 4;
    if (m - side <= half) {
      store<f32>(rowRe + to, load<f32>(rowRe + to) + re);
      store<f32>(rowIm + to, load<f32>(rowIm + to) + im);
    }
    if (m == side || 2 * (m - side) >= side) {
      const back: usize = m == side ? 0 : <usize>(2 * side - m) * 4;
      store<f32>(backRe + back, load<f32>(backRe + back) + re);
      store<f32>(backIm + back, load<f32>(backIm + back) - im);
    }
  }
}
