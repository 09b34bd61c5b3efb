import { type Folder, MemoryFolder, type Sink } from "@elvis/formats";

/** Files made together: they appear in their folder all at once, on `commit`, or not at all. */
export interface Transaction extends Folder {
  /** Names made so far, in the order in which they were finished. */
  readonly made: readonly string[];
  /** Makes the files appear, in the order in which they were finished: a list after the files it names. */
  commit(): Promise<void>;
  /** Drops them; afterwards nothing more can be made. */
  abort(): Promise<void>;
}

/** A Folder that can hold back files itself, as the one on disk does under temporary names. */
export interface TransactionalFolder extends Folder {
  begin(): Transaction;
}

/** Starts a transaction; a folder that has none of its own keeps the files in memory until the end. */
export const begin = (folder: Folder): Transaction =>
  "begin" in folder ? (folder as TransactionalFolder).begin() : new MemoryTransaction(folder);

class MemoryTransaction implements Transaction {
  readonly #folder: Folder;
  readonly #pending = new MemoryFolder();
  readonly made: string[] = [];

  constructor(folder: Folder) {
    this.#folder = folder;
  }

  async open(name: string) {
    return (await this.#pending.has(name)) ? this.#pending.open(name) : this.#folder.open(name);
  }

  async has(name: string) {
    return (await this.#pending.has(name)) || this.#folder.has(name);
  }

  async create(name: string, fill: (sink: Sink) => Promise<void>) {
    await this.#pending.create(name, fill);
    if (!this.made.includes(name)) this.made.push(name);
  }

  async commit() {
    for (const name of this.made) await this.#folder.create(name, (sink) => sink.write(this.#pending.files.get(name)!));
    await this.abort();
  }

  async abort() {
    this.made.length = 0;
    this.#pending.files.clear();
  }
}
