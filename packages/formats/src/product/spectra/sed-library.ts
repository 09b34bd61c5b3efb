import type { Codec } from "../../codec.ts";
import { FormatError } from "../../errors.ts";
import { writeFits } from "../../fits/index.ts";
import type { ExtinctionLaws, SedLibrary } from "../types.ts";
import { curvesToWrite, readCurves } from "./curves.ts";

const PER_WAVELENGTH = "erg/s/cm2/Angstrom";
const PER_FREQUENCY = "erg/s/cm2/Hz";

/**
 * The library that SedLibrary of a catalogue product names: wavelengths (nm) in the first extension, one row a template in the second.
 *
 * BUNIT of the templates says whether they are per wavelength or per frequency; the public readers of the original's files take those of galaxies as f_lambda and
 * those of stars as f_nu without asking, so a file that does not say is left undecided.
 *
 * @see layout: LSST-DESC skycatalogs, collections of Euclid galaxies and stars
 */
export const sedLibrary: Codec<SedLibrary> = {
  id: "sim.sed-library",
  doc: "library of spectra (wavelengths and templates in FITS)",
  extension: "fits",
  async decode(source) {
    const { wavelengths, curves, unit } = await readCurves(source, "a flux density");
    const per = perOf(unit, source.name);
    return { name: source.name, wavelengths, templates: curves, ...(per === undefined ? {} : { per }) };
  },
  encode({ wavelengths, templates, per }, sink) {
    const unit = per === undefined ? "" : per === "wavelength" ? PER_WAVELENGTH : PER_FREQUENCY;
    return writeFits(sink, curvesToWrite({ wavelengths, curves: templates, unit }, "TEMPLATES"));
  },
};

function perOf(unit: string, file: string): SedLibrary["per"] {
  const plain = unit.toLowerCase().replace(/[\s.*^_-]/g, "");
  if (plain === "") return undefined;
  if (/(angstroms?|nm|um|micron|[/\d]a)1?$/.test(plain)) return "wavelength";
  if (/hz1?$|^m?jy$/.test(plain)) return "frequency";
  throw new FormatError(file, "HDU 2, BUNIT", `a flux density such as ${PER_WAVELENGTH} or ${PER_FREQUENCY}`, JSON.stringify(unit));
}

/**
 * The library that ExtinctionLawLibrary of a catalogue product names. What the original's file holds is not public; ours is laid out as the SED library, its rows
 * k = A(lambda) / E(B-V).
 */
export const extinctionLaws: Codec<ExtinctionLaws> = {
  id: "sim.extinction-laws",
  doc: "library of extinction laws (wavelengths and A / E(B-V) in FITS)",
  extension: "fits",
  async decode(source) {
    const { wavelengths, curves } = await readCurves(source, "A / E(B-V)");
    return { name: source.name, wavelengths, laws: curves };
  },
  encode: ({ wavelengths, laws }, sink) => writeFits(sink, curvesToWrite({ wavelengths, curves: laws, unit: "mag/mag" }, "LAWS")),
};
