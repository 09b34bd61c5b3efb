import {
  type Catalog,
  type Column,
  catalogFromColumns,
  EMISSION_LINES,
  inputGalaxyClearFlux,
  inputGalaxyColumns,
  inputLineFlux,
  inputSsoColumns,
  inputStarColumns,
  NO_LINE,
  sliceRows,
  TU_BANDS,
} from "@elvis/formats/catalog";
import type { CatalogTile, MissionDatabase, PointingOutput, ReferenceFilter, SkyArea, TileSpectra } from "@elvis/formats/product";
import { newHeader } from "@elvis/formats/xml";

/** Values in memory for the tests of tu. */
const date = new Date(Date.UTC(2026, 0, 2));
const header = (type: string, id: string) => newHeader({ type, id, date, software: "test", dataSetRelease: "TEST_R1" });

export const pointing = (ra: number, dec: number, pa = 0, ditherId = 0): PointingOutput => ({
  header: header("DpdSimPlannerOutput", `TEST-POINTING-${ditherId}`),
  identity: { observationId: 4924, ditherId, pointingId: 49240 + ditherId, patchId: 0 },
  pointing: { ra, dec, pa },
  start: "2024-03-04T00:17:20.000000Z",
  magnitudeLimit: 26,
  magnitudeLimitFilter: "VIS",
  randomSeed: 12,
  simInputConfId: "TEST",
  tasks: [],
});

export const mdb: MissionDatabase = { header: header("MDB_MissionConfiguration", "TEST-MDB"), parameters: new Map() };

type Values = Readonly<Record<string, number>>;
/** A value that every column accepts, unless said otherwise. */
const plain = ({ name, type, unit }: Column): number =>
  type === "int64" ? 1 : unit === "erg/s/cm2/Hz" ? 1e-28 : unit === "Jy" ? 1e-5 : name.endsWith("axis_ratio") || name === "DIST" ? 0.5 : 0;

const catalogOf = (columns: readonly Column[], rows: readonly Values[], metadata?: ReadonlyMap<string, string>): Catalog =>
  catalogFromColumns(
    columns,
    Object.fromEntries(columns.map((column) => [column.name, rows.map((row) => row[column.name] ?? plain(column))])),
    metadata,
  );

export interface StarRow {
  readonly id: number;
  readonly ra: number;
  readonly dec: number;
  readonly more?: Values;
}

export const stars = (rows: readonly StarRow[]): Catalog =>
  catalogOf(
    inputStarColumns,
    rows.map(({ id, ra, dec, more }) => ({ SOURCE_ID: id, RA: ra, DEC: dec, ...more })),
  );
const LINES = EMISSION_LINES.map(inputLineFlux);
const CLEAR = TU_BANDS.map(inputGalaxyClearFlux);
/** With every column of flux behind the Milky Way, and none before it. */
export const ssos = (rows: readonly Values[]): Catalog => catalogOf(inputSsoColumns, rows);
export const galaxies = (rows: readonly StarRow[]): Catalog =>
  catalogOf(
    inputGalaxyColumns.filter(({ name }) => !CLEAR.includes(name)),
    rows.map(({ id, ra, dec, more }) => ({ galaxy_id: id, ra_gal: ra, dec_gal: dec, ra_mag_gal: ra, dec_mag_gal: dec, ...more })),
  );

/** Rows of a catalogue that has the columns it must have, those of emission lines, and these. */
export function rowsWith(
  kind: CatalogTile["kind"],
  columns: readonly string[],
  rows: readonly Values[],
  metadata?: ReadonlyMap<string, string>,
): Catalog {
  const declared = kind === "star" ? inputStarColumns : inputGalaxyColumns;
  return catalogOf(
    declared.filter(({ name, optional }) => !optional || LINES.includes(name) || columns.includes(name)),
    rows.map((row) => ({ ...Object.fromEntries(LINES.map((name) => [name, NO_LINE])), ...row })),
    metadata,
  );
}

export function tile(
  kind: CatalogTile["kind"],
  area: SkyArea,
  catalog: Catalog,
  population = kind === "star" ? "STARS" : "STANDARD",
): CatalogTile {
  return {
    header: header(kind === "star" ? "DpdStarsCatalogProduct" : "DpdGalaxyCatalogProduct", "TEST-TILE"),
    kind,
    population,
    release: { star: "v13_T", galaxy: "v3_T", sso: "v1_T" }[kind],
    area,
    fileName: `${population}.fits`,
    sedLibrary: `SED-${kind}.fits`,
    open: async () => ({
      rows: catalog.rows,
      async *read(batch = 3) {
        for (let first = 0; first < catalog.rows; first += batch) yield sliceRows(catalog, first, batch);
      },
    }),
  };
}

/** A tile that has files of spectra, as if they had been read. */
export function tileOf(kind: CatalogTile["kind"], catalog: Catalog, spectra: TileSpectra, more: Partial<CatalogTile> = {}): CatalogTile {
  return {
    ...tile(kind, sky, catalog),
    sedLibrary: "SEDS.fits",
    referenceFilters: ["FILTERS.fits"],
    spectra: async () => spectra,
    ...more,
  };
}

export const filtersOf = (filters: readonly ReferenceFilter[]): ReadonlyMap<string, ReferenceFilter> =>
  new Map(filters.map((filter) => [filter.name, filter]));

export const sky: SkyArea = { kind: "box", raMin: 0, raMax: 360, decMin: -90, decMax: 90 };

export async function* sequence<T>(...items: readonly T[]): AsyncIterable<T> {
  yield* items;
}

/** An async iterable that can be walked again, as a port's is. */
export const again = <T>(...items: readonly T[]): AsyncIterable<T> => ({
  [Symbol.asyncIterator]: () => sequence(...items)[Symbol.asyncIterator](),
});
