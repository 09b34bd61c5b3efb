import type { SkyPointing, TrueUniverse, VisInputConfiguration } from "@elvis/formats/product";
import { StageError } from "@elvis/stage";

/** A task and its true universe may be this far apart on the sky, arcsec: rounding, not another pointing. */
export const TOLERANCE = 1;

export interface Match {
  /** The tasks in their order, each with the name of its true universe. */
  readonly matched: readonly VisInputConfiguration[];
  /** True universes of pointings that no task has. */
  readonly unused: readonly TrueUniverse[];
}

/**
 * Gives every task the true universe with the same pointing id and position.
 *
 * @throws StageError naming the pair when a task has none or one elsewhere on the sky, or when a pointing has two
 */
export function matchConfigurations(configurations: readonly VisInputConfiguration[], universes: readonly TrueUniverse[]): Match {
  if (configurations.length === 0) throw new StageError("inputconfs: expected at least one VIS task, found none");
  const byPointing = new Map<number, TrueUniverse>();
  for (const universe of universes) {
    const other = byPointing.get(universe.euclidPointingId);
    if (other)
      throw new StageError(
        `tucatalog: expected one true universe of pointing ${universe.euclidPointingId}, found ${nameOf(other)} and ${nameOf(universe)}`,
      );
    byPointing.set(universe.euclidPointingId, universe);
  }
  const used = new Set<TrueUniverse>();
  const matched = configurations.map((configuration) => {
    const universe = partnerOf(configuration, byPointing);
    used.add(universe);
    return { ...configuration, trueUniverse: nameOf(universe) };
  });
  return { matched, unused: universes.filter((universe) => !used.has(universe)) };
}

function partnerOf({ fileName, identity, pointing }: VisInputConfiguration, byPointing: ReadonlyMap<number, TrueUniverse>): TrueUniverse {
  const universe = byPointing.get(identity.pointingId);
  const task = `data/${fileName}, pointing ${identity.pointingId}`;
  if (universe === undefined)
    throw new StageError(
      `${task}: expected its true universe in tucatalog, found ${[...byPointing].map(([id, it]) => `pointing ${id} (${nameOf(it)})`).join(", ") || "none"}`,
    );
  const apart = separation(pointing, universe.pointing);
  if (!(apart <= TOLERANCE))
    throw new StageError(
      `${task}: expected the position of ${nameOf(universe)}, ${at(universe.pointing)}, within ${TOLERANCE} arcsec, found ${at(pointing)}, ${apart.toFixed(2)} arcsec away`,
    );
  return universe;
}

/** @throws StageError for a true universe that was not read from a file */
function nameOf({ fileName, euclidPointingId }: TrueUniverse): string {
  if (fileName === undefined) throw new StageError(`tucatalog, pointing ${euclidPointingId}: expected the name of its file, found none`);
  return fileName;
}

const at = ({ ra, dec }: SkyPointing): string => `RA ${ra} Dec ${dec}`;

/** Angle between two directions, arcsec; haversine formula, right for small angles and across RA 0. */
export function separation(a: Pick<SkyPointing, "ra" | "dec">, b: Pick<SkyPointing, "ra" | "dec">): number {
  const radians = Math.PI / 180;
  const dec = Math.sin(((b.dec - a.dec) * radians) / 2);
  const ra = Math.sin(((b.ra - a.ra) * radians) / 2);
  const half = dec * dec + Math.cos(a.dec * radians) * Math.cos(b.dec * radians) * ra * ra;
  return (2 * Math.asin(Math.min(1, Math.sqrt(half))) * 3600) / radians;
}
