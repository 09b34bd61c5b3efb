// The true universe of one pointing out of ten million galaxies: the command elvis-tu on a workdir on disk, from its flags to its products.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { load } from "./load.mjs";

const ROWS = 10_000_000;
/** Rows a second and memory that are asked for are those of this process; the tiles come from another. */
const TILES = fileURLToPath(new URL("./tu-tiles.mjs", import.meta.url));

export async function tu() {
  const { tu: stage } = await load("tu/dist/index.js");
  const { main, nodeContext } = await load("stage/dist/index.js");
  const root = mkdtempSync(join(tmpdir(), "elvis-bench-tu-"));
  const close = () => rmSync(root, { recursive: true, force: true });
  console.error(`writing ${ROWS / 1e6} million rows in 84 tiles to ${root}, about 3 GB for a while`);
  const made = spawnSync(process.execPath, [TILES, root, String(ROWS)], { stdio: "inherit" });
  if (made.status !== 0) {
    close();
    throw new Error("the tiles could not be written");
  }
  const run = async (galcat) => {
    const start = performance.now();
    const said = [];
    const quiet = { write: (text) => void said.push(text) };
    const world = { ...nodeContext(), cwd: root, stdout: quiet, stderr: quiet };
    const ports = ["--starcat", "starcat.json", "--galcat", galcat, "--mdb", "mdb.xml", "--pointings", "pointings.json"];
    const status = await main(stage, ["--workdir", root, ...ports, "--run-date", "2026-01-02"], world);
    if (status !== 0) throw new Error(said.join(""));
    const log = readFileSync(join(root, `logs/${stage.element}.log`), "utf8");
    const [, read, kept] = /galcat merged .*read=(\d+) .*kept=(\d+)/.exec(log);
    const seconds = (performance.now() - start) / 1e3;
    return { rows_per_s: ROWS / seconds, read_rows: Number(read), kept_rows: Number(kept) };
  };
  return {
    doc: `${ROWS / 1e6} million galaxies in 84 tiles to one pointing; tiles picked by their pixels, then every tile read`,
    parts: [
      { label: "picked", task: () => run("galcat.json") },
      { label: "all read", task: () => run("galcat-anywhere.json") },
    ],
    // Which tiles can be left out depends on the field: the figures that count are those of reading all.
    total: (parts) => parts["all read"],
    close,
  };
}
