import type { Codec } from "../../codec.ts";
import { FormatError } from "../../errors.ts";
import type { Folder } from "../../io.ts";
import type { ReferenceFilter, TileSpectra } from "../types.ts";
import { referenceFilters } from "./reference-filters.ts";
import { extinctionLaws, sedLibrary } from "./sed-library.ts";

/** Names of the files, in `data/`. */
export interface SpectraFiles {
  readonly sedLibrary?: string;
  readonly extinctionLaws?: string;
  readonly referenceFilters?: readonly string[];
}

/** Reads those of the files that a catalogue tile names which are there. @throws FormatError for a file that is not right, or a band that two of them have */
export async function readSpectra(folder: Folder, files: SpectraFiles): Promise<TileSpectra> {
  const missing: string[] = [];
  const read = async <Value>(codec: Codec<Value>, name: string | undefined): Promise<Value | undefined> => {
    if (name === undefined) return undefined;
    const path = `data/${name}`;
    if (await folder.has(path)) return codec.decode(await folder.open(path), folder);
    missing.push(path);
    return undefined;
  };
  const filters = new Map<string, ReferenceFilter>();
  for (const name of files.referenceFilters ?? [])
    for (const [band, filter] of (await read(referenceFilters, name)) ?? []) {
      if (filters.has(band)) throw new FormatError(`data/${name}`, band, "a band that no other file of the tile has", "it a second time");
      filters.set(band, filter);
    }
  const seds = await read(sedLibrary, files.sedLibrary);
  const laws = await read(extinctionLaws, files.extinctionLaws);
  return { missing, filters, ...(seds && { seds }), ...(laws && { laws }) };
}
