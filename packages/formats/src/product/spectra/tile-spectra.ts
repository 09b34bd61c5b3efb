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

/** Reads the files that a catalogue tile names. @throws FormatError for a file that is not there or not right, or a band that two of them have */
export async function readSpectra(folder: Folder, files: SpectraFiles): Promise<TileSpectra> {
  const open = (name: string) => folder.open(`data/${name}`);
  const filters = new Map<string, ReferenceFilter>();
  for (const name of files.referenceFilters ?? []) {
    const source = await open(name);
    for (const [band, filter] of await referenceFilters.decode(source, folder)) {
      if (filters.has(band)) throw new FormatError(source.name, band, "a band that no other file of the tile has", "it a second time");
      filters.set(band, filter);
    }
  }
  return {
    filters,
    ...(files.sedLibrary !== undefined && { seds: await sedLibrary.decode(await open(files.sedLibrary), folder) }),
    ...(files.extinctionLaws !== undefined && { laws: await extinctionLaws.decode(await open(files.extinctionLaws), folder) }),
  };
}
