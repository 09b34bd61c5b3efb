/** Declares one column of a catalogue: its name, type, unit and meaning travel from here into FITS and Arrow. */
export interface Column {
  readonly name: string;
  readonly type: "int16" | "int32" | "int64" | "float32" | "float64" | "string" | "bool";
  /** FITS unit string; "" for none. */
  readonly unit: string;
  readonly doc: string;
  /** Other names under which older or other catalogues carry it. */
  readonly aliases?: readonly string[];
  /** A catalogue without it is still one; it is then absent from the table. */
  readonly optional?: boolean;
  /** Smallest and largest value that makes sense, both allowed. */
  readonly min?: number;
  readonly max?: number;
  /** Only values above 0 make sense. */
  readonly positive?: boolean;
  /** NaN means "not known"; otherwise every value must be finite. */
  readonly nullable?: boolean;
}

export type ColumnArray = Int16Array | Int32Array | BigInt64Array | Float32Array | Float64Array | Uint8Array | readonly string[];

/**
 * Rows in columns. `column` gives a typed array over Arrow's own memory (one array for the whole table);
 * strings come as an array, booleans as Uint8Array of 0 and 1.
 */
export interface Catalog {
  readonly rows: number;
  readonly columns: readonly Column[];
  has(name: string): boolean;
  /** @throws RangeError when there is no such column */
  column(name: string): ColumnArray;
  float64(name: string): Float64Array;
  float32(name: string): Float32Array;
  int64(name: string): BigInt64Array;
  int32(name: string): Int32Array;
  int16(name: string): Int16Array;
  /** Free key-value pairs: release, origin, limits. */
  readonly metadata: ReadonlyMap<string, string>;
}
