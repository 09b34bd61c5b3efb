import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FormatError } from "../errors.ts";
import { openFits } from "../fits/index.ts";
import { openWithFitsjs } from "../fitsjs/index.ts";
import { BufferSink, bufferSource, MemoryFolder } from "../io.ts";
import { detectorExposure } from "./detector-exposure.ts";
import type { DetectorExposure, QuadrantLetter } from "./types.ts";

const python = "/usr/bin/python3";
const hasAstropy = existsSync(python) && spawnSync(python, ["-c", "import astropy.io.fits"]).status === 0;
if (!hasAstropy) console.warn("astropy is not installed: detector exposures are not read with it");

const letters: readonly QuadrantLetter[] = ["E", "F", "G", "H"];
const pixels = letters.map((_, n) => Uint16Array.from({ length: 2128 * 2086 }, (__, at) => (at * (n + 1)) & 0xffff));
const exposure: DetectorExposure = {
  fileName: "data/EUC_SIM_VIS-CCD-4924-0-1_CCD25.fits",
  ccd: "3-5",
  detectorId: 25,
  identity: { observationId: 4924, ditherId: 0, pointingId: 17, exposure: 1, totalExposures: 2, patchId: 5 },
  randomSeed: 42,
  gain: { E: 3.48, F: 3.5, G: 3.4, H: 3.45 },
  readNoise: { E: 3.3, F: 3.4, G: 3.5, H: 3.6 },
  biasLevel: { E: 2705.5, F: 2700, G: 2710, H: 2715 },
  zeroPoint: 25.79,
  quadrants: letters.map((quadrant, n) => ({ quadrant, read: async () => pixels[n] })),
  budget: [
    { effect: "stars", key: "STARS", unit: "electron", added: 1.5e9, removed: 0, moved: 0, changed: 123456, clipped: 0 },
    {
      effect: "discretize",
      key: "DISCRETIZE",
      unit: "adu",
      added: 0.25,
      removed: 0.125,
      moved: 0.0625,
      changed: 7,
      clipped: 3,
      before: 5e11,
      after: 5e11 + 0.125,
    },
  ],
  truth: [
    { sourceId: 2n ** 60n + 1n, kind: "star", x: 0, y: 4131, electrons: 1000, collected: 900.5, isCut: true },
    { sourceId: -5n, kind: "faint-galaxy", x: 12.25, y: -3, electrons: 2, collected: 0, isCut: false },
  ],
  objects: [
    { kind: "star", drawn: 1, skipped: 0 },
    { kind: "faint-galaxy", drawn: 1, skipped: 2 },
  ],
  skipped: [
    { sourceId: 2n ** 60n + 7n, kind: "faint-galaxy", reason: "TU_FNU_VIS_MAG NaN, expected a finite flux of at least 0 Jy" },
    { sourceId: 8n, kind: "faint-galaxy", reason: "DISK_R50 0, expected above 0 arcsec" },
  ],
  steps: [],
};

async function written(value: DetectorExposure, folder = new MemoryFolder()): Promise<Uint8Array> {
  const sink = new BufferSink(value.fileName);
  await detectorExposure.encode(value, sink, folder);
  return sink.bytes();
}

describe("detectorExposure", () => {
  it("gives back what was written, each quadrant when it is asked for", async () => {
    const bytes = await written(exposure);
    const reads: number[] = [];
    const source = bufferSource(bytes, exposure.fileName);
    const back = await detectorExposure.decode(
      {
        ...source,
        read(offset, length) {
          reads.push(length);
          return source.read(offset, length);
        },
      },
      new MemoryFolder(),
    );
    const { quadrants, ...rest } = back;
    const { quadrants: _, ...expected } = exposure;
    expect(rest).toEqual(expected);
    expect(Math.max(...reads)).toBeLessThan(100_000);
    expect(quadrants.map(({ quadrant }) => quadrant)).toEqual(letters);
    for (const [n, quadrant] of quadrants.entries())
      expect(Buffer.compare(Buffer.from((await quadrant.read()).buffer), Buffer.from(pixels[n].buffer))).toBe(0);
  });

  it("counts truth pixels from 1 in the file, and objects by kind in its header", async () => {
    const file = await openFits(bufferSource(await written(exposure)));
    expect(await file.table("TRUTH").readColumn("X")).toEqual(new Float64Array([1, 13.25]));
    const { header } = file.table("TRUTH");
    expect(["NSTAR", "NSTARSKP", "NFAINT", "NFAINSKP"].map((key) => header.get(key))).toEqual([1, 0, 1, 2]);
    // Galaxies and ghosts were not drawn at all: nothing is said of them.
    expect(["NGALAXY", "NGALSKP", "NGHOST"].some((key) => header.has(key))).toBe(false);
    expect(file.image("3-5.G").header.get("GAIN")).toBe(3.4);
    expect(file.image("3-5.G").header.get("QUADID")).toBe("G");
  });

  it("holds for an independent reader, fitsjs, what it holds for ours", async () => {
    const { hdus } = await openWithFitsjs(new Blob([new Uint8Array(await written(exposure))]));
    expect(hdus.map(({ name }) => name)).toEqual(["", "3-5.E", "3-5.F", "3-5.G", "3-5.H", "BUDGET", "TRUTH", "SKIPPED"]);
    for (const n of [0, 3])
      expect(Buffer.compare(Buffer.from((await hdus[n + 1].readImage()).pixels.buffer), Buffer.from(pixels[n].buffer))).toBe(0);
    expect(await hdus[6].readColumn("SOURCE_ID")).toEqual(new BigInt64Array([2n ** 60n + 1n, -5n]));
    expect(await hdus[6].readColumn("KIND")).toEqual(["star", "faint-galaxy"]);
    expect(await hdus[5].readColumn("ADDED")).toEqual(new Float64Array([1.5e9, 0.25]));
  });

  it.skipIf(!hasAstropy)(
    "tells astropy of each object its pixel, electrons, and whether it is cut; of those left out how many and why",
    async () => {
      const root = mkdtempSync(join(tmpdir(), "elvis-exposure-"));
      const path = join(root, "ccd.fits");
      writeFileSync(path, await written(exposure));
      const script = `
import json, sys
from astropy.io import fits
with fits.open(sys.argv[1], checksum=True) as file:
    for hdu in file: hdu.verify("exception")
    truth, skipped = file["TRUTH"], file["SKIPPED"]
    print(json.dumps({
        "rows": [[str(r["SOURCE_ID"]), r["KIND"].strip(), float(r["X"]), float(r["Y"]), float(r["ELECTRONS"]), float(r["COLLECTED"]), bool(r["CUT"])] for r in truth.data],
        "units": {c.name: c.unit for c in truth.columns if c.unit},
        "counts": {k: [truth.header[k], truth.header.comments[k]] for k in truth.header if k.startswith("N") and not k.startswith("NAXIS")},
        "skipped": [[str(r["SOURCE_ID"]), r["KIND"].strip(), r["REASON"].strip()] for r in skipped.data]}))`;
      const found = JSON.parse(execFileSync(python, ["-c", script, path]).toString());
      rmSync(root, { recursive: true });
      expect(found).toEqual({
        // (0, 4131) inside is the upper left pixel: (1, 4132) in FITS.
        rows: [
          ["1152921504606846977", "star", 1, 4132, 1000, 900.5, true],
          ["-5", "faint-galaxy", 13.25, -2, 2, 0, false],
        ],
        units: { X: "pixel", Y: "pixel", ELECTRONS: "electron", COLLECTED: "electron" },
        counts: {
          NSTAR: [1, "stars that left light on the CCD"],
          NSTARSKP: [0, "stars that could not be drawn"],
          NFAINT: [1, "faint galaxies that left light on the CCD"],
          NFAINSKP: [2, "faint galaxies that could not be drawn"],
        },
        skipped: [
          ["1152921504606846983", "faint-galaxy", "TU_FNU_VIS_MAG NaN, expected a finite flux of at least 0 Jy"],
          ["8", "faint-galaxy", "DISK_R50 0, expected above 0 arcsec"],
        ],
      });
    },
  );

  it("works without objects, and refuses a count that is none", async () => {
    const none = await written({ ...exposure, truth: [], objects: [], skipped: [] });
    const back = await detectorExposure.decode(bufferSource(none, "x.fits"), new MemoryFolder());
    expect([back.truth, back.objects, back.skipped]).toEqual([[], [], []]);
    const spoilt = await written(exposure);
    const at = Buffer.from(spoilt.buffer, spoilt.byteOffset).indexOf("NFAINSKP=");
    spoilt.set(new TextEncoder().encode("NFAINSKX="), at);
    await expect(detectorExposure.decode(bufferSource(spoilt, "x.fits"), new MemoryFolder())).rejects.toThrow(
      "x.fits: HDU 6 (TRUTH, NFAINSKP): expected a whole number of objects, found no such card",
    );
  });

  it("keeps steps in files of their own, and is the same with them and without", async () => {
    const folder = new MemoryFolder();
    const plane = { name: "", width: 3, height: 2, pixels: new Float32Array([1, 2, 3, 4, 5, 6.5]) };
    const planes = letters.map((name) => ({ ...plane, name }));
    const [stars, bias] = [exposure.budget[0], { ...exposure.budget[1], effect: "bias", key: "BIAS" as const }];
    const steps = [
      { budget: stars, settings: {}, planes: [plane] },
      { budget: bias, settings: {}, planes },
    ];
    const bytes = await written({ ...exposure, steps }, folder);
    expect(Buffer.compare(Buffer.from(bytes), Buffer.from(await written(exposure)))).toBe(0);
    expect([...folder.files.keys()]).toEqual(["data/004924-0-1_CCD25_STARS.fits", "data/004924-0-1_CCD25_BIAS.fits"]);
    const first = await openFits(await folder.open("data/004924-0-1_CCD25_STARS.fits"));
    expect((await first.primary.read()).pixels).toEqual(plane.pixels);
    expect(first.primary.header.get("BUNIT")).toBe("electron");
    const second = await openFits(await folder.open("data/004924-0-1_CCD25_BIAS.fits"));
    expect(second.hdus.map(({ name }) => name)).toEqual(letters.map((letter) => `3-5.${letter}`));
    expect(second.image("3-5.H").header.get("BUNIT")).toBe("ADU");
  });

  it("says in the header of a step's every image what the effect was told, and what it added and took", async () => {
    const folder = new MemoryFolder();
    const planes = letters.map((name) => ({ name, width: 2, height: 1, pixels: new Float32Array(2) }));
    const settings = {
      "level.E": 2705,
      isOn: true,
      "structure.names": '["E","F"]',
      matrix: JSON.stringify(Array.from({ length: 40 }, (_, n) => n / 7)),
    };
    await written({ ...exposure, steps: [{ budget: { ...exposure.budget[1], key: "BIAS" }, settings, planes }] }, folder);
    const file = await openFits(await folder.open("data/004924-0-1_CCD25_BIAS.fits"));
    for (const letter of letters) {
      const { header } = file.image(`3-5.${letter}`);
      const values = ["BUNIT", "EFFECT", "RANDSEED", "ADDED", "REMOVED", "MOVED", "CHANGED", "CLIPPED", "BEFORE", "AFTER"].map((key) =>
        header.get(key),
      );
      expect(values).toEqual(["ADU", "BIAS", 42, 0.25, 0.125, 0.0625, 7, 3, 5e11, 5e11 + 0.125]);
      expect([1, 2, 3, 4].map((n) => [header.get(`PAR${n}`), header.get(`VAL${n}`)])).toEqual(Object.entries(settings));
      expect(header.comment("ADDED")).toBe("[ADU] sum of what pixels gained");
    }
  });

  it("is refused, naming the place, when it is another FITS file", async () => {
    const text = new TextDecoder("latin1").decode((await written({ ...exposure, truth: [] })).subarray(0, 2880));
    const bytes = (await written({ ...exposure, truth: [] })).slice();
    const put = (from: string, to: string): Uint8Array => {
      const copy = bytes.slice();
      copy.set(Uint8Array.from(text.replace(from, to), (it) => it.charCodeAt(0)));
      return copy;
    };
    const decode = (content: Uint8Array) => detectorExposure.decode(bufferSource(content, "x.fits"), new MemoryFolder());
    await expect(decode(put("'3-5     '", "'3-7     '"))).rejects.toThrow(
      "x.fits: HDU 0 (CCDID): expected a CCD from 1-1 to 6-6, found 3-7",
    );
    await expect(decode(put("'3-5     '", "'3-4     '"))).rejects.toThrow("expected an HDU named 3-4.E");
    await expect(decode(put("RANDSEED", "XANDSEED"))).rejects.toThrow("(RANDSEED): expected an integer, found no such card");
    for (const length of [2880, 10000, bytes.length - 2880]) await expect(decode(bytes.subarray(0, length))).rejects.toThrow(FormatError);
  });
});
