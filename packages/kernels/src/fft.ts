/**
 * Two-dimensional discrete Fourier transforms of power-of-two size.
 *
 * Real and imaginary parts lie in separate Float64 arrays: JavaScript computes in double precision anyway, so Float32 would only add a
 * conversion to each load and store, and stamps are small enough (1024 x 1024 is 16 MB) for memory not to matter. Rounding error stays near 1e-16
 * times log2(size), which lets the renderer subtract nothing and still meet 1e-5 of a star's peak.
 *
 * The algorithm is Stockham's: no bit reversal, and the transform runs along the slow axis with the fast axis as its inner loop.
 *
 * @see Van Loan 1992, "Computational frameworks for the fast Fourier transform", section 1.7
 */

/** Twiddle factors of one length. Nothing in it changes. */
export interface FftTable {
  readonly size: number;
  /** cos and sin of 2 pi m / size, m from 0 to size - 1. */
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

/** Tables already made, by length: make one with `fftTables()` and hand it to every transform. */
export type FftTables = Map<number, FftTable>;

export function fftTables(): FftTables {
  return new Map();
}

/** @throws RangeError when the size is not a power of two */
export function fftTable(tables: FftTables, size: number): FftTable {
  const known = tables.get(size);
  if (known !== undefined) return known;
  if (!(size >= 1) || !Number.isInteger(Math.log2(size))) throw new RangeError(`kernels: fft: size ${size}, expected a power of two`);
  const cos = new Float64Array(size);
  const sin = new Float64Array(size);
  for (let m = 0; m < size; m++) {
    // Reduced to the first eighth of the turn, so that symmetric entries are equal to the last bit.
    const eighth = Math.floor((8 * m) / size) % 8;
    const rest = eighth % 2 === 0 ? m - (eighth * size) / 8 : ((eighth + 1) * size) / 8 - m;
    const c = Math.cos((2 * Math.PI * rest) / size);
    const s = Math.sin((2 * Math.PI * rest) / size);
    const isSwapped = eighth === 1 || eighth === 2 || eighth === 5 || eighth === 6;
    cos[m] = (isSwapped ? s : c) * (eighth >= 2 && eighth <= 5 ? -1 : 1);
    sin[m] = (isSwapped ? c : s) * (eighth >= 4 ? -1 : 1);
  }
  const table = { size, cos, sin };
  tables.set(size, table);
  return table;
}

/**
 * Transforms `count` lines of table.size points at once: X[k] = sum_m x[m] exp(-2 pi i k m / size).
 *
 * Point m of line b is at `m * count + b`. For the inverse (without 1 / size) exchange `re` with `im` and `reScratch` with `imScratch`.
 *
 * @param re real parts, size x count; overwritten by the result
 * @param im imaginary parts, likewise
 * @param reScratch at least as long, overwritten; aliases nothing
 * @param imScratch likewise
 */
function fftLines(
  table: FftTable,
  count: number,
  re: Float64Array,
  im: Float64Array,
  reScratch: Float64Array,
  imScratch: Float64Array,
): void {
  let fromRe = re;
  let fromIm = im;
  let toRe = reScratch;
  let toIm = imScratch;
  let stride = count;
  for (let length = table.size; length > 1; ) {
    const radix = length % 4 === 0 ? 4 : 2;
    if (radix === 4) radix4(table, length, stride, fromRe, fromIm, toRe, toIm);
    else radix2(stride, fromRe, fromIm, toRe, toIm);
    length /= radix;
    stride *= radix;
    [fromRe, toRe] = [toRe, fromRe];
    [fromIm, toIm] = [toIm, fromIm];
  }
  if (fromRe !== re) {
    const total = table.size * count;
    for (let n = 0; n < total; n++) {
      re[n] = fromRe[n];
      im[n] = fromIm[n];
    }
  }
}

function radix4(
  table: FftTable,
  length: number,
  stride: number,
  xr: Float64Array,
  xi: Float64Array,
  yr: Float64Array,
  yi: Float64Array,
): void {
  const quarter = length / 4;
  const step = table.size / length;
  const jump = stride * quarter;
  for (let p = 0; p < quarter; p++) {
    const c1 = table.cos[p * step];
    const s1 = -table.sin[p * step];
    const c2 = table.cos[2 * p * step];
    const s2 = -table.sin[2 * p * step];
    const c3 = table.cos[3 * p * step];
    const s3 = -table.sin[3 * p * step];
    let a = stride * p;
    let out = 4 * stride * p;
    for (const end = a + stride; a < end; a++, out++) {
      const b = a + jump;
      const c = b + jump;
      const d = c + jump;
      const sumRe = xr[a] + xr[c];
      const sumIm = xi[a] + xi[c];
      const differenceRe = xr[a] - xr[c];
      const differenceIm = xi[a] - xi[c];
      const sum2Re = xr[b] + xr[d];
      const sum2Im = xi[b] + xi[d];
      // i (b - d)
      const turnedRe = xi[d] - xi[b];
      const turnedIm = xr[b] - xr[d];
      yr[out] = sumRe + sum2Re;
      yi[out] = sumIm + sum2Im;
      const e1 = differenceRe - turnedRe;
      const f1 = differenceIm - turnedIm;
      yr[out + stride] = c1 * e1 - s1 * f1;
      yi[out + stride] = c1 * f1 + s1 * e1;
      const e2 = sumRe - sum2Re;
      const f2 = sumIm - sum2Im;
      yr[out + 2 * stride] = c2 * e2 - s2 * f2;
      yi[out + 2 * stride] = c2 * f2 + s2 * e2;
      const e3 = differenceRe + turnedRe;
      const f3 = differenceIm + turnedIm;
      yr[out + 3 * stride] = c3 * e3 - s3 * f3;
      yi[out + 3 * stride] = c3 * f3 + s3 * e3;
    }
  }
}

function radix2(stride: number, xr: Float64Array, xi: Float64Array, yr: Float64Array, yi: Float64Array): void {
  for (let a = 0; a < stride; a++) {
    const b = a + stride;
    const ar = xr[a];
    const ai = xi[a];
    const br = xr[b];
    const bi = xi[b];
    yr[a] = ar + br;
    yi[a] = ai + bi;
    yr[b] = ar - br;
    yi[b] = ai - bi;
  }
}

/** Working memory for transforms; grows as needed, holds nothing between calls. */
export interface FftScratch {
  a: Float64Array;
  b: Float64Array;
  c: Float64Array;
  d: Float64Array;
}

export function fftScratch(): FftScratch {
  const none = new Float64Array(0);
  return { a: none, b: none, c: none, d: none };
}

function grow(scratch: FftScratch, length: number): void {
  if (scratch.a.length >= length) return;
  scratch.a = new Float64Array(length);
  scratch.b = new Float64Array(length);
  scratch.c = new Float64Array(length);
  scratch.d = new Float64Array(length);
}

/**
 * Complex transform of a width x height plane in place: X[ky][kx] = sum x[y][x] exp(-2 pi i (kx x / width + ky y / height)).
 *
 * The inverse, without 1 / (width height), is the same call with `re` and `im` exchanged.
 *
 * @param re width x height, x fastest; width and height powers of two
 */
export function fft2d(tables: FftTables, scratch: FftScratch, width: number, height: number, re: Float64Array, im: Float64Array): void {
  grow(scratch, width * height);
  const { a, b, c, d } = scratch;
  fftLines(fftTable(tables, height), width, re, im, a, b);
  transpose(re, a, width, height);
  transpose(im, b, width, height);
  fftLines(fftTable(tables, width), height, a, b, c, d);
  transpose(a, re, height, width);
  transpose(b, im, height, width);
}

/** `to` (height wide) becomes the transpose of `from` (width wide). */
function transpose(from: Float64Array, to: Float64Array, width: number, height: number): void {
  // Blocks of 16 x 16 keep both sides in the first cache.
  for (let y0 = 0; y0 < height; y0 += 16) {
    const y1 = Math.min(y0 + 16, height);
    for (let x0 = 0; x0 < width; x0 += 16) {
      const x1 = Math.min(x0 + 16, width);
      for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) to[x * height + y] = from[y * width + x];
    }
  }
}

/**
 * Real plane from the non-negative half of its spectrum: x[y][x] = sum over all kx, ky of X[ky][kx] exp(+2 pi i (kx x / width + ky y / height)),
 * without 1 / (width height), where X[-ky][-kx] is the conjugate of X[ky][kx].
 *
 * @param re (width / 2 + 1) x height, kx = 0 to width / 2 fastest; overwritten. Width at least 2; both powers of two.
 * @param out width x height, x fastest; overwritten
 */
export function inverseRealFft2d(
  tables: FftTables,
  scratch: FftScratch,
  width: number,
  height: number,
  re: Float64Array,
  im: Float64Array,
  out: Float64Array,
): void {
  const half = width / 2;
  const columns = half + 1;
  grow(scratch, columns * height);
  const { a, b, c, d } = scratch;
  fftLines(fftTable(tables, height), columns, im, re, b, a);
  transpose(re, a, columns, height);
  transpose(im, b, columns, height);
  // Even and odd samples of a line are the real and imaginary parts of one complex line of half the length.
  const table = fftTable(tables, width);
  for (let k = 0; 2 * k <= half; k++) {
    const cos = table.cos[k];
    const sin = table.sin[k];
    let p = k * height;
    let q = (half - k) * height;
    for (const end = p + height; p < end; p++, q++) {
      const evenRe = a[p] + a[q];
      const evenIm = b[p] - b[q];
      const oddRe = a[p] - a[q];
      const oddIm = b[p] + b[q];
      // i exp(2 pi i k / width) times the difference
      const turnedRe = -(sin * oddRe + cos * oddIm);
      const turnedIm = cos * oddRe - sin * oddIm;
      a[p] = evenRe + turnedRe;
      b[p] = evenIm + turnedIm;
      if (p !== q && k > 0) {
        a[q] = evenRe - turnedRe;
        b[q] = turnedIm - evenIm;
      }
    }
  }
  fftLines(fftTable(tables, half), height, b, a, d, c);
  for (let m = 0; m < half; m++) {
    for (let y = 0, at = m * height, to = 2 * m; y < height; y++, at++, to += width) {
      out[to] = a[at];
      out[to + 1] = b[at];
    }
  }
}
