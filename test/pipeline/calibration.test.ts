// A bias through all stages: nothing but the readout happens, so its pixels can be told beforehand.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openFits } from "../../packages/formats/src/fits/index.ts";
import { type DetectorExposure, detectorExposure, detectorJob, simRequest } from "../../packages/formats/src/product/index.ts";
import { type NodeFolder, nodeFolder } from "../../packages/stage/src/index.ts";
import { readModelMap } from "../../packages/vis-detector/src/model-map.ts";
import { done, filesOf, isSame, referenceWorkdir, theFile } from "./workdirs.ts";

// Gigabytes are written and read again: seconds on an idle machine, a minute on a busy one.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let workdir: string;
let folder: NodeFolder;
let exposure: DetectorExposure;
beforeAll(async () => {
  workdir = mkdtempSync(join(tmpdir(), "elvis-calibration-"));
  await referenceWorkdir(workdir);
  folder = nodeFolder(workdir);
  const request = "sim_request_VIS_DR1_Step2_COSMOS_4924_R0.xml";
  const asked = await simRequest.decode(await folder.open(request), folder);
  const { magnitudeLimit: _, ...rest } = asked;
  const bias = { ...rest, category: "CALIB", calibrationType: "BIAS", randomDithers: 1 } as const;
  await folder.create(request, (sink) => simRequest.encode(bias, sink, folder));
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
  expect(ran).toEqual(["PREOVERSCAN", "PARALLELOVERSCAN", "READOUTNOISE", "ELECTRON2ADU", "BIAS", "DISCRETIZE"]);
  expect(kept.sort()).toEqual([...ran].sort());
});
