/** What one phase of a pixel does in one step of the clock. Pixels are relative to the trap's own; +1 is the next one away from the readout. */
export interface StepPhase {
  /** Held high: electrons gather here. */
  readonly high: boolean;
  /** The pixel whose electrons the traps of this phase meet; none in a low phase. */
  readonly captureFrom: readonly number[];
  /** The pixels whose electrons are nearest, which take what the traps release, and the shares they get. */
  readonly releaseTo: readonly number[];
  readonly releaseShare: readonly number[];
}

/**
 * The steps of one transfer (or of one pump back and forth), each with its phases.
 *
 * Charge goes from phase 0 of a pixel to its last, then to phase 0 of the pixel before, which is nearer to the readout. So at step s of a transfer the
 * electrons of pixel m are in phase s - m P of this pixel, P being the number of phases; released electrons go to those that are nearest, in two
 * halves where two are.
 *
 * @param steps of the sequence: as many as phases, or twice as many when `pumps`
 * @param pumps walks the electrons forward by one pixel and back again
 * @param releaseAway what phases past the high one release goes one pixel further from the readout
 * @returns by step, then phase
 */
export function clockSequence(steps: number, pumps: boolean, releaseAway: boolean): readonly (readonly StepPhase[])[] {
  const count = phasesOf(steps, pumps);
  return Array.from({ length: steps }, (_, step) => {
    const place = pumps ? count - Math.abs(step - count) : step;
    return Array.from({ length: count }, (_, phase) => stepPhase(phase, place, count, releaseAway));
  });
}

/** @throws RangeError when pumping has an odd number of steps, or there is none */
export function phasesOf(steps: number, pumps: boolean): number {
  if (steps < 1 || (pumps && steps % 2 !== 0))
    throw new RangeError(`kernels: traps: ${steps} dwell times, expected ${pumps ? "an even number" : "one or more"}`);
  return pumps ? steps / 2 : steps;
}

/** @param place where the electrons of this pixel are, in phases from its first */
function stepPhase(phase: number, place: number, count: number, releaseAway: boolean): StepPhase {
  const high = place % count;
  const shift = releaseAway && phase > high ? 1 : 0;
  if (phase === high) {
    const own = (place - phase) / count;
    return { high: true, captureFrom: [own], releaseTo: [own], releaseShare: [1] };
  }
  const distances = [-1, 0, 1, 2].map((pixel) => Math.abs(phase - place + pixel * count));
  const nearest = Math.min(...distances);
  const releaseTo = [-1, 0, 1, 2].filter((_, n) => distances[n] === nearest).map((pixel) => pixel + shift);
  return { high: false, captureFrom: [], releaseTo, releaseShare: releaseTo.map(() => 1 / releaseTo.length) };
}
