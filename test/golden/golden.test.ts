import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type HduToWrite, Header, openFits, writeFits } from "../../packages/formats/src/fits/index.ts";
import { BufferSink, bufferSource } from "../../packages/formats/src/io.ts";
import type { CcdId, DetectorExposure } from "../../packages/formats/src/product/index.ts";
import { testContext } from "../../packages/stage/src/testing.ts";
import { effects } from "../../packages/vis-detector/src/effects/index.ts";
import { expose } from "../../packages/vis-detector/src/expose.ts";
import { type PlacedObject, testJob } from "../../packages/vis-detector/src/testing-job.ts";

// One tiny pointing through the whole chain: two CCDs, one on each side of the focal plane, quadrants of 64 x 48, every effect.
// ELVIS_GOLDEN=1 rewrites the fixture; a difference writes `pointing-changed.fits` beside it, to be looked at.

const CCDS: readonly CcdId[] = ["1-1", "6-6"];
const SIZE = { width: 128, height: 96, margins: { prescan: 5, overscan: 3, parallelOverscan: 2 } };
const STARS: readonly PlacedObject[] = [
  { x: 30.25, y: 20.5, magnitude: 20 },
  { x: 63.5, y: 47.5, magnitude: 16 },
  { x: 100, y: 70.75, magnitude: 22 },
  { x: -2, y: 50, magnitude: 19 },
  // Beside the CCD, for its ghost.
  { x: -200, y: 40, magnitude: 14 },
];
const GALAXIES: readonly PlacedObject[] = [
  { x: 80, y: 25, magnitude: 20.5, radius: 0.5 },
  { x: 20, y: 75, magnitude: 22, radius: 0.3 },
];
const fixture = new URL("./pointing.fits.gz", import.meta.url);
const changed = new URL("./pointing-changed.fits", import.meta.url);
const isRewriting = process.env.ELVIS_GOLDEN === "1";

const exposures: DetectorExposure[] = [];
const found = new Map<string, Uint16Array>();

beforeAll(async () => {
  for (const ccd of CCDS) {
    const job = testJob({ ccd, effects: effects.map(({ elvisKey }) => elvisKey), stars: STARS, galaxies: GALAXIES });
    const exposure = await expose(job, { keepSteps: false }, testContext(), SIZE);
    exposures.push(exposure);
    for (const { quadrant, read } of exposure.quadrants) found.set(`${ccd}.${quadrant}`, await read());
  }
});

const width = SIZE.width / 2 + SIZE.margins.prescan + SIZE.margins.overscan;
const height = SIZE.height / 2 + SIZE.margins.parallelOverscan;

async function asFits(): Promise<Uint8Array> {
  const hdus: HduToWrite[] = [...found].map(([name, pixels]) => ({
    kind: "image",
    name,
    shape: [width, height],
    pixels,
    header: new Header(),
  }));
  const sink = new BufferSink("pointing.fits");
  await writeFits(sink, hdus);
  return sink.bytes();
}

let hasDifference = false;
afterAll(async () => {
  if (isRewriting) return;
  if (hasDifference) writeFileSync(changed, await asFits());
  else rmSync(changed, { force: true });
});

test.runIf(isRewriting)("the golden pointing is written, and small", async () => {
  const bytes = gzipSync(await asFits(), { level: 9 });
  expect(bytes.length).toBeLessThan(65_536);
  writeFileSync(fixture, bytes);
});

for (const ccd of CCDS) {
  for (const letter of ["E", "F", "G", "H"]) {
    test.skipIf(isRewriting)(`quadrant ${ccd}.${letter} is what it was, to the last number`, async () => {
      expect(existsSync(fixture), "the fixture is missing: npm run golden").toBe(true);
      const fits = await openFits(bufferSource(gunzipSync(readFileSync(fixture)), "pointing.fits"));
      const { pixels, shape } = await fits.image(`${ccd}.${letter}`).read();
      const now = found.get(`${ccd}.${letter}`)!;
      expect(shape).toEqual([width, height]);
      const differing = Array.from(now.keys()).filter((at) => now[at] !== pixels[at]);
      hasDifference ||= differing.length > 0;
      const largest = differing.reduce((most, at) => Math.max(most, Math.abs(now[at] - Number(pixels[at]))), 0);
      const first = differing[0] ?? 0;
      expect(
        differing.length,
        `${differing.length} of ${now.length} pixels differ, by up to ${largest} ADU; the first is (${first % width}, ${Math.floor(first / width)}): ${pixels[first]} became ${now[first]}. See pointing-changed.fits; npm run golden if it is meant`,
      ).toBe(0);
    });
  }
}

test("every effect of the chain took part", () => {
  for (const { budget } of exposures) {
    expect(budget.map(({ effect }) => effect)).toEqual(effects.map(({ name }) => name));
    for (const { effect, added, removed } of budget) {
      // Those that move pixels elsewhere, or change the unit, add nothing.
      if (!["overscan", "parallel-overscan", "gain"].includes(effect)) expect(added + removed, effect).toBeGreaterThan(0);
    }
  }
});
