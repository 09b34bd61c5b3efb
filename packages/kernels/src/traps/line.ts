import { clockSequence, type StepPhase } from "./clock.ts";
import type { Clocking } from "./clocking.ts";
import type { ExpressMatrix } from "./express.ts";
import type { TrapGroup } from "./groups.ts";

/** Where a line's first pixel is in its memory: released charge may leave the line by one pixel at one end, by two at the other. */
export const MARGIN = 1;
const MARGINS = 3;

/** Memory of a line of pixels, electrons, with the margins that charge may leave into. */
export function lineMemory(rows: number): Float64Array {
  return new Float64Array(rows + MARGINS);
}

/** Steps of the clock as the inner loop reads them. */
interface Step {
  readonly groups: readonly TrapGroup[];
  /** Pixel to capture from, relative; undefined in a low phase. */
  readonly from: number | undefined;
  readonly to: readonly number[];
  readonly shares: readonly number[];
}

/** Clocks one line of pixels at a time through one line of traps. */
export class LineClock {
  readonly #steps: readonly Step[];
  readonly #groups: readonly TrapGroup[];
  readonly #express: ExpressMatrix;
  readonly #allowNegative: boolean;

  /** @param phases the traps of each phase of a pixel */
  constructor(clocking: Clocking, phases: readonly (readonly TrapGroup[])[], express: ExpressMatrix, allowNegative: boolean) {
    const isPumping = clocking.sequence === "trap-pumping";
    const sequence = clockSequence(clocking.dwellTimes.length, isPumping, clocking.releaseAway && !isPumping);
    this.#steps = sequence.flatMap((step) => step.map((phase, n) => stepOf(phase, phases[n])));
    this.#groups = phases.flat();
    this.#express = express;
    this.#allowNegative = allowNegative;
  }

  /** Empties the traps. */
  empty(): void {
    for (const { state, saved } of this.#groups) {
      state.clear();
      saved.clear();
    }
  }

  /** Keeps the traps' state for the next line. */
  keep(): void {
    for (const { state, saved } of this.#groups) saved.copy(state);
  }

  /**
   * Clocks the rows from `start` to before `stop` of a line, in place.
   *
   * @param line from `lineMemory`; pixel n at n + MARGIN
   */
  clock(line: Float64Array, start: number, stop: number): void {
    const { passes, rows, multipliers, saves } = this.#express;
    for (let pass = 0; pass < passes; pass++) {
      for (const { state, saved } of this.#groups) state.copy(saved);
      for (let row = start, at = pass * rows + start; row < stop; row++, at++) {
        const multiplier = multipliers[at];
        if (multiplier === 0) continue;
        this.#transfer(line, row + MARGIN, multiplier);
        if (saves[at] === 1) this.keep();
      }
    }
  }

  #transfer(line: Float64Array, at: number, multiplier: number): void {
    for (const { groups, from, to, shares } of this.#steps) {
      const electrons = from === undefined ? 0 : line[at + from];
      let change = 0;
      for (const group of groups) change += group.visit(electrons + change);
      for (let n = 0; n < to.length; n++) {
        const pixel = at + to[n];
        line[pixel] += change * multiplier * shares[n];
        if (!this.#allowNegative && line[pixel] < 0) line[pixel] = 0;
      }
    }
  }
}

function stepOf({ captureFrom, releaseTo, releaseShare }: StepPhase, groups: readonly TrapGroup[]): Step {
  return { groups, from: captureFrom[0], to: releaseTo, shares: releaseShare };
}
