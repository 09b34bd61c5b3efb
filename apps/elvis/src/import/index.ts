import { type Folder, FormatError, readText, type Source } from "@elvis/formats";
import { type Catalog, checkRows, concatCatalogs, describeFault, takeRows } from "@elvis/formats/catalog";
import { jsonList } from "@elvis/formats/config";
import { type CatalogTile, galaxyCatalogTile, starCatalogTile } from "@elvis/formats/product";
import { cosmoDc2Galaxies } from "./cosmo-dc2.ts";
import { cosmos3dHstGalaxies } from "./cosmos-3dhst.ts";
import { gaiaStars } from "./gaia.ts";
import { mappedRows, parseMapping } from "./mapping.ts";
import { joinRaw3dHst } from "./raw-3dhst.ts";
import { type Galaxy, galaxyRows, type Star, starRows } from "./rows.ts";
import { readSourceTables, type SourceTable } from "./source-table.ts";
import { type ImportedTile, tilesOf } from "./tiles.ts";
import { tycho2Stars } from "./tycho2.ts";

export type { ImportedTile } from "./tiles.ts";

interface ImportKind {
  readonly doc: string;
  readonly kind: "star" | "galaxy";
  readonly rows: (table: SourceTable) => Catalog;
  /** Makes whole tables of a catalogue that is published in pieces. */
  readonly join?: (tables: readonly SourceTable[]) => readonly SourceTable[];
}

/** Rows that could be made sense of; what an importer gave up is counted by their number. */
const stars = (read: (table: SourceTable) => readonly (Star | undefined)[]) => (table: SourceTable) =>
  starRows(read(table).filter((it) => it !== undefined));
const galaxies = (read: (table: SourceTable) => readonly (Galaxy | undefined)[]) => (table: SourceTable) =>
  galaxyRows(read(table).filter((it) => it !== undefined));

/** The catalogues that `elvis import <kind>` knows by name. */
export const IMPORT_KINDS: Readonly<Record<string, ImportKind>> = {
  gaia: {
    kind: "star",
    doc: "Gaia, from FITS, ECSV or CSV: ra, dec, G (BP, RP, motions and parallax where present)",
    rows: stars(gaiaStars),
  },
  tycho2: { kind: "star", doc: "Tycho-2, from CSV: ra_deg, dec_deg, VTmag", rows: stars(tycho2Stars) },
  "cosmos-3dhst": {
    kind: "galaxy",
    doc: "3D-HST COSMOS, from the release's .fout and .galfit files, or from CSV: Sersic fits, redshifts and AB magnitudes",
    rows: galaxies(cosmos3dHstGalaxies),
    join: joinRaw3dHst,
  },
  cosmodc2: {
    kind: "galaxy",
    doc: "cosmoDC2 of LSST DESC, from CSV: bulge, disc and knots with their spectra",
    rows: galaxies(cosmoDc2Galaxies),
  },
};

export interface ImportOptions {
  /** Written into the products and their names. */
  readonly release?: string;
  /** STANDARD, HIGHZ or QSO for galaxies; "STARS" for stars. */
  readonly population?: string;
  /** Date of the products. */
  readonly runDate: Date;
  /** Bare name in `data/` of the library that SED_TEMPLATE counts in. */
  readonly sedLibrary?: string;
  /** For the kind "mapping": the mapping file. */
  readonly mapping?: Source;
  /** Told about rows that are left out. */
  readonly warn?: (line: string) => void;
}

/**
 * Turns public catalogues into input tiles.
 *
 * Rows without a position or a flux, or with a value that cannot be, are left out and told to `warn`.
 * All rows of all sources are in memory while their tiles are made. Where a source has no ids, they count rows over all sources.
 *
 * @param kind a key of IMPORT_KINDS, or "mapping" with a mapping file
 * @throws FormatError naming file and column, or what stands where a kind was expected
 */
export async function* importCatalog(kind: string, sources: readonly Source[], options: ImportOptions): AsyncIterable<ImportedTile> {
  const { release = `import-${kind}`, runDate, sedLibrary, warn = () => {} } = options;
  const { kind: known, rows: make, join = (tables) => tables } = await readerOf(kind, options);
  const tables = join(await readSourceTables(sources));
  const rows = concatSound(tables, make, warn);
  if (rows.rows === 0) throw new FormatError(sources.map(({ name }) => name).join(", "), "", "rows with a position and a flux", "none");
  yield* tilesOf(known, rows, {
    release,
    runDate,
    population: options.population ?? (known === "star" ? "STARS" : "STANDARD"),
    ...(sedLibrary !== undefined && { sedLibrary }),
  });
}

async function readerOf(kind: string, { mapping }: ImportOptions): Promise<Omit<ImportKind, "doc">> {
  if (kind === "mapping") {
    if (mapping === undefined) throw new FormatError("elvis import mapping", "--mapping", "a mapping file", "none");
    const rules = parseMapping(await readText(mapping), mapping.name);
    return { kind: rules.kind, rows: (table) => mappedRows(table, rules, mapping.name) };
  }
  const known = Object.hasOwn(IMPORT_KINDS, kind) ? IMPORT_KINDS[kind] : undefined;
  if (known === undefined) throw new FormatError("elvis import", "kind", `one of ${Object.keys(IMPORT_KINDS).join(", ")}, mapping`, kind);
  return known;
}

function concatSound(tables: readonly SourceTable[], make: (table: SourceTable) => Catalog, warn: (line: string) => void): Catalog {
  return concatCatalogs(
    tables.map((table) => {
      const rows = make(table);
      const faults = checkRows(rows);
      const bad = new Set(faults.map(({ row }) => row));
      const left = table.rows - rows.rows + faults.length;
      if (left > 0)
        warn(
          `${table.file}: ${left} of ${table.rows} rows left out${faults.length > 0 ? `, the first: ${describeFault(faults[0])}` : ": no usable flux or size"}`,
        );
      return takeRows(
        rows,
        Array.from({ length: rows.rows }, (_, row) => row).filter((row) => !bad.has(row)),
      );
    }),
  );
}

/**
 * Writes imported tiles into a workdir: XML products at its root, tables in `data/`, and the list file of their names.
 *
 * @param list "galcat.json" or "starcat.json"
 * @returns the names of the products
 */
export async function writeTiles(
  folder: Folder,
  tiles: AsyncIterable<ImportedTile>,
  list?: string,
): Promise<{ readonly list: string; readonly names: readonly string[] }> {
  const names: string[] = [];
  let kind: CatalogTile["kind"] = "galaxy";
  for await (const { name, tile } of tiles) {
    kind = tile.kind;
    await folder.create(name, (sink) => (tile.kind === "star" ? starCatalogTile : galaxyCatalogTile).encode(tile, sink, folder));
    names.push(name);
  }
  const file = list ?? (kind === "star" ? "starcat.json" : "galcat.json");
  await folder.create(file, (sink) => jsonList.encode(names, sink, folder));
  return { list: file, names };
}
