// A whole pointing: the demo's field, 36 CCDs, from the simulation request to the combined raw frame.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./load.mjs";
import { usedByTree } from "./tree.mjs";

/** Detectors at a time. */
const JOBS = 2;

export async function pointing() {
  const workdir = mkdtempSync(join(tmpdir(), "elvis-bench-"));
  const elvis = (...argv) => usedByTree(process.execPath, [join(root, "apps/elvis/dist/cli.js"), ...argv]);
  await elvis("init", workdir);
  let tasks = [];
  const step = (command) => ({
    label: `  ${command}`,
    task: () => {
      const own = tasks.filter((task) => task.command === command);
      const end = Math.max(...own.map(({ began, seconds }) => began + seconds));
      return {
        tasks: own.length,
        wall_s: end - Math.min(...own.map(({ began }) => began)),
        s_each: own.reduce((sum, { seconds }) => sum + seconds, 0) / own.length,
      };
    },
  });
  return {
    doc: `the demo's field (objects to its magnitude limit), 36 CCDs, elvis run all --jobs ${JOBS}; memory of all processes together`,
    parts: [
      {
        label: "elvis run all",
        task: async () => {
          const used = await elvis("run", "all", "--workdir", workdir, "--ccds", "all", "--jobs", String(JOBS));
          ({ tasks } = JSON.parse(readFileSync(join(workdir, "run.json"), "utf8")));
          rmSync(workdir, { recursive: true });
          return used;
        },
      },
      ...["elvis-tu", "elvis-vis-split", "elvis-vis-detector", "elvis-vis-combine"].map(step),
    ],
    total: (found) => {
      const { cpu_s, wall_s, peak_mib } = found["elvis run all"];
      return { cpu_s, wall_s, peak_mib };
    },
  };
}
