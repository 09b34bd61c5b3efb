import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { TaskRecord } from "./run.ts";

/** All files that a task made, with the data files of its products: from the provenance beside its log, else what it printed. */
export function madeBy(root: string, { log, products }: TaskRecord): readonly string[] {
  const path = join(root, log.replace(/\.log$/, ".provenance.json"));
  if (!existsSync(path)) return products;
  const { made } = JSON.parse(readFileSync(path, "utf8")) as { readonly made?: readonly { readonly name: string }[] };
  return made?.map(({ name }) => name) ?? products;
}
