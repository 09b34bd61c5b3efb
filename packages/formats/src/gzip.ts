import { FormatError } from "./errors.ts";
import { bufferSource, type Source } from "./io.ts";

/** Whether the source begins as gzip does. */
export async function isGzip(source: Source): Promise<boolean> {
  if (source.size < 18) return false;
  const magic = await source.read(0, 2);
  return magic[0] === 0x1f && magic[1] === 0x8b;
}

/** The source unpacked into memory. @throws FormatError when it is cut short or damaged */
export async function gunzipSource(source: Source): Promise<Source> {
  const step = 4 * 1024 * 1024;
  let at = 0;
  const input = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      if (at >= source.size) return controller.close();
      const length = Math.min(step, source.size - at);
      // A copy: the stream may keep or hand over the buffer.
      controller.enqueue(new Uint8Array(await source.read(at, length)));
      at += length;
    },
  });
  return bufferSource(await inflate(input, source.name, ""), source.name);
}

/** Bytes of one gzip stream in memory. */
export const gunzip = (bytes: Uint8Array, file: string, place: string): Promise<Uint8Array> =>
  inflate(new Blob([new Uint8Array(bytes)]).stream() as ReadableStream<Uint8Array<ArrayBuffer>>, file, place);

async function inflate(input: ReadableStream<Uint8Array<ArrayBuffer>>, file: string, place: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    const reader = input.pipeThrough(new DecompressionStream("gzip")).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      pieces.push(value);
      length += value.length;
    }
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    throw new FormatError(file, place, "a whole gzip stream", cause instanceof Error ? cause.message : String(cause), { cause });
  }
  if (pieces.length === 1) return pieces[0];
  const out = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}
