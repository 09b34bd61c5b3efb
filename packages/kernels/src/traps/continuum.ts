import { exp, log } from "../math.ts";
import { integrate } from "./quadrature.ts";

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
export function fillAfter(continuum: Continuum, time: number): number {
  if (time === 0) return 1;
  if (time === Infinity) return 0;
  return overContinuum(continuum, (tau) => exp(-time / tau));
}

/**
 * Share of traps full after a dwell time within the electrons' reach: those full before that stay so, and those empty that fill.
 *
 * @param captureTime above 0
 * @param time since all were full, before the dwell time; Infinity for empty traps
 */
export function fillAfterDwell(continuum: Continuum, captureTime: number, time: number, dwellTime: number): number {
  return overContinuum(continuum, (tau) => {
    const total = 1 / captureTime + 1 / tau;
    const spent = (1 - exp(-total * dwellTime)) / total;
    const before = exp(-time / tau);
    return before * (1 - spent / tau) + ((1 - before) * spent) / captureTime;
  });
}

/** Integral of a law over the distribution of release times. */
function overContinuum({ releaseTime, releaseSigma }: Continuum, law: (tau: number) => number): number {
  const centre = log(releaseTime);
  const perTau = 1 / (releaseSigma * Math.sqrt(2 * Math.PI));
  const integrand = (tau: number): number => {
    const z = (log(tau) - centre) / releaseSigma;
    return ((exp(-0.5 * z * z) * perTau) / tau) * law(tau);
  };
  return integrate(integrand, 0, releaseTime + 100 * releaseSigma, RELATIVE_ERROR);
}
/** Asked of the integral, as by ArCTIC. */
const RELATIVE_ERROR = 1e-6;
