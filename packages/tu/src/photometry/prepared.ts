import type { CatalogTile } from "@elvis/formats/product";
import { StageError } from "@elvis/stage";
import { type BandFilter, bandFilterOf } from "./band-filter.ts";
import { flatMixingBand, MIXING_BAND, ObjectSpectrum } from "./spectrum.ts";
import { type Templates, templatesOf } from "./templates.ts";

/** What the libraries of a tile are for the integrals; tiles that name the same files share one. */
export interface Prepared {
  readonly templates: Templates;
  readonly filters: ReadonlyMap<string, BandFilter>;
  /** Files of filters, as messages name them. */
  readonly filtersFrom: string;
  readonly mixing: BandFilter;
  readonly spectrum: ObjectSpectrum;
}
/** Why there are none: to be told when an object needs them. */
export interface Lacking {
  readonly lack: string;
}

/** Reads the libraries of tiles, each once. */
export class Libraries {
  readonly #known = new Map<string, Prepared | Lacking>();

  /**
   * @param per what densities of the SED library are per, where the file does not say
   * @param object that is to be named in errors
   * @throws StageError for a file that is there and is not right
   */
  async of(tile: CatalogTile, per: "wavelength" | "frequency", object: string): Promise<Prepared | Lacking> {
    const { sedLibrary, extinctionLaws, referenceFilters = [], spectra } = tile;
    if (sedLibrary === undefined || spectra === undefined) return { lack: "expected a SedLibrary to make it of, found none" };
    const key = JSON.stringify([sedLibrary, extinctionLaws, referenceFilters, per]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { seds, laws, filters, missing } = await spectra().catch((cause: unknown) => {
      throw new StageError(`${object}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    });
    const absent = missing.find((path) => path === `data/${sedLibrary}` || path === `data/${extinctionLaws}`);
    const made =
      seds === undefined || absent !== undefined
        ? { lack: `${absent ?? `data/${sedLibrary}`}: expected a file, found none of that name` }
        : prepare(templatesOf(seds, laws, per), new Map(Array.from(filters, ([name, filter]) => [name, bandFilterOf(filter)])), tile);
    this.#known.set(key, made);
    return made;
  }
}

function prepare(templates: Templates, filters: ReadonlyMap<string, BandFilter>, { referenceFilters = [] }: CatalogTile): Prepared {
  const mixing = filters.get(MIXING_BAND) ?? flatMixingBand;
  return {
    templates,
    filters,
    filtersFrom: referenceFilters.map((name) => `data/${name}`).join(", ") || "a ReferenceFilterFile",
    mixing,
    spectrum: new ObjectSpectrum(templates, mixing),
  };
}
