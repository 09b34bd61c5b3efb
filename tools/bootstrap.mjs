#!/usr/bin/env node
// The commands of the root package.json on a machine that has only Node and npm: fetches the pinned pnpm
// through npx when it is not there, installs when the lock file or a manifest changed, builds, then runs.
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const [command, ...rest] = process.argv.slice(2);
const pinned = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).packageManager.split("@")[1];
const env = {
  ...process.env,
  TURBO_TELEMETRY_DISABLED: "1",
  DO_NOT_TRACK: "1",
  npm_config_update_notifier: "false",
  CI: process.env.CI ?? "1",
};

/** Words that start the pinned pnpm: the one on PATH when its version is right, else npx. */
function pnpmWords() {
  try {
    const found = execFileSync("pnpm", ["--version"], { cwd: root, stdio: ["ignore", "pipe", "ignore"] })
      .toString()
      .trim();
    if (found === pinned) return ["pnpm"];
  } catch {}
  return ["npx", "--yes", `pnpm@${pinned}`];
}

let words;
function run(args, extra = {}) {
  words ??= pnpmWords();
  const { status, error } = spawnSync(words[0], [...words.slice(1), ...args], { cwd: root, stdio: "inherit", env: { ...env, ...extra } });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** Runs a program of node_modules/.bin without going through pnpm; quicker. */
function bin(name, args, extra = {}) {
  const { status, error } = spawnSync(process.execPath, [join(root, "node_modules", name), ...args], {
    cwd: root,
    stdio: "inherit",
    env: { ...env, ...extra },
  });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

function manifests() {
  const found = ["package.json", "pnpm-workspace.yaml", "pnpm-lock.yaml", "test/package.json"];
  for (const group of ["packages", "apps", "tools"])
    for (const entry of readdirSync(join(root, group)))
      if (existsSync(join(root, group, entry, "package.json"))) found.push(join(group, entry, "package.json"));
  return found.filter((path) => existsSync(join(root, path)));
}

/** Installs only when what decides the installation has changed since the last time. */
function install() {
  const hash = createHash("sha256");
  for (const path of manifests()) hash.update(path).update(readFileSync(join(root, path)));
  const stamp = join(root, "node_modules", ".elvis-installed");
  const wanted = hash.digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  run(["install", process.env.ELVIS_UPDATE_LOCK === "1" ? "--no-frozen-lockfile" : "--frozen-lockfile"]);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

/** Builds what has changed; silent when all goes well, so that only the command's own words are seen. */
function prepare() {
  words ??= pnpmWords();
  const args = [...words.slice(1), "exec", "turbo", "run", "build", "--output-logs=errors-only", "--cache-dir=.cache/turbo"];
  const { status, error, stdout, stderr } = spawnSync(words[0], args, {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (error) throw error;
  if (status === 0) return;
  process.stderr.write(stdout + stderr);
  process.exit(status ?? 1);
}

const turbo = (...tasks) => run(["exec", "turbo", "run", ...tasks, "--output-logs=errors-only", "--cache-dir=.cache/turbo"]);
const vitest = (args, extra) => bin("vitest/vitest.mjs", ["run", "--config", "tools/config/vitest.ts", ...args], extra);
const biome = (...args) => run(["exec", "biome", ...args, "--config-path", "tools/config"]);
const node = (script, args, extra) => {
  const { status } = spawnSync(process.execPath, [join(root, script), ...args], { cwd: root, stdio: "inherit", env: { ...env, ...extra } });
  if (status !== 0) process.exit(status ?? 1);
};

const commands = {
  build: () => turbo("build"),
  typecheck: () => turbo("typecheck"),
  test: () => {
    turbo("build");
    node("tools/check-structure/check.mjs", []);
    vitest(rest);
  },
  "test:slow": () => {
    turbo("build");
    vitest(rest, { ELVIS_SLOW: "1" });
  },
  lint: () => biome("check"),
  fix: () => biome("check", "--write"),
  check: () => {
    turbo("build", "typecheck");
    biome("check");
    node("tools/check-structure/check.mjs", []);
    vitest(rest);
  },
  docs: () => {
    prepare();
    node("tools/docs/generate.mjs", rest);
  },
  new: () => node("tools/new/new.mjs", rest),
  golden: () => {
    prepare();
    vitest(["test/golden", ...rest], { ELVIS_GOLDEN: "1" });
  },
  cases: () => {
    prepare();
    node("tools/oracle/cases.mjs", rest);
  },
  bench: () => {
    prepare();
    node("tools/bench/bench.mjs", rest);
  },
  elvis: () => {
    prepare();
    node("apps/elvis/dist/cli.js", rest);
  },
  demo: () => {
    prepare();
    node("apps/elvis/dist/cli.js", ["demo", ...rest]);
  },
};

if (!(command in commands)) {
  console.error(`tools/bootstrap.mjs: expected one of ${Object.keys(commands).join(", ")}, found ${command}`);
  process.exit(1);
}
install();
commands[command]();
