import { mkdirSync } from "node:fs";
import { makeReferenceWorkdir } from "@elvis/reference-workdir";
import { nodeFolder, StageError } from "@elvis/stage";
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

/** Makes the reference workdir in a folder, which is made if it is not there. @throws StageError for an option out of its range */
export async function initWorkdir(root: string, options: InitOptions, runDate: Date, report: RunReport): Promise<void> {
  const numbers = Object.entries(options).flatMap(([key, text]) => (text === undefined ? [] : [[key, numberOf(key, text)]]));
  mkdirSync(root, { recursive: true });
  const folder = nodeFolder(root);
  try {
    await makeReferenceWorkdir(folder, { ...DEFAULTS, ...Object.fromEntries(numbers), runDate }, (line) => report.line(line));
  } catch (error) {
    throw error instanceof RangeError && error.message.startsWith("reference workdir: ")
      ? new StageError(error.message, { cause: error })
      : error;
  } finally {
    folder.close();
  }
}

function numberOf(key: string, text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new StageError(`--${key}: expected a number, found ${JSON.stringify(text)}`);
  return value;
}
