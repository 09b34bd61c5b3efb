// A bias through all stages: nothing but the readout happens, so its pixels can be told beforehand. The other calibrations from the request to a small
// detector, in memory; as they are, with their raw frames, in calibration.slow.test.ts.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openFits } from "../../packages/formats/src/fits/index.ts";
import { type DetectorExposure, type DetectorJob, detectorExposure, detectorJob } from "../../packages/formats/src/product/index.ts";
import { planner } from "../../packages/planner/src/index.ts";
import { type NodeFolder, nodeFolder } from "../../packages/stage/src/index.ts";
import { testContext } from "../../packages/stage/src/testing.ts";
import { expose, VIS_CCD } from "../../packages/vis-detector/src/index.ts";
import { readModelMap } from "../../packages/vis-detector/src/model-map.ts";
import { visSplit } from "../../packages/vis-split/src/index.ts";
import { calibrationRequest, done, filesOf, inputsOf, isSame, referenceWorkdir, theFile } from "./workdirs.ts";

// Gigabytes are written and read again: seconds on an idle machine, a minute on a busy one.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let workdir: string;
let folder: NodeFolder;
let exposure: DetectorExposure;
beforeAll(async () => {
  workdir = mkdtempSync(join(tmpdir(), "elvis-calibration-"));
  await referenceWorkdir(workdir);
  folder = nodeFolder(workdir);
  await calibrationRequest(folder, "BIAS");
  await done("elvis", workdir, "run", "all", "--ccds=3-4", "--allow-missing", "--keep-steps=all", "--seed=77");
  exposure = await detectorExposure.decode(await folder.open(theFile(workdir, /^data\/EUC_SIM_VIS-CCD-.*_CCD26_.*\.fits$/)), folder);
});
afterAll(() => {
  folder?.close();
  rmSync(workdir, { recursive: true, force: true });
});

test("the image of a bias is its pedestal, its structure and read noise", async () => {
  const job = await detectorJob.decode(await folder.open(theFile(workdir, /^data\/myVISconf_CCD26_.*\.txt$/)), folder);
  expect(job).toMatchObject({ exposureTime: 0, imageType: { first: "BIAS" } });
  for (const { quadrant, read } of exposure.quadrants) {
    const pixels = await read();
    const structure = await readModelMap(job.models.biasStructure, quadrant, 2128, 2086);
    const row = new Float64Array(2128);
    let [sum, squares] = [0, 0];
    for (let y = 0, at = 0; y < 2086; y++) {
      structure.row(y, row);
      for (let x = 0; x < 2128; x++, at++) {
        const rest = pixels[at] - job.models.biasLevel[quadrant] - row[x];
        sum += rest;
        squares += rest * rest;
      }
    }
    const mean = sum / pixels.length;
    const spread = Math.sqrt(squares / pixels.length - mean * mean);
    // Read noise in ADU, and rounding: the variance of numbers evenly spread over 1 ADU.
    const expected = Math.sqrt((job.models.readNoise[quadrant] / job.models.gain[quadrant]) ** 2 + 1 / 12);
    expect(Math.abs(mean)).toBeLessThan((5 * expected) / Math.sqrt(pixels.length));
    expect(Math.abs(spread / expected - 1)).toBeLessThan(0.002);
  }
});

test("the raw frame is a bias by name and headers, has the CCD's pixels, and says that the others have no data", async () => {
  const frame = await openFits(await folder.open(theFile(workdir, /^data\/EUC_SIM_VIS-BIAS-.*\.fits$/)));
  expect(frame.hdus).toHaveLength(145);
  expect([frame.primary.header.get("IMG_CAT"), frame.primary.header.get("IMG_T1"), frame.primary.header.get("EXPTIME")]).toEqual([
    "CALIB",
    "BIAS",
    0,
  ]);
  for (const { quadrant, read } of exposure.quadrants)
    expect(isSame((await frame.image(`3-4.${quadrant}`).read()).pixels, await read()), quadrant).toBe(true);
  expect(frame.image("3-4.E").header.get("NO_DATA")).not.toBe(true);
  expect(frame.image("3-3.E").header.get("NO_DATA")).toBe(true);
});

test("one seed, given to the run, is that of the tasks, the detectors and the frame", async () => {
  const frame = await openFits(await folder.open(theFile(workdir, /^data\/EUC_SIM_VIS-BIAS-.*\.fits$/)));
  const job = await detectorJob.decode(await folder.open(theFile(workdir, /^data\/myVISconf_CCD26_.*\.txt$/)), folder);
  expect([frame.primary.header.get("RANDSEED"), exposure.randomSeed, job.randomSeed]).toEqual([77, 77, 77]);
});

test("--keep-steps=all keeps one image for each effect that ran, and no other", () => {
  const kept = filesOf(workdir).flatMap((name) => name.match(/^data\/004924-0-1_CCD26_(\w+)\.fits$/)?.[1] ?? []);
  const ran = exposure.budget.map(({ key }) => key);
  expect(ran).toEqual(["PREOVERSCAN", "PARALLELOVERSCAN", "NONLINEARITY", "READOUTNOISE", "ELECTRON2ADU", "BIAS", "XTALK", "DISCRETIZE"]);
  expect(kept.sort()).toEqual([...ran].sort());
});

/** One small CCD of each exposure of a calibration: planner, vis-split and vis-detector without files between; electrons above the pedestal, light only. */
async function electronsOf(
  type: string,
  settings: object,
): Promise<readonly { readonly job: DetectorJob; readonly light: Float32Array }[]> {
  await calibrationRequest(folder, type);
  // A folder keeps its files open, and goes on reading a request that has been replaced.
  const now = nodeFolder(workdir);
  const context = testContext();
  const models = await inputsOf(visSplit, now, ["tasks", "tucatalog"]);
  const config = planner.config.parse({ radiationDamage: false, ...settings });
  const { inputconfs } = await planner.run((await inputsOf(planner, now)) as never, config, context);
  const found: { job: DetectorJob; light: Float32Array }[] = [];
  for (const [n] of inputconfs.entries()) {
    // All traps of the end of the mission, so that few rows and pixels show them.
    const split = visSplit.config.parse({ ccds: "3-4", exposure: n + 1, trapShare: 1 });
    const { detectors } = await visSplit.run({ ...models, tasks: inputconfs, tucatalog: undefined } as never, split, context);
    for await (const job of detectors) {
      const { quadrants } = await expose(job, { keepSteps: false }, context, SMALL);
      const { quadrant, read } = quadrants[0];
      const pixels = await read();
      const light = Float32Array.from({ length: COLUMNS * ROWS }, (_, at) => {
        const adu = pixels[Math.floor(at / COLUMNS) * (COLUMNS + 80) + 51 + (at % COLUMNS)];
        return (adu - job.models.biasLevel[quadrant]) * job.models.gain[quadrant];
      });
      found.push({ job, light });
    }
  }
  now.close();
  return found;
}
/** Light of a quadrant. */
const [COLUMNS, ROWS] = [100, 60];
const SMALL = { width: 2 * COLUMNS, height: 2 * ROWS, margins: VIS_CCD.margins };
const median = (values: Float32Array): number => values.slice().sort()[values.length >> 1];
const row = (light: Float32Array, y: number): number => median(light.subarray(y * COLUMNS, (y + 1) * COLUMNS));

test("a dark has cosmic rays and next to nothing else", async () => {
  const [{ job, light }] = await electronsOf("DARK", {});
  expect(job).toMatchObject({ exposureTime: 566, imageType: { category: "CALIB", first: "DARK", second: "OTHER" } });
  // 0.001 e-/s for 566 s, the pedestal's fraction of an ADU and structure of a few.
  expect(Math.abs(median(light))).toBeLessThan(8);
  // 1.4 % of the pixels in 565 s; each track of 6 pixels has 12 000 e- at the median, and spreads to their neighbours.
  const hit = light.filter((electrons) => electrons > 50).length / light.length;
  expect(hit).toBeGreaterThan(0.01);
  expect(hit).toBeLessThan(0.05);
});

test("a flat has the light of the lamp", async () => {
  const [{ job, light }] = await electronsOf("FLAT", { lampFluence: 60_000 });
  expect(job.imageType).toMatchObject({ category: "CALIB", first: "FLAT", second: "LAMP" });
  // Profile and illumination are within 4 % of 1.
  expect(Math.abs(median(light) / 60_000 - 1)).toBeLessThan(0.04);
});

test("a linearity ramp rises in steps of its fluences", async () => {
  const ramp = await electronsOf("LINEARITY", { linearityFluences: "20000,60000,150000" });
  const [low, ...others] = ramp.map(({ light }) => median(light));
  // The response is straight to 0.3 %.
  expect(others.map((level) => level / low)).toEqual([expect.closeTo(3, 1), expect.closeTo(7.5, 1)]);
  expect(ramp.map(({ job }) => job.identity.exposure)).toEqual([1, 2, 3]);
});

test("charge injection has blocks of lines, each with the trail of charge that crossed all rows", async () => {
  const [{ light }] = await electronsOf("CHARGE_INJECTION", {
    injectionLevel: 180_000,
    injectionLines: 10,
    injectionGap: 20,
    injectionStart: 5,
  });
  for (const y of [5, 14, 35, 44]) expect(Math.abs(row(light, y) / 180_000 - 1)).toBeLessThan(0.01);
  for (const y of [0, 4, 30, 34]) expect(Math.abs(row(light, y))).toBeLessThan(20);
  // 60 rows, each with 0.17 and 0.32 traps, of which the well's filled part gives 0.15 electrons to the first line behind: wherever the block is.
  for (const y of [15, 45]) expect(row(light, y) - row(light, y + 14)).toBeGreaterThan(4);
});

test.each([
  ["parallel", COLUMNS],
  ["serial", 1],
])(
  "%s trap pumping sets neighbours along its direction against each other, and those of the flat charge alone do not differ so",
  async (pumping, step) => {
    const settings = { pumping, pumps: 20_000, injectionLevel: 100_000 };
    const [{ light }] = await electronsOf("TRAP_PUMPING", settings);
    expect(correlation(light, step)).toBeLessThan(-0.1);
    const [{ light: flat }] = await electronsOf("TRAP_PUMPING", { ...settings, pumps: 1 });
    expect(correlation(flat, step)).toBeGreaterThan(-0.1);
  },
);

/** Covariance of pixels `step` apart over the variance, after the median of each column is taken off: the injection's own pattern. */
function correlation(light: Float32Array, step: number): number {
  const columns = Array.from({ length: COLUMNS }, (_, x) => median(light.filter((_, at) => at % COLUMNS === x)));
  const rest = light.map((value, at) => value - (step === 1 ? median(light) : columns[at % COLUMNS]));
  let [squares, products] = [0, 0];
  for (let at = 0; at < rest.length - step; at++) {
    squares += rest[at] ** 2;
    products += rest[at] * rest[at + step];
  }
  return products / squares;
}
