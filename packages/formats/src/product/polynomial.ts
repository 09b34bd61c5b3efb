/** Value of a polynomial. @param coefficients highest power first, as numpy.poly1d has them */
export function polynomialAt(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (const coefficient of coefficients) value = value * x + coefficient;
  return value;
}

/** @returns coefficients, highest power first; none for a constant */
export function slopeOf(coefficients: readonly number[]): readonly number[] {
  const degree = coefficients.length - 1;
  return coefficients.slice(0, -1).map((coefficient, n) => coefficient * (degree - n));
}

/**
 * Where a polynomial does not rise between 0 and `top`: a place in the first stretch between turning points whose slope is not above 0. All
 * turning points are found, so that no dip is too narrow.
 *
 * @param coefficients highest power first
 * @returns undefined when it rises all the way; NaN when a coefficient is not finite
 */
export function fallOf(coefficients: readonly number[], top: number): number | undefined {
  if (!coefficients.every(Number.isFinite)) return Number.NaN;
  // In units of `top`, where the powers are of one size.
  const degree = coefficients.length - 1;
  const slope = slopeOf(coefficients.map((coefficient, n) => coefficient * top ** (degree - n)));
  const places = [0, ...turns(slope), 1];
  for (let n = 1; n < places.length; n++) {
    const middle = (places[n - 1] + places[n]) / 2;
    if (!(polynomialAt(slope, middle) > 0)) return middle * top;
  }
  return undefined;
}

/** Where a polynomial changes its sign between 0 and 1, ascending: between two turning points it does so once at most. */
function turns(coefficients: readonly number[]): number[] {
  if (coefficients.length < 2) return [];
  const places = [0, ...turns(slopeOf(coefficients)), 1];
  const found: number[] = [];
  for (let n = 1; n < places.length; n++) {
    let [low, high] = [places[n - 1], places[n]];
    const isAbove = polynomialAt(coefficients, low) > 0;
    if (isAbove === polynomialAt(coefficients, high) > 0) continue;
    // 2^-53 of an interval of 1 at most.
    for (let half = 0; half < 53; half++) {
      const middle = (low + high) / 2;
      if (polynomialAt(coefficients, middle) > 0 === isAbove) low = middle;
      else high = middle;
    }
    found.push(high);
  }
  return found;
}
