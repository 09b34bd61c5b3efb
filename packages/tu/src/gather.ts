import { type Catalog, type Column, checkRows, describeFault, healpixAt, takeRows } from "@elvis/formats/catalog";
import type { CatalogTile, SkyArea } from "@elvis/formats/product";
import { type Context, StageError } from "@elvis/stage";
import { type Merged, mergeCatalogs } from "./merge.ts";
import { coverage, rowsInside, type SkyField, touches } from "./select.ts";

/** What to take out of the tiles of one port. */
export interface Wanted {
  readonly port: "starcat" | "galcat";
  readonly field: SkyField;
  /** Columns of the true universe. */
  readonly columns: readonly Column[];
  /** Where the rows of a tile are seen, degrees. */
  readonly positions: (input: Catalog) => readonly [ra: Float64Array, dec: Float64Array];
  /** Rows of a tile as rows of the true universe, without those that turn out to be impossible. */
  readonly convert: (input: Catalog, tile: CatalogTile) => Promise<Catalog>;
  /** Faintest flux that is taken: column and Jy; all fluxes, when left out. */
  readonly faintest?: { readonly column: string; readonly flux: number };
  /** degrees by which objects may stand outside their tile */
  readonly beyond: number;
}

export interface Gathered extends Merged {
  /** Of the tiles used, in their order. */
  readonly releases: readonly string[];
  readonly sedLibraries: readonly string[];
  readonly referenceFilters: readonly string[];
}

/** A tile with more than this share of impossible rows is not a catalogue. */
const FAULTS_ALLOWED = 0.01;
/** Impossible rows named one by one in the log. */
const FAULTS_NAMED = 10;

/**
 * Reads the tiles that touch the field, batch by batch, and keeps what is in it: one ordered catalogue, nothing twice.
 *
 * @throws StageError when no tile touches the field, or more than 1 % of the rows read are impossible
 */
export async function gather(tiles: AsyncIterable<CatalogTile>, wanted: Wanted, context: Context): Promise<Gathered> {
  const { port, field } = wanted;
  const kept: Catalog[] = [];
  const used: CatalogTile[] = [];
  let [seen, read, faulty, faint] = [0, 0, 0, 0];
  for await (const tile of tiles) {
    seen++;
    if (!touches(field, tile.area, wanted.beyond)) continue;
    used.push(tile);
    let done = 0;
    for await (const batch of tile.read()) {
      context.signal.throwIfAborted();
      const sound = withoutFaults(batch, tile, faulty, context);
      faulty += batch.rows - sound.rows;
      read += batch.rows;
      const inside = rowsInside(field, ...wanted.positions(sound));
      if (inside.length > 0) {
        const converted = await wanted.convert(takeRows(sound, inside), tile);
        const rows = brighter(converted, wanted.faintest);
        faulty += inside.length - converted.rows;
        faint += converted.rows - rows.rows;
        kept.push(rows);
      }
      done += batch.rows;
      context.progress(`${port} ${tile.fileName}`, done, tile.rows);
    }
  }
  if (used.length === 0)
    throw new StageError(`--${port}: none of its ${seen} tiles touches the field at RA ${field.pointing.ra}, DEC ${field.pointing.dec}`);
  if (faulty > FAULTS_ALLOWED * read)
    throw new StageError(`--${port}: ${faulty} of ${read} rows are impossible (see the log), more than ${100 * FAULTS_ALLOWED} %`);
  warnOfGaps(used, wanted, context);
  const merged = mergeCatalogs(kept, wanted.columns);
  context.log(`${port} merged`, {
    tiles: used.length,
    of: seen,
    read,
    faulty,
    faint,
    duplicates: merged.duplicates,
    kept: merged.catalog.rows,
  });
  if (merged.catalog.rows === 0) context.log(`${port}: nothing in the field`, {}, "WARNING");
  return {
    ...merged,
    releases: distinct(used.map(({ release }) => release)),
    sedLibraries: distinct(used.flatMap(({ sedLibrary }) => sedLibrary ?? [])),
    referenceFilters: distinct(used.flatMap(({ referenceFilters }) => referenceFilters ?? [])),
  };
}

/** The rows of a batch that can be right; the first of the others are named in the log. */
function withoutFaults(batch: Catalog, tile: CatalogTile, before: number, context: Context): Catalog {
  const faults = checkRows(batch);
  if (faults.length === 0) return batch;
  for (const fault of faults.slice(0, Math.max(0, FAULTS_NAMED - before)))
    context.log(`impossible row skipped: ${tile.fileName}: ${describeFault(fault)}`, {}, "WARNING");
  const bad = new Set(faults.map(({ row }) => row));
  return takeRows(
    batch,
    Array.from({ length: batch.rows }, (_, row) => row).filter((row) => !bad.has(row)),
  );
}

function brighter(rows: Catalog, faintest: Wanted["faintest"]): Catalog {
  if (faintest === undefined) return rows;
  const flux = rows.float32(faintest.column);
  return takeRows(
    rows,
    Array.from(flux.keys()).filter((row) => flux[row] >= faintest.flux),
  );
}

/** Each population must cover the field by itself. */
function warnOfGaps(tiles: readonly CatalogTile[], { port, field }: Wanted, context: Context): void {
  for (const population of distinct(tiles.map((tile) => tile.population))) {
    const areas: SkyArea[] = tiles.filter((tile) => tile.population === population).map(({ area }) => area);
    const share = coverage(field, areas, healpixAt);
    if (share < 1)
      context.log(
        `${port}: the tiles of ${population} leave part of the field empty`,
        { covered: `${(100 * share).toFixed(1)} %` },
        "WARNING",
      );
  }
}

const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)];
