// Each of the 28 FITS_ switches by itself, from the text of a detector configuration to the image beside the product: a small CCD on which every effect acts,
// the lamp, charge injection and trap pumping too.
import { beforeAll, describe, expect, test, vi } from "vitest";
import { EFFECT_KEYS, type EffectKey } from "../../packages/formats/src/config/index.ts";
import { type FitsFile, openFits } from "../../packages/formats/src/fits/index.ts";
import { BufferSink, bufferSource, MemoryFolder } from "../../packages/formats/src/io.ts";
import { writeSteps } from "../../packages/formats/src/product/detector-exposure-steps.ts";
import { type DetectorExposure, type DetectorJob, detectorJob, keptStepName } from "../../packages/formats/src/product/index.ts";
import { child } from "../../packages/kernels/src/index.ts";
import { testContext } from "../../packages/stage/src/testing.ts";
import { type AnyEffect, effects, type Settings } from "../../packages/vis-detector/src/effects/index.ts";
import { exposureStream } from "../../packages/vis-detector/src/exposure-stream.ts";
import { emptyCharge, type Frame, LETTERS, planesOf, unitOf } from "../../packages/vis-detector/src/frame.ts";
import { expose } from "../../packages/vis-detector/src/index.ts";
import { plainSettings } from "../../packages/vis-detector/src/plain-settings.ts";
import { readoutTime } from "../../packages/vis-detector/src/readout-time.ts";
import { settingsOf } from "../../packages/vis-detector/src/settings.ts";
import { testEffectContext } from "../../packages/vis-detector/src/testing.ts";
import { testJob } from "../../packages/vis-detector/src/testing-job.ts";

vi.setConfig({ hookTimeout: 60_000 });

const SIZE = { width: 128, height: 96, margins: { prescan: 5, overscan: 3, parallelOverscan: 2 } };
/** Without these there is no frame. */
const NEEDED: readonly EffectKey[] = ["PREOVERSCAN", "PARALLELOVERSCAN", "ELECTRON2ADU", "DISCRETIZE"];

/** A configuration and its files as they lie in a workdir; nothing is kept. */
const folder = new MemoryFolder();
let conf: { readonly name: string; readonly text: string };

/** The job as its text says it, with lines pasted in as a person would: `"FITS_STARS": 1`. */
async function jobWith(keep: readonly EffectKey[], off: readonly EffectKey[] = []): Promise<DetectorJob> {
  const pasted = keep.map((key) => `    "FITS_${key}": 1         ,\n`).join("");
  const text = off.reduce((all, key) => all.replace(`"EFFECT_${key}": 1`, `"EFFECT_${key}": 0`), conf.text.replace("{\n", `{\n${pasted}`));
  return detectorJob.decode(bufferSource(new TextEncoder().encode(text), conf.name), folder);
}
const exposed = (job: DetectorJob) => expose(job, { keepSteps: false }, testContext(), SIZE);

/** Files of the kept images, as they are written. */
async function filesOf(exposure: DetectorExposure): Promise<ReadonlyMap<string, Uint8Array>> {
  const written = new MemoryFolder();
  await writeSteps(exposure, written);
  return written.files;
}
const quadrantsOf = ({ quadrants }: DetectorExposure) => Promise.all(quadrants.map(({ read }) => read()));

/** An image as the frame that it was: one plane for the CCD, or four, with the overscan rows or without. */
async function frameOf(file: FitsFile): Promise<Frame> {
  const { margins } = SIZE;
  const images = await Promise.all(
    file.hdus.map((hdu) => (hdu.kind === "image" ? hdu.readFloat32() : Promise.reject(new Error(hdu.name)))),
  );
  const { width, height } = images[0];
  if (images.length === 1) return { kind: "charge", width, height, margins, pixels: images[0].pixels };
  const [E, F, G, H] = images.map(({ pixels }) => pixels);
  return { kind: file.primary.header.get("BUNIT") === "ADU" ? "digital" : "readout", width, height, margins, planes: { E, F, G, H } };
}
const open = (bytes: Uint8Array, name: string) => openFits(bufferSource(bytes, name));
const empty = (): Frame => emptyCharge(SIZE.width, SIZE.height, SIZE.margins);

/** The frame after one effect, by its own function, with the settings and the stream that the job gives it. */
async function after(frame: Frame, { name, apply }: AnyEffect, job: DetectorJob): Promise<Frame> {
  const { ccd, exposureTime, commandedDuration } = job;
  const random = child(exposureStream(job), name);
  const context = testEffectContext({ ccd, exposureTime, commandedDuration, readoutTime: readoutTime(SIZE), random });
  return apply(frame, settingsOf(job)[name as keyof Settings], context);
}
const sumOf = (frame: Frame): number => planesOf(frame).reduce((all, { pixels }) => pixels.reduce((sum, value) => sum + value, all), 0);
const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Buffer => Buffer.from(buffer, byteOffset, byteLength);
/** That two frames are the same to the last bit. */
function expectSame(found: Frame, expected: Frame, what: string): void {
  expect([found.kind, found.width, found.height], what).toEqual([expected.kind, expected.width, expected.height]);
  const other = planesOf(expected);
  for (const [n, { name, pixels }] of planesOf(found).entries())
    expect(Buffer.compare(bytesOf(pixels), bytesOf(other[n].pixels)), `${what} ${name}`).toBe(0);
}

/** Every image kept at once, and none. */
let all: DetectorExposure;
let none: DetectorExposure;
let images: ReadonlyMap<string, Uint8Array>;
beforeAll(async () => {
  const job = testJob({
    ccd: "6-6",
    effects: EFFECT_KEYS,
    stars: [
      { x: 30.25, y: 20.5, magnitude: 20 },
      { x: 63.5, y: 47.5, magnitude: 15 },
      { x: 100, y: 70.75, magnitude: 22 },
      // Beside the CCD, for its ghost.
      { x: -200, y: 40, magnitude: 14 },
    ],
    galaxies: [
      { x: 80, y: 25, magnitude: 20.5, radius: 0.5 },
      { x: 20, y: 75, magnitude: 22, radius: 0.3 },
    ],
  });
  const sink = new BufferSink(job.fileName);
  await detectorJob.encode(job, sink, folder);
  conf = { name: job.fileName, text: new TextDecoder().decode(sink.bytes()) };
  all = await exposed(await jobWith(EFFECT_KEYS));
  none = await exposed(await jobWith([]));
  images = await filesOf(all);
});

describe("all 28 images kept at once", () => {
  test("are 28 files, in the order of the effects", () => {
    expect([...images.keys()]).toEqual(effects.map(({ elvisKey }) => `data/004924-0-1_CCD33_${elvisKey}.fits`));
    expect(images.size).toBe(28);
  });

  test("leave the product as it is with none", async () => {
    expect(none.steps).toEqual([]);
    const { steps: _, quadrants: __, ...kept } = all;
    const { steps: ___, quadrants: ____, ...bare } = none;
    expect(kept).toEqual(bare);
    expect(await quadrantsOf(all)).toEqual(await quadrantsOf(none));
  });

  test("end with the numbers of the product", async () => {
    const last = await frameOf(await open(images.get(keptStepName(all, "DISCRETIZE"))!, "last"));
    const quadrants = await quadrantsOf(all);
    planesOf(last).forEach(({ pixels }, n) => void expect(new Uint16Array(pixels)).toEqual(quadrants[n]));
  });
});

describe.each(effects.map((effect, n) => [effect.elvisKey, effect, effects[n - 1]?.elvisKey] as const))(
  "FITS_%s alone",
  (key, effect, before) => {
    const image = () => open(images.get(keptStepName(all, key))!, key);
    const frameBefore = async () => (before === undefined ? empty() : frameOf(await open(images.get(keptStepName(all, before))!, before)));

    test("keeps its image, the one that is kept with all others, and no other; the product is the same", async () => {
      const exposure = await exposed(await jobWith([key]));
      const files = await filesOf(exposure);
      expect([...files.keys()]).toEqual([keptStepName(all, key)]);
      expect(Buffer.compare(files.get(keptStepName(all, key))!, images.get(keptStepName(all, key))!)).toBe(0);
      expect(await quadrantsOf(exposure)).toEqual(await quadrantsOf(none));
    });

    test("differs from the image before by what the effect does, exactly", async () => {
      const [found, start] = [await frameOf(await image()), await frameBefore()];
      const untouched = planesOf(start).map(({ pixels }) => pixels.slice());
      expectSame(await after(start, effect, await jobWith([])), found, key);
      const isOther = planesOf(found).some(
        ({ pixels }, n) => pixels.length !== untouched[n]?.length || pixels.some((value, at) => value !== untouched[n][at]),
      );
      expect(isOther).toBe(true);
    });

    test("says in its header unit, effect, settings and seed, and what was added: the difference of the sums", async () => {
      const [file, start] = [await image(), await frameBefore()];
      const found = await frameOf(file);
      const job = await jobWith([]);
      for (const hdu of file.hdus) {
        const { header } = hdu;
        const number = (keyword: string): number => header.number(keyword) ?? Number.NaN;
        expect([header.get("EFFECT"), header.get("BUNIT"), header.get("RANDSEED")]).toEqual([
          key,
          unitOf(found) === "adu" ? "ADU" : "electron",
          job.randomSeed,
        ]);
        const told = Object.entries(plainSettings(settingsOf(job)[effect.name as keyof Settings]));
        expect(told.map((_, n) => [header.get(`PAR${n + 1}`), header.get(`VAL${n + 1}`)])).toEqual(told);
        expect(header.has(`PAR${told.length + 1}`)).toBe(false);
        const [sumBefore, sumAfter] = [sumOf(start), sumOf(found)];
        const tolerance = 1e-12 * (sumBefore + sumAfter + number("ADDED") + number("REMOVED"));
        expect(Math.abs(number("BEFORE") - sumBefore)).toBeLessThanOrEqual(tolerance);
        expect(Math.abs(number("AFTER") - sumAfter)).toBeLessThanOrEqual(tolerance);
        if (unitOf(found) === unitOf(start))
          expect(Math.abs(number("ADDED") - number("REMOVED") - (sumAfter - sumBefore))).toBeLessThanOrEqual(tolerance);
        else expect([number("ADDED"), number("REMOVED")]).toEqual([0, 0]);
      }
    });
  },
);

// What an effect draws depends on the seed, the pointing, the CCD and its own name: were it on the others, its image would not follow from the one before.
describe.each(EFFECT_KEYS.filter((key) => !NEEDED.includes(key)))("without %s", (key) => {
  test("every other effect draws the numbers that it draws with it", async () => {
    // What clocks injected lines needs them.
    const off: readonly EffectKey[] = key === "CHARGEINJECTION" ? [key, "CTI_CHARGEINJECTION"] : [key];
    const job = await jobWith([], off);
    const { steps } = await expose(job, { keepSteps: true }, testContext(), SIZE);
    const others = effects.filter(({ elvisKey }) => !off.includes(elvisKey));
    expect(steps.map(({ budget }) => budget.key)).toEqual(others.map(({ elvisKey }) => elvisKey));
    const files = [...(await filesOf({ ...all, steps })).entries()];
    let frame = empty();
    for (const [n, effect] of others.entries()) {
      const found = await frameOf(await open(files[n][1], files[n][0]));
      expectSame(await after(frame, effect, job), found, effect.elvisKey);
      frame = found;
    }
    // Up to the one that is off nothing is other than with it.
    const common = effects.findIndex(({ elvisKey }) => elvisKey === key);
    for (const [name, bytes] of files.slice(0, common)) expect(Buffer.compare(bytes, images.get(name)!), name).toBe(0);
  });
});

test("the planes of an image stand in the order E, F, G, H, named by CCD and quadrant", async () => {
  const file = await open(images.get(keptStepName(all, "BIAS"))!, "BIAS");
  expect(file.hdus.map(({ name }) => name)).toEqual(LETTERS.map((letter) => `6-6.${letter}`));
});
