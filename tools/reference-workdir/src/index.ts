export { makeReferenceWorkdir, type ReferenceOptions, type ReferenceWorkdir } from "./make.ts";
