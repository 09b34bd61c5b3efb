import type { ExtinctionLaws, SedLibrary } from "@elvis/formats/product";
import { placeBefore, refined } from "./curve.ts";
import { DUST_LAWS } from "./dust.ts";

/**
 * Neighbouring places of templates lie no farther apart than this share of their wavelength: dust bends a spectrum between them, and what is left of the bend is below 1e-5
 * of the flux.
 */
const TEMPLATE_STEP = 0.003;

/** A library of spectra as integrals use it. */
export interface Templates {
  /** Of the library's file. */
  readonly name: string;
  /** nm, ascending, at rest */
  readonly wavelengths: Float64Array;
  /** ln of them, for what depends on the logarithm. */
  readonly logarithms: Float64Array;
  /** f_lambda, each on its own scale. */
  readonly spectra: readonly Float64Array[];
  /** k = A / E(B-V) at the places, of each law that EXT_LAW can name; undefined for none. */
  readonly laws: readonly (Float64Array | undefined)[];
  /** Where the laws come from, for messages. */
  readonly lawsFrom: string;
}

/**
 * @param laws of the catalogue's own library; those of `DUST_LAWS` when left out
 * @param per what densities are per, where the file does not say
 */
export function templatesOf(seds: SedLibrary, laws: ExtinctionLaws | undefined, per: "wavelength" | "frequency"): Templates {
  const { wavelengths, curves } = refined(seds.wavelengths, seds.templates, TEMPLATE_STEP);
  const spectra = (seds.per ?? per) === "wavelength" ? curves : curves.map((curve) => curve.map((value, n) => value / wavelengths[n] ** 2));
  return {
    name: seds.name ?? "the SED library",
    wavelengths,
    logarithms: wavelengths.map(Math.log),
    spectra,
    laws: laws === undefined ? DUST_LAWS.map(({ k }, n) => (n === 0 ? undefined : wavelengths.map(k))) : lawsAt(laws, wavelengths),
    lawsFrom: laws === undefined ? "the laws of Flagship" : (laws.name ?? "the extinction laws"),
  };
}

/** Laws of a library at the places of the templates: linear between their own places, straight on beyond the ends, never below 0. */
function lawsAt({ wavelengths: own, laws }: ExtinctionLaws, wavelengths: Float64Array): readonly Float64Array[] {
  const last = own.length - 1;
  const at = (law: Float32Array, wavelength: number): number => {
    let n = placeBefore(own, wavelength);
    // A step at an end has no slope to go on with.
    if (own[n] === own[n + 1]) n = wavelength <= own[0] ? Math.min(1, last - 1) : Math.max(0, n - 1);
    return Math.max(0, law[n] + ((wavelength - own[n]) / (own[n + 1] - own[n])) * (law[n + 1] - law[n]));
  };
  return laws.map((law) => wavelengths.map((wavelength) => at(law, wavelength)));
}
