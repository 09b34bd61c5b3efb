export type { Catalog, Column, ColumnArray } from "./types.ts";
