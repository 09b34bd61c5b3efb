// What the repository promises to whoever clones it.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (name: string) => readFileSync(join(root, name), "utf8");

test(".ci/run ends with the README's test command", () => {
  expect(read(".ci/run").trim().split("\n").at(-1)).toBe("npm test");
  expect(read("README.md")).toContain("npm test");
});

test("no lock file and no configuration names a registry host", () => {
  const folders = ["packages", "apps", "tools"].flatMap((group) => readdirSync(join(root, group)).map((name) => `${group}/${name}`));
  const names = ["pnpm-lock.yaml", "pnpm-workspace.yaml", ".npmrc", "package.json", ...folders.map((folder) => `${folder}/package.json`)];
  const present = names.filter((name) => existsSync(join(root, name)));
  expect(present.length).toBeGreaterThan(10);
  for (const name of present) expect(read(name), name).not.toMatch(/registry|tarball: *http|npmjs/i);
});
