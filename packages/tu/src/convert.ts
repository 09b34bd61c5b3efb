import {
  type Catalog,
  type ColumnArray,
  catalogFromColumns,
  EMISSION_LINES,
  galaxyFlux,
  inputLineFlux,
  lineFlux,
  NO_LINE,
  starFlux,
  tuGalaxyColumns,
  tuStarColumns,
} from "@elvis/formats/catalog";
import { AB_JANSKY, starsAreClear } from "./photometry/tile-columns.ts";
import type { Measured } from "./photometry/tile-fluxes.ts";
import { atEpoch, type Epoch } from "./proper-motion.ts";

/** Magnitude of 1 erg/s/cm2/Hz, AB. */
const AB_CGS = -48.6;

/** True-universe column to the input column that it is, unchanged. */
const SAME: Readonly<Record<string, string>> = {
  SOURCE_ID: "galaxy_id",
  HALO_ID: "halo_id",
  KIND: "kind",
  RA: "ra_gal",
  DEC: "dec_gal",
  RA_MAG: "ra_mag_gal",
  DEC_MAG: "dec_mag_gal",
  Z_OBS: "observed_redshift_gal",
  BULGE_FRACTION: "bulge_fraction",
  BULGE_R50: "bulge_r50",
  DISK_R50: "disk_r50",
  BULGE_NSERSIC: "bulge_nsersic",
  BULGE_AXIS_RATIO: "bulge_axis_ratio",
  INCLINATION_ANGLE: "inclination_angle",
  DISK_ANGLE: "disk_angle",
  KAPPA: "kappa",
  GAMMA1: "gamma1",
  GAMMA2: "gamma2",
  AV: "mw_extinction",
  SED_TEMPLATE_1: "sed_cosmos_1",
  EXT_LAW_1: "ext_curve_cosmos_1",
  EBV_1: "ebv_cosmos_1",
  SED_FRACTION_1: "frac_cosmos_1",
  SED_TEMPLATE_2: "sed_cosmos_2",
  EXT_LAW_2: "ext_curve_cosmos_2",
  EBV_2: "ebv_cosmos_2",
};

const magnitudes = (jansky: Float32Array): Float32Array => jansky.map((flux) => AB_JANSKY - 2.5 * Math.log10(flux));

/** Rows of an input galaxy tile as rows of the true universe: magnitudes in VIS, lines that are not given as none. */
export function galaxiesToTu({ rows: input, fluxes }: Measured): Catalog {
  const data: Record<string, ColumnArray> = {};
  for (const [name, from] of Object.entries(SAME)) data[name] = input.column(from);
  for (const line of EMISSION_LINES)
    data[lineFlux(line)] = input.has(inputLineFlux(line)) ? input.column(inputLineFlux(line)) : new Float32Array(input.rows).fill(NO_LINE);
  for (const [band, flux] of Object.entries(fluxes)) data[galaxyFlux(band)] = flux;
  data.REF_MAG = magnitudes(fluxes.VIS);
  data.REF_MAG_ABS = input.float32("euclid_vis_abs").map((flux) => AB_CGS - 2.5 * Math.log10(flux));
  return catalogFromColumns(tuGalaxyColumns, data);
}

/** Where lensing puts some galaxies of a tile, degrees. */
export function galaxyPositions(input: Catalog, rows: readonly number[]): readonly [ra: Float64Array, dec: Float64Array] {
  const [ra, dec] = [input.float64("ra_mag_gal"), input.float64("dec_mag_gal")];
  return [Float64Array.from(rows, (row) => ra[row]), Float64Array.from(rows, (row) => dec[row])];
}

/** Where some stars of a tile (all, when left out) stand at `epoch`, degrees. */
export function starPositions(input: Catalog, epoch: Epoch, rows?: readonly number[]): readonly [ra: Float64Array, dec: Float64Array] {
  const [ra, dec] = [input.float64("RA"), input.float64("DEC")];
  const [motionRa, motionDec, parallax] = [input.float32("PMRA"), input.float32("PMDEC"), input.float32("PARALLAX")];
  const count = rows?.length ?? input.rows;
  const [seenRa, seenDec] = [new Float64Array(count), new Float64Array(count)];
  for (let at = 0; at < count; at++) {
    const row = rows?.[at] ?? at;
    [seenRa[at], seenDec[at]] = atEpoch(ra[row], dec[row], motionRa[row], motionDec[row], parallax[row], epoch);
  }
  return [seenRa, seenDec];
}

/** Rows of an input star tile as rows of the true universe, where they stand at `epoch`. */
export function starsToTu({ rows: input, fluxes }: Measured, epoch: Epoch): Catalog {
  const [ra, dec] = starPositions(input, epoch);
  const data = Object.fromEntries(tuStarColumns.filter(({ name }) => input.has(name)).map(({ name }) => [name, input.column(name)]));
  for (const [band, flux] of Object.entries(fluxes)) data[starFlux(band)] = flux;
  if (starsAreClear(input.metadata)) data.TU_MAG_H_2MASS = magnitudes(fluxes.H_2MASS);
  return catalogFromColumns(tuStarColumns, { ...data, RA: ra, DEC: dec });
}
