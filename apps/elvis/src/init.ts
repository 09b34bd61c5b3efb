import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { checkReferenceOptions, makeReferenceWorkdir } from "@elvis/reference-workdir";
import { nodeFolder, onDisk, StageError } from "@elvis/stage";
import type { RunReport } from "./run.ts";

/** Options of `elvis init`, as a person gives them; what is not given has its default below. */
export interface InitOptions {
  readonly seed?: string | undefined;
  readonly ra?: string | undefined;
  readonly dec?: string | undefined;
  readonly observations?: string | undefined;
  readonly magnitudeLimit?: string | undefined;
}

/** COSMOS, one exposure, to the depth of the published counts. */
const DEFAULTS = { seed: 1, ra: 150.1, dec: 2.2, observations: 1, magnitudeLimit: 26 };

/**
 * Makes the reference workdir in a folder, which is made if it is not there; files of the same names are replaced, others stay.
 *
 * @throws StageError for an option out of its range: before the folder is made
 */
export async function initWorkdir(root: string, options: InitOptions, runDate: Date, report: RunReport): Promise<void> {
  const numbers = Object.entries(options).flatMap(([key, text]) => (text === undefined ? [] : [[key, numberOf(key, text)]]));
  const wanted = { ...DEFAULTS, ...Object.fromEntries(numbers), runDate };
  asStageError(() => checkReferenceOptions(wanted));
  onDisk(root, () => mkdirSync(root, { recursive: true }));
  if (existsSync(join(root, "params.dat"))) report.line(`${root} is a workdir already: its inputs are replaced, its products stay`);
  const folder = nodeFolder(root);
  try {
    await makeReferenceWorkdir(folder, wanted, (line) => report.line(line));
  } finally {
    folder.close();
  }
}

/** What is wrong with an option is said by its flag. */
function asStageError(check: () => void): void {
  try {
    check();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new StageError(cause.message.replace("reference workdir: ", "--").replace("--magnitude limit", "--magnitude-limit"), { cause });
  }
}

function numberOf(key: string, text: string): number {
  const value = Number(text);
  const flag = key === "magnitudeLimit" ? "magnitude-limit" : key;
  if (text.trim() === "" || !Number.isFinite(value)) throw new StageError(`--${flag}: expected a number, found ${JSON.stringify(text)}`);
  return value;
}
