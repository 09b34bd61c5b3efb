import { FormatError } from "./errors.ts";

/** Bytes that can be read at any place: a file, a Blob, a buffer. Nothing is read before it is asked for. */
export interface Source {
  /** Name for messages, and for guessing gzip by its ending. */
  readonly name: string;
  /** bytes */
  readonly size: number;
  /** Set where each read gives bytes of its own, in which the reader may work: pixels need then not be copied. */
  readonly isFresh?: boolean;
  /**
   * @returns exactly `length` bytes from `offset`
   * @throws FormatError when the source ends before that
   */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** As `read`, into bytes of the caller's: as many as they are. New memory for each of many reads costs more than the reading. */
  readInto?(offset: number, target: Uint8Array): Promise<void>;
}

/** Reads a source piece after piece: the bytes of a piece are good until the next is read. */
export function pieceReader(source: Source): (offset: number, length: number) => Promise<Uint8Array> {
  let held = new Uint8Array(0);
  return async (offset, length) => {
    if (source.readInto === undefined) return source.read(offset, length);
    if (held.length < length) held = new Uint8Array(length);
    const piece = held.subarray(0, length);
    await source.readInto(offset, piece);
    return piece;
  };
}

/** Where bytes go, in order. What was written can be corrected in place: a checksum is known only after its data. */
export interface Sink {
  readonly name: string;
  /** bytes written so far */
  readonly position: number;
  write(bytes: Uint8Array): Promise<void>;
  /** Overwrites bytes already written; does not move `position`. */
  patch(at: number, bytes: Uint8Array): Promise<void>;
}

/**
 * A tree of files seen through relative names with "/", never leaving it: a workdir on disk, a map in memory.
 * Data files that an XML product names lie in `data/` of it.
 */
export interface Folder {
  /** @throws FormatError when there is no such file, or the name leaves the folder */
  open(name: string): Promise<Source>;
  /** Makes a file: it appears whole when `fill` is done, or not at all. */
  create(name: string, fill: (sink: Sink) => Promise<void>): Promise<void>;
  has(name: string): Promise<boolean>;
}

/** A Source over bytes in memory; the bytes are shared, not copied. */
export function bufferSource(bytes: Uint8Array, name = "buffer"): Source {
  return {
    name,
    size: bytes.length,
    async read(offset, length) {
      checkRange(name, bytes.length, offset, length);
      return bytes.subarray(offset, offset + length);
    },
  };
}

/** A Source over a Blob or a browser's File; reads only the slices asked for. */
export function blobSource(blob: Blob, name = "blob"): Source {
  return {
    name,
    size: blob.size,
    isFresh: true,
    async read(offset, length) {
      checkRange(name, blob.size, offset, length);
      return new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
    },
  };
}

/** @throws FormatError when `length` bytes from `offset` are not inside `size` */
export function checkRange(name: string, size: number, offset: number, length: number): void {
  if (offset < 0 || length < 0 || offset + length > size)
    throw new FormatError(name, `byte ${offset}`, `${length} more bytes`, `the end of the file at ${size}`);
}

/** A Sink that keeps its bytes; grows by doubling. */
export class BufferSink implements Sink {
  readonly name: string;
  #bytes = new Uint8Array(4096);
  #length = 0;

  constructor(name = "buffer") {
    this.name = name;
  }

  get position(): number {
    return this.#length;
  }

  async write(bytes: Uint8Array): Promise<void> {
    const end = this.#length + bytes.length;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, 2 * this.#bytes.length));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = end;
  }

  async patch(at: number, bytes: Uint8Array): Promise<void> {
    if (at < 0 || at + bytes.length > this.#length) throw new RangeError(`patch of ${bytes.length} bytes at ${at} in ${this.#length}`);
    this.#bytes.set(bytes, at);
  }

  /** A view of what was written; the next write may move it. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}

/**
 * Checks a relative file name that came out of a file.
 *
 * @returns the name, unchanged
 * @throws FormatError for an absolute name, a "..", a backslash, a NUL or an empty name
 */
export function safeName(name: string, file: string, place: string): string {
  const parts = name.split("/");
  if (name === "" || name.startsWith("/") || /^[A-Za-z]:/.test(name) || /[\\\0]/.test(name) || parts.includes("..") || parts.includes(""))
    throw new FormatError(file, place, "a file name inside the workdir, without '..'", JSON.stringify(name));
  return name;
}

/** A Folder in memory: for tests and for browsers. Files appear when their `fill` ends without an error. */
export class MemoryFolder implements Folder {
  readonly files = new Map<string, Uint8Array>();

  async open(name: string): Promise<Source> {
    const bytes = this.files.get(safeName(name, name, ""));
    if (bytes === undefined) throw new FormatError(name, "", "a file", "none of that name");
    return bufferSource(bytes, name);
  }

  async create(name: string, fill: (sink: Sink) => Promise<void>): Promise<void> {
    const sink = new BufferSink(safeName(name, name, ""));
    await fill(sink);
    this.files.set(name, sink.bytes().slice());
  }

  async has(name: string): Promise<boolean> {
    return this.files.has(name);
  }
}

/** The whole of a source; for small files (XML, JSON, text). */
export const readAll = (source: Source): Promise<Uint8Array> => source.read(0, source.size);

/** The whole of a source as UTF-8 text. @throws FormatError when it is not UTF-8 */
export async function readText(source: Source): Promise<string> {
  const bytes = await readAll(source);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new FormatError(source.name, "", "UTF-8 text", "other bytes", { cause });
  }
}

export const writeText = (sink: Sink, text: string): Promise<void> => sink.write(new TextEncoder().encode(text));
