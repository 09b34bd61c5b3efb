export { type MadeImage, type MapKind, madeImageMap, mapKind } from "./image-map.ts";
export { instrumentModels } from "./models.ts";
export { DEFECT_FLAGS } from "./tables.ts";
