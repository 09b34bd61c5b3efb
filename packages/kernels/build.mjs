// Compiles assembly/ to dist/kernels.wasm, and to a module that holds its bytes, so that no loader needs to find a file.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const here = dirname(fileURLToPath(import.meta.url));
const wasm = join(here, "dist/kernels.wasm");
mkdirSync(dirname(wasm), { recursive: true });
const { error, stderr } = await asc.main([
  join(here, "assembly/index.ts"),
  ...["-O3", "--noAssert", "--runtime", "stub"],
  ...["--enable", "simd", "--enable", "threads", "--enable", "bulk-memory", "--enable", "nontrapping-f2i"],
  // 4 GiB at most; the first pages hold the module's constants, the rest is handed out by src/wasm/memory.ts.
  ...["--importMemory", "--sharedMemory", "--initialMemory", "16", "--maximumMemory", "65536"],
  ...["--outFile", wasm],
]);
if (error) {
  process.stderr.write(`${stderr}\n${error.message}\n`);
  process.exit(1);
}
const text = readFileSync(wasm).toString("base64");
writeFileSync(join(here, "dist/wasm-bytes.js"), `/** The compiled kernels, base64. */\nexport const WASM = "${text}";\n`);
writeFileSync(join(here, "dist/wasm-bytes.d.ts"), "/** The compiled kernels, base64. */\nexport declare const WASM: string;\n");
