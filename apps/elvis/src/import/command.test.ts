import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { importFiles, importFlags, importKindsHelp } from "./command.ts";

const folder = mkdtempSync(join(tmpdir(), "elvis-import-command-"));
afterAll(() => rmSync(folder, { recursive: true }));
const world = { cwd: folder, runDate: new Date(Date.UTC(2026, 0, 2)), warn: () => {} };

test("writes tiles, tables and the list into the workdir", async () => {
  writeFileSync(join(folder, "t.csv"), "ra_deg,dec_deg,VTmag\n150.1,2.2,9\n155,2.2,10\n");
  const names = await importFiles("tycho2", ["t.csv"], { out: "w", release: "T1" }, world);
  expect(names.at(-1)).toBe("starcat.json");
  expect(JSON.parse(readFileSync(join(folder, "w/starcat.json"), "utf8"))).toEqual(names.slice(0, -1));
  expect(names.length).toBe(3);
  for (const name of names) expect(existsSync(join(folder, "w", name)), name).toBe(true);
  expect(readdirSync(join(folder, "w/data")).length).toBe(2);
});

test("leaves nothing behind when a file is not right", async () => {
  writeFileSync(join(folder, "bad.csv"), "ra_deg,dec_deg\n1,2\n");
  await expect(importFiles("tycho2", ["t.csv", "bad.csv"], { out: "x" }, world)).rejects.toThrow("bad.csv: expected a column VTmag");
  expect(existsSync(join(folder, "x"))).toBe(false);
  await expect(importFiles("tycho2", ["none.csv"], {}, world)).rejects.toThrow(/import: expected a file, found nothing at .*none.csv$/);
  await expect(importFiles("tycho2", [], {}, world)).rejects.toThrow("import: expected files to import, found none");
});

test("tells what each flag and each kind is", () => {
  for (const [flag, doc] of Object.entries(importFlags)) expect(doc, flag).not.toBe("");
  expect(importKindsHelp().length).toBe(5);
});
