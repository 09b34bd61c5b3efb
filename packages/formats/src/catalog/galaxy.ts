import { EMISSION_LINES, galaxyFlux, lineFlux, TU_BANDS } from "./band.ts";
import { column } from "./column.ts";
import type { Column } from "./types.ts";

/**
 * The true-universe galaxy table (TUGALCAT). Draw at RA_MAG, DEC_MAG with the `_MAG` fluxes: lensing is in both.
 *
 * @see names and types: SHE_PPT `sim_tu_gal_catalog`, format `sim.tuGalaxyCatalog` 0.1
 */
export const tuGalaxyColumns: readonly Column[] = [
  column("SOURCE_ID", "int64", "", "identifier, unique among the galaxies"),
  column("HALO_ID", "int64", "", "identifier of the dark-matter halo"),
  column("KIND", "int16", "", "0 central, 1 satellite, 2 high redshift, 3 quasar host"),
  column("RA", "float64", "deg", "right ascension without lensing, ICRS", { min: 0, max: 360 }),
  column("DEC", "float64", "deg", "declination without lensing, ICRS", { min: -90, max: 90 }),
  column("RA_MAG", "float64", "deg", "right ascension with lensing: where it is seen", { min: 0, max: 360 }),
  column("DEC_MAG", "float64", "deg", "declination with lensing: where it is seen", { min: -90, max: 90 }),
  column("RA_MAG_ORIG", "float64", "deg", "right ascension in the catalogue it was taken from", { optional: true, nullable: true }),
  column("DEC_MAG_ORIG", "float64", "deg", "declination in the catalogue it was taken from", { optional: true, nullable: true }),
  column("Z_OBS", "float32", "", "observed redshift", { min: -0.01, max: 30 }),
  column("REF_MAG_ABS", "float32", "mag", "absolute AB magnitude in VIS"),
  column("REF_MAG", "float32", "mag", "apparent AB magnitude in VIS, lensed"),
  column("BULGE_FRACTION", "float32", "", "flux of the bulge over the flux of the galaxy", { min: 0, max: 1 }),
  column("BULGE_R50", "float32", "arcsec", "half-light radius of the bulge, major axis; 0 without a bulge", { min: 0, max: 600 }),
  column("DISK_R50", "float32", "arcsec", "half-light radius of the disc, major axis; 0 or less without a disc", { max: 600 }),
  column("BULGE_NSERSIC", "float32", "", "Sersic index of the bulge; the disc's is 1", { min: 0, max: 10 }),
  column("BULGE_AXIS_RATIO", "float32", "", "projected minor over major axis of the bulge", { positive: true, max: 1 }),
  column("INCLINATION_ANGLE", "float32", "deg", "inclination of the disc, 0 face-on, 90 edge-on", { min: 0, max: 90 }),
  column("DISK_ANGLE", "float32", "deg", "position angle of the major axis of disc and bulge, east of north", { min: -360, max: 360 }),
  column("KAPPA", "float32", "", "lensing convergence", { min: -1, max: 1 }),
  column("GAMMA1", "float32", "", "lensing shear, first component", { min: -1, max: 1 }),
  column("GAMMA2", "float32", "", "lensing shear, second component", { min: -1, max: 1 }),
  column("AV", "float32", "mag", "Milky Way extinction A(V), already in the fluxes", { min: 0 }),
  column("SED_TEMPLATE_1", "float32", "", "first spectral template, index in the library", { min: 0, aliases: ["SED_TEMPLATE"] }),
  column("EXT_LAW_1", "int16", "", "extinction law of the first template", { min: 0, aliases: ["EXT_LAW"] }),
  column("EBV_1", "float32", "mag", "E(B-V) of the first template", { min: 0, aliases: ["EBV"] }),
  column("SED_FRACTION_1", "float32", "", "share of the first template", { min: 0, max: 1 }),
  column("SED_TEMPLATE_2", "float32", "", "second spectral template, index in the library", { min: 0 }),
  column("EXT_LAW_2", "int16", "", "extinction law of the second template", { min: 0 }),
  column("EBV_2", "float32", "mag", "E(B-V) of the second template", { min: 0 }),
  ...EMISSION_LINES.map((line) =>
    column(lineFlux(line), "float32", "", `log10 of the ${line} line flux in erg/s/cm2, lensed, with internal extinction; -99 for none`),
  ),
  ...TU_BANDS.map(({ name, doc }) => column(galaxyFlux(name), "float32", "Jy", `flux density in ${doc}, lensed`, { positive: true })),
];
