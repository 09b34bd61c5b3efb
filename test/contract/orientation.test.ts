// A pattern of stars without symmetry on two CCDs, one on each side of the focal plane: through the detector and vis-combine to its pixels in the raw frame's file.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { nominalDistortion } from "../../packages/focal-plane/src/index.ts";
import { type FitsFile, openFits } from "../../packages/formats/src/fits/index.ts";
import { type DetectorExposure, type DetectorJob, rawFrame } from "../../packages/formats/src/product/index.ts";
import { sampleVisTask } from "../../packages/formats/src/testing.ts";
import { newHeader } from "../../packages/formats/src/xml/index.ts";
import { nodeFolder } from "../../packages/stage/src/index.ts";
import { testContext } from "../../packages/stage/src/testing.ts";
import { visCombine } from "../../packages/vis-combine/src/index.ts";
import { visDetector } from "../../packages/vis-detector/src/index.ts";
import { testJob } from "../../packages/vis-detector/src/testing-job.ts";

// A raw frame has 1.3 GB: seconds on an idle machine, a minute on a busy one.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const QUIET = ["PREOVERSCAN", "PARALLELOVERSCAN", "ELECTRON2ADU", "DISCRETIZE"] as const;
const MAGNITUDES = [19, 20, 21] as const;
/** Pixels of the CCD as it lies on the focal plane, of stars of these magnitudes; and by hand where they are read: 51 columns are read before the light. */
const PLACES = {
  lowerLeft: {
    stars: [
      [300, 500],
      [340, 500],
      [300, 580],
    ],
    read: [
      [351, 500],
      [391, 500],
      [351, 580],
    ],
  },
  lowerRight: {
    stars: [
      [3700, 510],
      [3740, 510],
      [3700, 590],
    ],
    read: [
      [446, 510],
      [406, 510],
      [446, 590],
    ],
  },
  upperLeft: {
    stars: [
      [310, 3500],
      [350, 3500],
      [310, 3580],
    ],
    read: [
      [361, 631],
      [401, 631],
      [361, 551],
    ],
  },
  upperRight: {
    stars: [
      [3710, 3520],
      [3750, 3520],
      [3710, 3600],
    ],
    read: [
      [436, 611],
      [396, 611],
      [436, 531],
    ],
  },
} as const;
type Place = keyof typeof PLACES;
/** Which amplifier reads which quarter. */
const LETTERS = {
  "1-1": { E: "lowerLeft", F: "lowerRight", G: "upperRight", H: "upperLeft" },
  "6-6": { E: "upperRight", F: "upperLeft", G: "lowerLeft", H: "lowerRight" },
} as const satisfies Record<string, Record<string, Place>>;
const CCDS = ["1-1", "6-6"] as const;
const QUADRANTS = CCDS.flatMap((ccd) => (["E", "F", "G", "H"] as const).map((letter) => [ccd, letter] as const));
const hasAstropy = spawnSync("/usr/bin/python3", ["-c", "import astropy.wcs"]).status === 0;

const stars = Object.values(PLACES).flatMap((place) => place.stars.map(([x, y], n) => ({ x, y, magnitude: MAGNITUDES[n] })));
const jobs: readonly DetectorJob[] = CCDS.map((ccd) => testJob({ ccd, effects: [...QUIET, "STARS"], stars }));

let base: string;
let path: string;
let frame: FitsFile;
beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), "elvis-orientation-"));
  const [{ identity, pointing, randomSeed, exposureTime, commandedDuration }] = jobs;
  const task = { ...sampleVisTask(), identity, pointing, randomSeed, exposureTime, commandedDuration };
  const config = visDetector.config.parse({});
  async function* detectors(): AsyncGenerator<DetectorExposure> {
    for (const conf of jobs) yield (await visDetector.run({ conf }, config, testContext())).exposure;
  }
  const header = newHeader({ type: "DpdVisDistortionModel", id: "D", date: new Date(0), software: "test" });
  const distortion = { header, fileNames: [], model: nominalDistortion };
  const inputs = { tasks: [{ ...task, effects: jobs[0].effects }], detectors: detectors(), distortion, xtalk: undefined };
  const { rawframe } = await visCombine.run(inputs, visCombine.config.parse({ allowMissing: true }), testContext());
  const folder = nodeFolder(base);
  await folder.create("outputVIS.xml", (sink) => rawFrame.encode(rawframe, sink, folder));
  path = `data/${rawframe.fileName}`;
  frame = await openFits(await folder.open(path));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

describe.each(QUADRANTS)("quadrant %s.%s of the raw frame", (ccd, letter) => {
  test("has the pattern where its amplifier reads it, and nothing else", async () => {
    const { pixels } = await frame.image(`${ccd}.${letter}`).read();
    const at = (x: number, y: number): number => Number(pixels[y * 2128 + x]);
    const { read } = PLACES[LETTERS[ccd][letter]];
    const peaks = read.map(([x, y]) => at(x, y));
    for (const [n, [x, y]] of read.entries())
      for (const [right, up] of [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ])
        expect(at(x + right, y + up), `beside star ${n}`).toBeLessThan(peaks[n]);
    // One magnitude apart.
    for (const n of [0, 1]) expect(peaks[n] / peaks[n + 1]).toBeCloseTo(10 ** 0.4, 2);
    const bright: (readonly [x: number, y: number])[] = [];
    for (let index = 0; index < pixels.length; index++)
      if (pixels[index] > peaks[2] / 2) bright.push([index % 2128, Math.floor(index / 2128)]);
    expect(bright.length).toBeGreaterThanOrEqual(3);
    for (const [x, y] of bright) expect(Math.min(...read.map(([u, v]) => Math.hypot(x - u, y - v))), `(${x}, ${y})`).toBeLessThan(6);
  });
});

test.skipIf(!hasAstropy)(
  "the stars' pixels are, by the quadrants' own WCS and astropy, where they are on the sky: to 0.05 pixel",
  async () => {
    const script = `
import json, sys
from astropy.io import fits
from astropy.wcs import WCS
places = json.loads(sys.argv[2])
with fits.open(sys.argv[1]) as f:
    print(json.dumps({name: [[float(v) for v in WCS(f[name].header).all_pix2world(x + 1, y + 1, 1)] for x, y in pixels] for name, pixels in places.items()}))`;
    const asked = Object.fromEntries(QUADRANTS.map(([ccd, letter]) => [`${ccd}.${letter}`, PLACES[LETTERS[ccd][letter]].read]));
    const said = spawnSync("/usr/bin/python3", ["-c", script, join(base, path), JSON.stringify(asked)], { encoding: "utf8" });
    expect(said.stderr).toBe("");
    const sky: Record<string, readonly (readonly [number, number])[]> = JSON.parse(said.stdout);
    for (const [c, ccd] of CCDS.entries()) {
      const places = Object.keys(PLACES);
      for await (const catalog of jobs[c].stars.read())
        for (const letter of ["E", "F", "G", "H"] as const)
          for (const n of [0, 1, 2]) {
            const row = 3 * places.indexOf(LETTERS[ccd][letter]) + n;
            const [ra, dec] = sky[`${ccd}.${letter}`][n];
            const east = (ra - catalog.float64("RA")[row]) * Math.cos((dec * Math.PI) / 180);
            expect(Math.hypot(east, dec - catalog.float64("DEC")[row]) * 36_000, `${ccd}.${letter}, star ${n}`).toBeLessThan(0.05);
          }
    }
  },
);
