import type { Codec } from "../../codec.ts";
import { FormatError } from "../../errors.ts";
import { Header, openFits, type TableHdu, type TableToWrite, writeFits } from "../../fits/index.ts";
import type { ReferenceFilter } from "../types.ts";
import { checkCurve, wavelengthsOf } from "./wavelengths.ts";

/** COUNTS of a filter's table, by what its detector counts. */
const COUNTS = { photons: "PHOTONS", energy: "ENERGY" } as const;

/**
 * The file that ReferenceFilterFile of a catalogue product names. What the original's holds is not public; ours has a table for each band, its EXTNAME the
 * band's name in the columns of the true universe, with columns WAVELENGTH (TUNIT nm, um or Angstrom; nm where there is none) and TRANSMISSION. The keyword
 * COUNTS says what the detector counts: PHOTONS (also where it is absent) or ENERGY.
 */
export const referenceFilters: Codec<ReadonlyMap<string, ReferenceFilter>> = {
  id: "sim.reference-filters",
  doc: "transmission curves of the bands (tables in FITS)",
  extension: "fits",
  async decode(source) {
    const fits = await openFits(source);
    const filters = new Map<string, ReferenceFilter>();
    for (const hdu of fits.hdus) {
      if (hdu.kind !== "table") continue;
      const filter = await filterOf(hdu, fits.name);
      if (filters.has(filter.name)) throw new FormatError(fits.name, placeOf(hdu), "one table a band", `a second one of ${filter.name}`);
      filters.set(filter.name, filter);
    }
    if (filters.size === 0) throw new FormatError(fits.name, "", "a table for each band", "none");
    return filters;
  },
  encode: (filters, sink) => writeFits(sink, [{ kind: "image", shape: [] }, ...Array.from(filters.values(), tableOf)]),
};

const placeOf = ({ index, name }: TableHdu): string => `HDU ${index}${name === "" ? "" : ` (${name})`}`;

async function filterOf(hdu: TableHdu, file: string): Promise<ReferenceFilter> {
  const place = placeOf(hdu);
  if (hdu.name === "") throw new FormatError(file, `${place}, EXTNAME`, "the name of a band", "none");
  for (const name of ["WAVELENGTH", "TRANSMISSION"]) {
    const { letter, repeat, variable } = hdu.column(name);
    if (!"BIJKED".includes(letter) || repeat !== 1 || variable !== undefined)
      throw new FormatError(file, `${place}, column ${name}`, "one number a row", `${repeat}${variable ?? ""}${letter}`);
  }
  const columns = await hdu.readColumns(["WAVELENGTH", "TRANSMISSION"]);
  const numbers = (name: string): Float64Array => Float64Array.from(columns[name] as ArrayLike<number>, Number);
  const wavelengths = wavelengthsOf(numbers("WAVELENGTH"), hdu.column("WAVELENGTH").unit ?? "", file, `${place}, column WAVELENGTH`);
  const transmission = numbers("TRANSMISSION");
  checkCurve(transmission, wavelengths, "a transmission", file, `${place}, column TRANSMISSION`);
  if (!transmission.some((value, n) => n > 0 && wavelengths[n] > wavelengths[n - 1] && value + transmission[n - 1] > 0))
    throw new FormatError(file, `${place}, column TRANSMISSION`, "some light that comes through", "0 at all wavelengths");
  const written = hdu.header.string("COUNTS")?.trim().toUpperCase() ?? COUNTS.photons;
  const counts = (Object.keys(COUNTS) as (keyof typeof COUNTS)[]).find((key) => COUNTS[key] === written);
  if (counts === undefined) throw new FormatError(file, `${place}, COUNTS`, "PHOTONS or ENERGY", JSON.stringify(written));
  return { name: hdu.name, wavelengths, transmission, counts };
}

const tableOf = ({ name, wavelengths, transmission, counts }: ReferenceFilter): TableToWrite => ({
  kind: "table",
  name,
  header: new Header().set("COUNTS", COUNTS[counts], "what the detector counts"),
  columns: [
    { name: "WAVELENGTH", letter: "D", repeat: 1, unit: "nm", doc: "wavelength" },
    { name: "TRANSMISSION", letter: "D", repeat: 1, unit: "", doc: "share of the light that comes through" },
  ],
  rows: wavelengths.length,
  batches: [{ WAVELENGTH: wavelengths, TRANSMISSION: transmission }],
});
