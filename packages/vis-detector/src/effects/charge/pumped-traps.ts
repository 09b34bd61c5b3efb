import { child, exp, gaussian, type Pool, poissonOn, type Stream, uniform } from "@elvis/kernels";

/** A kind of traps that pumping shows. */
export interface PumpedSpecies {
  /** Traps a pixel, at least 0: of the image area (parallel) or of the serial register. */
  readonly density: number;
  /** s, above 0; the median */
  readonly releaseTime: number;
}

/** One trap. */
export interface PumpedTrap {
  /** s */
  readonly releaseTime: number;
  /** Where it lies in the well: volume below it, 0 to 1. */
  readonly level: number;
  /**
   * Where its electrons go: 1 to the pixel further from the readout, -1 to the one nearer, 0 back to the own pixel. Charge visits three phases in a pump;
   * traps under the one in which it begins give what they took from both neighbours back alike.
   */
  readonly sense: -1 | 0 | 1;
}

const SENSES = [1, -1, 0] as const;
/** Uniform numbers of a trap. */
const DRAWS = 2;

/**
 * Writes how many traps of each kind there are in each pixel of a row, kinds of a pixel side by side: Poisson numbers, looked up by row, column and kind.
 *
 * @param means the densities of the kinds, again and again: width x kinds
 * @param out as long, in the pool's memory for speed
 */
export async function countTraps(pool: Pool, from: Stream, row: number, means: Float32Array, out: Float32Array): Promise<void> {
  out.set(means);
  await poissonOn(pool, child(from, row), out);
}

/**
 * The traps of a pixel, the same whenever they are asked for.
 *
 * @param place of the pixel in its frame, from 0
 * @param counts of each kind; in a row's counts from `first` on
 */
export function drawTraps(
  from: Stream,
  place: number,
  species: readonly PumpedSpecies[],
  releaseSigma: number,
  counts: Float32Array,
  first: number,
): readonly PumpedTrap[] {
  const traps: PumpedTrap[] = [];
  for (const [kind, { releaseTime }] of species.entries()) {
    const index = place * species.length + kind;
    for (let n = 0; n < counts[first + kind]; n++)
      traps.push({
        releaseTime: releaseSigma === 0 ? releaseTime : releaseTime * exp(releaseSigma * gaussian(from, index, n)),
        level: uniform(from, index, DRAWS * n),
        sense: SENSES[Math.floor(3 * uniform(from, index, DRAWS * n + 1))],
      });
  }
  return traps;
}
