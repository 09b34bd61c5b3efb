import { type Catalog, TU_BANDS, takeRows } from "@elvis/formats/catalog";
import type { CatalogTile } from "@elvis/formats/product";
import { StageError } from "@elvis/stage";
import { type BandFilter, bandFlux, shareBeyond } from "./band-filter.ts";
import { componentsOf } from "./components.ts";
import { lineListOf } from "./line-list.ts";
import { Libraries, type Prepared } from "./prepared.ts";
import { type Component, flatDimming, MIXING_BAND } from "./spectrum.ts";
import { type FluxColumn, janskyOf, KIND_COLUMNS, type KindColumns } from "./tile-columns.ts";

/** Rows of a tile with their fluxes in every band of the true universe, Jy, by the band's name. */
export interface Measured {
  /** Without the rows that cannot be. */
  readonly rows: Catalog;
  readonly fluxes: Readonly<Record<string, Float32Array>>;
}

/** A filter may reach beyond the spectrum with this share of its light and no more. */
const BEYOND = 1e-3;
/** nm: hydrogen lets nothing through below it. A library that begins there or before is complete: what lies below is dark. */
const LYMAN_LIMIT = 91.2;
/** Flux of a band in which nothing arrives, Jy: magnitude 43.9. Columns of flux are above 0. */
const DARK = 1e-14;
/** Rows that cannot be, named one by one. */
const FAULTS_NAMED = 10;

/** A band that has to be worked out: made of the spectrum, or dimmed from a column that is before the Milky Way. */
interface Wanted {
  readonly band: string;
  readonly filter: BandFilter;
  readonly clear?: Float32Array;
  readonly out: Float32Array;
}

/**
 * Fluxes of catalogue rows in the bands of the true universe: from the tile's own columns where it has them, else from the objects' spectra. See `photometry.md`.
 */
export class Photometry {
  readonly #report: (line: string) => void;
  readonly #libraries = new Libraries();
  #faults = 0;
  #integrated = 0;

  /** @param report takes a line about a row that cannot be; the first ten are told */
  constructor(report: (line: string) => void) {
    this.#report = report;
  }

  /** Objects whose spectra were needed so far. */
  get integrated(): number {
    return this.#integrated;
  }

  /**
   * @param input rows of `tile`
   * @throws StageError naming tile and object: no library or filter where one is needed, an index outside its library, a filter that the spectrum does not cover
   */
  async measure(input: Catalog, tile: CatalogTile): Promise<Measured> {
    if (tile.kind === "sso") throw new RangeError(`${tile.fileName}: solar-system objects have no fluxes of their own`);
    const kind = KIND_COLUMNS[tile.kind];
    const present = kind.fluxColumns(input.metadata).filter(({ name }) => input.has(name));
    const isDusty = input.float32(kind.av).some((av) => av > 0);
    const fluxes: Record<string, Float32Array> = {};
    const lacking: { readonly band: string; readonly clear?: Float32Array }[] = [];
    for (const { name: band } of TU_BANDS) {
      const column = present.find((it) => it.band === band);
      const values = column && janskyOf(input, column);
      if (values !== undefined && (!column?.isClear || !isDusty)) fluxes[band] = values;
      else lacking.push({ band, ...(values !== undefined && { clear: values }) });
    }
    if (input.rows === 0)
      return { rows: input, fluxes: { ...fluxes, ...Object.fromEntries(lacking.map(({ band }) => [band, new Float32Array()])) } };
    const object = (row: number): string => `${tile.fileName}: ${kind.id} ${input.int64(kind.id)[row]}`;
    const libraries = await this.#libraries.of(tile, kind.per, object(0));
    const components = "lack" in libraries ? () => [] : componentsOf(tile.kind, input, libraries.templates);
    const partsOf = (row: number): readonly Component[] => {
      const parts = components(row);
      if (!("library" in parts)) return parts;
      const { column, count, library, value } = parts;
      throw new StageError(`${object(row)}, ${column}: expected 0 to ${count - 1} of ${library}, found ${value}`);
    };
    if (lacking.length === 0) {
      for (let row = 0; row < input.rows; row++) partsOf(row);
      return { rows: input, fluxes };
    }
    const first = `${object(0)}, band ${lacking[0].band}, which is not among the tile's columns${lacking[0].clear ? " behind the Milky Way" : ""}`;
    if ("lack" in libraries) throw new StageError(`${first}: ${libraries.lack}`);
    const reference = referenceOf(tile, kind, present, first);
    const wanted = lacking.map(({ band, clear }): Wanted => {
      const filter = filterOf(libraries, band, object(0));
      const out = new Float32Array(input.rows);
      fluxes[band] = out;
      return { band, filter, out, ...(clear && { clear }) };
    });
    const bad = this.#fill(input, kind, libraries, reference, wanted, partsOf, object);
    if (bad.size === 0) return { rows: input, fluxes };
    const kept = Array.from({ length: input.rows }, (_, row) => row).filter((row) => !bad.has(row));
    return {
      rows: takeRows(input, kept),
      fluxes: Object.fromEntries(Object.entries(fluxes).map(([band, values]) => [band, Float32Array.from(kept, (row) => values[row])])),
    };
  }

  /** @returns rows that cannot be */
  #fill(
    input: Catalog,
    kind: KindColumns,
    prepared: Prepared,
    reference: FluxColumn,
    wanted: readonly Wanted[],
    partsOf: (row: number) => readonly Component[],
    object: (row: number) => string,
  ): ReadonlySet<number> {
    const { templates, spectrum } = prepared;
    const { wavelengths } = templates;
    const scaledIn = filterOf(prepared, reference.band, object(0));
    const filters = [scaledIn, ...wanted.map(({ filter }) => filter)];
    const shortest = Math.min(...filters.map((filter) => filter.wavelengths[0]));
    const longest = Math.max(...filters.map((filter) => filter.wavelengths[filter.wavelengths.length - 1]));
    const redshifts = kind.redshift === undefined ? undefined : input.float32(kind.redshift);
    const extinctions = input.float32(kind.av);
    const brightness = janskyOf(input, reference);
    const lines = lineListOf(input);
    const bad = new Set<number>();
    for (let row = 0; row < input.rows; row++) {
      const stretch = 1 + (redshifts?.[row] ?? 0);
      const av = extinctions[row];
      const parts = partsOf(row);
      for (const filter of filters) checkCover(filter, wavelengths, stretch, object(row), templates.name);
      if (parts.length > 1) checkCover(prepared.mixing, wavelengths, 1, object(row), templates.name);
      const darkPart = spectrum.set(parts, shortest / stretch, longest / stretch, stretch, av);
      if (darkPart !== undefined)
        throw new StageError(
          `${object(row)}: expected light in the band ${MIXING_BAND} to weigh its templates by, found none in template ${darkPart.template} of ${templates.name}`,
        );
      lines.set(row, stretch, av);
      const seen = reference.isClear ? spectrum.clear : spectrum.dimmed;
      const continuum = bandFlux(scaledIn, wavelengths, seen, stretch);
      const scale = (brightness[row] - lines.light(scaledIn, reference.isClear)) / continuum;
      if (!(scale > 0 && scale < Number.POSITIVE_INFINITY)) {
        this.#tell(
          `${object(row)}, ${reference.name}: expected more than its emission lines send, and a spectrum with light there, found ${input.float32(reference.name)[row]}`,
        );
        bad.add(row);
        continue;
      }
      for (const { filter, clear, out } of wanted) {
        const arriving = scale * bandFlux(filter, wavelengths, spectrum.dimmed, stretch) + lines.light(filter, false);
        if (clear === undefined) out[row] = Math.max(DARK, arriving);
        else if (av === 0) out[row] = clear[row];
        else {
          const leaving = scale * bandFlux(filter, wavelengths, spectrum.clear, stretch) + lines.light(filter, true);
          out[row] = clear[row] * (leaving > 0 ? arriving / leaving : flatDimming(filter, av));
        }
      }
    }
    this.#integrated += input.rows;
    return bad;
  }

  #tell(line: string): void {
    if (this.#faults++ < FAULTS_NAMED) this.#report(`impossible row skipped: ${line}`);
  }
}

function referenceOf(tile: CatalogTile, kind: KindColumns, present: readonly FluxColumn[], first: string): FluxColumn {
  const given = tile.referenceColumn;
  if (given !== undefined) {
    const column = present.find(({ name }) => name.toLowerCase() === given.toLowerCase());
    if (column !== undefined) return column;
    throw new StageError(
      `${tile.fileName}: ReferenceColumnName: expected one of its columns of brightness, found ${JSON.stringify(given)}`,
    );
  }
  const column = kind.reference.map((name) => present.find((it) => it.name === name)).find((it) => it !== undefined);
  if (column !== undefined) return column;
  throw new StageError(
    `${first}: expected ${kind.reference.join(" or ")}, or a ReferenceColumnName, to scale its spectrum to, found neither`,
  );
}

function filterOf({ filters, filtersFrom }: Prepared, band: string, object: string): BandFilter {
  const filter = filters.get(band);
  if (filter !== undefined) return filter;
  throw new StageError(`${object}: expected a filter ${band} in ${filtersFrom}, found ${[...filters.keys()].join(", ") || "none"}`);
}

/** @throws StageError when the spectrum, as it arrives, leaves out part of the filter that is not known to be dark */
function checkCover(filter: BandFilter, places: Float64Array, stretch: number, object: string, library: string): void {
  const [from, to] = [places[0], places[places.length - 1]];
  const { wavelengths } = filter;
  if (from * stretch <= wavelengths[0] && to * stretch >= wavelengths[wavelengths.length - 1]) return;
  if (shareBeyond(filter, from <= LYMAN_LIMIT ? 0 : from * stretch, to * stretch) <= BEYOND) return;
  const nm = (value: number): string => value.toFixed(1);
  throw new StageError(
    `${object}: filter ${filter.name}: expected a spectrum from ${nm(wavelengths[0])} to ${nm(wavelengths[wavelengths.length - 1])} nm, found ${library} from ${nm(from * stretch)} to ${nm(to * stretch)} nm at redshift ${Number((stretch - 1).toFixed(4))}`,
  );
}
