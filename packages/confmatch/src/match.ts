import { ARCSECOND, directionOf, separation } from "@elvis/focal-plane";
import { exposureName, productFileName, type SkyPointing, type TrueUniverse, type VisInputConfiguration } from "@elvis/formats/product";
import { newHeader } from "@elvis/formats/xml";
import { type Context, StageError } from "@elvis/stage";

/** A task and its true universe may be this far apart on the sky, arcsec: rounding, not another pointing. */
const TOLERANCE = 1;

export interface Match {
  /** The tasks in their order, each with the name of its true universe, under a name of its own: the file it comes from stays. */
  readonly matched: readonly VisInputConfiguration[];
  /** True universes of pointings that no task has. */
  readonly unused: readonly TrueUniverse[];
}

/**
 * Gives every task the true universe with the same pointing id and position.
 *
 * @throws StageError naming the pair when a task has none or one elsewhere on the sky, when a pointing has two, or two tasks are of one exposure
 */
export function matchConfigurations(
  configurations: readonly VisInputConfiguration[],
  universes: readonly TrueUniverse[],
  run: Pick<Context, "runDate" | "version">,
): Match {
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
    return { ...renamed(configuration, run), trueUniverse: nameOf(universe) };
  });
  refuseTwins(configurations, matched);
  return { matched, unused: universes.filter((universe) => !used.has(universe)) };
}

/** "EUC_SIM_VIS-MATCHEDCONF-004924-0-1_….xml", with a header that says who made it and when. */
function renamed(configuration: VisInputConfiguration, { runDate, version }: Pick<Context, "runDate" | "version">): VisInputConfiguration {
  const { identity, randomSeed, release, header } = configuration;
  const fileName = productFileName({
    type: "VIS-MATCHEDCONF",
    instance: exposureName(identity),
    seed: randomSeed,
    runDate,
    ...(release !== "" && { release }),
    extension: "xml",
  });
  const id = fileName.replace(/\.xml$/, "");
  const { productId, creationDate, softwareName, softwareRelease } = newHeader({
    type: header.productType,
    id,
    date: runDate,
    software: "elvis-confmatch",
    version,
  });
  return { ...configuration, fileName, header: { ...header, productId, creationDate, softwareName, softwareRelease } };
}

function refuseTwins(configurations: readonly VisInputConfiguration[], matched: readonly VisInputConfiguration[]): void {
  const makers = new Map<string, string>();
  matched.forEach(({ fileName, identity }, at) => {
    const maker = configurations[at].fileName;
    const other = makers.get(fileName);
    if (other !== undefined)
      throw new StageError(
        `data/${maker}: expected one task of observation ${identity.observationId}, dither ${identity.ditherId}, exposure ${identity.exposure}, found data/${other} too`,
      );
    makers.set(fileName, maker);
  });
}

function partnerOf({ fileName, identity, pointing }: VisInputConfiguration, byPointing: ReadonlyMap<number, TrueUniverse>): TrueUniverse {
  const universe = byPointing.get(identity.pointingId);
  const task = `data/${fileName}, pointing ${identity.pointingId}`;
  if (universe === undefined)
    throw new StageError(
      `${task}: expected its true universe in tucatalog, found ${[...byPointing].map(([id, it]) => `pointing ${id} (${nameOf(it)})`).join(", ") || "none"}`,
    );
  const apart = separation(directionOf(pointing.ra, pointing.dec), directionOf(universe.pointing.ra, universe.pointing.dec)) / ARCSECOND;
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
