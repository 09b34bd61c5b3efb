import { EMISSION_LINES, inputGalaxyClearFlux, inputGalaxyFlux, inputLineFlux, TU_BANDS } from "./band.ts";
import { column } from "./column.ts";
import type { Column } from "./types.ts";

/**
 * A tile of the input galaxy catalogue (DpdGalaxyCatalogProduct, format `sim.galaxyCatalog`), with Flagship's column names.
 *
 * Fluxes are lensed, with emission lines and internal extinction, and with the Milky Way's or without it, as the name of the column says. A band may be left out: the
 * true universe makes it of the galaxy's spectrum.
 *
 * @see names: the Flagship 2 catalogue as published on CosmoHub
 */
export const inputGalaxyColumns: readonly Column[] = [
  column("galaxy_id", "int64", "", "identifier, unique in the whole catalogue", { aliases: ["SOURCE_ID"] }),
  column("halo_id", "int64", "", "identifier of the dark-matter halo"),
  column("kind", "int16", "", "0 central, 1 satellite, 2 high redshift, 3 quasar host"),
  column("ra_gal", "float64", "deg", "right ascension without lensing, ICRS", { min: 0, max: 360 }),
  column("dec_gal", "float64", "deg", "declination without lensing, ICRS", { min: -90, max: 90 }),
  column("ra_mag_gal", "float64", "deg", "right ascension with lensing", { min: 0, max: 360 }),
  column("dec_mag_gal", "float64", "deg", "declination with lensing", { min: -90, max: 90 }),
  column("observed_redshift_gal", "float32", "", "observed redshift", { min: -0.01, max: 30 }),
  column("euclid_vis_abs", "float32", "erg/s/cm2/Hz", "VIS flux density at 10 pc, of the unlensed galaxy", { positive: true }),
  column("sed_cosmos_1", "float32", "", "first spectral template, index in the library", { min: 0, aliases: ["sed_cosmos"] }),
  column("ext_curve_cosmos_1", "int16", "", "extinction law of the first template", { min: 0, aliases: ["ext_curve_cosmos"] }),
  column("ebv_cosmos_1", "float32", "mag", "E(B-V) of the first template", { min: 0, aliases: ["ebv_cosmos"] }),
  column("frac_cosmos_1", "float32", "", "share of the first template", { min: 0, max: 1 }),
  column("sed_cosmos_2", "float32", "", "second spectral template, index in the library", { min: 0 }),
  column("ext_curve_cosmos_2", "int16", "", "extinction law of the second template", { min: 0 }),
  column("ebv_cosmos_2", "float32", "mag", "E(B-V) of the second template", { min: 0 }),
  column("mw_extinction", "float32", "mag", "Milky Way extinction A(V) towards the galaxy", { min: 0 }),
  column("bulge_fraction", "float32", "", "flux of the bulge over the flux of the galaxy", { min: 0, max: 1 }),
  column("bulge_r50", "float32", "arcsec", "half-light radius of the bulge, major axis", { min: 0, max: 600 }),
  column("disk_r50", "float32", "arcsec", "half-light radius of the disc, major axis; 0 or less without a disc", { max: 600 }),
  column("bulge_nsersic", "float32", "", "Sersic index of the bulge", { min: 0, max: 10 }),
  column("bulge_axis_ratio", "float32", "", "projected minor over major axis of the bulge", { positive: true, max: 1 }),
  column("inclination_angle", "float32", "deg", "inclination of the disc, 0 face-on", { min: 0, max: 90 }),
  column("disk_angle", "float32", "deg", "position angle of the major axis, east of north", { min: -360, max: 360 }),
  column("kappa", "float32", "", "lensing convergence", { min: -1, max: 1 }),
  column("gamma1", "float32", "", "lensing shear, first component", { min: -1, max: 1 }),
  column("gamma2", "float32", "", "lensing shear, second component", { min: -1, max: 1 }),
  ...EMISSION_LINES.map((line) =>
    column(
      inputLineFlux(line),
      "float32",
      "",
      `log10 of the ${line} line flux in erg/s/cm2, lensed, with internal extinction; -99 for none`,
      {
        optional: true,
      },
    ),
  ),
  ...TU_BANDS.map((band) =>
    column(inputGalaxyFlux(band), "float32", "erg/s/cm2/Hz", `flux density in ${band.doc}, lensed and extincted`, {
      positive: true,
      optional: true,
    }),
  ),
  ...TU_BANDS.map((band) =>
    column(inputGalaxyClearFlux(band), "float32", "erg/s/cm2/Hz", `flux density in ${band.doc}, lensed, before the Milky Way`, {
      positive: true,
      optional: true,
    }),
  ),
];
