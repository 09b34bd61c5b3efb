import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ARCSECOND,
  CCDS,
  ccdOf,
  ccdToReadout,
  directionOf,
  nominalDistortion,
  parseUtc,
  pixelToSky,
  seenSky,
  separation,
  skyProjection,
  skyToPixel,
  spacecraftVelocity,
} from "@elvis/focal-plane";
import { BufferSink } from "@elvis/formats";
import { EFFECT_KEYS } from "@elvis/formats/config";
import { type HduToWrite, writeFits } from "@elvis/formats/fits";
import {
  type Calibration,
  type CcdId,
  type CrosstalkModel,
  type DetectorExposure,
  type DistortionModel,
  QUADRANT_IDS,
  rawFrame,
  type VisInputConfiguration,
} from "@elvis/formats/product";
import { sampleVisTask } from "@elvis/formats/testing";
import { newHeader } from "@elvis/formats/xml";
import { StageError } from "@elvis/stage";
import { checkDeclaration, testContext } from "@elvis/stage/testing";
import { describe, expect, test } from "vitest";
import { assemble, frameName } from "./exposure.ts";
import { visCombine } from "./index.ts";
import { fakeDetector, fakeDetectors, fakePixels } from "./testing-detectors.ts";
import { type LocalWcs, localWcs, wcsToSky } from "./wcs.ts";

const hasAstropy = spawnSync("/usr/bin/python3", ["-c", "import astropy"]).status === 0;
const task = sampleVisTask();
const distortion: Calibration<DistortionModel> = {
  header: newHeader({ type: "DpdVisDistortionModel", id: "D", date: new Date(0), software: "test" }),
  fileNames: [],
  model: nominalDistortion,
};
const ALL = CCDS.map(({ id }) => id);

async function* these(...detectors: DetectorExposure[]): AsyncGenerator<DetectorExposure> {
  yield* detectors;
}
const run = (
  detectors: AsyncIterable<DetectorExposure>,
  config: Partial<{ iteration: number; exposure: number; allowMissing: boolean }> = {},
  context = testContext(),
) => visCombine.run({ tasks: [task], detectors, distortion, xtalk: undefined }, visCombine.config.parse(config), context);

/** The headers of a frame without detectors. */
const headersOf = (changed: VisInputConfiguration) =>
  assemble({ task: changed, detectors: new Map(), distortion: nominalDistortion, allowMissing: true }, testContext());

describe("vis-combine", () => {
  test("is declared in full", () => {
    checkDeclaration(visCombine);
  });

  test("puts 144 quadrants in the order of a raw frame, each with the pixels of its own detector", async () => {
    const shuffled = [...ALL].sort((a, b) => (a.split("").reverse().join("") < b.split("").reverse().join("") ? 1 : -1));
    const { rawframe } = await run(fakeDetectors(task, shuffled));
    expect(rawframe.quadrants.map(({ id }) => id)).toEqual(QUADRANT_IDS);
    for (const [id, detectorId, n] of [
      ["1-1.E", 0, 0],
      ["1-4.G", 20, 2],
      ["3-5.F", 25, 1],
    ] as const) {
      const quadrant = rawframe.quadrants.find((it) => it.id === id)!;
      expect(Buffer.compare(Buffer.from((await quadrant.read!()).buffer), Buffer.from(fakePixels(detectorId, n).buffer)), id).toBe(0);
      expect(quadrant.header.get("DETID")).toBe(detectorId);
      expect(quadrant.header.get("QUADID")).toBe(id.slice(-1));
      expect(quadrant.header.get("GAIN")).toBe(3.4 + 0.05 * n);
      expect(quadrant.header.number("MAGZEROP")).toBeCloseTo(25.79 - 2.5 * Math.log10(3.4 + 0.05 * n), 12);
    }
    expect(rawframe.primary.get("N_CCD")).toBe(36);
    expect(rawframe.primary.has("MISSCCD")).toBe(false);
  });

  test("adds what couples from the other CCDs of a readout unit where the task has crosstalk on", async () => {
    const crossed = { ...task, effects: { ...task.effects, XTALK: true } };
    const config = visCombine.config.parse({ allowMissing: true });
    const xtalk: Calibration<CrosstalkModel> = { header: distortion.header, fileNames: [], model: { "1-1.E": { "1-2.G": 0.05 } } };
    const inputs = { tasks: [crossed], distortion, xtalk };
    const { rawframe } = await visCombine.run({ ...inputs, detectors: fakeDetectors(task, ["1-2", "1-1"]) }, config, testContext());
    const pixels = await rawframe.quadrants.find(({ id }) => id === "1-2.G")!.read!();
    const [victim, source] = [fakePixels(1, 2), fakePixels(0, 0)];
    for (const at of [0, 2128 * 1000 + 700, pixels.length - 1]) {
      const expected = victim[at] + 0.05 * (source[at] - (task.effects.BIAS ? 2700 : 0));
      expect(Math.abs(pixels[at] - expected)).toBeLessThan(1);
    }
    await expect(
      visCombine.run({ ...inputs, xtalk: undefined, detectors: fakeDetectors(task, ["1-1"]) }, config, testContext()),
    ).rejects.toThrow("--xtalk: expected the crosstalk product");
  });

  test("reads no pixel before the frame is written, and then one quadrant at a time", async () => {
    let open = 0;
    let most = 0;
    const counted = (id: CcdId): DetectorExposure => {
      const made = fakeDetector(id, task);
      return {
        ...made,
        quadrants: made.quadrants.map((quadrant) => ({
          ...quadrant,
          async read() {
            open++;
            most = Math.max(most, open);
            return new Uint16Array(2128 * 2086);
          },
        })),
      };
    };
    const { rawframe } = await run(these(...ALL.map(counted)));
    expect(open).toBe(0);
    // Every HDU ends with a patch of its header; ten of them show how it goes on.
    let hdus = 0;
    const sink = {
      name: "null",
      position: 0,
      async write(bytes: Uint8Array) {
        sink.position += bytes.length;
      },
      patch: async () => {
        open = 0;
        if (++hdus > 10) throw new Error("enough");
      },
    };
    const folder = {
      open: async () => Promise.reject(new Error("nothing is read")),
      has: async () => false,
      create: (_: string, fill: (to: typeof sink) => Promise<void>) => fill(sink),
    };
    await expect(rawFrame.encode(rawframe, sink, folder)).rejects.toThrow("enough");
    expect(most).toBe(1);
  });

  test("refuses a frame with CCDs missing and names them", async () => {
    const without = ALL.filter((id) => id !== "2-3" && id !== "6-1");
    await expect(run(fakeDetectors(task, without))).rejects.toThrow(
      new StageError("2 of 36 CCDs are missing: 2-3, 6-1; --allow-missing writes them as NO_DATA"),
    );
    const context = testContext();
    const { rawframe } = await run(fakeDetectors(task, without), { allowMissing: true }, context);
    expect(rawframe.primary.get("MISSCCD")).toBe("2-3 6-1");
    expect(rawframe.primary.get("N_CCD")).toBe(34);
    expect(rawframe.quadrants.filter(({ read }) => read === undefined).map(({ id }) => id.slice(0, 3))).toEqual([
      "2-3",
      "2-3",
      "2-3",
      "2-3",
      "6-1",
      "6-1",
      "6-1",
      "6-1",
    ]);
    expect(rawframe.quadrants.find(({ id }) => id === "2-3.E")!.header.get("NO_DATA")).toBe(true);
    expect(context.lines).toContain("CCDs missing, written as NO_DATA missing=2 ccds=2-3 6-1");
  });

  test("refuses a CCD that comes twice, and files of another exposure, seed or detector", async () => {
    const one = fakeDetector("1-1", task);
    await expect(run(these(one, { ...one, fileName: "data/again.fits" }))).rejects.toThrow(
      "CCD 1-1 comes twice: data/EUC_SIM_VIS-CCD-4924_CCD00.fits and data/again.fits",
    );
    await expect(run(these({ ...one, identity: { ...task.identity, observationId: 4925 } }))).rejects.toThrow(
      `CCD00.fits: observationId of the task ${task.fileName}: expected 4924, found 4925`,
    );
    await expect(run(these({ ...one, identity: { ...task.identity, exposure: 2 } }))).rejects.toThrow("exposure of the task");
    await expect(run(these({ ...one, randomSeed: 43 }))).rejects.toThrow("expected 42, found 43");
    await expect(run(these({ ...one, detectorId: 5 }))).rejects.toThrow("detector id of CCD 1-1: expected 0, found 5");
    await expect(run(these({ ...one, quadrants: one.quadrants.slice(1) }), { allowMissing: true })).rejects.toThrow(
      "expected quadrant E of CCD 1-1, found F, G, H",
    );
    await expect(run(these(one), { exposure: 2 })).rejects.toThrow("--exposure: expected 1 to 1");
  });

  test("names science, short and calibration frames apart", () => {
    const date = testContext().runDate;
    const of = (changes: Partial<typeof task.identity>, first?: string): string =>
      frameName(
        {
          ...task,
          identity: { ...task.identity, ...changes },
          imageType: first === undefined ? task.imageType : { ...task.imageType, category: "CALIB", first },
        },
        date,
        "fits",
      );
    expect(of({})).toMatch(/^EUC_SIM_VIS-SCIENCE-4924-1_[0-9A-F]{12}-\d{7}_20260102T030405\.000000Z_DR1_COSMOS_R0\.fits$/);
    expect(of({ exposure: 2 })).toMatch(/^EUC_SIM_VIS-SHORT-4924-1_/);
    expect(of({ totalExposures: 1 }, "BIAS")).toMatch(/^EUC_SIM_VIS-BIAS-4924-1_/);
    expect(of({ exposure: 3, totalExposures: 10 }, "CHARGE_INJECTION")).toMatch(/^EUC_SIM_VIS-CHARGE-INJECTION-4924-1-3_/);
  });

  test("says in the header what was done to the charge, and nothing of it where nothing was", async () => {
    const off = Object.fromEntries(EFFECT_KEYS.map((key) => [key, false])) as typeof task.effects;
    const cardsOf = async (changes: Partial<VisInputConfiguration>) => {
      const { primary } = headersOf({ ...task, effects: off, ...changes });
      const names = ["TP_STAT", "TP_PUMPS", "TP_TIME", "CUSTATUS", "CU_DUR", "CU_LEDS", "CU_FLU1", "CU_FLU4", "CI_STAT"];
      const injected = ["CI_IJON", "CI_IJOFF", "CI_VSTAR", "CI_VEND", "CI_LEVEL"];
      return [...names, ...injected].flatMap((name) => (primary.has(name) ? [[name, primary.get(name)]] : []));
    };
    expect(await cardsOf({})).toEqual([
      ["TP_STAT", "Off"],
      ["CUSTATUS", "Off"],
      ["CI_STAT", "Off"],
    ]);
    const chargeInjection = {
      isOn: true,
      injectedLines: 200,
      nonInjectedLines: 100,
      verticalStart: 16,
      verticalEnd: 2066,
      toi: 1000,
      dwellTime: 4.75,
      level: 50_000,
    };
    const on = { chargeInjection, trapPumping: { direction: "serial", pumps: 5000 } } as const;
    expect(await cardsOf({ ...on, effects: { ...off, CHARGEINJECTION: true, TRAP_PUMPING: true } })).toEqual([
      ["TP_STAT", "Serial"],
      ["TP_PUMPS", 5000],
      ["TP_TIME", 4.75],
      ["CUSTATUS", "Off"],
      ["CI_STAT", "On"],
      ["CI_IJON", 200],
      ["CI_IJOFF", 100],
      ["CI_VSTAR", 16],
      ["CI_VEND", 2066],
      ["CI_LEVEL", 50_000],
    ]);
    const parallel = { ...on, trapPumping: { direction: "parallel", pumps: 1 } } as const;
    expect((await cardsOf({ ...parallel, effects: { ...off, TRAP_PUMPING: true } })).slice(0, 3)).toEqual([
      ["TP_STAT", "Parallel"],
      ["TP_PUMPS", 1],
      ["TP_TIME", 1000],
    ]);
    const calibUnit = { isOn: true, duration: 10, ledMask: 8, fluence: [0, 0, 0, 25_000, 0, 0] };
    expect((await cardsOf({ calibUnit, effects: { ...off, CALIBLAMP: true } })).slice(1, 6)).toEqual([
      ["CUSTATUS", "On"],
      ["CU_DUR", 10],
      ["CU_LEDS", 8],
      ["CU_FLU1", 0],
      ["CU_FLU4", 25_000],
    ]);
  });

  test("has every card of attitude, orbit and time of a flight header, from the task", () => {
    // The sample is the flight exposure but for its place.
    const { primary } = headersOf(task);
    const cards = {
      RA: 150.1,
      DEC: 2.2,
      PA: 256.56010628,
      ELONG: 70.37454206,
      ELAT: -71.50254216,
      POS: 268.23794142,
      SAA: 89.8626965,
      ALPHA: -4.54200293,
      BETA: 0.13773605,
      POS_X: -1078899.86699189,
      POS_Y: 996352.276188178,
      POS_Z: 501931.307833226,
      VEL_X: -0.118166512501096,
      VEL_Y: -0.170858777137357,
      VEL_Z: -0.228024085119612,
      "MJD-OBS": 60373.0120379108,
      "DATE-OBS": "2024-03-04T00:17:20.075495Z",
      "DATE-END": "2024-03-04T00:28:02.800645Z",
    };
    for (const [name, value] of Object.entries(cards)) expect(primary.get(name), name).toBe(value);
    task.corners.forEach(([ra, dec], n) => {
      expect([primary.get(`FOV_LON${n + 1}`), primary.get(`FOV_LAT${n + 1}`)]).toEqual([ra, dec]);
    });
  });

  test("says whether velocity aberration moved the sources, and how fast the spacecraft flew; not of an exposure without sky", () => {
    const cardsOf = (changes: Partial<VisInputConfiguration>) => {
      const { primary } = headersOf({ ...task, ...changes });
      return ["VELABERR", "BVEL_X", "BVEL_Y", "BVEL_Z"].map((name) => primary.get(name));
    };
    expect(cardsOf({})).toEqual([false, undefined, undefined, undefined]);
    const [isOn, ...velocity] = cardsOf({ aberration: true }) as [boolean, number, number, number];
    expect(isOn).toBe(true);
    // ERFA's epv00 for that moment, and VEL_X, VEL_Y, VEL_Z: tools/oracle/attitude.py.
    velocity.forEach((value, axis) => {
      expect(Math.abs(value - [-9.0251081, -26.4995224, -11.6407175][axis])).toBeLessThan(0.002);
    });
    expect(cardsOf({ imageType: { ...task.imageType, category: "CALIB", first: "BIAS" } })[0]).toBeUndefined();
  });

  test("has a source in its WCS where an exposure with velocity aberration sees it, at the far corners too", () => {
    const moving = { ...task, aberration: true };
    const { seen } = seenSky(task.pointing, spacecraftVelocity(parseUtc(task.start), task.orbit));
    const wcsOf = (it: VisInputConfiguration, id: string): LocalWcs => {
      const { header } = headersOf(it).quadrants.find((quadrant) => quadrant.id === id)!;
      const number = (name: string): number => header.number(name)!;
      const terms = (name: string) => ["2_0", "1_1", "0_2"].map((power) => number(`${name}_${power}`)) as unknown as LocalWcs["a"];
      const [crpix1, crpix2, crval1, crval2] = ["CRPIX1", "CRPIX2", "CRVAL1", "CRVAL2"].map(number);
      const [cd1_1, cd1_2, cd2_1, cd2_2] = ["CD1_1", "CD1_2", "CD2_1", "CD2_2"].map(number);
      return { crpix1, crpix2, crval1, crval2, cd1_1, cd1_2, cd2_1, cd2_2, a: terms("A"), b: terms("B") };
    };
    let largest = 0;
    for (const ccd of ["1-1", "3-4", "6-6"] as const) {
      const source = pixelToSky(task.pointing, nominalDistortion, ccd, 1500, 1200)!;
      const place = seen(source.ra, source.dec);
      const pixel = skyToPixel(task.pointing, nominalDistortion, ccd, place.ra, place.dec)!;
      const readout = ccdToReadout(ccdOf(ccd), pixel.x, pixel.y);
      const offOf = (it: VisInputConfiguration): number => {
        const at = wcsToSky(wcsOf(it, `${ccd}.${readout.quadrant}`), readout.x + 1, readout.y + 1);
        return separation(directionOf(at.ra, at.dec), directionOf(source.ra, source.dec)) / ARCSECOND / 0.1;
      };
      expect(offOf(moving), ccd).toBeLessThan(0.02);
      largest = Math.max(largest, offOf(task));
    }
    // In pixels: what an exposure without it would be off by.
    expect(largest).toBeGreaterThan(0.3);
  });

  test("makes headers that fitsverify and astropy take without a word", async () => {
    const folder = mkdtempSync(join(tmpdir(), "elvis-combine-"));
    try {
      const { rawframe } = await run(fakeDetectors(task, ["1-1", "3-5"]), { allowMissing: true });
      const sink = new BufferSink();
      // Small pixels under the real headers: the real ones are in the slow test.
      await writeFits(sink, [
        { kind: "image", shape: [], header: rawframe.primary },
        ...rawframe.quadrants.map(
          ({ id, header }): HduToWrite => ({ kind: "image", name: id, shape: [2, 1], pixels: new Uint16Array(2), header }),
        ),
      ]);
      const path = join(folder, "headers.fits");
      writeFileSync(path, sink.bytes());
      const verdict = spawnSync("fitsverify", ["-q", path]);
      if (verdict.error !== undefined) console.warn("fitsverify is not installed: its verdict is not asked");
      else expect(verdict.stdout.toString()).toContain("verification OK");
      if (!hasAstropy) return console.warn("astropy is not installed: it does not check the WCS");
      const sky = spawnSync("/usr/bin/python3", [
        "-W",
        "error",
        "-c",
        `
import sys
from astropy.io import fits
from astropy.wcs import WCS
with fits.open(sys.argv[1], checksum=True) as f: print(*WCS(f['3-5.F'].header).all_pix2world(100, 2000, 1))`,
        path,
      ]);
      expect(sky.stderr.toString()).toBe("");
      const [ra, dec] = sky.stdout.toString().split(" ").map(Number);
      const ours = wcsToSky(localWcs("3-5", "F", skyProjection(task.pointing, nominalDistortion))!, 100, 2000);
      expect(Math.hypot((ra - ours.ra) * Math.cos((dec * Math.PI) / 180), dec - ours.dec)).toBeLessThan(1e-9);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
