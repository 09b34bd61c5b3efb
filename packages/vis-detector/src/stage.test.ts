import { MemoryFolder } from "@elvis/formats";
import type { EffectKey } from "@elvis/formats/config";
import { detectorExposure, detectorJob, keptStepName } from "@elvis/formats/product";
import { runInFolder } from "@elvis/stage";
import { testContext } from "@elvis/stage/testing";
import { expect, test } from "vitest";
import { expose } from "./expose.ts";
import { VIS_CCD } from "./frame.ts";
import { readoutTime } from "./readout-time.ts";
import { visDetector } from "./stage.ts";
import { testJob } from "./testing-job.ts";

const readout = ["PREOVERSCAN", "PARALLELOVERSCAN", "ELECTRON2ADU", "BIAS", "DISCRETIZE"] as const;

test("a CCD is read out in 71.8 s", () => {
  // (2066 + 20) rows x (4 ms + 2128 x 14.3 us)
  expect(readoutTime(VIS_CCD)).toBeCloseTo(71.82, 2);
});

test("a bias exposure of a whole CCD has pedestal and structure, and is named by observation, dither, exposure and CCD", async () => {
  const conf = testJob({ ccd: "3-5", effects: readout, keep: ["BIAS"] });
  const { exposure } = await visDetector.run({ conf }, { keepSteps: false, workers: 1 }, testContext());
  expect(exposure.fileName).toMatch(/^data\/EUC_SIM_VIS-CCD-004924-0-1_CCD25_[0-9A-F]{12}-\d{7}_20260102T030405\.000000Z_SC8\.fits$/);
  expect(exposure.quadrants.map(({ quadrant }) => quadrant)).toEqual(["E", "F", "G", "H"]);
  const pixels = await exposure.quadrants[1].read();
  expect(pixels.length).toBe(2128 * 2086);
  // F: 2690 + (x mod 5) - 2 (y mod 3) + 1, in the prescan, the light and the corner of both overscans
  for (const [x, y] of [
    [0, 0],
    [3, 1],
    [54, 2],
    [2127, 2085],
  ])
    expect(pixels[y * 2128 + x]).toBe(2691 + (x % 5) - 2 * (y % 3));
  expect(exposure.steps.map(({ budget: { key, unit }, planes }) => [key, unit, planes.length, planes[0].width])).toEqual([
    ["BIAS", "adu", 4, 2128],
  ]);
  expect(exposure.budget.map(({ key }) => key)).toEqual([...readout]);
});

const small = { width: 16, height: 12, margins: { prescan: 3, overscan: 2, parallelOverscan: 1 } };

test("the configuration's seed makes the noise and the name, and is recorded", async () => {
  const conf = testJob({ effects: [...readout, "READOUTNOISE"] });
  const exposed = (randomSeed: number) => expose({ ...conf, randomSeed }, { keepSteps: false, workers: 1 }, testContext(), small);
  const [first, again, other] = await Promise.all([exposed(1), exposed(1), exposed(7)]);
  expect(await first.quadrants[2].read()).toEqual(await again.quadrants[2].read());
  expect(await first.quadrants[2].read()).not.toEqual(await other.quadrants[2].read());
  expect([first.randomSeed, other.randomSeed]).toEqual([1, 7]);
  expect(first.fileName).not.toBe(other.fileName);
});

test("files are named by the detector id, two digits", async () => {
  const names = await Promise.all(
    (["1-1", "1-6", "6-4"] as const).map(
      async (ccd) => (await expose(testJob({ ccd, effects: readout }), { keepSteps: false, workers: 1 }, testContext(), small)).fileName,
    ),
  );
  expect(names.map((name) => name.match(/_(CCD\d+)_/)?.[1])).toEqual(["CCD00", "CCD18", "CCD35"]);
});

test("a nominal and a short exposure of one pointing do not share noise", async () => {
  const conf = testJob({ effects: [...readout, "READOUTNOISE"] });
  const short = { ...conf, identity: { ...conf.identity, exposure: 2 } };
  const [first, second] = await Promise.all(
    [conf, short].map(async (job) => (await expose(job, { keepSteps: false, workers: 1 }, testContext(), small)).quadrants[0].read()),
  );
  expect(first).not.toEqual(second);
});

test("all steps are kept when they are asked for, and an image of an effect that is off is missed aloud", async () => {
  const context = testContext();
  const { steps } = await expose(testJob({ effects: readout, keep: ["GHOSTS"] }), { keepSteps: true }, context, small);
  expect(steps.map(({ budget: { key } }) => key)).toEqual([...readout]);
  expect(steps[0].planes.map(({ name, width, height }) => `${name} ${width} x ${height}`)).toEqual([
    "E 13 x 6",
    "F 13 x 6",
    "G 13 x 6",
    "H 13 x 6",
  ]);
  expect(context.lines).toContain("no image to keep: the effect is off key=FITS_GHOSTS");
});

test("objects are counted by kind: drawn, and those that cannot be, each with its reason; a kind whose effect is off is not told of", async () => {
  const galaxies = Array.from({ length: 120 }, (_, n) => ({ x: n % 16, y: n % 12, magnitude: 21, radius: n === 7 ? 0 : 0.2 }));
  const exposed = (effects: readonly EffectKey[]) =>
    expose(
      testJob({ effects: [...readout, ...effects], galaxies, stars: [{ x: 8, y: 6, magnitude: 22 }] }),
      { keepSteps: false },
      testContext(),
      small,
    );
  const both = await exposed(["STARS", "GALAXIES"]);
  expect(both.objects).toEqual([
    { kind: "star", drawn: 1, skipped: 0 },
    { kind: "galaxy", drawn: 119, skipped: 1 },
  ]);
  expect(both.skipped).toEqual([{ kind: "galaxy", sourceId: 8n, reason: expect.stringMatching(/R50 0, expected above 0 arcsec/) }]);
  expect(both.truth).toHaveLength(120);
  expect(await exposed(["GALAXIES"])).toMatchObject({ objects: [{ kind: "galaxy", drawn: 119, skipped: 1 }] });
  expect(await exposed([])).toMatchObject({ objects: [], skipped: [] });
});

test("reads its configuration and writes its products in a workdir, by the names that are in them", async () => {
  const folder = new MemoryFolder();
  const job = testJob({ ccd: "6-2", effects: [...readout, "STARS"], keep: ["STARS"], stars: [{ x: 300.25, y: 3000, magnitude: 18 }] });
  await folder.create(job.fileName, (sink) => detectorJob.encode(job, sink, folder));
  const { ports, files } = await runInFolder(
    visDetector,
    folder,
    { inputs: { conf: job.fileName }, outputs: {} },
    { keepSteps: false, workers: 1 },
    testContext(),
  );
  const written = await detectorExposure.decode(await folder.open(ports.exposure), folder);
  expect([written.ccd, written.detectorId, written.randomSeed]).toEqual(["6-2", 16, 20260101]);
  expect(written.truth).toMatchObject([{ sourceId: 1n, kind: "star" }]);
  expect([written.objects, written.skipped]).toEqual([[{ kind: "star", drawn: 1, skipped: 0 }], []]);
  const { x, y, electrons } = written.truth[0];
  expect(Math.abs(x - 300.25) + Math.abs(y - 3000)).toBeLessThan(1e-4);
  // 10^(-0.4 (18 - 25.79)) x 560.52 s; the flux in the catalogue is float32
  expect(electrons / (10 ** (0.4 * 7.79) * 560.52)).toBeCloseTo(1, 6);
  // The star is in H, the upper left quadrant of a CCD of column 2: row 4131 - 3000 counted from the top.
  const pixels = await written.quadrants.find(({ quadrant }) => quadrant === "H")!.read();
  const brightest = pixels.reduce((best, value, at) => (value > pixels[best] ? at : best), 0);
  expect([brightest % 2128, Math.floor(brightest / 2128)]).toEqual([51 + 300, 1131]);
  expect(files).toEqual([keptStepName(written, "STARS"), ports.exposure]);
});
