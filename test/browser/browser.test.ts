// What a page may load: from each entry of a package, with the conditions of a browser, every module that is reached.
import { existsSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { modulesFrom } from "./modules.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** Package -> entries in its `dist`; apps/docs/browser.md says the same. */
const ENTRIES: Readonly<Record<string, readonly string[]>> = {
  formats: ["index.js", "fits/index.js", "fitsjs/index.js", "xml/index.js", "catalog/index.js", "config/index.js", "product/index.js"],
  kernels: ["index.js"],
  "focal-plane": ["index.js"],
  stage: ["browser.js"],
  planner: ["index.js"],
  tu: ["index.js"],
  confmatch: ["index.js"],
  pointing: ["index.js"],
  "vis-split": ["index.js"],
  "vis-detector": ["index.js"],
  "vis-combine": ["index.js"],
};
const entries = Object.entries(ENTRIES).flatMap(([name, paths]) => paths.map((path) => [`packages/${name}/dist/${path}`]));

describe("in a browser", () => {
  test.each(entries)("%s reaches nothing of Node", (entry) => {
    if (!existsSync(join(root, entry))) throw new Error(`${entry} is not built (npm run build)`);
    const modules = modulesFrom(join(root, entry));
    const touching = modules.flatMap(({ path, code, imports }) => [
      ...imports.filter((specifier) => isBuiltin(specifier)).map((specifier) => `${relative(root, path)}: imports ${specifier}`),
      ...(path.includes("node_modules")
        ? []
        : [...code.matchAll(/\b(?:process\.\w+|Buffer\.\w+|__dirname|require\()/g)].map(
            ([word]) => `${relative(root, path)}: uses ${word}`,
          )),
    ]);
    expect(touching).toEqual([]);
  });

  test("the walk sees what it is to refuse: the command of a stage reaches Node", () => {
    const builtins = modulesFrom(join(root, "packages/stage/dist/index.js")).flatMap(({ imports }) => imports.filter(isBuiltin));
    expect(builtins).toContain("node:fs");
  });

  test("the walk goes through the packages that the project depends on", () => {
    const names = modulesFrom(join(root, "packages/formats/dist/catalog/index.js")).map(({ path }) => path);
    expect(names.some((path) => path.endsWith("Arrow.dom.mjs"))).toBe(true);
    expect(names.length).toBeGreaterThan(50);
  });

  test("every package but the command line app is in the list", () => {
    const apps = Object.keys(JSON.parse(readFileSync(join(root, "apps/elvis/package.json"), "utf8")).dependencies)
      .filter((name) => name.startsWith("@elvis/") && name !== "@elvis/reference-workdir")
      .map((name) => name.slice("@elvis/".length));
    expect(apps.filter((name) => !(name in ENTRIES))).toEqual([]);
  });
});
