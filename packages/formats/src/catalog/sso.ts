import { starFlux, TU_BANDS } from "./band.ts";
import { column } from "./column.ts";
import type { Column } from "./types.ts";

const place: readonly Column[] = [
  column("SOURCE_ID", "int64", "", "identifier, unique among the solar-system objects"),
  column("RA", "float64", "deg", "right ascension at EPOCH, ICRS, seen from the spacecraft", { min: 0, max: 360 }),
  column("DEC", "float64", "deg", "declination at EPOCH", { min: -90, max: 90 }),
  column("EPOCH", "float64", "d", "modified Julian date, UTC, of the position", { min: 15_020, max: 88_069 }),
  column("RATE_RA", "float32", "arcsec/h", "motion in right ascension times cos(DEC)", { min: -36_000, max: 36_000 }),
  column("RATE_DEC", "float32", "arcsec/h", "motion in declination", { min: -36_000, max: 36_000 }),
  column("REF_MAG", "float32", "mag", "AB magnitude in VIS", { min: -5, max: 40 }),
];

/** Bands by which a point's image gets its colour. */
const COLOURS = ["G_LSST", "R_LSST", "I_LSST", "Z_LSST"];

/** A tile of the input catalogue of solar-system objects (format `sim.ssoCatalog`); all of them shine as the Sun does. */
export const inputSsoColumns: readonly Column[] = place;

/** The true-universe table of solar-system objects (TUSSOCAT): positions at the start of the pointing, which is their EPOCH. */
export const tuSsoColumns: readonly Column[] = [
  ...place,
  ...TU_BANDS.filter(({ name }) => name === "VIS" || COLOURS.includes(name)).map(({ name, doc }) =>
    column(starFlux(name), "float32", "Jy", `flux density in ${doc}`, { positive: true }),
  ),
];
