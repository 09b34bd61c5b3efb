// Transforms of power-of-two size in float32, Stockham's way: no bit reversal, the fast axis is the inner loop. The plain twin is src/fft.ts.
import { F, load4, roundUp4, store4 } from "./simd";

/** cos and sin of 2 pi m / LARGEST, m = 0 to LARGEST - 1, each an array of float32 at the start of the twiddle table. */
export const LARGEST: i32 = 2048;

/**
 * Transforms `count` lines (a multiple of four) of `size` points at once: X[k] = sum_m x[m] exp(-2 pi i k m / size). Point m of line b is at
 * m * count + b. For the inverse exchange real and imaginary parts.
 *
 * @returns 1 when the result lies in the scratch arrays, 0 when it is in place
 */
export function fftLines(twiddles: usize, size: i32, count: i32, re: usize, im: usize, reScratch: usize, imScratch: usize): i32 {
  let fromRe = re;
  let fromIm = im;
  let toRe = reScratch;
  let toIm = imScratch;
  let stride = count;
  let isElsewhere = 0;
  let length = size;
  while (length > 1) {
    if ((length & 3) == 0) {
      radix4(twiddles, length, stride, fromRe, fromIm, toRe, toIm);
      length >>= 2;
      stride <<= 2;
    } else {
      radix2(stride, fromRe, fromIm, toRe, toIm);
      length >>= 1;
      stride <<= 1;
    }
    const re1 = fromRe;
    fromRe = toRe;
    toRe = re1;
    const im1 = fromIm;
    fromIm = toIm;
    toIm = im1;
    isElsewhere ^= 1;
  }
  return isElsewhere;
}

function radix4(twiddles: usize, length: i32, stride: i32, xr: usize, xi: usize, yr: usize, yi: usize): void {
  const quarter = length >> 2;
  const step = LARGEST / length;
  const sines = twiddles + <usize>LARGEST * F;
  const bytes = <usize>stride * F;
  const jump = bytes * quarter;
  for (let p = 0; p < quarter; p++) {
    const a0: usize = bytes * p;
    const o0: usize = (<usize>4) * a0;
    if (p == 0) {
      for (let n: usize = 0; n < bytes; n += 16) {
        const a = a0 + n;
        const out = o0 + n;
        const ar = load4(xr + a);
        const ai = load4(xi + a);
        const br = load4(xr + a + jump);
        const bi = load4(xi + a + jump);
        const cr = load4(xr + a + 2 * jump);
        const ci = load4(xi + a + 2 * jump);
        const dr = load4(xr + a + 3 * jump);
        const di = load4(xi + a + 3 * jump);
        const sr = f32x4.add(ar, cr);
        const si = f32x4.add(ai, ci);
        const er = f32x4.sub(ar, cr);
        const ei = f32x4.sub(ai, ci);
        const tr = f32x4.add(br, dr);
        const ti = f32x4.add(bi, di);
        const ur = f32x4.sub(di, bi);
        const ui = f32x4.sub(br, dr);
        store4(yr + out, f32x4.add(sr, tr));
        store4(yi + out, f32x4.add(si, ti));
        store4(yr + out + bytes, f32x4.sub(er, ur));
        store4(yi + out + bytes, f32x4.sub(ei, ui));
        store4(yr + out + 2 * bytes, f32x4.sub(sr, tr));
        store4(yi + out + 2 * bytes, f32x4.sub(si, ti));
        store4(yr + out + 3 * bytes, f32x4.add(er, ur));
        store4(yi + out + 3 * bytes, f32x4.add(ei, ui));
      }
      continue;
    }
    const at = <usize>(p * step) * F;
    const c1 = f32x4.splat(load<f32>(twiddles + at));
    const s1 = f32x4.splat(-load<f32>(sines + at));
    const c2 = f32x4.splat(load<f32>(twiddles + 2 * at));
    const s2 = f32x4.splat(-load<f32>(sines + 2 * at));
    const c3 = f32x4.splat(load<f32>(twiddles + 3 * at));
    const s3 = f32x4.splat(-load<f32>(sines + 3 * at));
    for (let n: usize = 0; n < bytes; n += 16) {
      const a = a0 + n;
      const out = o0 + n;
      const ar = load4(xr + a);
      const ai = load4(xi + a);
      const br = load4(xr + a + jump);
      const bi = load4(xi + a + jump);
      const cr = load4(xr + a + 2 * jump);
      const ci = load4(xi + a + 2 * jump);
      const dr = load4(xr + a + 3 * jump);
      const di = load4(xi + a + 3 * jump);
      const sr = f32x4.add(ar, cr);
      const si = f32x4.add(ai, ci);
      const er = f32x4.sub(ar, cr);
      const ei = f32x4.sub(ai, ci);
      const tr = f32x4.add(br, dr);
      const ti = f32x4.add(bi, di);
      const ur = f32x4.sub(di, bi);
      const ui = f32x4.sub(br, dr);
      store4(yr + out, f32x4.add(sr, tr));
      store4(yi + out, f32x4.add(si, ti));
      const e1 = f32x4.sub(er, ur);
      const f1 = f32x4.sub(ei, ui);
      store4(yr + out + bytes, f32x4.sub(f32x4.mul(c1, e1), f32x4.mul(s1, f1)));
      store4(yi + out + bytes, f32x4.add(f32x4.mul(c1, f1), f32x4.mul(s1, e1)));
      const e2 = f32x4.sub(sr, tr);
      const f2 = f32x4.sub(si, ti);
      store4(yr + out + 2 * bytes, f32x4.sub(f32x4.mul(c2, e2), f32x4.mul(s2, f2)));
      store4(yi + out + 2 * bytes, f32x4.add(f32x4.mul(c2, f2), f32x4.mul(s2, e2)));
      const e3 = f32x4.add(er, ur);
      const f3 = f32x4.add(ei, ui);
      store4(yr + out + 3 * bytes, f32x4.sub(f32x4.mul(c3, e3), f32x4.mul(s3, f3)));
      store4(yi + out + 3 * bytes, f32x4.add(f32x4.mul(c3, f3), f32x4.mul(s3, e3)));
    }
  }
}

function radix2(stride: i32, xr: usize, xi: usize, yr: usize, yi: usize): void {
  const bytes = <usize>stride * F;
  for (let n: usize = 0; n < bytes; n += 16) {
    const ar = load4(xr + n);
    const ai = load4(xi + n);
    const br = load4(xr + n + bytes);
    const bi = load4(xi + n + bytes);
    store4(yr + n, f32x4.add(ar, br));
    store4(yi + n, f32x4.add(ai, bi));
    store4(yr + n + bytes, f32x4.sub(ar, br));
    store4(yi + n + bytes, f32x4.sub(ai, bi));
  }
}

/** Floats from one row of a half spectrum to the next: width / 2 + 1, rounded up to a multiple of four. */
@inline
export function spectrumStride(width: i32): i32 {
  return roundUp4(width / 2 + 1);
}

/**
 * A real plane from its half spectrum, without 1 / (width height).
 *
 * @param re height rows of `spectrumStride(width)`; overwritten, as are the scratch arrays of the same length
 * @param out width x height; both powers of two, at least 8
 */
export function inverseReal(
  twiddles: usize,
  width: i32,
  height: i32,
  re: usize,
  im: usize,
  reScratch: usize,
  imScratch: usize,
  out: usize,
): void {
  const half = width >> 1;
  const stride = spectrumStride(width);
  let ar = reScratch;
  let ai = imScratch;
  let fromRe = re;
  let fromIm = im;
  if (fftLines(twiddles, height, stride, im, re, imScratch, reScratch) != 0) {
    fromRe = reScratch;
    fromIm = imScratch;
    ar = re;
    ai = im;
  }
  transpose(fromRe, ar, stride, height);
  transpose(fromIm, ai, stride, height);
  // Even and odd samples of a line are the real and imaginary parts of one complex line of half the length.
  const step = LARGEST / width;
  const sines = twiddles + <usize>LARGEST * F;
  const bytes = <usize>height * F;
  for (let k = 0; 2 * k <= half; k++) {
    const cos = f32x4.splat(load<f32>(twiddles + <usize>(k * step) * F));
    const sin = f32x4.splat(load<f32>(sines + <usize>(k * step) * F));
    const p0 = bytes * k;
    const q0 = bytes * (half - k);
    const isPair = p0 != q0 && k > 0;
    for (let n: usize = 0; n < bytes; n += 16) {
      const p = p0 + n;
      const q = q0 + n;
      const pr = load4(ar + p);
      const pi = load4(ai + p);
      const qr = load4(ar + q);
      const qi = load4(ai + q);
      const evenRe = f32x4.add(pr, qr);
      const evenIm = f32x4.sub(pi, qi);
      const oddRe = f32x4.sub(pr, qr);
      const oddIm = f32x4.add(pi, qi);
      const turnedRe = f32x4.neg(f32x4.add(f32x4.mul(sin, oddRe), f32x4.mul(cos, oddIm)));
      const turnedIm = f32x4.sub(f32x4.mul(cos, oddRe), f32x4.mul(sin, oddIm));
      store4(ar + p, f32x4.add(evenRe, turnedRe));
      store4(ai + p, f32x4.add(evenIm, turnedIm));
      if (isPair) {
        store4(ar + q, f32x4.sub(evenRe, turnedRe));
        store4(ai + q, f32x4.sub(turnedIm, evenIm));
      }
    }
  }
  const br = ar == re ? reScratch : re;
  const bi = ai == im ? imScratch : im;
  let evens = ar;
  let odds = ai;
  if (fftLines(twiddles, half, height, ai, ar, bi, br) != 0) {
    evens = br;
    odds = bi;
  }
  interleave(evens, odds, out, half, height);
}

/** to[x * height + y] = from[y * stride + x], in blocks of four by four. */
export function transpose(from: usize, to: usize, stride: i32, height: i32): void {
  const fromBytes = <usize>stride * F;
  const toBytes = <usize>height * F;
  for (let x = 0; x < stride; x += 4) {
    for (let y = 0; y < height; y += 4) {
      const at = from + fromBytes * y + <usize>x * F;
      const a = load4(at);
      const b = load4(at + fromBytes);
      const c = load4(at + 2 * fromBytes);
      const d = load4(at + 3 * fromBytes);
      const ab0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
      const ab1 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
      const cd0 = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
      const cd1 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
      const put = to + toBytes * x + <usize>y * F;
      store4(put, v128.shuffle<i64>(ab0, cd0, 0, 2));
      store4(put + toBytes, v128.shuffle<i64>(ab0, cd0, 1, 3));
      store4(put + 2 * toBytes, v128.shuffle<i64>(ab1, cd1, 0, 2));
      store4(put + 3 * toBytes, v128.shuffle<i64>(ab1, cd1, 1, 3));
    }
  }
}

/** out[y * 2 half + 2 m] = evens[m * height + y], and odds one further. */
function interleave(evens: usize, odds: usize, out: usize, half: i32, height: i32): void {
  const fromBytes = <usize>height * F;
  const toBytes = <usize>half * 2 * F;
  for (let y = 0; y < height; y += 4) {
    for (let m = 0; m < half; m += 4) {
      const at = fromBytes * m + <usize>y * F;
      const put = out + toBytes * y + <usize>m * 2 * F;
      for (let pair: usize = 0; pair < 2; pair++) {
        const e0 = load4(evens + at + 2 * pair * fromBytes);
        const o0 = load4(odds + at + 2 * pair * fromBytes);
        const e1 = load4(evens + at + (2 * pair + 1) * fromBytes);
        const o1 = load4(odds + at + (2 * pair + 1) * fromBytes);
        // Rows y and y + 1, then y + 2 and y + 3: even, odd, even, odd.
        const a = v128.shuffle<f32>(e0, o0, 0, 4, 1, 5);
        const b = v128.shuffle<f32>(e1, o1, 0, 4, 1, 5);
        const c = v128.shuffle<f32>(e0, o0, 2, 6, 3, 7);
        const d = v128.shuffle<f32>(e1, o1, 2, 6, 3, 7);
        const to = put + pair * 16;
        store4(to, v128.shuffle<i64>(a, b, 0, 2));
        store4(to + toBytes, v128.shuffle<i64>(a, b, 1, 3));
        store4(to + 2 * toBytes, v128.shuffle<i64>(c, d, 0, 2));
        store4(to + 3 * toBytes, v128.shuffle<i64>(c, d, 1, 3));
      }
    }
  }
}
