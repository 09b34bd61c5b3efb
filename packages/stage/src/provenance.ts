import { createHash } from "node:crypto";
import { type Folder, pieceReader } from "@elvis/formats";
import type { AnyStage } from "./paths.ts";
import type { Products } from "./run.ts";

/** Which stage, in which version, with which settings and inputs made which files. The same run gives the same record. */
export interface Provenance {
  readonly stage: string;
  readonly element: string;
  readonly package: string;
  readonly version: string;
  /** ISO 8601 UTC */
  readonly runDate: string;
  readonly config: unknown;
  /** File of each input port. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Every file that was opened, with the data files the products name. */
  readonly read: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
  /** File of each output port. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly made: readonly { readonly name: string; readonly bytes: number }[];
}

/** Hashes what was read and gathers the record. */
export async function provenance(
  stage: AnyStage,
  folder: Folder,
  run: {
    readonly package: { readonly name: string; readonly version: string };
    readonly runDate: Date;
    readonly config: unknown;
    readonly inputs: Readonly<Record<string, string>>;
    readonly opened: readonly string[];
    readonly products: Products;
  },
): Promise<Provenance> {
  const read = [];
  for (const name of [...run.opened].sort()) {
    const { bytes, sha256 } = await hashFile(folder, name);
    read.push({ name, bytes, sha256 });
  }
  const sizes = await Promise.all(run.products.files.map(async (name) => ({ name, bytes: (await folder.open(name)).size })));
  return {
    stage: stage.name,
    element: stage.element,
    package: run.package.name,
    version: run.package.version,
    runDate: run.runDate.toISOString(),
    config: run.config,
    inputs: run.inputs,
    read,
    outputs: run.products.ports,
    made: sizes,
  };
}

/** bytes hashed at a time */
const PIECE = 1 << 20;

async function hashFile(folder: Folder, name: string): Promise<{ bytes: number; sha256: string }> {
  const source = await folder.open(name);
  const hash = createHash("sha256");
  const read = pieceReader(source);
  for (let at = 0; at < source.size; at += PIECE) hash.update(await read(at, Math.min(PIECE, source.size - at)));
  return { bytes: source.size, sha256: hash.digest("hex") };
}
