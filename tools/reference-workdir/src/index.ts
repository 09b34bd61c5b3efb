export { checkReferenceOptions, makeReferenceWorkdir, type ReferenceOptions, type ReferenceWorkdir } from "./make.ts";
export { GALAXY_TEMPLATES, STAR_TEMPERATURES, starTemplateAt } from "./spectra.ts";
