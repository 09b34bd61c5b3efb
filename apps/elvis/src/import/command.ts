import { existsSync, mkdirSync, rmSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { nodeFolder, onDisk, StageError } from "@elvis/stage";
import { IMPORT_KINDS, importCatalog, writeTiles } from "./index.ts";

/** What `elvis import` takes beside the kind and the files. */
export interface ImportGiven {
  /** Workdir to write into; made when it is not there. */
  readonly out?: string;
  readonly release?: string;
  readonly population?: string;
  readonly sedLibrary?: string;
  /** Mapping file, for the kind "mapping". */
  readonly mapping?: string;
  /** Name of the list file, default starcat.json or galcat.json. */
  readonly list?: string;
}

/** The flags of `elvis import` and what they are for. */
export const importFlags = {
  out: "workdir to write into; default .",
  release: "release name in the products and their names; default import-<kind>",
  population: "STANDARD (default), HIGHZ or QSO",
  sedLibrary: "name in data/ of the library that SED_TEMPLATE counts in",
  mapping: "mapping file (JSON), for the kind mapping",
  list: "list file to write; default starcat.json or galcat.json",
} as const satisfies Record<keyof ImportGiven, string>;

/** One line for each kind of catalogue. */
export const importKindsHelp = (): readonly string[] => [
  ...Object.entries(IMPORT_KINDS).map(([name, { doc }]) => `${name}: ${doc}`),
  "mapping: any FITS, CSV, ECSV or Arrow table, by a mapping file",
];

/**
 * `elvis import KIND FILE...`: the tiles and their list appear in the workdir together, or not at all.
 *
 * @returns names of the products, then of the list, relative to the workdir
 * @throws FormatError, StageError for what is not right, one line
 */
export async function importFiles(
  kind: string,
  files: readonly string[],
  given: ImportGiven,
  world: { readonly cwd: string; readonly runDate: Date; readonly warn: (line: string) => void },
): Promise<readonly string[]> {
  if (files.length === 0) throw new StageError("import: expected files to import, found none");
  const opened = (file: string) => {
    const path = resolve(world.cwd, file);
    if (!existsSync(path)) throw new StageError(`import: expected a file, found nothing at ${path}`);
    return nodeFolder(dirname(path)).open(basename(path));
  };
  const sources = await Promise.all(files.map(opened));
  const mapping = given.mapping === undefined ? undefined : await opened(given.mapping);
  const { runDate, warn } = world;
  const { release, population, sedLibrary } = given;
  const tiles = importCatalog(kind, sources, {
    runDate,
    warn,
    ...(release !== undefined && { release }),
    ...(population !== undefined && { population }),
    ...(sedLibrary !== undefined && { sedLibrary }),
    ...(mapping !== undefined && { mapping }),
  });
  const out = resolve(world.cwd, given.out ?? ".");
  const made = onDisk(out, () => mkdirSync(out, { recursive: true }));
  const transaction = nodeFolder(out).begin();
  try {
    const { list, names } = await writeTiles(transaction, tiles, given.list);
    await transaction.commit();
    return [...names, list];
  } catch (error) {
    await transaction.abort();
    if (made !== undefined) rmSync(made, { recursive: true });
    throw error;
  }
}
