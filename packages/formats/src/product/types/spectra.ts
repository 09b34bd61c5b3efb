/** A library of spectra: templates on one grid of wavelengths. */
export interface SedLibrary {
  /** The file it was read from, for messages. */
  readonly name?: string;
  /** nm, ascending; the two sides of a step have the same. Spectra are linear between them and unknown beyond. */
  readonly wavelengths: Float64Array;
  /** Flux densities at the wavelengths, 0 and above, each template on a scale of its own; the index of the catalogues counts from 0. */
  readonly templates: readonly Float32Array[];
  /** What the densities are per; undefined where the file does not say. */
  readonly per?: "wavelength" | "frequency";
}

/** Laws of extinction by dust inside galaxies; the index of the catalogues counts from 0. */
export interface ExtinctionLaws {
  readonly name?: string;
  /** nm, ascending; laws are linear between them and go on straight beyond the ends, never below 0. */
  readonly wavelengths: Float64Array;
  /** k = A(lambda) / E(B-V) at the wavelengths, 0 and above. */
  readonly laws: readonly Float32Array[];
}

/** The transmission curve of a band. */
export interface ReferenceFilter {
  /** Of the band, as in the columns of the true universe: "VIS", "Y_NISP". */
  readonly name: string;
  /** nm, ascending; the two sides of a step have the same. The curve is linear between them and 0 beyond. */
  readonly wavelengths: Float64Array;
  /** 0 and above, on any scale. */
  readonly transmission: Float64Array;
  /** What its detector counts. */
  readonly counts: "photons" | "energy";
}

/** What a tile's spectra are made of: the files that it names, read. */
export interface TileSpectra {
  /** Files that it names and that are not there: an error only for who needs them. */
  readonly missing: readonly string[];
  readonly seds?: SedLibrary;
  readonly laws?: ExtinctionLaws;
  readonly filters: ReadonlyMap<string, ReferenceFilter>;
}
