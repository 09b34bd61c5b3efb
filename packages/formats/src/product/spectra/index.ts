export { referenceFilters } from "./reference-filters.ts";
export { extinctionLaws, sedLibrary } from "./sed-library.ts";
export { readSpectra } from "./tile-spectra.ts";
