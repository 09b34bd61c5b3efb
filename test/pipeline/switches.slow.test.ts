// All 28 images of a whole CCD, by the command: from the switches in the text of its configuration, and from the flag that asks for all.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { EFFECT_KEYS } from "../../packages/formats/src/config/index.ts";
import { openFits } from "../../packages/formats/src/fits/index.ts";
import { detectorJob } from "../../packages/formats/src/product/index.ts";
import { nodeFolder } from "../../packages/stage/src/index.ts";
import { visDetector } from "../../packages/vis-detector/src/index.ts";
import { testJob } from "../../packages/vis-detector/src/testing-job.ts";
import { command } from "../contract/tiny-workdir.ts";
import { filesOf, theFile } from "./workdirs.ts";

vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

const job = testJob({
  ccd: "3-5",
  effects: EFFECT_KEYS,
  stars: Array.from({ length: 200 }, (_, n) => ({ x: (n * 397) % 4096, y: (n * 1231) % 4132, magnitude: 16 + (n % 9) })),
  galaxies: Array.from({ length: 200 }, (_, n) => ({ x: (n * 571) % 4096, y: (n * 911) % 4132, magnitude: 19 + (n % 6), radius: 0.4 })),
});
const PRODUCT = /^data\/EUC_SIM_VIS-CCD-.*\.fits$/;
const IMAGE = /^data\/004924-0-1_CCD25_(\w+)\.fits$/;

let base: string;
/** Workdirs: nothing kept, all by the switches, all by the flag. */
let [none, switched, flagged] = ["", "", ""];
/** s of processor time, for each */
const seconds: number[] = [];
beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), "elvis-switches-"));
  [none, switched, flagged] = ["none", "switched", "flagged"].map((name) => join(base, name));
  mkdirSync(join(base, "made"));
  const folder = nodeFolder(join(base, "made"));
  await folder.create(job.fileName, (sink) => detectorJob.encode(job, sink, folder));
  folder.close();
  for (const workdir of [none, switched, flagged]) cpSync(join(base, "made"), workdir, { recursive: true });
  const text = readFileSync(join(switched, job.fileName), "utf8");
  const pasted = EFFECT_KEYS.map((key) => `    "FITS_${key}": 1         ,\n`).join("");
  writeFileSync(join(switched, job.fileName), text.replace("{\n", `{\n${pasted}`));
  for (const [workdir, ...flags] of [[none], [switched], [flagged, "--keep-steps"]]) {
    const start = process.cpuUsage();
    const { status, err } = await command(visDetector, workdir, `--conf=${job.fileName}`, "--workers=2", ...flags);
    if (status !== 0) throw new Error(err);
    const { user, system } = process.cpuUsage(start);
    seconds.push((user + system) / 1e6);
  }
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const hash = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");
const imagesOf = (workdir: string) => filesOf(workdir).filter((name) => IMAGE.test(name));

test("one image for each effect by the switches, and the same ones by the flag; none without", () => {
  expect(imagesOf(none)).toEqual([]);
  const keys = imagesOf(switched).map((name) => name.match(IMAGE)![1]);
  expect(keys).toEqual([...EFFECT_KEYS].sort());
  expect(imagesOf(flagged)).toEqual(imagesOf(switched));
  for (const name of imagesOf(switched)) expect(hash(join(flagged, name)), name).toBe(hash(join(switched, name)));
});

test("the product has the same bytes whatever is kept", () => {
  const product = theFile(none, PRODUCT);
  for (const workdir of [switched, flagged]) expect(hash(join(workdir, product))).toBe(hash(join(none, product)));
});

test("images are of the whole CCD, float32, or of its four planes as they are read", async () => {
  const folder = nodeFolder(switched);
  const shapesOf = async (key: string) => {
    const { hdus } = await openFits(await folder.open(`data/004924-0-1_CCD25_${key}.fits`));
    return hdus.map((hdu) => [hdu.name, hdu.header.get("BITPIX"), ...(hdu.kind === "image" ? hdu.shape : [])].join(" "));
  };
  expect(await shapesOf("COSMETICS")).toEqual([" -32 4096 4132"]);
  expect(await shapesOf("PREOVERSCAN")).toEqual(["E", "F", "G", "H"].map((letter) => `3-5.${letter} -32 2128 2066`));
  expect(await shapesOf("DISCRETIZE")).toEqual(["E", "F", "G", "H"].map((letter) => `3-5.${letter} -32 2128 2086`));
  folder.close();
});

test("keeping all 28 costs the time to write them: at most 10 ns a byte", () => {
  const bytes = imagesOf(switched).reduce((sum, name) => sum + statSync(join(switched, name)).size, 0);
  const extra = seconds[1] - seconds[0];
  console.log(`${(bytes / 1e9).toFixed(2)} GB: ${extra.toFixed(1)} s of processor time beside ${seconds[0].toFixed(1)} s`);
  // Copied, turned to big-endian, summed up for DATASUM and for the provenance, and handed to the disk.
  expect(extra).toBeLessThan(bytes / 1e8);
});
