import { log, logFactorial, pow, type Stream, uniform } from "@elvis/kernels";

/** Mean, of the rarer outcome, from which on numbers are drawn by rejection; below it by inversion. */
const REJECT_FROM = 10;

/**
 * The binomial number of an index: how many of `count` trials succeed.
 *
 * Exact, to the resolution of its uniform numbers.
 *
 * @param index pixel, object, ...
 * @param count trials, a whole number from 0 up
 * @param probability 0 to 1
 * @see Hormann 1993, "The generation of binomial random variates", algorithm BTRS
 */
export function binomial(random: Stream, index: number, count: number, probability: number): number {
  if (probability > 0.5) return count - rarer(random, index, count, 1 - probability);
  return rarer(random, index, count, probability);
}

function rarer(random: Stream, index: number, count: number, probability: number): number {
  if (count <= 0 || probability <= 0) return 0;
  return count * probability < REJECT_FROM ? invert(random, index, count, probability) : reject(random, index, count, probability);
}

/** Smallest number whose cumulative probability exceeds a uniform number. */
function invert(random: Stream, index: number, count: number, probability: number): number {
  const ratio = probability / (1 - probability);
  let rest = uniform(random, index);
  let term = pow(1 - probability, count);
  for (let k = 0; k < count; k++) {
    if (rest < term) return k;
    rest -= term;
    term *= (ratio * (count - k)) / (k + 1);
    // The terms beyond no longer change a sum of 53 bits.
    if (term < 1e-17 && k > count * probability) return k + 1;
  }
  return count;
}

/** Transformed rejection with a squeeze; a and b as the paper has them. */
function reject(random: Stream, index: number, count: number, probability: number): number {
  const spread = Math.sqrt(count * probability * (1 - probability));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * probability;
  const centre = count * probability + 0.5;
  const quickLimit = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * spread;
  const mode = Math.floor((count + 1) * probability);
  const most = logFactorial(mode) + logFactorial(count - mode);
  const ratio = log(probability / (1 - probability));
  for (let draw = 0; ; draw += 2) {
    const u = uniform(random, index, draw) - 0.5;
    const v = uniform(random, index, draw + 1);
    const rest = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / rest + b) * u + centre);
    if (rest >= 0.07 && v <= quickLimit) return k;
    if (k < 0 || k > count) continue;
    const bound = most - logFactorial(k) - logFactorial(count - k) + (k - mode) * ratio;
    if (log((v * alpha) / (a / (rest * rest) + b)) <= bound) return k;
  }
}
