// The whole pipeline on a small reference workdir, with the commands as they are built: however it is run, the products are the same bytes.
import { cpSync, existsSync, mkdtempSync, openAsBlob, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openFits, type TableHdu } from "../../packages/formats/src/fits/index.ts";
import { openWithFitsjs } from "../../packages/formats/src/fitsjs/index.ts";
import { nodeFolder } from "../../packages/stage/src/index.ts";
import { command, contentOf, done, filesOf, isSame, program, referenceWorkdir, shared, stampsOf, theFile } from "./workdirs.ts";

// Gigabytes are written and read again: seconds on an idle machine, a minute on a busy one.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const RAW_FRAME = /^data\/EUC_SIM_VIS-SCIENCE-.*\.fits$/;
const DETECTOR_LIST = "call_pointing.iterations.1.call_exposure.iterations.1.VisSplit_pkg/VIS_detector_list.json";
const TWO_CCDS = ["--ccds=2", "--allow-missing"];

let base: string;
/** What `elvis init` makes. */
let made: string;
/** A whole run with two jobs. */
let whole: string;
let content: Readonly<Record<string, string>>;
beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), "elvis-pipeline-"));
  made = join(base, "made");
  whole = join(base, "whole");
  await referenceWorkdir(made);
  cpSync(made, whole, { recursive: true });
  await done("elvis", whole, "run", "all", ...TWO_CCDS, "--jobs=2");
  content = await contentOf(whole);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

describe("what a whole run makes", () => {
  test("a raw frame without faults: fitsverify, and the checks of layout and headers", async (context) => {
    const frame = join(whole, theFile(whole, RAW_FRAME));
    const check = shared("checks/check_raw_frame.py");
    const hasFitsverify = await program("fitsverify", ["-q", frame], whole).catch(() => undefined);
    if (hasFitsverify !== undefined) expect(hasFitsverify).toMatchObject({ status: 0, out: expect.stringMatching(/^verification OK/) });
    if (existsSync(check)) expect(await program("/usr/bin/python3", [check, frame, "--missing-ok"], whole)).toMatchObject({ status: 0 });
    if (hasFitsverify === undefined || !existsSync(check)) context.skip("fitsverify or ../shared/checks is not there");
  });

  test("true-universe catalogues with every column, type, unit and value that they must have", async (context) => {
    const check = shared("checks/check_tu_catalog.py");
    if (!existsSync(check)) context.skip("../shared/checks is not there");
    const tables = filesOf(whole).filter((name) => /^data\/EUC_SIM_TU(STAR|GAL)CAT-.*\.fits$/.test(name));
    expect(tables).toHaveLength(2);
    const said = await program("/usr/bin/python3", [check, ...tables], whole);
    expect(said).toMatchObject({ status: 0, out: expect.stringMatching(/\n0 problems\n$/) });
  });

  test("true-universe catalogues that stilts loads, with all their rows", async (context) => {
    const folder = nodeFolder(whole);
    for (const kind of ["STAR", "GAL"]) {
      const name = theFile(whole, new RegExp(`^data/EUC_SIM_TU${kind}CAT-.*\\.fits$`));
      const said = await program("stilts", ["tpipe", `in=${name}`, "omode=count"], whole).catch(() => undefined);
      if (said === undefined) return context.skip("stilts is not there");
      const table = (await openFits(await folder.open(name))).hdus[1] as TableHdu;
      expect(said.out).toMatch(new RegExp(`columns: ${table.columns.length} +rows: ${table.rows}\\b`));
    }
    folder.close();
  });

  test("FITS files that fitsjs reads as our own reader does: header, first, middle and last HDU of each", async () => {
    const before = new Set(filesOf(made));
    const products = filesOf(whole).filter((name) => name.endsWith(".fits") && !before.has(name));
    expect(products.length).toBeGreaterThan(10);
    const folder = nodeFolder(whole);
    for (const name of products) {
      const ours = await openFits(await folder.open(name));
      const { hdus } = await openWithFitsjs(await openAsBlob(join(whole, name)), name);
      expect(hdus.length).toBe(ours.hdus.length);
      for (const at of new Set([0, 1, hdus.length >> 1, hdus.length - 1].filter((n) => n < hdus.length))) {
        const [hdu, other] = [ours.hdus[at], hdus[at]];
        expect([other.name, other.kind], `${name}, HDU ${at}`).toEqual([hdu.name, hdu.kind]);
        for (const { keyword } of hdu.header.cards)
          if (!["COMMENT", "HISTORY", ""].includes(keyword)) expect(other.header.get(keyword), keyword).toEqual(hdu.header.get(keyword));
        if (hdu.kind === "table")
          for (const { name: column } of hdu.columns) expect(await other.readColumn(column), column).toEqual(await hdu.readColumn(column));
        else if (hdu.kind === "image" && hdu.shape.length > 0)
          expect(isSame((await other.readImage()).pixels, (await hdu.read()).pixels), `${name}, HDU ${at}`).toBe(true);
      }
    }
    folder.close();
  });

  test("CCDs that are missing are refused without --allow-missing, all of them named, and nothing is written", async () => {
    const before = stampsOf(whole);
    const { status, out, err } = await command("vis-combine", whole);
    expect({ status, out }).toEqual({ status: 1, out: "" });
    expect(err).toMatch(/^elvis-vis-combine: error: 34 of 36 CCDs are missing: 1-1, 1-2, [^\n]*, 6-6; --allow-missing [^\n]*\n$/);
    expect(err.match(/\b[1-6]-[1-6]\b/g)).toHaveLength(34);
    expect(stampsOf(whole)).toEqual(before);
  });
});

test("the numbered scripts, run one by one, make the same bytes as elvis run all", async () => {
  const scripted = join(base, "scripted");
  cpSync(made, scripted, { recursive: true });
  const scripts = await done("elvis", scripted, "scripts", ".", ...TWO_CCDS);
  expect(scripts).toHaveLength(7);
  for (const script of scripts) expect(await program("sh", [script], scripted)).toMatchObject({ status: 0 });
  expect(await contentOf(scripted)).toEqual(content);
  rmSync(scripted, { recursive: true });
});

describe("the two pipelines by their own params.dat, the workdir moved between them, one job instead of two", () => {
  let moved: string;
  beforeAll(async () => {
    const here = join(base, "here");
    moved = join(base, "moved to", "another place");
    cpSync(made, here, { recursive: true });
    await done("elvis", here, "run", "tu", "--params=params_TU.dat", "--jobs=1");
    cpSync(here, moved, { recursive: true });
    rmSync(here, { recursive: true });
    await done("elvis", moved, "run", "post-tu", "--params=params_PostTU.dat", ...TWO_CCDS, "--jobs=1");
  });

  test("make the same bytes", async () => {
    expect(await contentOf(moved)).toEqual(content);
  });

  test("leave every input as it was", async () => {
    const inputs = await contentOf(made);
    expect(Object.fromEntries(Object.keys(inputs).map((name) => [name, content[name]]))).toEqual(inputs);
  });

  test("every stage's command runs once more without flags, one after the other, and makes its products again", async () => {
    for (const name of ["planner", "tu", "confmatch", "pointing"]) await done(name, moved);
    await done("vis-split", moved, "--ccds=1");
    const [conf] = JSON.parse(readFileSync(join(moved, DETECTOR_LIST), "utf8"));
    await done("vis-detector", moved, `--conf=${conf}`);
    await done("vis-combine", moved, "--allow-missing");
    const { [DETECTOR_LIST]: one, ...again } = await contentOf(moved);
    const { [DETECTOR_LIST]: two, ...first } = content;
    expect(again).toEqual(first);
    expect(one).not.toBe(two);
  });
});

test("no command writes a file that it has read, as its provenance tells", () => {
  const records = readdirSync(join(whole, "logs")).filter((name) => name.endsWith(".provenance.json"));
  expect(records).toHaveLength(8);
  for (const name of records) {
    const { read, made: written } = JSON.parse(readFileSync(join(whole, "logs", name), "utf8"));
    const names = (files: readonly { readonly name: string }[]) => files.map((file) => file.name);
    expect(names(read).length, name).toBeGreaterThan(0);
    expect(
      names(read).filter((file) => names(written).includes(file)),
      name,
    ).toEqual([]);
  }
});

test("a workdir is known by no path: it is found under another name", async () => {
  const renamed = join(base, "renamed");
  renameSync(whole, renamed);
  const texts = filesOf(renamed).filter((name) => /\.(xml|json|txt|dat)$/.test(name));
  for (const name of texts) expect(readFileSync(join(renamed, name), "latin1").includes(base), name).toBe(false);
  renameSync(renamed, whole);
});
