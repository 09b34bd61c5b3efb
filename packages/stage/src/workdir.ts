import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { checkRange, FormatError, type Sink, type Source, safeName } from "@elvis/formats";
import { onDisk } from "./disk.ts";
import { StageError } from "./errors.ts";
import type { Transaction, TransactionalFolder } from "./transaction.ts";

/** A workdir on disk. */
export interface NodeFolder extends TransactionalFolder {
  /** Absolute. */
  readonly root: string;
  /** Names opened so far, in order, each once. */
  readonly opened: readonly string[];
  /** Closes what is open; sources open themselves again when they are read. */
  close(): void;
}

/**
 * @param root an existing folder
 * @throws StageError when there is none
 */
export function nodeFolder(root: string): NodeFolder {
  if (!existsSync(root) || !statSync(root).isDirectory())
    throw new StageError(`--workdir: expected a folder, found ${existsSync(root) ? "a file" : "nothing"} at ${root}`);
  return new DiskFolder(realpathSync(root));
}

class DiskFolder implements NodeFolder {
  readonly root: string;
  readonly #opened = new Set<string>();
  readonly #files = new OpenFiles();

  constructor(root: string) {
    this.root = root;
  }

  get opened() {
    return [...this.#opened];
  }

  async open(name: string): Promise<Source> {
    const path = join(this.root, safeName(name, name, "file name"));
    if (!existsSync(path) || !statSync(path).isFile())
      throw new FormatError(name, "", "a file", existsSync(path) ? "a folder" : "none of that name");
    this.#opened.add(name);
    return this.#files.source(path, name);
  }

  async has(name: string): Promise<boolean> {
    const path = join(this.root, safeName(name, name, "file name"));
    return existsSync(path) && statSync(path).isFile();
  }

  async create(name: string, fill: (sink: Sink) => Promise<void>): Promise<void> {
    const transaction = this.begin();
    try {
      await transaction.create(name, fill);
      await transaction.commit();
    } catch (error) {
      await transaction.abort();
      throw error;
    }
  }

  begin(): Transaction {
    return new DiskTransaction(this);
  }

  close() {
    this.#files.close();
  }
}

/** Temporary files of this process: none outlives it, however it ends (a kill that cannot be caught apart). */
const leftovers = new Set<string>();
function registerPart(part: string): void {
  if (leftovers.size === 0) process.once("exit", removeLeftovers);
  leftovers.add(part);
}
function forgetPart(part: string): void {
  leftovers.delete(part);
  if (leftovers.size === 0) process.removeListener("exit", removeLeftovers);
}
function removePart(part: string): void {
  rmSync(part, { force: true });
  forgetPart(part);
}
function removeLeftovers(): void {
  for (const part of leftovers) rmSync(part, { force: true });
}

/** Files under temporary names beside their own, renamed on `commit`. What touches the disk is synchronous, so an abort at any time leaves nothing. */
class DiskTransaction implements Transaction {
  readonly #folder: DiskFolder;
  readonly #parts = new Map<string, string>();
  readonly #unfinished = new Set<string>();
  readonly #files = new OpenFiles();
  #isOver = false;

  constructor(folder: DiskFolder) {
    this.#folder = folder;
  }

  get made() {
    return [...this.#parts.keys()];
  }

  async open(name: string) {
    const part = this.#parts.get(name);
    return part === undefined ? this.#folder.open(name) : this.#files.source(part, name);
  }

  async has(name: string) {
    return this.#parts.has(name) || this.#folder.has(name);
  }

  async create(name: string, fill: (sink: Sink) => Promise<void>) {
    this.#checkOpen();
    const path = join(this.#folder.root, safeName(name, name, "file name"));
    const part = join(dirname(path), `.${basename(path)}.${process.pid}.${randomBytes(3).toString("hex")}.part`);
    const descriptor = onDisk(name, () => {
      mkdirSync(dirname(path), { recursive: true });
      return openSync(part, "wx");
    });
    registerPart(part);
    this.#unfinished.add(part);
    try {
      const sink = new FileSink(descriptor, name, () => this.#checkOpen());
      await fill(sink);
      sink.flush();
      this.#checkOpen();
    } catch (error) {
      removePart(part);
      throw error;
    } finally {
      this.#unfinished.delete(part);
      closeSync(descriptor);
    }
    const before = this.#parts.get(name);
    if (before !== undefined) removePart(before);
    this.#parts.delete(name);
    this.#parts.set(name, part);
  }

  async commit() {
    this.#checkOpen();
    for (const [name, part] of this.#parts) {
      onDisk(name, () => renameSync(part, join(this.#folder.root, name)));
      this.#parts.delete(name);
      forgetPart(part);
    }
    this.#isOver = true;
    this.#files.close();
  }

  async abort() {
    this.#isOver = true;
    for (const part of [...this.#parts.values(), ...this.#unfinished]) removePart(part);
    this.#parts.clear();
    this.#files.close();
  }

  #checkOpen() {
    if (this.#isOver) throw new StageError("stopped: nothing more is written");
  }
}

/** Gathers small writes into blocks of 1 MiB. */
class FileSink implements Sink {
  readonly name: string;
  readonly #descriptor: number;
  readonly #check: () => void;
  readonly #block = new Uint8Array(1 << 20);
  #filled = 0;
  #flushed = 0;

  constructor(descriptor: number, name: string, check: () => void) {
    this.#descriptor = descriptor;
    this.name = name;
    this.#check = check;
  }

  get position() {
    return this.#flushed + this.#filled;
  }

  async write(bytes: Uint8Array) {
    if (this.#filled + bytes.length > this.#block.length) this.flush();
    if (bytes.length > this.#block.length) {
      this.#put(bytes, this.#flushed);
      this.#flushed += bytes.length;
    } else {
      this.#block.set(bytes, this.#filled);
      this.#filled += bytes.length;
    }
  }

  async patch(at: number, bytes: Uint8Array) {
    if (at < 0 || at + bytes.length > this.position) throw new RangeError(`patch of ${bytes.length} bytes at ${at} in ${this.position}`);
    this.flush();
    this.#put(bytes, at);
  }

  flush() {
    this.#put(this.#block.subarray(0, this.#filled), this.#flushed);
    this.#flushed += this.#filled;
    this.#filled = 0;
  }

  #put(bytes: Uint8Array, at: number) {
    this.#check();
    for (let done = 0; done < bytes.length; )
      done += onDisk(this.name, () => writeSync(this.#descriptor, bytes, done, bytes.length - done, at + done));
  }
}

/** Sources over files; at most 64 are open at a time, so a stage may look at as many as it likes. */
class OpenFiles {
  readonly #open = new Map<string, number>();

  source(path: string, name: string): Source & { close(): void } {
    const { size } = fstatSync(onDisk(name, () => this.#descriptor(path)));
    return {
      name,
      size,
      isFresh: true,
      read: async (offset, length) => {
        checkRange(name, size, offset, length);
        const bytes = new Uint8Array(length);
        this.#fill(path, name, offset, bytes);
        return bytes;
      },
      readInto: async (offset, target) => {
        checkRange(name, size, offset, target.length);
        this.#fill(path, name, offset, target);
      },
      close: () => this.#close(path),
    };
  }

  #fill(path: string, name: string, offset: number, bytes: Uint8Array): void {
    const { length } = bytes;
    const descriptor = onDisk(name, () => this.#descriptor(path));
    for (let done = 0; done < length; ) {
      const count = onDisk(name, () => readSync(descriptor, bytes, done, Math.min(length - done, 1 << 30), offset + done));
      if (count === 0)
        throw new FormatError(
          name,
          `byte ${offset + done}`,
          `${length - done} more bytes`,
          "the end of the file: it was cut while it was read",
        );
      done += count;
    }
  }

  #descriptor(path: string): number {
    const known = this.#open.get(path);
    if (known === undefined && this.#open.size >= 64) this.#close(this.#open.keys().next().value!);
    const descriptor = known ?? openSync(path, "r");
    this.#open.delete(path);
    this.#open.set(path, descriptor);
    return descriptor;
  }

  #close(path: string) {
    const descriptor = this.#open.get(path);
    if (descriptor !== undefined) closeSync(descriptor);
    this.#open.delete(path);
  }

  close() {
    for (const path of [...this.#open.keys()]) this.#close(path);
  }
}
