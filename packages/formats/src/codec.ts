import type { Folder, Sink, Source } from "./io.ts";

/**
 * Between the bytes of one file (and the data files it names) and one value.
 *
 * Decoding is strict: what is unknown is kept, what is missing or wrong is a FormatError with its place.
 * Large content (pixels, rows) stays lazy: the value holds readers over the source, not copies.
 */
export interface Codec<Value> {
  /** Name of the format, for example "sim.request"; two ports fit together when these agree. */
  readonly id: string;
  /** What the file is, for help texts. */
  readonly doc: string;
  /** Ending of the file's name, without the dot. */
  readonly extension: string;
  decode(source: Source, folder: Folder): Promise<Value>;
  /** Writes the file to `sink`, and any data files it names into `folder`. */
  encode(value: Value, sink: Sink, folder: Folder): Promise<void>;
}
