import { gauss16 } from "../gauss.ts";
import { exp, log } from "../math.ts";

/** Release times spread log-normally about their median. */
export interface Continuum {
  readonly releaseTime: number;
  /** Standard deviation of ln(time). */
  readonly releaseSigma: number;
}

/**
 * Share of traps still full, a time after all were: int n(tau) exp(-t / tau) dtau.
 *
 * As in ArCTIC release times end at the median + 100 sigma (in time, though sigma is of its logarithm): a wide distribution does not sum to 1.
 *
 * @param time 0 or more; Infinity is what never was full
 */
export function fillAfter({ releaseTime, releaseSigma }: Continuum, time: number): number {
  if (time === 0) return 1;
  if (time === Infinity) return 0;
  // In z = ln(tau / median) / sigma the integrand is log-concave, no wider than the normal distribution; about its peak.
  let peak = 0;
  for (let step = 0; step < 60; step++) {
    const rate = (time / releaseTime) * exp(-releaseSigma * peak) * releaseSigma;
    const change = (rate - peak) / (1 + rate * releaseSigma);
    peak += change;
    if (Math.abs(change) < 1e-3) break;
  }
  return overContinuum({ releaseTime, releaseSigma }, peak, (tau) => exp(-time / tau));
}

/**
 * Share of traps full after a dwell time within the electrons' reach: those full before that stay so, and those empty that fill.
 *
 * @param time since all were full, before the dwell time; Infinity for empty traps
 * @param captureTime 0: none fill, as in ArCTIC, which takes a capture rate of 0 for it
 */
export function fillAfterDwell(continuum: Continuum, captureTime: number, time: number, dwellTime: number): number {
  const capture = captureTime > 0 ? 1 / captureTime : 0;
  return overContinuum(continuum, 0, (tau) => {
    const total = capture + 1 / tau;
    const spent = (1 - exp(-total * dwellTime)) / total;
    const before = exp(-time / tau);
    return before * (1 - spent / tau) + (1 - before) * capture * spent;
  });
}

/** Integral of a law over the release times, by Gauss-Legendre panels in ln(time) over 9 sigma to each side of `centre`. */
function overContinuum({ releaseTime, releaseSigma }: Continuum, centre: number, law: (tau: number) => number): number {
  const end = Math.min(centre + REACH, log((releaseTime + 100 * releaseSigma) / releaseTime) / releaseSigma);
  const start = Math.min(centre, end) - REACH;
  const panels = Math.ceil((end - start) / Math.min(1, 1 / releaseSigma));
  const half = (end - start) / panels / 2;
  let sum = 0;
  for (let panel = 0; panel < panels; panel++) {
    const middle = start + (2 * panel + 1) * half;
    for (let g = 0; g < 16; g++) {
      const z = middle + half * gauss16.nodes[g];
      sum += gauss16.weights[g] * exp(-0.5 * z * z) * law(releaseTime * exp(releaseSigma * z));
    }
  }
  return (sum * half) / Math.sqrt(2 * Math.PI);
}
/** Standard deviations; exp(-9^2 / 2) is 3e-18. */
const REACH = 9;
