// What benches need of the checkout.
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
/** Cases beside the checkout; absent on most machines. */
export const shared = join(root, "../shared/cases");

/** A built module of a package. */
export const load = (path) => import(pathToFileURL(join(root, "packages", path)).href);
