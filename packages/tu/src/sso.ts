import { movedBy } from "@elvis/focal-plane";
import { type Catalog, catalogFromColumns, starFlux, tuSsoColumns } from "@elvis/formats/catalog";
import { AB_JANSKY } from "./photometry/tile-columns.ts";

/**
 * The Sun's AB colours: magnitude in a band less that in VIS. g, r, i and z of SDSS, which those of LSST are like to 0.02 mag; VIS as the mean of r and i, between which its middle lies.
 *
 * @see Willmer 2018, ApJS 236, 47, table 3: 5.11, 4.65, 4.53 and 4.50
 */
const SUN: Readonly<Record<string, number>> = { VIS: 0, G_LSST: 0.52, R_LSST: 0.06, I_LSST: -0.06, Z_LSST: -0.09 };
/** Hours in a day. */
const HOURS = 24;

/**
 * Where some solar-system objects are at a time, going straight on from their epoch; degrees.
 *
 * @param mjd UTC
 */
export function ssoPositions(input: Catalog, mjd: number, rows?: readonly number[]): readonly [ra: Float64Array, dec: Float64Array] {
  const [ra, dec, epoch] = [input.float64("RA"), input.float64("DEC"), input.float64("EPOCH")];
  const [rateRa, rateDec] = [input.float32("RATE_RA"), input.float32("RATE_DEC")];
  const count = rows?.length ?? input.rows;
  const [seenRa, seenDec] = [new Float64Array(count), new Float64Array(count)];
  for (let at = 0; at < count; at++) {
    const row = rows?.[at] ?? at;
    const hours = HOURS * (mjd - epoch[row]);
    [seenRa[at], seenDec[at]] = movedBy(ra[row], dec[row], hours * rateRa[row], hours * rateDec[row]);
  }
  return [seenRa, seenDec];
}

/** Rows of a tile of solar-system objects as rows of the true universe at a time (MJD, UTC): sunlight of their magnitude in VIS. */
export function ssosToTu(input: Catalog, mjd: number): Catalog {
  const [RA, DEC] = ssoPositions(input, mjd);
  const magnitude = input.float32("REF_MAG");
  const fluxes = Object.entries(SUN).map(
    ([band, colour]) => [starFlux(band), magnitude.map((it) => 10 ** (-0.4 * (it + colour - AB_JANSKY)))] as const,
  );
  const same = Object.fromEntries(["SOURCE_ID", "RATE_RA", "RATE_DEC", "REF_MAG"].map((name) => [name, input.column(name)]));
  return catalogFromColumns(tuSsoColumns, {
    ...same,
    ...Object.fromEntries(fluxes),
    RA,
    DEC,
    EPOCH: new Float64Array(input.rows).fill(mjd),
  });
}
