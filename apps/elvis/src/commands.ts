import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Step } from "./pipeline.ts";
import type { Command } from "./scripts.ts";

/** Where the command of a step is: `dist/cli.js` of its package; of this app when no step is given. */
export function commandOf(step: Step | undefined): Command {
  const index = step === undefined ? fileURLToPath(import.meta.url) : createRequire(import.meta.url).resolve(step.package);
  const file = join(dirname(index), "../dist/cli.js");
  if (!existsSync(file)) throw new Error(`${file} is not there: the package is not built`);
  return { file, name: step === undefined ? "elvis" : `elvis-${step.stage.name}` };
}
