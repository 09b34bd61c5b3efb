import type { Catalog } from "@elvis/formats/catalog";
import { inputGalaxyClearFlux, inputGalaxyFlux, starFlux, TU_BANDS } from "@elvis/formats/catalog";
import type { CatalogTile } from "@elvis/formats/product";

/** Jy in one erg/s/cm2/Hz. */
const JANSKY = 1e23;
/** Magnitude of 1 Jy, AB, as the true universe uses it. */
export const AB_JANSKY = 8.9;

/** A column that says how bright objects are in a band. */
export interface FluxColumn {
  readonly name: string;
  readonly band: string;
  /** The Milky Way's extinction is not in it. */
  readonly isClear: boolean;
  /** Its value as Jy. */
  readonly toJansky: (value: number) => number;
}

/** Where a kind of catalogue keeps what photometry needs. */
export interface KindColumns {
  readonly id: string;
  readonly av: string;
  /** Absent: nothing is redshifted. */
  readonly redshift?: string;
  /** Which column tells the brightness where the tile does not say. */
  readonly reference: readonly string[];
  /** What densities of its SED library are per, where the file does not say. */
  readonly per: "wavelength" | "frequency";
  /** All columns of brightness that its tables may have, best first. */
  fluxColumns(metadata: ReadonlyMap<string, string>): readonly FluxColumn[];
}

const VIS = TU_BANDS.filter(({ name }) => name === "VIS");

/** Kinds of tiles whose objects have fluxes or spectra of their own. */
export type MeasuredKind = Exclude<CatalogTile["kind"], "sso">;

export const KIND_COLUMNS: Readonly<Record<MeasuredKind, KindColumns>> = {
  galaxy: {
    id: "galaxy_id",
    av: "mw_extinction",
    redshift: "observed_redshift_gal",
    reference: VIS.flatMap((band) => [inputGalaxyFlux(band), inputGalaxyClearFlux(band)]),
    per: "wavelength",
    fluxColumns: () =>
      [false, true].flatMap((isClear) =>
        TU_BANDS.map((band) => ({
          name: isClear ? inputGalaxyClearFlux(band) : inputGalaxyFlux(band),
          band: band.name,
          isClear,
          toJansky: (value: number) => value * JANSKY,
        })),
      ),
  },
  star: {
    id: "SOURCE_ID",
    av: "AV",
    reference: ["TU_MAG_H_2MASS"],
    per: "frequency",
    fluxColumns(metadata) {
      const isClear = starsAreClear(metadata);
      return [
        ...TU_BANDS.map(({ name }) => ({ name: starFlux(name), band: name, isClear, toJansky: (value: number) => value })),
        { name: "TU_MAG_H_2MASS", band: "H_2MASS", isClear, toJansky: (value: number) => 10 ** (-0.4 * (value - AB_JANSKY)) },
      ];
    },
  },
};

/** Whether the header of a star table says that extinction is not yet in its fluxes. */
export const starsAreClear = (metadata: ReadonlyMap<string, string>): boolean => /^(F|FALSE|0)$/i.test(metadata.get("MWEXT")?.trim() ?? "");

/** Values of a numeric column as Jy. */
export function janskyOf(input: Catalog, { name, toJansky }: FluxColumn): Float32Array {
  return input.float32(name).map(toJansky);
}
