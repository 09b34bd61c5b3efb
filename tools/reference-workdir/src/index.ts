export { checkReferenceOptions, makeReferenceWorkdir, type ReferenceOptions, type ReferenceWorkdir } from "./make.ts";
export { dust, GALAXY_TEMPLATES, STAR_TEMPERATURES, starTemplateAt } from "./spectra.ts";
