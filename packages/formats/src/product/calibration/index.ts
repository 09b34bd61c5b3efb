export { AREAS, type AreaName, CCD_IDS, QUADRANT_IDS } from "./ids.ts";
export { type MadeImage, madeImageMap, mapKind, type MapKind } from "./image-map.ts";
export { instrumentModels } from "./models.ts";
