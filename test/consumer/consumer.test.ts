// What a person gets who installs the packages: tarballs, in an empty folder outside the workspace, with plain npm.
import { execFile, execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tinyWorkdir } from "../contract/tiny-workdir.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const COMMANDS = [
  "elvis-planner",
  "elvis-tu",
  "elvis-confmatch",
  "elvis-pointing",
  "elvis-vis-split",
  "elvis-vis-detector",
  "elvis-vis-combine",
  "elvis",
];

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "elvis-consumer-"));
  const tarballs = join(home, "tarballs");
  const app = join(home, "app");
  mkdirSync(app, { recursive: true });
  const pinned = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).packageManager;
  execFileSync("npx", ["--yes", pinned, "-r", "--filter=!@elvis/test", "pack", "--pack-destination", tarballs], {
    cwd: root,
    stdio: "pipe",
    env: { ...process.env, CI: "1" },
  });
  writeFileSync(join(app, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }));
  const files = readdirSync(tarballs)
    .filter((name) => name.endsWith(".tgz"))
    .map((name) => join(tarballs, name));
  expect(files.length).toBeGreaterThanOrEqual(13);
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error", ...files], {
    cwd: app,
    stdio: "pipe",
  });
}, 180_000);
afterAll(() => rm(home, { recursive: true, force: true }), 60_000);

const bin = (name: string, argv: readonly string[], cwd = join(home, "app")) =>
  spawnSync(join(home, "app/node_modules/.bin", name), argv, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "", NODE_PATH: "" },
  });

test("the tarballs hold what is built and no tests", () => {
  const installed = join(home, "app/node_modules/@elvis");
  for (const name of readdirSync(installed)) {
    expect(existsSync(join(installed, name, "dist/index.js"))).toBe(true);
    const files = readdirSync(join(installed, name), { recursive: true, encoding: "utf8" }).filter(
      (file) => !file.startsWith("node_modules"),
    );
    expect(files.filter((file) => /\.test\.[jt]s$/.test(file))).toEqual([]);
    expect(readFileSync(join(installed, name, "package.json"), "utf8")).not.toMatch(/workspace:|catalog:|elvis-source/);
  }
});

test("every command prints its help and its version", async () => {
  const say = (name: string, flag: string) => promisify(execFile)(join(home, "app/node_modules/.bin", name), [flag], { cwd: home });
  for (const name of COMMANDS) {
    const [help, version] = await Promise.all([say(name, "--help"), say(name, "--version")]);
    expect({ name, err: help.stderr }).toEqual({ name, err: "" });
    expect(help.stdout).toContain(name);
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  }
});

test("the planner, the true universe and the match run in a workdir of their own from its params.dat", async () => {
  const workdir = join(home, "workdir");
  await tinyWorkdir(workdir);
  for (const name of ["elvis-planner", "elvis-tu", "elvis-confmatch"]) {
    const argv = name === "elvis-confmatch" ? ["--inputconfs=first.json"] : [];
    if (argv.length > 0)
      writeFileSync(
        join(workdir, "first.json"),
        JSON.stringify(JSON.parse(readFileSync(join(workdir, "VIS_inputconf.json"), "utf8")).slice(0, 1)),
      );
    const { status, stdout, stderr } = bin(name, ["--run-date=2026-01-02", ...argv], workdir);
    expect({ name, status, stderr }).toEqual({ name, status: 0, stderr: "" });
    for (const file of stdout.trim().split("\n")) expect(existsSync(join(workdir, file))).toBe(true);
  }
  expect(JSON.parse(readFileSync(join(workdir, "SimTuInputConfMatch_pkg/matched_inputconfs.json"), "utf8"))).toHaveLength(1);
});

test("a stage is imported as a library", () => {
  writeFileSync(
    join(home, "app/library.js"),
    `import { planner } from "@elvis/planner";
import { runInFolder, resolvePorts } from "@elvis/stage";
import { MemoryFolder } from "@elvis/formats";
const config = planner.config.parse({});
const files = resolvePorts(planner, { simrequest: "a", survey: "b", orbit: "c", mdb: "d" }, config);
const error = await runInFolder(planner, new MemoryFolder(), files, config, { signal: new AbortController().signal }).catch((it) => it);
console.log(planner.element, Object.keys(planner.outputs).join(), error.name);`,
  );
  expect(execFileSync(process.execPath, ["library.js"], { cwd: join(home, "app"), encoding: "utf8" })).toBe(
    "SimPlanner pointing_input_files_list,inputconfs FormatError\n",
  );
});

test("what runs in a browser takes nothing of Node", () => {
  writeFileSync(
    join(home, "app/browser.js"),
    `import { runInFolder } from "@elvis/stage"; console.log(typeof runInFolder, "main" in await import("@elvis/stage"));`,
  );
  expect(execFileSync(process.execPath, ["--conditions=browser", "browser.js"], { cwd: join(home, "app"), encoding: "utf8" })).toBe(
    "function false\n",
  );
});
