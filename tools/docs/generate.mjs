#!/usr/bin/env node
// Writes the tables that come from declarations (ports, settings, effects) between their markers in READMEs.
// usage: generate.mjs [--check]
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const load = (path) => import(pathToFileURL(join(root, path)).href);
const cell = (text) =>
  String(text ?? "")
    .replaceAll("|", "\\|")
    .replaceAll("\n", " ");
const table = (head, rows) =>
  [`| ${head.join(" | ")} |`, `| ${head.map(() => "---").join(" | ")} |`, ...rows.map((row) => `| ${row.map(cell).join(" | ")} |`)].join(
    "\n",
  );

function portsTable(stage) {
  const row =
    (direction) =>
    ([name, port]) => [
      `\`${name}\``,
      direction,
      { one: "a file", list: "JSON list", each: "JSON list, one at a time" }[port.kind] + (port.optional ? ", may be absent" : ""),
      port.doc,
      port.path ? `\`${port.path}\`` : "",
    ];
  return table(
    ["port", "", "kind", "what", "default path"],
    [...Object.entries(stage.inputs).map(row("in")), ...Object.entries(stage.outputs).map(row("out"))],
  );
}

function configTable(stage) {
  const shape = stage.config.shape ?? {};
  const rows = Object.entries(shape).map(([name, field]) => {
    const meta = field.meta?.() ?? {};
    let fallback;
    try {
      fallback = field.parse(undefined);
    } catch {
      fallback = undefined;
    }
    return [
      `\`${name}\``,
      meta.unit ?? "",
      fallback === undefined ? "" : `\`${JSON.stringify(fallback)}\``,
      meta.description ?? field.description ?? "",
    ];
  });
  return rows.length === 0 ? "None." : table(["setting", "unit", "default", "what"], rows);
}

async function blocks() {
  const found = [];
  for (const name of readdirSync(join(root, "packages"))) {
    const path = `packages/${name}/README.md`;
    const built = `packages/${name}/dist/stage.js`;
    if (name === "stage" || !existsSync(join(root, path)) || !existsSync(join(root, built))) continue;
    const stage = Object.values(await load(built)).find((it) => it && typeof it === "object" && "inputs" in it && "run" in it);
    if (stage) found.push([path, "ports", portsTable(stage)], [path, "config", configTable(stage)]);
  }
  const effects = "packages/vis-detector/dist/effects/index.js";
  if (existsSync(join(root, effects))) {
    const { effectTable } = await load(effects);
    if (effectTable)
      found.push([
        "packages/vis-detector/README.md",
        "effects",
        table(
          ["key", "effect", "phase", "state", "page"],
          effectTable().map(({ key, name, phase, page }) => [
            `\`${key}\``,
            name,
            phase,
            page ? "simulated" : "not there yet: asking for it is an error",
            page ? `[${name}.md](src/effects/${page})` : "",
          ]),
        ),
      ]);
  }
  return found;
}

/** Files whose generated blocks differ from what the declarations say now; with `write`, brings them up to date. */
export async function stale(write = false) {
  const changed = new Set();
  for (const [path, name, body] of await blocks()) {
    const full = join(root, path);
    if (!existsSync(full)) continue;
    const text = readFileSync(full, "utf8");
    const next = text.replace(
      new RegExp(`(<!-- generated:${name} -->)[\\s\\S]*?(<!-- /generated -->)`),
      (_, start, end) => `${start}\n${body}\n${end}`,
    );
    if (next !== text) {
      changed.add(path);
      if (write) writeFileSync(full, next);
    }
  }
  return [...changed];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const check = process.argv.includes("--check");
  const paths = await stale(!check);
  for (const path of paths) console.log(`${path}: ${check ? "stale" : "written"}`);
  process.exitCode = check && paths.length > 0 ? 1 : 0;
}
