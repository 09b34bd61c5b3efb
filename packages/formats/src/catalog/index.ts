export { type Band, EMISSION_LINES, galaxyFlux, inputGalaxyFlux, inputLineFlux, lineFlux, NO_LINE, starFlux, TU_BANDS } from "./band.ts";
export { column } from "./column.ts";
export { tuGalaxyColumns } from "./galaxy.ts";
export { inputGalaxyColumns } from "./input-galaxy.ts";
export { inputStarColumns } from "./input-star.ts";
export { tuStarColumns } from "./star.ts";
export { catalogFromColumns, concatCatalogs, emptyCatalog, rowOrder, sliceRows, sortCatalog, takeRows, withMetadata } from "./table.ts";
export type { Catalog, Column, ColumnArray } from "./types.ts";
