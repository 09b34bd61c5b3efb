import type { Species } from "./species.ts";

/**
 * Volume between two levels of the well in which the traps of a species lie: all of it, or for surface traps what their share of each level sums to.
 *
 * The share is 0 up to `none`, 1 from `full`, and linear between; a step where the two are one.
 */
export function volumeWithTraps({ none, full }: { readonly none: number; readonly full: number }, low: number, high: number): number {
  return volumeUpTo(none, full, high) - volumeUpTo(none, full, low);
}

function volumeUpTo(none: number, full: number, level: number): number {
  if (level <= none) return 0;
  return level >= full ? level - 0.5 * (none + full) : ((level - none) * (level - none)) / (2 * (full - none));
}

/** Traps per unit of volume where all of a species are: its density, or more when they lie in a part of the well. */
export function densityWithin(species: Species): number {
  if (species.kind !== "instant-capture" || species.surface === undefined) return species.density;
  return species.density / (1 - 0.5 * (species.surface.none + species.surface.full));
}
