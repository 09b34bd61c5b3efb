import { mkdirSync } from "node:fs";
import { makeReferenceWorkdir } from "@elvis/reference-workdir";
import { nodeFolder, StageError } from "@elvis/stage";
import type { RunReport } from "./run.ts";

/** Options of `elvis init`, as a person gives them; what is not given is the reference workdir's own default. */
export interface InitOptions {
  readonly seed?: string | undefined;
  readonly ra?: string | undefined;
  readonly dec?: string | undefined;
  readonly observations?: string | undefined;
  readonly magnitudeLimit?: string | undefined;
}

/** Makes the reference workdir in a folder, which is made if it is not there. */
export async function initWorkdir(root: string, options: InitOptions, report: RunReport): Promise<void> {
  const numbers = Object.fromEntries(Object.entries(options).flatMap(([key, text]) => (text === undefined ? [] : [[key, numberOf(key, text)]])));
  mkdirSync(root, { recursive: true });
  const folder = nodeFolder(root);
  try {
    await makeReferenceWorkdir(folder, numbers, report);
  } finally {
    folder.close();
  }
}

function numberOf(key: string, text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new StageError(`--${key}: expected a number, found ${JSON.stringify(text)}`);
  return value;
}
