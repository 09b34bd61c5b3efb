import { starFlux, TU_BANDS } from "./band.ts";
import { column } from "./column.ts";
import type { Column } from "./types.ts";

/**
 * A tile of the input star catalogue (DpdStarsCatalogProduct, format `sim.starCatalog`).
 *
 * Positions and proper motions are at epoch J2016.0. A star without measured motion has zeros. The extinction AV is in the fluxes and the magnitude, unless the
 * table's header says MWEXT = F; a band may be left out: the true universe makes it of the star's spectrum.
 */
export const inputStarColumns: readonly Column[] = [
  column("SOURCE_ID", "int64", "", "identifier, unique in the whole catalogue", { aliases: ["unique_star_id"] }),
  column("RA", "float64", "deg", "right ascension at J2016.0, ICRS", { min: 0, max: 360, aliases: ["RA2000.0"] }),
  column("DEC", "float64", "deg", "declination at J2016.0, ICRS", { min: -90, max: 90, aliases: ["DEC2000.0"] }),
  column("PMRA", "float32", "mas/yr", "proper motion in right ascension times cos(DEC)", { min: -20000, max: 20000 }),
  column("PMDEC", "float32", "mas/yr", "proper motion in declination", { min: -20000, max: 20000 }),
  column("PARALLAX", "float32", "mas", "parallax; 0 for none", { min: 0, max: 1000 }),
  column("DIST", "float32", "pc", "distance from the Sun", { positive: true }),
  column("TU_MAG_H_2MASS", "float32", "mag", "AB magnitude in 2MASS H, the reference band"),
  column("SED_TEMPLATE", "int32", "", "index of the spectrum in the stellar library, from 0", { min: 0 }),
  column("AV", "float32", "mag", "extinction A(V) towards the star, in the fluxes unless MWEXT is F", { min: 0 }),
  ...TU_BANDS.map(({ name, doc }) => column(starFlux(name), "float32", "Jy", `flux density in ${doc}`, { positive: true, optional: true })),
];
