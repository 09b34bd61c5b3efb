import { starFlux, TU_BANDS } from "./band.ts";
import { column } from "./column.ts";
import type { Column } from "./types.ts";

/**
 * The true-universe star table (TUSTARCAT): positions at the exposure, fluxes at the telescope.
 *
 * @see names and types: public users of the product (SHE_CTE, LSST-DESC skycatalogs), format `sim.tuStarCatalog`
 */
export const tuStarColumns: readonly Column[] = [
  column("SOURCE_ID", "int64", "", "identifier, unique among the stars"),
  column("RA", "float64", "deg", "right ascension at the epoch of the exposure, ICRS", { min: 0, max: 360 }),
  column("DEC", "float64", "deg", "declination at the epoch of the exposure, ICRS", { min: -90, max: 90 }),
  column("DIST", "float32", "pc", "distance from the Sun", { positive: true }),
  column("TU_MAG_H_2MASS", "float32", "mag", "AB magnitude in 2MASS H, the reference band"),
  column("SED_TEMPLATE", "int32", "", "index of the spectrum in the stellar library, from 0", { min: 0 }),
  column("AV", "float32", "mag", "extinction A(V) towards the star, already in the fluxes", { min: 0 }),
  ...TU_BANDS.map(({ name, doc }) => column(starFlux(name), "float32", "Jy", `flux density in ${doc}`, { positive: true })),
  column("GAIA_RA", "float64", "deg", "right ascension as Gaia measured it, J2016.0", { optional: true, nullable: true }),
  column("GAIA_RA_ERROR", "float32", "mas", "its standard error", { optional: true, nullable: true }),
  column("GAIA_DEC", "float64", "deg", "declination as Gaia measured it, J2016.0", { optional: true, nullable: true }),
  column("GAIA_DEC_ERROR", "float32", "mas", "its standard error", { optional: true, nullable: true }),
];
