/** Every value that codecs of products read and write: plain, readonly, units in the field's description. */
export type * from "./types/detector.ts";
export type * from "./types/models.ts";
export type * from "./types/place.ts";
export type * from "./types/request.ts";
export type * from "./types/spectra.ts";
export type * from "./types/task.ts";
