export { type ArrowFile, fromRecordBatch, isArrow, openArrow, readArrow, toRecordBatch, writeArrow } from "./arrow.ts";
export {
  type Band,
  EMISSION_LINES,
  galaxyFlux,
  inputGalaxyClearFlux,
  inputGalaxyFlux,
  inputLineFlux,
  lineFlux,
  NO_LINE,
  starFlux,
  TU_BANDS,
} from "./band.ts";
export { checkRows, describeFault, type RowFault } from "./check.ts";
export { column } from "./column.ts";
export { catalogToTable, type FitsCatalog, openCatalogFits, readCatalogFits, writeCatalogFits } from "./from-fits.ts";
export { tuGalaxyColumns } from "./galaxy.ts";
export { healpixAt, healpixCount, healpixPixel } from "./healpix.ts";
export { inputGalaxyColumns } from "./input-galaxy.ts";
export { inputStarColumns } from "./input-star.ts";
export { type OpenCatalog, openCatalog, readCatalog } from "./read.ts";
export { type Choose, type Scannable, type Scanned, scanRows } from "./scan.ts";
export { inputSsoColumns, tuSsoColumns } from "./sso.ts";
export { tuStarColumns } from "./star.ts";
export {
  catalogFromColumns,
  concatCatalogs,
  emptyCatalog,
  rowOrder,
  sliceRows,
  sortCatalog,
  takeRows,
  withColumns,
  withMetadata,
} from "./table.ts";
export type { Catalog, Column, ColumnArray } from "./types.ts";
