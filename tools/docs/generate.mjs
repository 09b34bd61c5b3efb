#!/usr/bin/env node
// Writes the tables that come from declarations (ports, settings, effects, columns, keys) between their markers in READMEs and in apps/docs.
// usage: generate.mjs [--check]
import { existsSync, readFileSync, writeFileSync } from "node:fs";
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
    ["port", "direction", "kind", "what", "default path"],
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

/** The ports of the original's two params.dat, in its order. */
const PORTS = {
  TU: ["simrequest", "galcat", "starcat", "mdb", "survey", "orbit"],
  PostTU: [
    ...["simrequest", "tucatalog", "inputconfs", "mdb", "psf", "bias", "prnu", "flagmaps", "gain", "distortion", "ghost", "nonlinearity"],
    ...["xtalk", "zerop", "bfe", "illumination", "QCTable", "TK_Zplugin", "cosmicRay", "svmstraylight"],
  ],
};

/** Each port once: in which params.dat it stands, what its codec says it is, which stages read it. */
function productsTable(stages) {
  const names = [...new Set(Object.values(PORTS).flat())];
  const rows = names.map((name) => {
    const readers = stages.filter(({ inputs }) => name in inputs);
    const port = readers[0].inputs[name];
    const where = Object.keys(PORTS).filter((pipeline) => PORTS[pipeline].includes(name));
    const what = port.kind === "one" ? port.codec.doc : `list of: ${port.codec.doc}`;
    return [`\`${name}\``, where.join(", "), what, `\`${port.codec.id}\``, readers.map((stage) => stage.name).join(", ")];
  });
  return table(["port", "params.dat", "product", "codec", "read by"], rows);
}

function columnsTable(columns) {
  const range = ({ min, max, positive }) => [
    positive ? "above 0" : min === undefined ? "" : `from ${min}`,
    max === undefined ? "" : `to ${max}`,
  ];
  const rows = columns.map((it) => [
    `\`${it.name}\``,
    it.type,
    it.unit,
    it.doc,
    [...range(it), it.optional ? "may be absent" : ""].filter((part) => part !== "").join(" "),
  ]);
  return table(["column", "type", "unit", "what", "values"], rows);
}

/** Switches that come one for each effect are one row. */
function detectorKeysTable(keys) {
  const each = (prefix) => keys.some(({ name }) => name.startsWith(prefix));
  const rows = keys
    .filter(({ name }) => !/^(EFFECT|FITS)_/.test(name))
    .map(({ name, type, unit, doc }) => [`\`${name}\``, type, unit, doc]);
  if (each("EFFECT_")) rows.push(["`EFFECT_<KEY>`", "switch", "", "1: the effect acts"]);
  if (each("FITS_")) rows.push(["`FITS_<KEY>`", "switch", "", "1: the image after the effect is kept"]);
  return table(["key", "type", "unit", "what"], rows);
}

async function stageOf(name) {
  const built = `packages/${name}/dist/stage.js`;
  if (name === "stage" || !existsSync(join(root, built))) return undefined;
  return Object.values(await load(built)).find((it) => it && typeof it === "object" && "inputs" in it && "run" in it);
}

async function blocks() {
  const found = [];
  const stages = [];
  for (const name of ["planner", "tu", "confmatch", "pointing", "vis-split", "vis-detector", "vis-combine"]) {
    const stage = await stageOf(name);
    if (stage === undefined) continue;
    stages.push(stage);
    const path = `packages/${name}/README.md`;
    found.push([path, "ports", portsTable(stage)], [path, "config", configTable(stage)]);
  }
  const effects = "packages/vis-detector/dist/effects/index.js";
  if (existsSync(join(root, effects))) {
    const { effectTable } = await load(effects);
    const rows = effectTable().map(({ key, name, phase, page }) => [
      `\`${key}\``,
      name,
      phase,
      page ? "simulated" : "not there yet: asking for it is an error",
      page ? `[${name}.md](src/effects/${page})` : "",
    ]);
    found.push(["packages/vis-detector/README.md", "effects", table(["key", "effect", "phase", "state", "page"], rows)]);
  }
  if (stages.length === 7) {
    const catalog = await load("packages/formats/dist/catalog/index.js");
    const { DETECTOR_KEYS } = await load("packages/formats/dist/product/index.js");
    const path = "apps/docs/products.md";
    found.push([path, "products", productsTable(stages)], [path, "detector-keys", detectorKeysTable(DETECTOR_KEYS)]);
    for (const name of ["inputStarColumns", "inputGalaxyColumns", "inputSsoColumns", "tuStarColumns", "tuGalaxyColumns", "tuSsoColumns"])
      found.push([path, name, columnsTable(catalog[name])]);
  }
  return found;
}

/**
 * Files whose generated blocks differ from what the declarations say now; with `write`, brings them up to date.
 * A file that has no place for a block that is its own is an error: the reader would miss it.
 */
export async function stale(write = false) {
  const changed = new Set();
  for (const [path, name, body] of await blocks()) {
    const full = join(root, path);
    const text = readFileSync(full, "utf8");
    if (!text.includes(`<!-- generated:${name} -->`))
      throw new Error(`${path}: expected <!-- generated:${name} --> and <!-- /generated -->`);
    const place = new RegExp(`(<!-- generated:${name} -->)[\\s\\S]*?(<!-- /generated -->)`);
    const next = text.replace(place, (_, start, end) => `${start}\n${body}\n${end}`);
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
