import { FormatError } from "../errors.ts";
import type { Source } from "../io.ts";
import { isArrow, openArrow } from "./arrow.ts";
import { BATCH, openCatalogFits } from "./from-fits.ts";
import type { Choose, Scanned } from "./scan.ts";
import type { Catalog, Column } from "./types.ts";

/** A catalogue file: what it has is known, its rows are read when asked for. Serves wherever `Rows` are asked. */
export interface OpenCatalog {
  readonly rows: number;
  readonly columns: readonly Column[];
  readonly metadata: ReadonlyMap<string, string>;
  read(batch?: number): AsyncIterable<Catalog>;
  /** As `scanRows`; there where the file lets single rows be decoded. */
  scan?(columns: readonly string[], choose: Choose): AsyncIterable<Scanned>;
}

/**
 * Opens a catalogue file, FITS (also gzipped) or Arrow, by its first bytes.
 *
 * @param columns what to take, by name or alias; all when left out
 * @throws FormatError when it is neither, or lacks a column
 */
export async function openCatalog(source: Source, columns?: readonly Column[]): Promise<OpenCatalog> {
  const head = await source.read(0, Math.min(source.size, 6));
  if (isArrow(head)) return openArrow(source, columns);
  const start = new TextDecoder("latin1").decode(head);
  if (start === "SIMPLE" || (head[0] === 0x1f && head[1] === 0x8b)) return openCatalogFits(source, columns);
  const isStream = head.length >= 4 && head.subarray(0, 4).every((byte) => byte === 0xff);
  throw new FormatError(
    source.name,
    "byte 0",
    "a FITS or Arrow file",
    isStream ? "an Arrow stream: write it as a file (Feather 2), which ends with its footer" : JSON.stringify(start),
  );
}

/** The rows of a FITS or Arrow file in batches; see `openCatalog`. */
export async function* readCatalog(
  source: Source,
  columns?: readonly Column[],
  { batch = BATCH }: { readonly batch?: number } = {},
): AsyncIterable<Catalog> {
  const catalog = await openCatalog(source, columns);
  yield* catalog.read(batch);
}
