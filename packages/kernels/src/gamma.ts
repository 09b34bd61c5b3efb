import { exp, lgamma, log } from "./math.ts";

/**
 * Regularised lower incomplete gamma function P(a, x); absolute error below 1e-14 for a from 0.1 to 50.
 *
 * @param a above 0
 * @param x at least 0
 * @see Abramowitz and Stegun 6.5.29 (series), 6.5.31 (continued fraction, evaluated by Lentz's method)
 */
export function gammaP(a: number, x: number): number {
  if (!(x > 0)) return 0;
  if (x === Infinity) return 1;
  const front = exp(a * log(x) - x - lgamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; term > sum * 1e-17; n++) sum += term *= x / (a + n);
    return front * sum;
  }
  let b = x + 1 - a;
  let d = 1 / b;
  let c = 1e300;
  let fraction = d;
  for (let n = 1; n < 500; n++) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    const change = c * d;
    fraction *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return 1 - front * fraction;
}

/** x with P(a, x) = fraction, by Newton's method held inside a shrinking bracket. */
export function inverseGammaP(a: number, fraction: number): number {
  let low = 0;
  let high = a + 1;
  while (gammaP(a, high) < fraction) high *= 2;
  let x = Math.min(a, high);
  for (let step = 0; step < 200; step++) {
    const excess = gammaP(a, x) - fraction;
    if (excess > 0) high = x;
    else low = x;
    const slope = exp((a - 1) * log(x) - x - lgamma(a));
    let next = x - excess / slope;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (Math.abs(next - x) <= 4e-16 * x) return next;
    x = next;
  }
  return x;
}
