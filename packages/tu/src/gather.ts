import { type Catalog, type Column, describeFault, healpixAt, scanRows } from "@elvis/formats/catalog";
import type { CatalogTile, InputCatalogUse } from "@elvis/formats/product";
import { type Context, StageError } from "@elvis/stage";
import { type Limit, withinLimits } from "./limit.ts";
import { mergeCatalogs } from "./merge.ts";
import { holeIn, rowsInside, rowsNear, type SkyField, skyFieldOf, touches } from "./select.ts";

/** What to take out of the tiles of one port. */
export interface Wanted {
  readonly port: "starcat" | "galcat" | "ssocat";
  readonly field: SkyField;
  /** Columns of the true universe. */
  readonly columns: readonly Column[];
  /** Input columns by which a row is found, the catalogue's position first. */
  readonly places: readonly [ra: string, dec: string, ...more: string[]];
  /** Where some rows of a batch, which has the columns of `places`, are seen; degrees. */
  readonly positions: (input: Catalog, rows: readonly number[]) => readonly [ra: Float64Array, dec: Float64Array];
  /** Rows of a tile as rows of the true universe, without those that turn out to be impossible. */
  readonly convert: (input: Catalog, tile: CatalogTile) => Promise<Catalog>;
  readonly limits: readonly Limit[];
  /** Whether part of the field may lie on no tile of a population; undefined where tiles need not cover it. */
  readonly allowGaps: boolean | undefined;
  /** degrees by which objects may be seen away from the catalogue's position, and stand outside their tile */
  readonly beyond: number;
}

export interface Gathered {
  readonly catalog: Catalog;
  /** Of the tiles used, in their order. */
  readonly releases: readonly string[];
  readonly sedLibraries: readonly string[];
  readonly referenceFilters: readonly string[];
  /** What became of the rows of each tile used. */
  readonly uses: readonly InputCatalogUse[];
}

/** A tile with more than this share of impossible rows is not a catalogue. */
const FAULTS_ALLOWED = 0.01;
/** Impossible rows named one by one in the log. */
const FAULTS_NAMED = 10;

/**
 * Goes once through the tiles that touch the field and keeps what is in it: one ordered catalogue, nothing twice. Memory grows with what is kept, not with the tiles.
 *
 * @throws StageError when no tile touches the field, the tiles of a population leave part of it empty, or more than 1 % of the rows read are impossible
 */
export async function gather(tiles: AsyncIterable<CatalogTile>, wanted: Wanted, context: Context): Promise<Gathered> {
  const { port, field } = wanted;
  const all: CatalogTile[] = [];
  for await (const tile of tiles) all.push(tile);
  const used = all.filter(({ area }) => touches(field, area, wanted.beyond));
  if (used.length === 0)
    throw new StageError(
      `--${port}: none of its ${all.length} tiles touches the field at RA ${field.pointing.ra}, DEC ${field.pointing.dec}`,
    );
  if (wanted.allowGaps !== undefined) checkGaps(all, used, wanted, context);
  const found: Found[] = [];
  for (const tile of used) found.push(await rowsOfTile(tile, sum(found.map(({ impossible }) => impossible)), wanted, context));
  const read = sum(found.map((it) => it.read));
  const faulty = sum(found.map(({ impossible }) => impossible));
  if (faulty > FAULTS_ALLOWED * read)
    throw new StageError(`--${port}: ${faulty} of ${read} rows are impossible (see the log), more than ${100 * FAULTS_ALLOWED} %`);
  const merged = mergeCatalogs(
    found.flatMap(({ kept }) => kept),
    wanted.columns,
  );
  const { catalog } = merged;
  context.log(`${port} merged`, {
    tiles: used.length,
    of: all.length,
    read,
    faulty,
    faint: sum(found.map(({ faint }) => faint)),
    duplicates: sum(merged.duplicates),
    kept: catalog.rows,
  });
  if (catalog.rows === 0) context.log(`${port}: nothing in the field`, {}, "WARNING");
  return {
    catalog,
    releases: distinct(used.map(({ release }) => release)),
    sedLibraries: distinct(used.flatMap(({ sedLibrary }) => sedLibrary ?? [])),
    referenceFilters: distinct(used.flatMap(({ referenceFilters }) => referenceFilters ?? [])),
    uses: usesOf(used, found, merged.duplicates),
  };
}

function usesOf(tiles: readonly CatalogTile[], found: readonly Found[], duplicates: readonly number[]): readonly InputCatalogUse[] {
  let first = 0;
  return found.map(({ read, impossible, inField, faint, kept }, at) => {
    const { header, fileName, population, release } = tiles[at];
    const rowsDuplicate = sum(duplicates.slice(first, first + kept.length));
    first += kept.length;
    return {
      productId: header.productId,
      fileName,
      population,
      release,
      rowsRead: read,
      rowsImpossible: impossible,
      rowsInField: inField,
      rowsTooFaint: faint,
      rowsDuplicate,
      rowsKept: inField - faint - rowsDuplicate,
    };
  });
}

/** What was found in a tile. */
interface Found {
  readonly read: number;
  readonly impossible: number;
  readonly inField: number;
  readonly faint: number;
  /** Those in the field that are bright enough, as rows of the true universe. */
  readonly kept: readonly Catalog[];
}

/** @param named impossible rows that the log has named already */
async function rowsOfTile(tile: CatalogTile, named: number, wanted: Wanted, context: Context): Promise<Found> {
  const table = await tile.open();
  const kept: Catalog[] = [];
  let [read, impossible, inField, faint] = [0, 0, 0, 0];
  for await (const { rows, faults, chosen } of scanRows(table, wanted.places, (batch) => rowsSeen(batch, wanted))) {
    context.signal.throwIfAborted();
    for (const fault of faults.slice(0, Math.max(0, FAULTS_NAMED - named - impossible)))
      context.log(`impossible row skipped: ${tile.fileName}: ${describeFault(fault)}`, {}, "WARNING");
    impossible += faults.length;
    read += rows;
    if (chosen.rows > 0) {
      const converted = await wanted.convert(chosen, tile);
      impossible += chosen.rows - converted.rows;
      inField += converted.rows;
      const bright = withinLimits(converted, wanted.limits);
      faint += converted.rows - bright.rows;
      kept.push(bright);
    }
    context.progress(`${wanted.port} ${tile.fileName}`, read, table.rows);
  }
  return { read, impossible, inField, faint, kept };
}

/** The rows of a batch that are seen in the field. Where they are seen is worked out only for those that the catalogue has near it. */
function rowsSeen(batch: Catalog, { field, places: [, dec], positions, beyond }: Wanted): readonly number[] {
  const near = rowsNear(field, batch.float64(dec), beyond);
  return rowsInside(field, ...positions(batch, near)).map((at) => near[at]);
}

/**
 * Each population must cover the field by itself; without its margin is enough, but is told of.
 *
 * @throws StageError naming the population, the place and the HEALPix pixel that is missing
 */
function checkGaps(
  tiles: readonly CatalogTile[],
  touching: readonly CatalogTile[],
  { port, field, allowGaps }: Wanted,
  context: Context,
): void {
  const inner = skyFieldOf(field.pointing, 0);
  for (const population of distinct(tiles.map((tile) => tile.population))) {
    const areas = touching.filter((tile) => tile.population === population).map(({ area }) => area);
    const inField = holeIn(inner, areas);
    const hole = inField ?? holeIn(field, areas);
    if (hole === undefined) continue;
    const orders = distinct(
      tiles.flatMap((tile) => (tile.population === population && tile.area.kind === "healpix" ? tile.area.order : [])),
    );
    const { ra, dec } = hole.place;
    const pixel = orders.length === 1 ? ` (HEALPix order ${orders[0]} nested, pixel ${healpixAt(orders[0], ra, dec)})` : "";
    const what = `the tiles of ${population} leave ${(100 * hole.share).toFixed(1)} % of the field${inField === undefined ? " with its margin" : ""} empty`;
    const place = `at RA ${ra.toFixed(4)}, DEC ${dec.toFixed(4)}${pixel} for one`;
    if (inField !== undefined && !allowGaps)
      throw new StageError(`--${port}: ${what}, ${place}: expected tiles that cover the field, or --allow-gaps`);
    context.log(`${port}: ${what}, ${place}`, {}, "WARNING");
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const distinct = <Value>(values: readonly Value[]): readonly Value[] => [...new Set(values)];
