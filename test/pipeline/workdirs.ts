// What the tests of the whole pipeline share: reference workdirs, the built commands, and how two workdirs are compared.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Codec } from "../../packages/formats/src/index.ts";
import { simRequest } from "../../packages/formats/src/product/index.ts";
import { type NodeFolder, nodeFolder, readParams } from "../../packages/stage/src/index.ts";
import { makeReferenceWorkdir } from "../../tools/reference-workdir/src/index.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A file of the folder beside the repository, which not every clone has. */
export const shared = (name: string): string => join(root, "../shared", name);

/** The date of all runs here, as SOURCE_DATE_EPOCH: commands that are given no date agree too. */
const EPOCH = "1767323045";

export interface Said {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a program to its end. */
export function program(file: string, argv: readonly string[], cwd: string): Promise<Said> {
  const env = { ...process.env, SOURCE_DATE_EPOCH: EPOCH, NODE_OPTIONS: "" };
  return new Promise((resolve, reject) => {
    execFile(file, argv, { cwd, env, maxBuffer: 1 << 26 }, (error, out, err) => {
      if (error !== null && typeof error.code !== "number") reject(error);
      else resolve({ status: (error?.code as number | undefined) ?? 0, out, err });
    });
  });
}

/** Runs a command as it is built: "elvis", or a stage by its name. */
export function command(name: string, cwd: string, ...argv: string[]): Promise<Said> {
  const file = join(root, name === "elvis" ? "apps/elvis" : `packages/${name}`, "dist/cli.js");
  if (!existsSync(file)) throw new Error(`${file} is not built: npm run build`);
  return program(process.execPath, [file, ...argv], cwd);
}

/** As `command`, and it must succeed. @returns its stdout, line by line */
export async function done(name: string, cwd: string, ...argv: string[]): Promise<readonly string[]> {
  const { status, out, err } = await command(name, cwd, ...argv);
  if (status !== 0) throw new Error(`${name} ${argv.join(" ")}: status ${status}\n${err}`);
  return out.trim().split("\n");
}

/** A small reference workdir: one exposure of the COSMOS field, bright objects only. */
export async function referenceWorkdir(path: string, magnitudeLimit = 18): Promise<void> {
  mkdirSync(path, { recursive: true });
  const folder = nodeFolder(path);
  const options = { seed: 3, ra: 150.1, dec: 2.2, observations: 1, magnitudeLimit, small: true };
  await makeReferenceWorkdir(folder, { ...options, runDate: new Date(1000 * Number(EPOCH)) });
  folder.close();
}

/** Turns the request of a reference workdir into one for calibrations of a type. */
export async function calibrationRequest(folder: NodeFolder, calibrationType: string): Promise<void> {
  const request = "sim_request_VIS_DR1_Step2_COSMOS_4924_R0.xml";
  const { magnitudeLimit: _, ...asked } = await simRequest.decode(await folder.open(request), folder);
  const calibration = { ...asked, category: "CALIB", calibrationType, randomDithers: 1 } as const;
  await folder.create(request, (sink) => simRequest.encode(calibration, sink, folder));
}

/** What the ports of a stage hold that a workdir's params.dat names, but those that are left out. */
export async function inputsOf(
  stage: { readonly inputs: Readonly<Record<string, { readonly codec: Codec<any>; readonly kind: string }>> },
  folder: NodeFolder,
  leftOut: readonly string[] = [],
): Promise<Readonly<Record<string, unknown>>> {
  const params = await readParams(join(folder.root, "params.dat"));
  const decode = async (port: string, name: string): Promise<unknown> => stage.inputs[port].codec.decode(await folder.open(name), folder);
  const ports = Object.keys(stage.inputs).filter((port) => !leftOut.includes(port));
  const values = ports.map(async (port) => {
    if (stage.inputs[port].kind !== "list") return [port, await decode(port, params[port])];
    const names = JSON.parse(readFileSync(join(folder.root, params[port]), "utf8")) as readonly string[];
    return [port, await Promise.all(names.map((name) => decode(port, name)))];
  });
  return Object.fromEntries(await Promise.all(values));
}

/** Files of a workdir that a run makes about itself, or that only tell the time it took. */
const ASIDE = /^logs\/|^run\.json$|^\d_\w+\.sh$/;

/** Names of the files of a workdir, but those of a run about itself. */
export const filesOf = (workdir: string): readonly string[] =>
  readdirSync(workdir, { recursive: true, withFileTypes: true })
    .filter((it) => it.isFile())
    .map((it) => relative(workdir, join(it.parentPath, it.name)))
    .filter((name) => !ASIDE.test(name))
    .sort();

/** Name to SHA-256 of every file. */
export async function contentOf(workdir: string): Promise<Readonly<Record<string, string>>> {
  const content: Record<string, string> = {};
  for (const name of filesOf(workdir)) {
    const hash = createHash("sha256");
    for await (const chunk of createReadStream(join(workdir, name), { highWaterMark: 1 << 22 })) hash.update(chunk);
    content[name] = hash.digest("hex");
  }
  return content;
}

/** Name to size and time of change of every file: quick, where it is only asked whether anything was written. */
export const stampsOf = (workdir: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    filesOf(workdir).map((name) => {
      const { size, mtimeMs } = statSync(join(workdir, name));
      return [name, `${size} ${mtimeMs}`];
    }),
  );

/** Whether two arrays are of one type and have the same bytes; quick, for pixels. */
export const isSame = (a: ArrayBufferView, b: ArrayBufferView): boolean =>
  a.constructor === b.constructor &&
  Buffer.compare(Buffer.from(a.buffer, a.byteOffset, a.byteLength), Buffer.from(b.buffer, b.byteOffset, b.byteLength)) === 0;

/** The one file of a workdir whose name matches. */
export function theFile(workdir: string, pattern: RegExp): string {
  const found = filesOf(workdir).filter((name) => pattern.test(name));
  if (found.length !== 1) throw new Error(`${pattern}: expected one file, found ${found.join(", ") || "none"}`);
  return found[0];
}
