export type { Codec } from "./codec.ts";
export { FormatError } from "./errors.ts";
export {
  BufferSink,
  blobSource,
  bufferSource,
  checkRange,
  type Folder,
  MemoryFolder,
  pieceReader,
  readAll,
  readText,
  type Sink,
  type Source,
  safeName,
  writeText,
} from "./io.ts";
