/** Curves over one grid of wavelengths, linear between its places; the two sides of a step have the same wavelength. */
export interface SampledCurves {
  /** nm, ascending */
  readonly wavelengths: Float64Array;
  readonly curves: readonly Float64Array[];
}

/** The same curves with places between the given ones, such that neighbours lie no farther apart than the share `step` of their wavelength. */
export function refined(wavelengths: ArrayLike<number>, curves: readonly ArrayLike<number>[], step: number): SampledCurves {
  const pieces = Array.from({ length: wavelengths.length - 1 }, (_, n) =>
    Math.max(1, Math.ceil((wavelengths[n + 1] - wavelengths[n]) / (step * wavelengths[n]))),
  );
  const length = 1 + pieces.reduce((sum, count) => sum + count, 0);
  const spread = (values: ArrayLike<number>): Float64Array => {
    const out = new Float64Array(length);
    let at = 0;
    pieces.forEach((count, n) => {
      for (let piece = 0; piece < count; piece++) out[at++] = values[n] + (piece / count) * (values[n + 1] - values[n]);
    });
    out[at] = values[pieces.length];
    return out;
  };
  return { wavelengths: spread(wavelengths), curves: curves.map(spread) };
}

/**
 * A curve of fewer places, which is nowhere farther than `tolerance` from the given one: places are left out that lie so near the line between those that stay.
 *
 * Both sides of a step stay. From each place that stays, the next is the farthest that will do; the range of slopes that pass near all places between narrows as it goes.
 */
export function thinned(wavelengths: Float64Array, values: Float64Array, tolerance: number): readonly number[] {
  const last = wavelengths.length - 1;
  const kept = [0];
  for (let from = 0; from < last; from = kept[kept.length - 1]) {
    let [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    let best = from + 1;
    for (let to = from + 1; to <= last && low <= high; to++) {
      const width = wavelengths[to] - wavelengths[from];
      if (width === 0) break;
      const rise = values[to] - values[from];
      if (rise / width >= low && rise / width <= high) best = to;
      // A step begins here: nothing may be left out across it.
      if (to < last && wavelengths[to + 1] === wavelengths[to]) break;
      low = Math.max(low, (rise - tolerance) / width);
      high = Math.min(high, (rise + tolerance) / width);
    }
    kept.push(best);
  }
  return kept;
}

/** The last place at or before `wavelength`: 0 where all lie after it, the last but one where none does. */
export function placeBefore(wavelengths: Float64Array, wavelength: number): number {
  let low = 0;
  let high = wavelengths.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (wavelengths[middle] <= wavelength) low = middle;
    else high = middle;
  }
  return low;
}
