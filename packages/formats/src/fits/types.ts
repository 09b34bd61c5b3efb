import type { Header } from "./header.ts";

/** Pixels of an image as they are kept in memory: physical values, BZERO and BSCALE applied. */
export type PixelArray =
  | Uint8Array
  | Int8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** An image read from a file; x fastest, y up: pixel (x, y) is `pixels[y * width + x]`. */
export interface Image<P extends PixelArray = PixelArray> {
  readonly width: number;
  readonly height: number;
  /** NAXIS1 first; `shape[0]` is width. */
  readonly shape: readonly number[];
  readonly pixels: P;
}

/** One header-data unit of an open file. Headers are read at opening; data only when asked for. */
export type Hdu = ImageHdu | TableHdu;

interface AnyHdu {
  /** 0 for the primary. */
  readonly index: number;
  /** EXTNAME, or "" */
  readonly name: string;
  readonly header: Header;
  /** Reads the data unit and compares DATASUM and CHECKSUM where present. @throws FormatError on a difference */
  verify(): Promise<void>;
}

export interface ImageHdu extends AnyHdu {
  readonly kind: "image";
  /** Empty when there is no data. NAXIS1 first. For a tile-compressed image, the shape of the image inside. */
  readonly shape: readonly number[];
  /** All pixels as physical values: unsigned integers where BZERO says so; floats where BSCALE or BZERO scale otherwise. */
  read(): Promise<Image>;
  /** All pixels as Float32 physical values (BLANK becomes NaN). */
  readFloat32(): Promise<Image<Float32Array>>;
  /** `count` pixels from flat index `first`, as `read` gives them: rows of a large image without the rest. */
  readRange(first: number, count: number): Promise<PixelArray>;
}

/** Letters of TFORM. */
export type TableLetter = "L" | "X" | "B" | "I" | "J" | "K" | "E" | "D" | "C" | "M" | "A";

/** A column as its table declares it. */
export interface TableColumn {
  readonly name: string;
  readonly letter: TableLetter;
  /** Elements in each row; for "A" the characters; for "X" the bits. 0 and above. */
  readonly repeat: number;
  /** Rows point to arrays of any length in the heap. */
  readonly variable?: "P" | "Q";
  /** "" for none. */
  readonly unit?: string;
  /** Comment of the TTYPE card. */
  readonly doc?: string;
  readonly scale?: number;
  readonly zero?: number;
  /** TNULL: the raw integer that means "no value". */
  readonly null?: number;
  /** TDIM, NAXIS1-like first. */
  readonly dimensions?: readonly number[];
}

/**
 * Rows of one column, physical values.
 * Numbers: one typed array, `repeat` elements a row (C and M: real and imaginary parts alternate).
 * L: Uint8Array of 0 and 1 (2 is undefined). X: Uint8Array, ceil(repeat / 8) bytes a row. A: one string a row, padding removed (an array of strings by TDIM: all of them, each padded to its width).
 * Variable arrays: one array (or string) a row.
 * TZERO that only shifts to unsigned keeps integers (Uint16Array, Uint32Array, BigUint64Array, Int8Array); any other scaling gives Float64Array.
 */
export type ColumnData = PixelArray | readonly string[] | readonly PixelArray[];

export interface TableHdu extends AnyHdu {
  readonly kind: "table";
  readonly rows: number;
  readonly columns: readonly TableColumn[];
  /** @throws FormatError naming the table when it has no such column */
  column(name: string): TableColumn;
  /** Rows `first` to `first + count` of one column; all by default. */
  readColumn(name: string, first?: number, count?: number): Promise<ColumnData>;
  /** Several columns in one pass over the rows; the way to stream a large table in batches. */
  readColumns(names: readonly string[], first?: number, count?: number): Promise<Record<string, ColumnData>>;
  /** All rows in order, a few megabytes at a time: the way to look at many rows and to take few of them. Not of ASCII tables. */
  blocks?(): AsyncIterable<RowBlock>;
  /** What `RowBlock.mark` needs to know of a column to find numbers that are not from `low` to `high`; undefined for one that is not a plain number a row. */
  glanceAt?(name: string, low: number, high: number): Glance | undefined;
}

/** Rows of a table as they are stored, in memory; good until the next block is asked for. */
export interface RowBlock {
  /** Of its rows in the table, from 0. */
  readonly first: number;
  readonly rows: number;
  /** @param rows numbers in the block, of those to take; all when left out */
  readColumns(names: readonly string[], rows?: ArrayLike<number>): Promise<Record<string, ColumnData>>;
  /**
   * Sets `marks[row]` to 1 for every row whose number is not within the glance's limits, NaN included, and perhaps for some whose number is one of the limits
   * themselves. Nothing is decoded.
   *
   * @param first and `count`: which rows of the block
   */
  mark(glance: Glance, marks: Uint8Array, first: number, count: number): void;
}

/** Where a number stands in its row, and which first four bytes of it are within limits. */
export interface Glance {
  /** bytes from the start of the row */
  readonly offset: number;
  readonly kind: "float" | "int32" | "int16";
  /** The lowest of the four bytes, as a whole number in the order of the numbers they begin, and how far above it they may be. */
  readonly least: number;
  readonly span: number;
}

export interface FitsFile {
  readonly name: string;
  readonly hdus: readonly Hdu[];
  readonly primary: ImageHdu;
  /** By EXTNAME or index. @throws FormatError naming the file and what it has */
  image(name: string | number): ImageHdu;
  table(name: string | number): TableHdu;
  has(name: string): boolean;
}

/** An image to be written. BITPIX, BZERO follow from the array's type (Uint16Array: 16 and 32768) unless `stored` is given. */
export interface ImageToWrite {
  readonly kind: "image";
  /** EXTNAME; left out for a primary without one. */
  readonly name?: string;
  /** NAXIS1 first; [] for no data. */
  readonly shape: readonly number[];
  /** All pixels, or pieces in order that together fill `shape`; a generator is asked only when its turn to be written has come. */
  readonly pixels?: PixelArray | Iterable<PixelArray> | AsyncIterable<PixelArray>;
  /** Type of the pieces when `pixels` is a generator. */
  readonly type?: PixelType;
  /** Cards after the mandatory ones, in order. */
  readonly header?: Header;
  /** Stores floats as scaled integers: physical = zero + scale * stored. */
  readonly stored?: { readonly type: "uint8" | "int16" | "int32"; readonly scale: number; readonly zero: number };
}

export type PixelType = "uint8" | "int8" | "int16" | "uint16" | "int32" | "uint32" | "int64" | "uint64" | "float32" | "float64";

/** A binary table to be written; rows come in batches so that no table need be in memory whole. */
export interface TableToWrite {
  readonly kind: "table";
  readonly name: string;
  readonly columns: readonly TableColumn[];
  /** Total number of rows; may be left out with generated batches, and is then patched in. */
  readonly rows?: number;
  /** Each batch holds the same number of rows of every column, in the form of ColumnData. */
  readonly batches: Iterable<Readonly<Record<string, ColumnData>>> | AsyncIterable<Readonly<Record<string, ColumnData>>>;
  readonly header?: Header;
}

export type HduToWrite = ImageToWrite | TableToWrite;
