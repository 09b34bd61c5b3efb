import { TU_BANDS } from "@elvis/formats/catalog";
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
