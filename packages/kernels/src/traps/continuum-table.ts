import { exp, log } from "../math.ts";
import { fillAfter, fillAfterDwell } from "./continuum.ts";
import type { InstantCaptureContinuum, SlowCaptureContinuum } from "./species.ts";

const POINTS = 1000;

/**
 * Fills of a continuum of release times by the time since the traps were full, and back: ArCTIC's tables, linear in ln(time) between points.
 *
 * The points go from the longest time, all the transfers there can be, down to one dwell time, or a thirtieth of it where capture takes time and
 * leaves traps nearly full; beyond, the outermost pieces go on.
 */
export class ContinuumTable {
  /** Rising, for times equally spaced in their logarithm and falling. */
  readonly #fill = new Float64Array(POINTS);
  readonly #afterDwell = new Float64Array(POINTS);
  readonly #atLongest: number;
  readonly #step: number;
  readonly #afterDwellOfFull: number;
  readonly #afterDwellOfEmpty: number;

  /** @param transfers the longest time, in dwell times */
  constructor(species: InstantCaptureContinuum | SlowCaptureContinuum, dwellTime: number, transfers: number) {
    const isSlow = species.kind === "slow-capture-continuum";
    const longest = Math.max(2, transfers) * dwellTime;
    this.#atLongest = log(longest);
    this.#step = (this.#atLongest - log(isSlow ? dwellTime / 30 : dwellTime)) / (POINTS - 1);
    const after = (time: number): number => (isSlow ? fillAfterDwell(species, species.captureTime, time, dwellTime) : 0);
    for (let n = 0; n < POINTS; n++) {
      const time = exp(this.#atLongest - n * this.#step);
      this.#fill[n] = fillAfter(species, time);
      this.#afterDwell[n] = after(time);
    }
    this.#afterDwellOfFull = after(0);
    this.#afterDwellOfEmpty = after(100 * longest);
  }

  /** Share of traps full, a time after all were. */
  fill(time: number): number {
    if (time === 0) return 1;
    return time === Infinity ? 0 : this.#interpolate(this.#fill, time);
  }

  /** Share of traps full after a dwell time among electrons, all having been full a time before that. */
  fillAfterDwell(time: number): number {
    if (time === 0) return this.#afterDwellOfFull;
    return time === Infinity ? this.#afterDwellOfEmpty : this.#interpolate(this.#afterDwell, time);
  }

  /** The time after which this share of traps is left full; Infinity when none is. */
  age(share: number): number {
    if (share === 1) return 0;
    if (share === 0) return Infinity;
    let low = 0;
    let high = POINTS - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#fill[middle] <= share) low = middle;
      else high = middle;
    }
    const within = (share - this.#fill[low]) / (this.#fill[high] - this.#fill[low]);
    return exp(this.#atLongest - (low + within) * this.#step);
  }

  #interpolate(table: Float64Array, time: number): number {
    const place = (this.#atLongest - log(time)) / this.#step;
    const low = Math.min(Math.max(Math.floor(place), 0), POINTS - 2);
    const within = place - low;
    return Math.min(Math.max((1 - within) * table[low] + within * table[low + 1], 0), 1);
  }
}
