import { parseUtc, type SeenSky, seenSky, spacecraftVelocity } from "@elvis/focal-plane";
import { type Catalog, withColumns, withMetadata } from "@elvis/formats/catalog";
import type { Rows, TrueUniverse, VisInputConfiguration } from "@elvis/formats/product";

/** Positions of a true universe's tables, degrees: a pair of columns each. */
const PLACES = [
  ["RA", "DEC"],
  ["RA_MAG", "DEC_MAG"],
] as const;

/** The keyword by which a CCD's catalogue says that its positions are as seen. */
const KEYWORD = "VELABERR";

/**
 * A true universe with its sources where the telescope of a task sees them, moving as it does at the start of the exposure; the field's centre stays.
 * Detectors then place sources by these as by any others. As it was where the task has no aberration.
 */
export function seenUniverse(
  universe: TrueUniverse | undefined,
  { aberration, pointing, orbit, start }: Pick<VisInputConfiguration, "aberration" | "pointing" | "orbit" | "start">,
): TrueUniverse | undefined {
  if (universe === undefined || aberration !== true) return universe;
  const sky = seenSky(pointing, spacecraftVelocity(parseUtc(start), orbit));
  const { sso } = universe;
  return {
    ...universe,
    stars: seenRows(universe.stars, sky),
    galaxies: seenRows(universe.galaxies, sky),
    ...(sso && { sso: { release: sso.release, fileName: sso.fileName, ...seenRows(sso, sky) } }),
  };
}

const seenRows = (table: Rows, sky: SeenSky): Rows => ({
  rows: table.rows,
  async *read(batch) {
    for await (const it of table.read(batch)) yield seenCatalog(it, sky);
  },
});

function seenCatalog(catalog: Catalog, { seen }: SeenSky): Catalog {
  const values: Record<string, Float64Array> = {};
  for (const [ra, dec] of PLACES) {
    if (!catalog.has(ra) || !catalog.has(dec)) continue;
    const [right, up] = [catalog.float64(ra).slice(), catalog.float64(dec).slice()];
    for (let row = 0; row < catalog.rows; row++) {
      const at = seen(right[row], up[row]);
      // A position that is no number stays what it is, to be refused by it.
      if (!Number.isFinite(at.ra)) continue;
      right[row] = at.ra;
      up[row] = at.dec;
    }
    values[ra] = right;
    values[dec] = up;
  }
  return withMetadata(withColumns(catalog, values), new Map([...catalog.metadata, [KEYWORD, "applied"]]));
}
