import type { CtiDirection, TrapSpecies } from "@elvis/formats/product";
import { type ChargeTransfer, type Clocking, type Direction, type Pool, type Species, transferCharge } from "@elvis/kernels";
import { StageError } from "@elvis/stage";

/** How lines are clocked, beside what the model says. */
export interface Clock {
  readonly sequence: Exclude<Clocking["sequence"], "trap-pumping">;
  /** Row (parallel) or column (serial) from which pixels are overscan. */
  readonly overscanStart: number;
}

/** One direction of charge transfer, as the kernels take it. The pixels between light and readout node are in the plane: no prescan beside it. */
export function directionOf(model: CtiDirection, { sequence, overscanStart }: Clock): Direction {
  const { traps, well, phases, express, window, emptyBetweenLines, emptyForFirstTransfers, releaseAway, integerExpress } = model;
  return {
    clocking: {
      sequence,
      dwellTimes: phases.map(({ dwellTime }) => dwellTime),
      prescan: 0,
      overscanStart,
      emptyBetweenColumns: emptyBetweenLines,
      emptyForFirstTransfers,
      releaseAway,
      integerExpress,
    },
    phases: phases.map(({ trapShare }) => ({ ...well, trapFraction: trapShare })),
    species: traps.map(speciesOf),
    express,
    ...(window !== undefined && { windowStart: window[0], windowStop: window[1] }),
  };
}

/** The kind of a species follows from its numbers. */
function speciesOf({ density, releaseTime, releaseSigma, captureTime, surface }: TrapSpecies): Species {
  const traps = { density, releaseTime };
  if (releaseSigma > 0 && captureTime > 0) return { kind: "slow-capture-continuum", ...traps, releaseSigma, captureTime };
  if (releaseSigma > 0) return { kind: "instant-capture-continuum", ...traps, releaseSigma };
  if (captureTime > 0) return { kind: "slow-capture", ...traps, captureTime };
  return { kind: "instant-capture", ...traps, ...(surface !== undefined && { surface }) };
}

/** The planes that are to be clocked, all of one size. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  /** electrons; row 0 and column 0 are nearest to the readout; overwritten */
  readonly planes: readonly Float32Array[];
}

/**
 * Clocks planes through traps, in place.
 *
 * @param effect whose name an error begins with
 * @throws StageError when the model has no meaning
 */
export async function moveThroughTraps(
  effect: string,
  pool: Pool,
  { width, height, planes }: Planes,
  transfer: ChargeTransfer,
  signal: AbortSignal,
): Promise<void> {
  try {
    await transferCharge(pool, planes, width, height, transfer, { signal });
  } catch (error) {
    if (error instanceof RangeError) throw new StageError(`${effect}: ${error.message.replace(/^kernels: traps: /, "")}`);
    throw error;
  }
}
