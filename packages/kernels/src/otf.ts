/**
 * Transform of a point's image (point spread function with pixel, diffusion and jitter) on a regular grid of wave numbers.
 *
 * Value (m, l), m = 0 to limit, l = -limit to limit, is at `(l + limit) * (limit + 1) + m` and belongs to the wave vector
 * (m, l) 2 pi / period, radians per pixel. For negative m it is the conjugate of (-m, -l). Beyond the limit it is zero.
 */
export interface Otf {
  /** pixels; the point's image repeats with it */
  readonly period: number;
  readonly limit: number;
  readonly re: Float32Array | Float64Array;
  readonly im: Float32Array | Float64Array;
}

/**
 * Transform of a sampled image, by its definition, along both axes apart: exact for any size, and only the wave numbers that matter are computed.
 *
 * @param samples size x size, x fastest; the origin is sample (floor(size / 2), floor(size / 2))
 * @param oversampling samples per pixel
 * @param period pixels; at least size / oversampling, or the image wraps
 * @param bandLimit cycles per pixel; beyond it the transform is taken as zero
 */
export function otfOfSamples(
  samples: Float32Array | Float64Array,
  size: number,
  oversampling: number,
  period: number,
  bandLimit: number,
): Otf {
  const limit = Math.floor(bandLimit * period);
  const columns = limit + 1;
  const origin = Math.floor(size / 2);
  const half = Math.max(origin, size - 1 - origin);
  // cos and sin of 2 pi m d / (period oversampling), for sample d of the origin: even and odd halves of the image are summed apart.
  const cos = new Float64Array((half + 1) * columns);
  const sin = new Float64Array((half + 1) * columns);
  const turn = (2 * Math.PI) / (period * oversampling);
  for (let d = 0; d <= half; d++) {
    for (let m = 0; m < columns; m++) {
      cos[d * columns + m] = Math.cos(turn * m * d);
      sin[d * columns + m] = Math.sin(turn * m * d);
    }
  }
  const rowRe = new Float64Array(size * columns);
  const rowIm = new Float64Array(size * columns);
  for (let y = 0; y < size; y++) {
    const to = y * columns;
    for (let d = 0; d <= half; d++) {
      const right = origin + d < size ? samples[y * size + origin + d] : 0;
      const left = d > 0 && d <= origin ? samples[y * size + origin - d] : 0;
      const even = right + left;
      const odd = right - left;
      if (even === 0 && odd === 0) continue;
      for (let m = 0, t = d * columns; m < columns; m++, t++) {
        rowRe[to + m] += even * cos[t];
        rowIm[to + m] -= odd * sin[t];
      }
    }
  }
  const re = new Float32Array(columns * (2 * limit + 1));
  const im = new Float32Array(re.length);
  const evenRe = new Float64Array(columns);
  const evenIm = new Float64Array(columns);
  const oddRe = new Float64Array(columns);
  const oddIm = new Float64Array(columns);
  for (let l = 0; l <= limit; l++) {
    evenRe.fill(0);
    evenIm.fill(0);
    oddRe.fill(0);
    oddIm.fill(0);
    const inside = Math.floor(Math.sqrt(Math.max(0, (bandLimit * period) ** 2 - l * l)));
    for (let d = 0; d <= half; d++) {
      const c = cos[d * columns + l];
      const s = sin[d * columns + l];
      const up = origin + d < size ? (origin + d) * columns : -1;
      const down = d > 0 && d <= origin ? (origin - d) * columns : -1;
      for (let m = 0; m <= inside; m++) {
        const upRe = up < 0 ? 0 : rowRe[up + m];
        const upIm = up < 0 ? 0 : rowIm[up + m];
        const downRe = down < 0 ? 0 : rowRe[down + m];
        const downIm = down < 0 ? 0 : rowIm[down + m];
        evenRe[m] += c * (upRe + downRe);
        evenIm[m] += c * (upIm + downIm);
        oddRe[m] += s * (upRe - downRe);
        oddIm[m] += s * (upIm - downIm);
      }
    }
    const above = (limit + l) * columns;
    const below = (limit - l) * columns;
    for (let m = 0; m <= inside; m++) {
      // exp(-i k y): cos minus i sin
      re[above + m] = evenRe[m] + oddIm[m];
      im[above + m] = evenIm[m] - oddRe[m];
      re[below + m] = evenRe[m] - oddIm[m];
      im[below + m] = evenIm[m] + oddRe[m];
    }
  }
  return { period, limit, re, im };
}

/** Multiplies by the transforms of a Gaussian (standard deviations in pixels along x and y) and, when asked, of the square pixel. */
export function blurOtf(otf: Otf, sigmaX: number, sigmaY: number, withPixel: boolean): void {
  const { limit, re, im } = otf;
  const step = (2 * Math.PI) / otf.period;
  const along = (sigma: number): Float64Array =>
    Float64Array.from({ length: limit + 1 }, (_, m) => {
      const k = m * step;
      return Math.exp(-0.5 * (sigma * k) ** 2) * (withPixel && m > 0 ? Math.sin(k / 2) / (k / 2) : 1);
    });
  const x = along(sigmaX);
  const y = along(sigmaY);
  for (let l = -limit, at = 0; l <= limit; l++) {
    const factor = y[Math.abs(l)];
    for (let m = 0; m <= limit; m++, at++) {
      re[at] *= factor * x[m];
      im[at] *= factor * x[m];
    }
  }
}

/**
 * Weighted sum of transforms on the grid of another period.
 *
 * A shorter period (by a power of two) takes every second, fourth, ... wave number: the image wraps, exactly as on a smaller stamp. A longer one
 * interpolates with six points along each axis, good to 1e-4 of the light that is an eighth of the old period away from the origin.
 *
 * @param otfs all of one period; their limits may differ
 * @param period pixels, a power of two times or through theirs
 */
export function blendOtf(otfs: readonly Otf[], weights: readonly number[], period: number): Otf {
  const from = otfs[0].period;
  const skip = period < from ? from / period : 1;
  const limit = Math.floor(Math.max(...otfs.map((otf) => otf.limit)) / skip);
  const columns = limit + 1;
  const re = new Float64Array(columns * (2 * limit + 1));
  const im = new Float64Array(re.length);
  for (let n = 0; n < otfs.length; n++) {
    const weight = weights[n];
    if (weight === 0) continue;
    const source = otfs[n];
    const own = Math.floor(source.limit / skip);
    for (let l = -own; l <= own; l++) {
      let to = (l + limit) * columns;
      let at = (l * skip + source.limit) * (source.limit + 1);
      for (let m = 0; m <= own; m++, to++, at += skip) {
        re[to] += weight * source.re[at];
        im[to] += weight * source.im[at];
      }
    }
  }
  const otf = { period: Math.min(period, from), limit, re, im };
  return period > from ? refine(otf, period / from) : otf;
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
