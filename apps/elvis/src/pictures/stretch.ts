/**
 * Values at given fractions of the sorted finite pixels, from at most about 200 000 of them.
 *
 * @param fractions 0 to 1
 */
export function quantiles(pixels: Float32Array, fractions: readonly number[]): number[] {
  const step = Math.max(1, Math.floor(pixels.length / 200_000));
  const sample: number[] = [];
  for (let at = 0; at < pixels.length; at += step) if (Number.isFinite(pixels[at])) sample.push(pixels[at]);
  if (sample.length === 0) return fractions.map(() => 0);
  const sorted = Float64Array.from(sample).sort();
  return fractions.map((fraction) => sorted[Math.min(sorted.length - 1, Math.round(fraction * (sorted.length - 1)))]);
}

/** How pixels become grey: black below `black`, white above `white`, logarithm-like between (Lupton et al. 2004, asinh). */
export interface Stretch {
  readonly black: number;
  readonly white: number;
  /** Signal above black where the curve turns from linear to logarithmic. */
  readonly softening: number;
}

/**
 * A stretch that shows the sky's noise dark and faint galaxies on it: black 3 sigma below the sky, white 150 sigma above it; the sky is about a seventh of white.
 *
 * @param calm above 1 for averaged pixels, whose noise is so small that steps between amplifiers would show
 */
export function skyStretch(pixels: Float32Array, calm = 1): Stretch {
  const [low, median] = quantiles(pixels, [0.159, 0.5]);
  // The upper half of the histogram holds the objects: the noise is read off the lower.
  const sigma = Math.max(calm * (median - low), 1e-6);
  return { black: median - 3 * sigma, white: median + 150 * sigma, softening: 3 * sigma };
}

/** One grey level, 0 to 255. */
export function grey(value: number, { black, white, softening }: Stretch): number {
  if (!(value > black)) return 0;
  if (value >= white) return 255;
  return Math.round((255 * Math.asinh((value - black) / softening)) / Math.asinh((white - black) / softening));
}
