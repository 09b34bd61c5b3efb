// Charge transfer against ArCTIC: a folder of JSON files, each an array of cases of images, express matrices, wells or continua.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const load = (path) => import(pathToFileURL(join(root, "packages/kernels/dist", path)).href);

/**
 * Runs every case of a folder.
 *
 * @param outFolder where our numbers go beside theirs, file by file; nothing is written without it
 * @returns how many cases are above their limit
 */
export async function arctic(folder, outFolder) {
  const { runCase, titleOf } = await load("traps/testing.js");
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  if (outFolder !== undefined) mkdirSync(outFolder, { recursive: true });
  const worst = { off: 0, limit: 1, title: "none" };
  let count = 0;
  let failed = 0;
  for (const name of names.sort()) {
    const cases = JSON.parse(readFileSync(join(folder, name), "utf8"));
    console.log(name);
    const answers = cases.map((one) => {
      const title = titleOf(one);
      count++;
      try {
        const start = performance.now();
        const { ours, off, limit } = runCase(one, cases);
        const seconds = (performance.now() - start) / 1e3;
        const time = seconds > 1 ? `  ${seconds.toFixed(1)} s` : "";
        if (off === undefined) console.log(`  no truth to compare with${time}  ${title}`);
        else {
          if (!(off / limit <= worst.off / worst.limit)) Object.assign(worst, { off, limit, title });
          if (!(off <= limit)) failed++;
          console.log(
            `  twin ${off.toExponential(1).padStart(7)}  limit ${limit.toExponential(0)}${off <= limit ? "" : "  ABOVE"}${time}  ${title}`,
          );
        }
        return { ...one, ...ours };
      } catch (error) {
        // What ours refuse: the line says so, and the other cases go on.
        if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
        failed++;
        console.log(`  FAILED ${title}: ${error.message}`);
        return one;
      }
    });
    if (outFolder !== undefined) writeFileSync(join(outFolder, name), `${JSON.stringify(answers)}\n`);
  }
  console.log(`worst twin ${worst.off.toExponential(2)}, limit ${worst.limit.toExponential(0)}: ${worst.title}`);
  console.log(`${count} cases, ${failed} above their limit`);
  return failed;
}
