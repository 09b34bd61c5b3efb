#!/usr/bin/env node
// The rules of the house that a compiler cannot hold: who may import whom, where the world may be touched,
// what every effect must have, what is public. Prints one line a problem; exit 1 if there is any.
// usage: check.mjs [--write]   (--write renews the snapshot of the public surface)
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const problems = [];
const notes = [];

const STAGES = ["planner", "tu", "confmatch", "pointing", "vis-split", "vis-detector", "vis-combine"];

/** Package folder -> the project's packages it may import. A stage never imports another stage. */
const MAY_IMPORT = {
  "packages/formats": [],
  "packages/kernels": [],
  "packages/stage": ["formats"],
  "packages/focal-plane": ["formats"],
  "packages/planner": ["formats", "stage", "focal-plane"],
  "packages/tu": ["formats", "stage", "focal-plane"],
  "packages/confmatch": ["formats", "stage", "focal-plane"],
  "packages/pointing": ["formats", "stage"],
  "packages/vis-split": ["formats", "stage", "focal-plane"],
  "packages/vis-detector": ["formats", "stage", "focal-plane", "kernels"],
  "packages/vis-combine": ["formats", "stage", "focal-plane", "kernels"],
  "tools/reference-workdir": ["formats", "focal-plane", "kernels"],
  "apps/elvis": ["formats", "stage", "focal-plane", "kernels", "reference-workdir", ...STAGES],
};

/** Inside formats: each folder imports only these siblings; one bridge joins FITS and catalogues. Orbits (config) come as XML too. */
const FORMATS_LAYERS = {
  fits: [],
  xml: [],
  config: ["xml"],
  fitsjs: ["fits"],
  catalog: ["fits"],
  product: ["fits", "xml", "catalog", "config"],
};

/** The only source files of packages that may use Node itself. */
const RIM =
  /^packages\/stage\/src\/(cli|workdir|context|provenance|progress|nodes?)(\/|\.ts$)|^packages\/[a-z-]+\/src\/cli\.ts$|^packages\/[a-z-]+\/src\/node\//;

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === "node_modules" || entry.name === "dist") continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else yield relative(root, path).replaceAll("\\", "/");
  }
}

const isTest = (path) => /\.test\.ts$|\/testing(-[a-z]+)?\.ts$/.test(path);
const withoutComments = (text) => text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'`])\/\/.*$/gm, "$1");

for (const [folder, allowed] of Object.entries(MAY_IMPORT)) {
  const isLibrary = folder.startsWith("packages/");
  const { dependencies = {}, name: self } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  const unused = new Set(Object.keys(dependencies));
  for (const path of files(join(root, folder, "src"))) {
    if (!path.endsWith(".ts")) continue;
    const text = readFileSync(join(root, path), "utf8");
    const code = withoutComments(text);
    // Files of a package that are not code are found with `require.resolve`.
    const imports = [...code.matchAll(/(?:(?:from|import)\s*\(?\s*|\brequire\.resolve\()["']([^"']+)["']/g)].map((match) => match[1]);
    for (const name of imports) {
      const bare = name.match(/^(?!node:)(@[a-z][^/]*\/)?[a-z][^/]*/)?.[0];
      if (bare && bare !== self && !isTest(path)) {
        if (!(bare in dependencies)) problems.push(`${path}: imports ${bare}, which ${folder}/package.json does not list`);
        unused.delete(bare);
      }
      const own = name.match(/^@elvis\/([a-z-]+)/)?.[1];
      if (own && folder.split("/")[1] !== own && !allowed.includes(own) && !isTest(path))
        problems.push(`${path}: imports @elvis/${own}; ${folder} may import ${allowed.join(", ") || "none"}`);
      if (isLibrary && /^node:/.test(name) && !isTest(path) && !RIM.test(path))
        problems.push(`${path}: imports ${name}; only the rim touches Node`);
      if (folder === "packages/formats" && name.startsWith("../") && !isTest(path)) {
        const [from] = path.slice("packages/formats/src/".length).split("/");
        const steps = path.slice("packages/formats/src/".length).split("/").slice(0, -1);
        for (const part of name.split("/"))
          if (part === "..") steps.pop();
          else steps.push(part);
        const to = steps[0];
        if (
          to in FORMATS_LAYERS &&
          from in FORMATS_LAYERS &&
          to !== from &&
          !FORMATS_LAYERS[from].includes(to) &&
          !(from === "product" || name.endsWith("effect-keys.ts"))
        )
          problems.push(`${path}: imports formats/${to}; formats/${from} may import ${FORMATS_LAYERS[from].join(", ") || "none"}`);
      }
    }
    if (isLibrary && !isTest(path) && path !== "packages/stage/src/context.ts") {
      const found = code.match(/\bMath\.random\(|\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(/);
      if (found && !RIM.test(path)) problems.push(`${path}: uses ${found[0]}; ask the context`);
    }
    if (isLibrary && STAGES.includes(folder.split("/")[1]) && /\bprocess\./.test(code) && !isTest(path) && !path.endsWith("/cli.ts"))
      problems.push(`${path}: uses process; ask the context`);
    const lines = text.split("\n").length;
    if (lines > 300 && !isTest(path)) notes.push(`${path} has ${lines} lines`);
  }
  for (const name of unused) problems.push(`${folder}/package.json: lists ${name}, which nothing in src imports`);
}

// Every effect is three files.
const effects = "packages/vis-detector/src/effects";
for (const phase of ["scene", "charge", "readout", "digital"]) {
  const folder = join(root, effects, phase);
  if (!existsSync(folder)) continue;
  for (const path of files(folder)) {
    if (!path.endsWith(".ts") || path.endsWith(".test.ts")) continue;
    if (!/elvisKey\s*:/.test(readFileSync(join(root, path), "utf8"))) continue;
    for (const ending of [".test.ts", ".md"]) {
      const beside = path.replace(/\.ts$/, ending);
      if (!existsSync(join(root, beside))) problems.push(`${path}: has no ${ending === ".md" ? "page" : "test"} beside it (${beside})`);
    }
    const page = join(root, path.replace(/\.ts$/, ".md"));
    if (existsSync(page)) {
      const text = readFileSync(page, "utf8");
      for (const heading of ["What happens", "Model", "Source", "Valid for", "Checked by", "Left out"])
        if (!text.includes(`## ${heading}`)) problems.push(`${relative(root, page)}: has no heading "## ${heading}"`);
    }
  }
}

// What each package offers, against the snapshot.
const snapshotPath = join(root, "tools/check-structure/public-surface.json");
const surface = {};
function typeNames(path, seen = new Set()) {
  if (seen.has(path) || !existsSync(path)) return [];
  seen.add(path);
  const text = withoutComments(readFileSync(path, "utf8"));
  const names = [];
  for (const [, list] of text.matchAll(/export\s+type\s*\{([^}]*)\}/g))
    names.push(
      ...list.split(",").map((it) =>
        it
          .trim()
          .split(/\s+as\s+/)
          .at(-1),
      ),
    );
  for (const [, list] of text.matchAll(/export\s*\{([^}]*)\}/g))
    names.push(
      ...list
        .split(",")
        .map((it) => it.trim())
        .filter((it) => it.startsWith("type "))
        .map((it) =>
          it
            .slice(5)
            .split(/\s+as\s+/)
            .at(-1),
        ),
    );
  for (const [, name] of text.matchAll(/export\s+(?:interface|type)\s+([A-Za-z]\w*)/g)) names.push(name);
  for (const [, from] of text.matchAll(/export\s+(?:type\s+)?\*\s+from\s+"([^"]+)"/g))
    names.push(...typeNames(join(dirname(path), from), seen));
  return names.filter(Boolean);
}
async function addToSurface(name, folder, targets) {
  const built = join(root, folder, targets.default);
  if (!existsSync(built)) {
    problems.push(`${folder}: ${targets.default} is not built`);
    return;
  }
  const values = Object.keys(await import(pathToFileURL(built).href));
  const types = typeNames(join(root, folder, targets["elvis-source"])).map((type) => `type ${type}`);
  surface[name] = [...new Set([...values, ...types])].sort();
}
for (const folder of Object.keys(MAY_IMPORT)) {
  const manifest = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  for (const [subpath, targets] of Object.entries(manifest.exports ?? {})) {
    const name = `${manifest.name}${subpath.slice(1)}`;
    await addToSurface(name, folder, targets);
    if (targets.browser) await addToSurface(`${name} (browser)`, folder, targets.browser);
  }
}
const text = `${JSON.stringify(surface, null, 1)}\n`;
if (process.argv.includes("--write")) writeFileSync(snapshotPath, text);
else {
  const known = existsSync(snapshotPath) ? JSON.parse(readFileSync(snapshotPath, "utf8")) : {};
  for (const name of new Set([...Object.keys(known), ...Object.keys(surface)])) {
    const added = (surface[name] ?? []).filter((it) => !(known[name] ?? []).includes(it));
    const gone = (known[name] ?? []).filter((it) => !(surface[name] ?? []).includes(it));
    if (added.length + gone.length > 0)
      problems.push(
        `${name}: public surface changed: ${[...added.map((it) => `+${it}`), ...gone.map((it) => `-${it}`)].join(" ")} (tools/check-structure/check.mjs --write)`,
      );
  }
}

// Every package says what it is, and may be published.
for (const folder of Object.keys(MAY_IMPORT)) {
  const manifest = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  const readme = join(root, folder, "README.md");
  const head = existsSync(readme) ? readFileSync(readme, "utf8").split("\n")[0] : "none";
  if (head !== `# ${manifest.name}`) problems.push(`${folder}/README.md: expected "# ${manifest.name}" at its head, found ${head}`);
  for (const field of ["description", "license", "keywords", "files", "exports", "publishConfig"])
    if (manifest[field] === undefined) problems.push(`${folder}/package.json: has no ${field}`);
  const inside = (targets) =>
    typeof targets === "string" ? targets : `{${Object.entries(targets).map(([key, it]) => `${key}:${inside(it)}`)}}`;
  const published = (targets) =>
    typeof targets === "string"
      ? targets
      : Object.fromEntries(
          Object.entries(targets)
            .filter(([key]) => key !== "elvis-source")
            .map(([key, it]) => [key, published(it)]),
        );
  if (inside(published(manifest.exports)) !== inside(manifest.publishConfig.exports))
    problems.push(`${folder}/package.json: publishConfig.exports are not its exports without elvis-source`);
}

// What a page links to is there.
for (const group of ["packages", "apps", "tools", "test"]) {
  for (const path of files(join(root, group))) {
    if (!path.endsWith(".md")) continue;
    for (const [, to] of readFileSync(join(root, path), "utf8").matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g))
      if (!/^[a-z]+:/.test(to) && !existsSync(join(root, dirname(path), to))) problems.push(`${path}: links to ${to}, which is not there`);
  }
}

// Requirements point to tests that exist.
const requirementsPath = join(root, "test/requirements.json");
if (existsSync(requirementsPath)) {
  for (const [requirement, tests] of Object.entries(JSON.parse(readFileSync(requirementsPath, "utf8")))) {
    if (tests.length === 0) problems.push(`test/requirements.json: "${requirement}" names no test`);
    for (const name of tests) {
      const [path, title] = name.split("#");
      const full = join(root, path);
      if (!existsSync(full) || !statSync(full).isFile()) problems.push(`test/requirements.json: ${path} does not exist`);
      else if (title && !readFileSync(full, "utf8").includes(title))
        problems.push(`test/requirements.json: ${path} has no test "${title}"`);
    }
  }
}

// Tables written from declarations are fresh.
const { stale } = await import(pathToFileURL(join(root, "tools/docs/generate.mjs")).href);
for (const path of await stale()) problems.push(`${path}: generated table is stale (npm run docs)`);

for (const note of notes) console.log(`note: ${note}`);
for (const problem of problems) console.log(`problem: ${problem}`);
console.log(`check-structure: ${problems.length} problems, ${notes.length} notes`);
process.exitCode = problems.length > 0 ? 1 : 0;
