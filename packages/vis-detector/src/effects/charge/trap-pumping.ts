import type { CcdId, CtiDirection, PumpingModel } from "@elvis/formats/product";
import { child, exp, type Stream, stream, WellFill } from "@elvis/kernels";
import { StageError } from "@elvis/stage";
import type { Effect } from "../../effect.ts";
import type { Charge } from "../../frame.ts";
import { binomial } from "./binomial.ts";
import { type Half, halvesOf } from "./halves.ts";
import { countTraps, drawTraps, type PumpedSpecies, type PumpedTrap } from "./pumped-traps.ts";

export interface TrapPumpingSettings extends PumpingModel {
  /** Kinds of traps: traps a pixel, release time (s). */
  readonly species: readonly PumpedSpecies[];
  /** How electrons fill a pixel: a trap that they do not reach is not seen. */
  readonly well: CtiDirection["well"];
}

/** Of a CCD, whatever the seed of the run: traps stay where they are. */
const trapStream = (ccd: CcdId, direction: PumpingModel["direction"]): Stream => stream(0, "trap-pumping", direction, ccd);

/** Moves charge back and forth, so that traps show as pairs of a bright and a dark pixel. See ./trap-pumping.md. */
export const trapPumping = {
  name: "trap-pumping",
  elvisKey: "TRAP_PUMPING",
  async apply(frame, settings, { ccd, random, pool, report, signal }) {
    check(settings);
    const { direction, pumps, phaseTime, species, releaseSigma, well } = settings;
    const { width, height, pixels } = frame;
    const fill = new WellFill({ ...well });
    const before = pixels.slice();
    const counts = { traps: 0, dipoles: 0, moved: 0, limited: 0 };
    const pump = (noise: Stream, at: number, to: number, trap: PumpedTrap): void => {
      if (trap.level >= fill.volume(before[at])) return;
      const wanted = binomial(noise, at, pumps, pumpedShare(direction, phaseTime, trap.releaseTime));
      const given = Math.min(wanted, Math.max(0, Math.floor(pixels[at])));
      if (given < wanted) counts.limited++;
      if (given === 0) return;
      pixels[at] -= given;
      pixels[to] += given;
      counts.dipoles++;
      counts.moved += given;
    };
    const traps = trapStream(ccd, direction);
    // A stream for each trap of a pixel, by its number there.
    const noise: Stream[] = [];
    const visit = (half: Half, line: number, place: number, x: number, found: readonly PumpedTrap[]): void => {
      counts.traps += found.length;
      for (const [n, trap] of found.entries()) {
        if (trap.sense === 0) continue;
        noise[n] ??= child(random, direction, n);
        if (direction === "parallel") {
          const next = line + trap.sense;
          if (next >= 0 && next < half.rows) pump(noise[n], place, place + trap.sense * half.step * width, trap);
        } else {
          const step = awayFromNode(x, width, trap.sense);
          // A trap of the register meets the charge of every row.
          if (step !== 0) for (let v = 0, at = place; v < half.rows; v++, at += half.step * width) pump(noise[n], at, at + step, trap);
        }
      }
    };
    const mark = pool.mark();
    try {
      const kinds = species.length;
      const found = pool.float32(width * kinds);
      const means = Float32Array.from(found, (_, at) => species[at % kinds].density);
      for (const half of halvesOf(height)) {
        const lines = direction === "parallel" ? half.rows : 1;
        for (let line = 0; line < lines; line++) {
          signal.throwIfAborted();
          const y = half.register + half.step * line;
          await countTraps(pool, traps, y, means, found);
          for (let at = 0; at < found.length; at++) {
            if (found[at] === 0) continue;
            // The first kind of the pixel that has a trap: all of its kinds go together.
            const x = Math.floor(at / kinds);
            visit(half, line, y * width + x, x, drawTraps(traps, y * width + x, species, releaseSigma, found, x * kinds));
            at = (x + 1) * kinds - 1;
          }
        }
      }
    } finally {
      pool.release(mark);
    }
    report(counts);
    return frame;
  },
} as const satisfies Effect<Charge, Charge, TrapPumpingSettings>;

/**
 * Chance that a trap moves an electron to the next pixel in one pump: released while that pixel's charge is the nearest.
 *
 * @param time in a phase, s
 */
export function pumpedShare(direction: PumpingModel["direction"], time: number, releaseTime: number): number {
  const kept = exp(-time / releaseTime);
  return direction === "parallel" ? kept * (1 - kept) : 1 - kept;
}

/** Step to the next column away from the node of the quadrant (sense 1) or towards it (-1); 0 where there is none in the quadrant. */
function awayFromNode(x: number, width: number, sense: 1 | -1): -1 | 0 | 1 {
  const columns = Math.ceil(width / 2);
  const isLeft = x < columns;
  const next = x + (isLeft ? sense : -sense);
  if (isLeft ? next < 0 || next >= columns : next < columns || next >= width) return 0;
  return isLeft === (sense === 1) ? 1 : -1;
}

function check({ pumps, phaseTime, species, releaseSigma }: TrapPumpingSettings): void {
  const refuse = (what: string, expected: string, found: number): never => {
    throw new StageError(`trap-pumping: ${what}: expected ${expected}, found ${found}`);
  };
  if (!(Number.isInteger(pumps) && pumps >= 1)) refuse("pumps", "a whole number from 1", pumps);
  if (!(phaseTime >= 0 && phaseTime < Infinity)) refuse("phase time", "seconds, at least 0", phaseTime);
  if (!(releaseSigma >= 0 && releaseSigma < Infinity)) refuse("spread of release times", "0 or more", releaseSigma);
  for (const { density, releaseTime } of species) {
    if (!(density >= 0 && density < Infinity)) refuse("density of traps", "traps a pixel, at least 0", density);
    if (!(releaseTime > 0)) refuse("release time", "seconds above 0", releaseTime);
  }
}
