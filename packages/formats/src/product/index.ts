export { AREAS, type AreaName, CCD_IDS, instrumentModels, type MadeImage, madeImageMap, mapKind, type MapKind, QUADRANT_IDS } from "./calibration/index.ts";
export { type ParsedProductName, type ProductName, type ProductNameToMake, parseProductFileName, productFileName, productToken } from "./names.ts";
export type * from "./types.ts";
