// The transform of a sampled point's image, added to a grid of wave numbers. The plain twin is otfOfSamples in src/otf.ts.
import { fftLines, transpose } from "./fft";
import { F, roundUp4, zero } from "./simd";

/**
 * Transforms size x size samples about their sample (size / 2, size / 2), padded to points x points, and keeps wave numbers m = 0 to limit, l = -limit to
 * limit as in src/otf.ts, inside the circle of radius `circle`.
 *
 * @param work four planes of points x points float32
 * @param out (2 limit + 1) rows of limit + 1, real then imaginary parts
 */
export function transformSamples(
  twiddles: usize,
  samples: usize,
  size: i32,
  points: i32,
  limit: i32,
  circle: f64,
  work: usize,
  out: usize,
): void {
  const plane = <usize>(points * points) * F;
  const re = work;
  const im = work + plane;
  zero(re, points * points);
  zero(im, points * points);
  const origin = size >> 1;
  const mask = points - 1;
  for (let y = 0; y < size; y++) {
    const row = re + <usize>(((y - origin) & mask) * points) * F;
    // The right half of the samples, then the left half at the row's end.
    memory.copy(row, samples + <usize>(y * size + origin) * F, <usize>(size - origin) * F);
    memory.copy(row + <usize>(points - origin) * F, samples + <usize>(y * size) * F, <usize>origin * F);
  }
  const isElsewhere = fftLines(twiddles, points, points, re, im, work + 2 * plane, work + 3 * plane);
  const fromRe = isElsewhere ? work + 2 * plane : re;
  const fromIm = isElsewhere ? work + 3 * plane : im;
  const toRe = isElsewhere ? re : work + 2 * plane;
  const toIm = isElsewhere ? im : work + 3 * plane;
  // Only rows -limit to limit are wanted: they come together, so that a transform along x has fewer lines.
  const rows = roundUp4(2 * limit + 1);
  for (let part = 0; part < 2; part++) {
    const from = part == 0 ? fromRe : fromIm;
    const to = part == 0 ? toRe : toIm;
    const bytes = <usize>points * F;
    for (let l = -limit; l <= limit; l++) memory.copy(to + bytes * <usize>(l + limit), from + bytes * <usize>(l & mask), bytes);
    zero(to + bytes * <usize>(2 * limit + 1), (rows - 2 * limit - 1) * points);
    transpose(to, from, points, rows);
  }
  const isBack = fftLines(twiddles, points, rows, fromRe, fromIm, toRe, toIm);
  const lastRe = isBack ? toRe : fromRe;
  const lastIm = isBack ? toIm : fromIm;
  const columns = limit + 1;
  const length = <usize>(columns * (2 * limit + 1)) * F;
  for (let l = -limit; l <= limit; l++) {
    const inside = circle * circle - <f64>(l * l);
    for (let m = 0; m <= limit; m++) {
      const isInside = <f64>(m * m) <= inside;
      const at = <usize>(m * rows + l + limit) * F;
      const put = out + <usize>((l + limit) * columns + m) * F;
      store<f32>(put, isInside ? load<f32>(lastRe + at) : 0);
      store<f32>(put + length, isInside ? load<f32>(lastIm + at) : 0);
    }
  }
}
