import { InstantTraps } from "./instant.ts";
import { ContinuumLaw, ExponentialLaw } from "./law.ts";
import { SlowTraps } from "./slow.ts";
import type { InstantCaptureContinuum, SlowCaptureContinuum, Species } from "./species.ts";
import { densityWithin } from "./surface.ts";
import type { Watermarks } from "./watermarks.ts";
import { type Well, WellFill } from "./well.ts";

/** One phase of a pixel: its well, and its share of the pixel's traps. */
export interface Phase extends Well {
  /** 0 to 1. */
  readonly trapFraction: number;
}

/** Traps that share their layers in one phase. */
export interface TrapGroup {
  readonly state: Watermarks;
  readonly saved: Watermarks;
  visit(electrons: number): number;
}

/**
 * The traps of one phase, in the order in which they meet the electrons: instant capture, slow capture, then the continua of both.
 *
 * @param dwellTime in the unit of the release times
 * @param transfers that a column's traps can see at most
 */
export function trapGroups(species: readonly Species[], phase: Phase, dwellTime: number, transfers: number): TrapGroup[] {
  const well = new WellFill(phase);
  const densities = (kind: readonly Species[]): Float64Array => Float64Array.from(kind, (one) => densityWithin(one) * phase.trapFraction);
  const groups: TrapGroup[] = [];
  const instant = species.filter((one) => one.kind === "instant-capture");
  if (instant.length > 0) {
    const full = densities(instant);
    const law = new ExponentialLaw(instant, full, dwellTime);
    groups.push(
      new InstantTraps(
        well,
        law,
        full,
        instant.map(({ surface }) => surface),
        true,
      ),
    );
  }
  const slow = species.filter((one) => one.kind === "slow-capture");
  if (slow.length > 0) groups.push(new SlowTraps(well, new ExponentialLaw(slow, densities(slow), dwellTime), slow.length));
  const continuum = (kind: readonly (InstantCaptureContinuum | SlowCaptureContinuum)[], full: Float64Array): ContinuumLaw =>
    new ContinuumLaw(kind, full, dwellTime, transfers);
  const instantContinuum = species.filter((one) => one.kind === "instant-capture-continuum");
  if (instantContinuum.length > 0) {
    const full = densities(instantContinuum);
    groups.push(
      new InstantTraps(
        well,
        continuum(instantContinuum, full),
        full,
        instantContinuum.map(() => undefined),
        false,
      ),
    );
  }
  const slowContinuum = species.filter((one) => one.kind === "slow-capture-continuum");
  if (slowContinuum.length > 0) groups.push(new SlowTraps(well, continuum(slowContinuum, densities(slowContinuum)), slowContinuum.length));
  return groups;
}
