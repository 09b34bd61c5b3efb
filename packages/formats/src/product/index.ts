export { DEFECT_FLAGS, instrumentModels, type MadeImage, type MapKind, madeImageMap, mapKind } from "./calibration/index.ts";
export { galaxyCatalogTile, ssoCatalogTile, starCatalogTile } from "./catalog-tile.ts";
export { detectorExposure } from "./detector-exposure.ts";
export { keptStepName } from "./detector-exposure-steps.ts";
export { detectorJob } from "./detector-job.ts";
export { DETECTOR_KEYS, type DetectorKey } from "./detector-job-keys.ts";
export { instrumentTask } from "./instrument-task.ts";
export { AREAS, type AreaName, CCD_IDS, QUADRANT_IDS, SCANS } from "./layout.ts";
export { mdbFiles, mdbNumber, mdbTable, missionDatabase } from "./mission-database.ts";
export {
  detectorName,
  exposureName,
  observationName,
  type ParsedProductName,
  type ProductName,
  type ProductNameToMake,
  parseProductFileName,
  productFileName,
  productToken,
} from "./names.ts";
export { pointingOutput } from "./pointing-output.ts";
export { fallOf, polynomialAt, slopeOf } from "./polynomial.ts";
export { rawFrame } from "./raw-frame.ts";
export { simRequest } from "./sim-request.ts";
export { extinctionLaws, referenceFilters, sedLibrary } from "./spectra/index.ts";
export { surveyPlan } from "./survey-plan.ts";
export { trueUniverse } from "./true-universe.ts";
export type * from "./types.ts";
export { visInputConfiguration } from "./vis-input-configuration.ts";
