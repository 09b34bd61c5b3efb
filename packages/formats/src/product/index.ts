export { type ParsedProductName, type ProductName, type ProductNameToMake, parseProductFileName, productFileName, productToken } from "./names.ts";
export type * from "./types.ts";
