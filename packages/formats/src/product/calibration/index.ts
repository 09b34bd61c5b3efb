export { AREAS, type AreaName, CCD_IDS, QUADRANT_IDS } from "./ids.ts";
export { type MadeImage, type MapKind, madeImageMap, mapKind } from "./image-map.ts";
export { instrumentModels } from "./models.ts";
