import type { Otf } from "./otf.ts";

/**
 * The transform on the grid of a shorter period, a power of two through its own: every second, fourth, ... wave number. The image wraps, exactly as
 * on a smaller stamp.
 */
export function thinOtf(otf: Otf, period: number): Otf {
  const skip = otf.period / period;
  if (!(skip > 1)) return otf;
  const limit = Math.floor(otf.limit / skip);
  const columns = limit + 1;
  const re = new Float32Array(columns * (2 * limit + 1));
  const im = new Float32Array(re.length);
  for (let l = -limit, to = 0; l <= limit; l++) {
    let at = (l * skip + otf.limit) * (otf.limit + 1);
    for (let m = 0; m <= limit; m++, to++, at += skip) {
      re[to] = otf.re[at];
      im[to] = otf.im[at];
    }
  }
  return { period, limit, re, im };
}

/** Memory that a blend is written to; grows as needed. */
export interface OtfMemory {
  re: Float64Array;
  im: Float64Array;
}

/**
 * Weighted sum of transforms on the grid of another period.
 *
 * A shorter period thins them; a longer one interpolates with six points along each axis, good to 1e-4 of the light that is an eighth of the old period
 * away from the origin.
 *
 * @param otfs all of one period; their limits may differ
 * @param period pixels, a power of two times or through theirs
 * @param bandLimit cycles per pixel; wave numbers above it are left out
 * @param memory for the result, which then lasts until it is used again; new memory unless given
 */
export function blendOtf(
  otfs: readonly Otf[],
  weights: readonly number[],
  period: number,
  bandLimit: number = Infinity,
  memory: OtfMemory = { re: new Float64Array(0), im: new Float64Array(0) },
): Otf {
  const from = Math.min(period, otfs[0].period);
  const parts: Otf[] = [];
  const shares: number[] = [];
  for (let n = 0; n < otfs.length; n++) {
    if (weights[n] === 0) continue;
    parts.push(thinOtf(otfs[n], from));
    shares.push(weights[n]);
  }
  // Interpolation looks three points ahead.
  const margin = period > from ? 3 : 0;
  const limit = Math.max(0, Math.min(Math.ceil(bandLimit * from) + margin, Math.max(...parts.map((otf) => otf.limit))));
  const columns = limit + 1;
  const length = columns * (2 * limit + 1);
  if (memory.re.length < length) {
    memory.re = new Float64Array(length);
    memory.im = new Float64Array(length);
  }
  const { re, im } = memory;
  for (let l = -limit; l <= limit; l++) {
    const to = (l + limit) * columns;
    const inside = Math.floor(Math.sqrt(limit * limit - l * l));
    re.fill(0, to, to + columns);
    im.fill(0, to, to + columns);
    let n = 0;
    // Two corners of the field and two wavelengths at a time: a sum in memory is then touched half as often as its terms.
    for (; n + 3 < parts.length; n += 4) addFourRows(re, im, to, inside, parts, shares, n, l);
    for (; n < parts.length; n++) addRow(re, im, to, inside, parts[n], l, shares[n]);
  }
  const otf = { period: from, limit, re, im };
  return period > from ? refine(otf, period / from) : otf;
}

/** As `addRow` for parts n to n + 3. */
function addFourRows(
  re: Float64Array,
  im: Float64Array,
  to: number,
  inside: number,
  parts: readonly Otf[],
  shares: readonly number[],
  n: number,
  l: number,
): void {
  const [a, b, c, d] = [parts[n], parts[n + 1], parts[n + 2], parts[n + 3]];
  const least = Math.min(a.limit, b.limit, c.limit, d.limit);
  if (inside > least || Math.abs(l) > least) {
    for (let part = n; part < n + 4; part++) addRow(re, im, to, inside, parts[part], l, shares[part]);
    return;
  }
  const [s0, s1, s2, s3] = [shares[n], shares[n + 1], shares[n + 2], shares[n + 3]];
  const a0 = (l + a.limit) * (a.limit + 1);
  const b0 = (l + b.limit) * (b.limit + 1);
  const c0 = (l + c.limit) * (c.limit + 1);
  const d0 = (l + d.limit) * (d.limit + 1);
  fourSums(re, to, inside, a.re, a0, s0, b.re, b0, s1, c.re, c0, s2, d.re, d0, s3);
  fourSums(im, to, inside, a.im, a0, s0, b.im, b0, s1, c.im, c0, s2, d.im, d0, s3);
}

type Reals = Float32Array | Float64Array;

function fourSums(
  out: Float64Array,
  to: number,
  last: number,
  a: Reals,
  a0: number,
  s0: number,
  b: Reals,
  b0: number,
  s1: number,
  c: Reals,
  c0: number,
  s2: number,
  d: Reals,
  d0: number,
  s3: number,
): void {
  for (let m = 0; m <= last; m++) out[to + m] += s0 * a[a0 + m] + s1 * b[b0 + m] + s2 * c[c0 + m] + s3 * d[d0 + m];
}

/** Adds a share of row l of a transform, as far as it and the circle reach. */
function addRow(re: Float64Array, im: Float64Array, to: number, inside: number, source: Otf, l: number, share: number): void {
  const { limit } = source;
  if (l < -limit || l > limit) return;
  const first = (l + limit) * (limit + 1);
  const end = first + Math.min(inside, limit) + 1;
  const fromRe = source.re;
  const fromIm = source.im;
  for (let at = first; at < end; at++, to++) {
    re[to] += share * fromRe[at];
    im[to] += share * fromIm[at];
  }
}

function refine(otf: Otf, factor: number): Otf {
  const { limit } = otf;
  const columns = limit + 1;
  // Rows with three conjugate columns on the left and three empty ones on the right, so that six points always exist.
  const wide = limit + 7;
  const rows = 2 * limit + 1;
  const sourceRe = new Float64Array(wide * rows);
  const sourceIm = new Float64Array(wide * rows);
  for (let row = 0; row < rows; row++) {
    for (let m = -3; m <= limit; m++) {
      const at = m >= 0 ? row * columns + m : (rows - 1 - row) * columns - m;
      sourceRe[row * wide + m + 3] = otf.re[at];
      sourceIm[row * wide + m + 3] = m >= 0 ? otf.im[at] : -otf.im[at];
    }
  }
  const newLimit = limit * factor;
  const newColumns = newLimit + 1;
  const weights = Array.from({ length: factor }, (_, n) => sixPoint(n / factor));
  const betweenRe = new Float64Array(newColumns * rows);
  const betweenIm = new Float64Array(newColumns * rows);
  for (let row = 0; row < rows; row++) {
    for (let m = 0; m < newColumns; m++) {
      const first = row * wide + Math.floor(m / factor) + 1;
      const w = weights[m % factor];
      let sumRe = 0;
      let sumIm = 0;
      for (let tap = 0; tap < 6; tap++) {
        sumRe += w[tap] * sourceRe[first + tap];
        sumIm += w[tap] * sourceIm[first + tap];
      }
      betweenRe[row * newColumns + m] = sumRe;
      betweenIm[row * newColumns + m] = sumIm;
    }
  }
  const re = new Float64Array(newColumns * (2 * newLimit + 1));
  const im = new Float64Array(re.length);
  for (let l = 0; l <= 2 * newLimit; l++) {
    const first = Math.floor(l / factor) - 2;
    const w = weights[l % factor];
    for (let tap = 0; tap < 6; tap++) {
      const row = first + tap;
      if (row < 0 || row >= rows || w[tap] === 0) continue;
      for (let m = 0, to = l * newColumns, at = row * newColumns; m < newColumns; m++, to++, at++) {
        re[to] += w[tap] * betweenRe[at];
        im[to] += w[tap] * betweenIm[at];
      }
    }
  }
  return { period: otf.period * factor, limit: newLimit, re, im };
}

/** Lagrange's weights of points -2 to 3 at t. */
function sixPoint(t: number): number[] {
  return Array.from({ length: 6 }, (_, p) => {
    let weight = 1;
    for (let q = 0; q < 6; q++) if (q !== p) weight *= (t - (q - 2)) / (p - q);
    return weight;
  });
}
