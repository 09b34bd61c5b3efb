import { FormatError } from "@elvis/formats";
import { type KnownFlux, temperatureOf } from "./fill.ts";
import type { Star } from "./rows.ts";
import type { SourceTable } from "./source-table.ts";

/** AB minus Vega magnitude of Gaia's bands. @see Gaia EDR3 documentation (1.3), table 5.2: differences of the AB and Vega zero points */
const VEGA_TO_AB = { G: 25.801 - 25.6874, BP: 25.354 - 25.3385, RP: 25.104 - 24.7479 } as const;
/** nm, as in TU_BANDS. */
const WAVELENGTH = { G: 620, BP: 510, RP: 780 } as const;
/** A star whose colour is not known: the middle of the main sequence at high latitude. */
const USUAL_TEMPERATURE = 5000;
/** A parallax below five standard errors says little about the distance. */
const SIGNIFICANT = 5;

/**
 * Gaia, from FITS, ECSV or CSV: `ra`, `dec` or `ra_deg`, `dec_deg` (degrees), `phot_g_mean_mag` (Vega) or `G_mag`; where present `source_id`, `pmra`, `pmdec`, `parallax`,
 * `parallax_error`, `phot_bp_mean_mag`, `phot_rp_mean_mag`. Also the ECSV of romanisim, whose fluxes (`F146`, all bands equal to G) are in maggies.
 *
 * Temperature: the black body of the colour BP - RP (AB); 5000 K without one. Parallaxes below 5 sigma are not used.
 */
export function gaiaStars(table: SourceTable): (Star | undefined)[] {
  const [ra, dec] = [table.numbers(table.first("ra", "ra_deg") ?? "ra"), table.numbers(table.first("dec", "dec_deg") ?? "dec")];
  const magnitude = table.first("phot_g_mean_mag", "G_mag");
  const maggies = table.first("F146", "F158");
  if (magnitude === undefined && maggies === undefined)
    throw new FormatError(table.file, "", "a column phot_g_mean_mag, G_mag or F146", "none of them");
  const green = magnitude === undefined ? table.numbers(maggies!).map((flux) => 3631 * flux) : janskys(table.numbers(magnitude), "G");
  const [blue, red] = [optional(table, "phot_bp_mean_mag"), optional(table, "phot_rp_mean_mag")];
  const [blueFlux, redFlux] = [blue && janskys(blue, "BP"), red && janskys(red, "RP")];
  const [motionRa, motionDec] = [optional(table, "pmra"), optional(table, "pmdec")];
  const [parallax, parallaxError] = [optional(table, "parallax"), optional(table, "parallax_error")];
  const ids = table.has("source_id") ? table.ids("source_id") : undefined;
  return Array.from({ length: table.rows }, (_, row) => {
    const known: KnownFlux[] = [];
    const add = (band: keyof typeof WAVELENGTH, flux: number | undefined) =>
      flux !== undefined && flux > 0 && Number.isFinite(flux) && known.push({ wavelength: WAVELENGTH[band], flux });
    add("G", green[row]);
    if (known.length === 0) return undefined;
    add("BP", blueFlux?.[row]);
    add("RP", redFlux?.[row]);
    const ratio = (blueFlux?.[row] ?? Number.NaN) / (redFlux?.[row] ?? Number.NaN);
    const isMeasured = parallax !== undefined && parallax[row] > 0 && parallax[row] > SIGNIFICANT * (parallaxError?.[row] ?? 0.1);
    return {
      id: ids?.[row] ?? table.number(row),
      ra: ra[row],
      dec: dec[row],
      motionRa: finite(motionRa?.[row]),
      motionDec: finite(motionDec?.[row]),
      ...(isMeasured && { parallax: parallax[row] }),
      temperature: ratio > 0 ? temperatureOf(ratio, WAVELENGTH.BP, WAVELENGTH.RP) : USUAL_TEMPERATURE,
      known,
    };
  });
}

const janskys = (magnitudes: Float64Array, band: keyof typeof VEGA_TO_AB): Float64Array =>
  magnitudes.map((it) => 10 ** (-0.4 * (it + VEGA_TO_AB[band] - 8.9)));
const optional = (table: SourceTable, name: string): Float64Array | undefined => (table.has(name) ? table.numbers(name) : undefined);
const finite = (value: number | undefined): number => (value !== undefined && Number.isFinite(value) ? value : 0);
