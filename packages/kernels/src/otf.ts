import { fft2d, fftScratch, fftTables } from "./fft.ts";

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
 * Transform of a sampled image: by FFT where period x oversampling is a power of two, else by its definition, along both axes apart, which is exact
 * for any size.
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
  const points = period * oversampling;
  if (points >= size && Number.isInteger(Math.log2(points)) && 2 * bandLimit < oversampling)
    return otfByFft(samples, size, points, period, bandLimit);
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

function otfByFft(samples: Float32Array | Float64Array, size: number, points: number, period: number, bandLimit: number): Otf {
  const origin = Math.floor(size / 2);
  const planeRe = new Float64Array(points * points);
  const planeIm = new Float64Array(points * points);
  const mask = points - 1;
  for (let y = 0; y < size; y++) {
    const row = ((y - origin) & mask) * points;
    for (let x = 0; x < size; x++) planeRe[row + ((x - origin) & mask)] = samples[y * size + x];
  }
  fft2d(fftTables(), fftScratch(), points, points, planeRe, planeIm);
  const limit = Math.floor(bandLimit * period);
  const columns = limit + 1;
  const re = new Float32Array(columns * (2 * limit + 1));
  const im = new Float32Array(re.length);
  for (let l = -limit; l <= limit; l++) {
    const inside = Math.floor(Math.sqrt(Math.max(0, (bandLimit * period) ** 2 - l * l)));
    for (let m = 0, to = (l + limit) * columns, at = (l & mask) * points; m <= inside; m++, to++, at++) {
      re[to] = planeRe[at];
      im[to] = planeIm[at];
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
