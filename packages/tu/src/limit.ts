import { type Catalog, galaxyFlux, lineFlux, starFlux, TU_BANDS, takeRows } from "@elvis/formats/catalog";
import type { PointingOutput } from "@elvis/formats/product";
import { StageError } from "@elvis/stage";
import { AB_JANSKY } from "./photometry/tile-columns.ts";

/**
 * The band that a request names as the filter of its magnitude limit: "VIS", "Euclid H", "NISP J", "H_NISP", "LSST r".
 *
 * @throws StageError when it is none of the true universe's bands
 */
export function limitBand(filter: string): string {
  const words = filter
    .toUpperCase()
    .split(/[\s_-]+/)
    .filter((word) => word !== "EUCLID" && word !== "");
  const key = words.length === 1 && /^[YJH]$/.test(words[0]) ? [words[0], "NISP"] : words;
  const band = TU_BANDS.find(({ name }) => [...key].sort().join("_") === name.split("_").sort().join("_"));
  if (band === undefined)
    throw new StageError(`magnitude limit: expected a filter such as VIS, "Euclid H" or R_LSST, found ${JSON.stringify(filter)}`);
  return band.name;
}

/** @param magnitude AB @returns Jy */
export const faintestFlux = (magnitude: number): number => 10 ** (-0.4 * (magnitude - AB_JANSKY));

/** The least value of a column, float32, with which a row is taken. */
export interface Limit {
  readonly column: string;
  readonly least: number;
}

/**
 * What stars and galaxies must reach to be taken, each limit by itself: the request's magnitude in its filter, the stage's in VIS, and for galaxies the request's H alpha
 * line flux, lensed and extincted, a logarithm of erg/s/cm2. A galaxy without the line reaches no such limit.
 *
 * @param visMagnitudeLimit AB
 * @throws StageError when the request's filter is none of the true universe's bands
 */
export function limitsOf(
  request: Pick<PointingOutput, "magnitudeLimit" | "magnitudeLimitFilter" | "logHalphaFluxLimit">,
  visMagnitudeLimit?: number,
): { readonly stars: readonly Limit[]; readonly galaxies: readonly Limit[] } {
  const band = limitBand(request.magnitudeLimitFilter);
  const fluxes = [
    ...(request.magnitudeLimit === undefined ? [] : [{ band, least: faintestFlux(request.magnitudeLimit) }]),
    ...(visMagnitudeLimit === undefined ? [] : [{ band: "VIS", least: faintestFlux(visMagnitudeLimit) }]),
  ];
  const line = request.logHalphaFluxLimit;
  return {
    stars: fluxes.map(({ band, least }) => ({ column: starFlux(band), least })),
    galaxies: [
      ...fluxes.map(({ band, least }) => ({ column: galaxyFlux(band), least })),
      ...(line === undefined ? [] : [{ column: lineFlux("HALPHA"), least: line }]),
    ],
  };
}

/** The rows that reach every limit, in order. */
export function withinLimits(rows: Catalog, limits: readonly Limit[]): Catalog {
  const columns = limits.map(({ column, least }) => ({ values: rows.float32(column), least }));
  const taken = Array.from({ length: rows.rows }, (_, row) => row).filter((row) =>
    columns.every(({ values, least }) => values[row] >= least),
  );
  return taken.length === rows.rows ? rows : takeRows(rows, taken);
}
