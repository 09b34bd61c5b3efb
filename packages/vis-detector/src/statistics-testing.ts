import { gaussian, logFactorial, type Stream, stream } from "@elvis/kernels";

/** Moments about a known mean. */
export interface Moments {
  readonly count: number;
  readonly mean: number;
  readonly variance: number;
  /** Mean cube of the distance from the known mean. */
  readonly third: number;
}

export function momentsAbout(values: Float32Array, known: number): Moments {
  let [first, second, third] = [0, 0, 0];
  for (const value of values) {
    const step = value - known;
    first += step;
    second += step * step;
    third += step * step * step;
  }
  const count = values.length;
  return { count, mean: known + first / count, variance: second / count, third: third / count };
}

/**
 * How far mean, variance and third moment are from those of a Poisson number, in their standard errors.
 *
 * Central moments of a Poisson number of mean m: m, m, m + 3 m^2 (fourth), m + 25 m^2 + 15 m^3 (sixth).
 */
export function poissonDeviations(values: Float32Array, m: number): readonly number[] {
  const { count, mean, variance, third } = momentsAbout(values, m);
  const root = Math.sqrt(count);
  return [
    ((mean - m) / Math.sqrt(m)) * root,
    ((variance - m) / Math.sqrt(m + 2 * m * m)) * root,
    ((third - m) / Math.sqrt(m + 24 * m * m + 15 * m ** 3)) * root,
  ];
}

/** Kolmogorov-Smirnov: largest distance from the distribution function of a Poisson number, times the root of the count. 1.95 is passed once in 1000. */
export function poissonDistance(values: Float32Array, m: number): number {
  const sorted = values.slice().sort();
  let [below, worst, at] = [0, 0, 0];
  const first = Math.max(0, Math.floor(m - 12 * Math.sqrt(m)));
  for (let k = first; k <= m + 12 * Math.sqrt(m) + 20; k++) {
    below += Math.exp(k * Math.log(m) - m - logFactorial(k));
    while (at < sorted.length && sorted[at] <= k) at++;
    worst = Math.max(worst, Math.abs(at / sorted.length - below));
  }
  return worst * Math.sqrt(values.length);
}

/** As `poissonDistance`, from any distribution function that is continuous. */
export function distance(values: readonly number[], cumulative: (value: number) => number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const worst = sorted.reduce((most, value, n) => Math.max(most, Math.abs(cumulative(value) - (n + 0.5) / sorted.length)), 0);
  return worst * Math.sqrt(sorted.length);
}

/** Correlation of two sets of pixels, in its standard error: b is taken `lag` pixels later. */
export function correlation(a: Float32Array, b: Float32Array, lag = 0): number {
  const count = Math.min(a.length, b.length - lag);
  let [sumA, sumB, aa, bb, ab] = [0, 0, 0, 0, 0];
  for (let n = 0; n < count; n++) {
    sumA += a[n];
    sumB += b[n + lag];
  }
  for (let n = 0; n < count; n++) {
    const [stepA, stepB] = [a[n] - sumA / count, b[n + lag] - sumB / count];
    aa += stepA * stepA;
    bb += stepB * stepB;
    ab += stepA * stepB;
  }
  return (ab / Math.sqrt(aa * bb)) * Math.sqrt(count);
}

/** A stream for tests of this name. */
export const testStream = (name: string): Stream => stream(20_261_125, "statistics", name);

/** What a plane of nothing but bias and read noise reads, ADU: as the chain computes it, number by number. */
export function biasPixels(noise: Stream, count: number, sigma: number, gain: number, level: number): Float32Array {
  return Float32Array.from({ length: count }, (_, n) => {
    const electrons = Math.fround(sigma * gaussian(noise, n));
    const adu = Math.fround(Math.fround(electrons / gain) + level);
    const down = Math.floor(adu);
    const rest = adu - down;
    return rest > 0.5 || (rest === 0.5 && down % 2 !== 0) ? down + 1 : down;
  });
}

/** Polynomial through points, each with its standard error, by least squares: coefficients, lowest power first, and their errors. */
export function curveThrough(
  points: readonly { readonly x: number; readonly y: number; readonly error: number }[],
  degree: number,
): readonly { readonly value: number; readonly error: number }[] {
  const size = degree + 1;
  const scale = Math.max(...points.map(({ x }) => Math.abs(x)));
  // Normal equations beside the unit matrix, which becomes their inverse; x in units of the largest.
  const rows = Array.from({ length: size }, (_, r) =>
    Array.from({ length: 2 * size + 1 }, (__, c) => {
      if (c > size) return c - size - 1 === r ? 1 : 0;
      return points.reduce((sum, { x, y, error }) => sum + ((x / scale) ** r * (c < size ? (x / scale) ** c : y)) / error ** 2, 0);
    }),
  );
  for (let n = 0; n < size; n++) {
    const pivot = rows[n][n];
    rows[n] = rows[n].map((value) => value / pivot);
    for (let r = 0; r < size; r++) {
      const factor = rows[r][n];
      if (r !== n) rows[r] = rows[r].map((value, c) => value - factor * rows[n][c]);
    }
  }
  return rows.map((row, n) => ({ value: row[size] / scale ** n, error: Math.sqrt(row[size + 1 + n]) / scale ** n }));
}
