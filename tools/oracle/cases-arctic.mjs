// Charge transfer against ArCTIC: a folder of JSON files, each an array of cases of images, express matrices, wells or continua.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const load = (path) => import(pathToFileURL(join(root, "packages/kernels/dist", path)).href);

/**
 * Runs every case of a folder: plain functions (twin) in float64, and images also through the kernel, in float32.
 *
 * @param outFolder where our numbers go beside theirs, file by file; nothing is written without it
 * @returns how many cases are above a limit
 */
export async function arctic(folder, outFolder) {
  const { runCase, runKernelCase, titleOf } = await load("traps/testing.js");
  const { startPool } = await load("index.js");
  const pool = startPool();
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  if (names.length === 0) throw Object.assign(new Error("no cases"), { code: "ENOENT", path: join(folder, "*.json") });
  if (outFolder !== undefined) mkdirSync(outFolder, { recursive: true });
  const worst = {};
  let count = 0;
  let failed = 0;

  const run = async (one, cases) => {
    const title = titleOf(one);
    const start = performance.now();
    const columns = { twin: runCase(one, cases) };
    const seconds = (performance.now() - start) / 1e3;
    const kernel = await runKernelCase(pool, one, cases);
    if (kernel !== undefined) columns.kernel = kernel;
    const words = Object.entries(columns).map(([column, { off, limit }]) => {
      if (off === undefined) return `${column} has no truth`;
      if (!(off / limit <= worst[column]?.off / worst[column]?.limit)) worst[column] = { off, limit, title };
      return `${column} ${off.toExponential(1).padStart(7)} of ${limit.toExponential(0)}${off <= limit ? "" : " ABOVE"}`;
    });
    if (Object.values(columns).some(({ off = 0, limit }) => !(off <= limit))) failed++;
    console.log(`  ${words.join("  ").padEnd(44)}${seconds > 1 ? `  twin in ${seconds.toFixed(1)} s` : ""}  ${title}`);
    return Object.assign({ ...one }, ...Object.values(columns).map(({ ours }) => ours));
  };

  for (const name of names.sort()) {
    const cases = JSON.parse(readFileSync(join(folder, name), "utf8"));
    console.log(name);
    const answers = [];
    for (const one of cases) {
      count++;
      try {
        answers.push(await run(one, cases));
      } catch (error) {
        // What ours refuse: the line says so, and the other cases go on.
        if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
        failed++;
        console.log(`  FAILED ${titleOf(one)}: ${error.message}`);
        answers.push(one);
      }
    }
    if (outFolder !== undefined) writeFileSync(join(outFolder, name), `${JSON.stringify(answers)}\n`);
  }
  for (const [column, { off, limit, title }] of Object.entries(worst))
    console.log(`worst ${column} ${off.toExponential(2)}, limit ${limit.toExponential(0)}: ${title}`);
  console.log(`${count} cases, ${failed} above a limit`);
  return failed;
}
