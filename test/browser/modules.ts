import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** What a bundler for the browser takes of a package: these conditions, never `node`. */
const CONDITIONS = new Set(["browser", "import", "module", "default"]);

/** A module that a page would load, and the specifiers in it that lead on. */
export interface LoadedModule {
  readonly path: string;
  readonly code: string;
  readonly imports: readonly string[];
}

type Target = string | null | { readonly [condition: string]: Target };
interface Manifest {
  readonly name: string;
  readonly main?: string;
  readonly module?: string;
  readonly browser?: string | Readonly<Record<string, string | false>>;
  readonly exports?: Target;
}

const withoutComments = (code: string): string => code.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'`\\])\/\/.*$/gm, "$1");

/** Every module that loading `entry` in a browser loads, the packages it depends on included. @throws Error where an import leads nowhere */
export function modulesFrom(entry: string): readonly LoadedModule[] {
  const found = new Map<string, LoadedModule>();
  const visit = (path: string): void => {
    if (found.has(path)) return;
    const code = withoutComments(readFileSync(path, "utf8"));
    const imports = [
      ...code.matchAll(/(?:^|[;\s}])(?:import|export)\s*(?:[\w*{][^"'();]*?\sfrom\s*)?["']([^"']+)["']/g),
      ...code.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g),
    ].map((match) => match[1]);
    found.set(path, { path, code, imports });
    for (const specifier of imports) if (!specifier.startsWith("node:")) visit(resolve(specifier, path));
  };
  visit(realpathSync(entry));
  return [...found.values()];
}

/** The file that a specifier in `from` means to a bundler for the browser. */
function resolve(specifier: string, from: string): string {
  if (specifier.startsWith(".")) return realpathSync(join(dirname(from), specifier));
  if (specifier.startsWith("#")) return ownFile(specifier, from);
  const name = specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    const home = join(folder, "node_modules", name);
    if (existsSync(join(home, "package.json"))) return realpathSync(join(home, fileOf(home, `.${specifier.slice(name.length)}`)));
    if (dirname(folder) === folder) throw new Error(`${relative(process.cwd(), from)}: ${specifier} is not installed`);
  }
}

/** What a package's own `imports` say. */
function ownFile(specifier: string, from: string): string {
  let home = dirname(from);
  while (!existsSync(join(home, "package.json"))) home = dirname(home);
  const { imports = {} } = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as {
    readonly imports?: Readonly<Record<string, Target>>;
  };
  const target = choose(imports[specifier]);
  if (target === undefined) throw new Error(`${relative(process.cwd(), from)}: ${specifier} is not among its package's imports`);
  return realpathSync(join(home, target));
}

function fileOf(home: string, subpath: string): string {
  const manifest: Manifest = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  const { exports, browser, module, main = "index.js" } = manifest;
  if (exports === undefined) return typeof browser === "string" ? browser : (module ?? main);
  const isMap = typeof exports === "object" && exports !== null && Object.keys(exports)[0].startsWith(".");
  const target = choose(isMap ? (exports as Readonly<Record<string, Target>>)[subpath] : exports);
  if (target === undefined) throw new Error(`${manifest.name}: ${subpath} has no export for a browser`);
  return target;
}

function choose(target: Target | undefined): string | undefined {
  if (typeof target === "string") return target;
  for (const [condition, inner] of Object.entries(target ?? {})) {
    const chosen = CONDITIONS.has(condition) ? choose(inner) : undefined;
    if (chosen !== undefined) return chosen;
  }
  return undefined;
}
