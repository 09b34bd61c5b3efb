import { nominalDistortion, pixelToSky } from "@elvis/focal-plane";
import { bufferSource, MemoryFolder } from "@elvis/formats";
import { type DetectorJob, detectorJob, instrumentModels } from "@elvis/formats/product";
import { stageContract, testContext } from "@elvis/stage/testing";
import { describe, expect, it } from "vitest";
import { calibration, effects, galaxyRows, models, recorded, ssoRows, starRows, task, universe } from "../test/values.ts";
import { visSplit } from "./index.ts";

const star = { ...pixelToSky(task.pointing, nominalDistortion, "1-4", 100, 200)!, magnitude: 20 };
const inputs = {
  ...models,
  ...recorded,
  tasks: [task],
  tucatalog: {
    ...universe,
    stars: starRows([star]),
    galaxies: galaxyRows([
      { ...star, radius: 1 },
      { ...star, radius: 2 },
    ]),
  },
};

/** A workdir with the data file of the PSF product. */
async function workdir(): Promise<MemoryFolder> {
  const folder = new MemoryFolder();
  await folder.create("psf.xml", (sink) => instrumentModels.psf.encode(models.psf, sink, folder));
  return folder;
}
async function jobs(changed: Partial<typeof inputs>, config: object = {}): Promise<DetectorJob[]> {
  const { detectors } = await visSplit.run({ ...inputs, ...changed }, visSplit.config.parse(config), testContext());
  const all: DetectorJob[] = [];
  for await (const job of detectors) all.push(job);
  return all;
}

describe("visSplit", () => {
  it("keeps the contract of stages and writes one job a CCD, named by its detector id", async () => {
    const folder = await stageContract(visSplit, { inputs, config: { ccds: "1-4,2-2", exposure: 1 }, folder: await workdir() });
    const list = JSON.parse(
      new TextDecoder().decode(
        folder.files.get("call_pointing.iterations.1.call_exposure.iterations.1.VisSplit_pkg/VIS_detector_list.json"),
      ),
    );
    expect(list).toHaveLength(2);
    expect(list[0]).toMatch(/^data\/myVISconf_CCD20_004924-1-1_[0-9A-F]{12}-\d{7}_20260102T030405\.000000Z_R1\.txt$/);
    expect(list[1]).toMatch(/^data\/myVISconf_CCD04_/);
    const job = await detectorJob.decode(bufferSource(folder.files.get(list[0])!, list[0]), folder);
    expect([job.ccd, job.stars.rows, job.galaxies.rows]).toEqual(["1-4", 1, 2]);
    expect((await job.models.biasStructure.image("G").readFloat32()).pixels[0]).toBe(
      (await models.bias.model.structure.image("1-4.G").readFloat32()).pixels[0],
    );
  });

  it("gives solar-system objects, moved to the start of the exposure, to the CCDs that their trails reach, and to no other job a key for them", async () => {
    const seconds = task.exposureTime;
    // From the right of 1-4, 700 pixels in the exposure: over its border at 4095 and the 124.7 pixels of gap, into 1-5.
    const [from, to] = [3700, 4400].map((x) => pixelToSky(task.pointing, nominalDistortion, "1-4", x, 2000)!);
    const rate = (a: number, b: number): number => ((b - a) * 3600 * 3600) / seconds;
    const cos = Math.cos((from.dec * Math.PI) / 180);
    const [RATE_RA, RATE_DEC] = [rate(from.ra, to.ra) * cos, rate(from.dec, to.dec)];
    // Its table has it where it was a tenth of an hour before.
    const back = { RA: from.ra - (0.1 * RATE_RA) / 3600 / cos, DEC: from.dec - (0.1 * RATE_DEC) / 3600 };
    const sso = ssoRows([{ SOURCE_ID: 9, ...back, EPOCH: task.startMjd - 0.1 / 24, RATE_RA, RATE_DEC, REF_MAG: 18 }]);
    const tucatalog = { ...inputs.tucatalog, sso: { release: "v1", fileName: "sso.fits", ...sso } };
    const found = await jobs({ tucatalog }, { ccds: "1-3,1-4,1-5,2-4" });
    expect(found.map(({ ccd, sso: rows }) => [ccd, rows?.rows])).toEqual([
      ["1-3", undefined],
      ["1-4", 1],
      ["1-5", 1],
      ["2-4", undefined],
    ]);
    for await (const rows of found[1].sso!.read()) {
      expect(rows.float64("RA")[0]).toBeCloseTo(from.ra, 6);
      expect(rows.float64("DEC")[0]).toBeCloseTo(from.dec, 6);
      expect(rows.float64("EPOCH")[0]).toBe(task.startMjd);
    }
    const without = await jobs({}, { ccds: "1-4" });
    expect(without[0]).not.toHaveProperty("sso");
  });

  it("takes the sky of the field's place and date, and everything of the task", async () => {
    const [job] = await jobs({}, { ccds: "1", keepSteps: "stars, BIAS" });
    // The Sun is at ecliptic longitude 281.6 on 2 January, 130.3 degrees from the field at 151.3, latitude -9.3: 171.0 between 186, 177, 178, 166.
    expect(Math.abs(job.models.skyRate - 0.12695 * (171 / 77))).toBeLessThan(0.003);
    expect(Math.abs(job.models.skyGradient.x)).toBeGreaterThan(1e-4);
    expect([job.models.outfieldRate, job.models.thermalRate]).toEqual([0, 1.14e-33]);
    expect(job).toMatchObject({
      identity: task.identity,
      pointing: task.pointing,
      start: task.start,
      effects: task.effects,
      randomSeed: 12,
    });
    expect(Object.entries(job.keep).flatMap(([key, isKept]) => (isKept ? [key] : []))).toEqual(["STARS", "BIAS"]);
  });

  it("takes the light of the sky as it is told to: by latitude alone, with stars beside the field, with another thermal rate", async () => {
    const [job] = await jobs({}, { ccds: "1", zodiacal: "latitude", outfield: 0.02, thermalRate: 0.125 });
    expect(Math.abs(job.models.skyRate - 0.377)).toBeLessThan(0.003);
    expect(job.models.outfieldRate).toBeCloseTo(0.02 / Math.sin((42.1026 * Math.PI) / 180), 5);
    expect(job.models.thermalRate).toBe(0.125);
  });

  it("has the traps of the exposure's day, or the share of the database's that it is told", async () => {
    const density = async (start: string, config: object = {}) => {
      const [job] = await jobs({ tasks: [{ ...task, start }] }, { ccds: "1", ...config });
      return job.models.cti?.parallel.traps[0].density;
    };
    expect(await density("2025-01-22T08:04:30Z")).toBeCloseTo(0.1656 / 4, 10);
    expect(await density("2025-01-22T08:04:30Z", { trapShare: 0.5 })).toBe(0.0828);
  });

  it("hands a CCD the stars whose ghosts fall on it, and says how the shutter and the lamp are", async () => {
    // A star 1525 pixels right of 1-3, too faint for a halo that reaches it; its ghost lies 1500 further left.
    const ghost = calibration("GHOST", { ...models.ghost.model, a: [[0]], b: [[18]] });
    const bright = { ...pixelToSky(task.pointing, nominalDistortion, "1-4", 1400, 900)!, magnitude: 11.1 };
    const tucatalog = { ...inputs.tucatalog, stars: starRows([bright]) };
    const jobOf = async (...on: readonly string[]) => {
      const changed = { tasks: [{ ...task, effects: effects((key) => on.includes(key)) }], tucatalog, ghost };
      return (await jobs(changed, { ccds: "1-3" }))[0];
    };
    expect((await jobOf("STARS")).stars.rows).toBe(0);
    expect((await jobOf("STARS", "GHOSTS")).stars.rows).toBe(1);
    const { shutter, lamp, cti, injection, pumping } = (await jobOf("GHOSTS")).models;
    expect([shutter.openingDuration, lamp, injection, pumping]).toEqual([10, undefined, undefined, undefined]);
    expect(cti?.serial.traps).toHaveLength(3);
    const lit = { ...task, effects: effects((key) => key === "CALIBLAMP") };
    await expect(jobs({ tasks: [lit], tucatalog: undefined })).rejects.toThrow("task.xml: CALIBLAMP is on: expected a CalibUnit");
    const injected = { ...task, effects: effects((key) => key === "CHARGEINJECTION") };
    await expect(jobs({ tasks: [injected], tucatalog: undefined })).rejects.toThrow(
      "task.xml: CHARGEINJECTION is on: expected a ChargedInduced",
    );
  });

  it("needs no true universe behind a closed shutter, and one under an open sky", async () => {
    const dark = { ...task, effects: effects((key) => key === "DARK") };
    const [job] = await jobs({ tasks: [dark], tucatalog: undefined }, { ccds: "1" });
    expect([job.stars.rows, job.galaxies.rows]).toEqual([0, 0]);
    await expect(jobs({ tucatalog: undefined })).rejects.toThrow("--tucatalog: expected the true universe of observation 4924, dither 1");
  });

  it("refuses the true universe of another field", async () => {
    await expect(jobs({ tucatalog: { ...inputs.tucatalog, ditherId: 0 } })).rejects.toThrow(
      /--tucatalog: TU: expected observation 4924, dither 1 .*found 4924, 0/,
    );
    await expect(jobs({ tucatalog: { ...inputs.tucatalog, pointing: { ...task.pointing, dec: 2.3 } } })).rejects.toThrow(/--tucatalog/);
  });

  it("refuses another file than the task names as its true universe, where both names are known", async () => {
    const named = { ...task, trueUniverse: "call_pointing.iterations.1.SimTU_pkg/outputTU.xml" };
    const from = (fileName: string | undefined) => jobs({ tasks: [named], tucatalog: { ...inputs.tucatalog, fileName } }, { ccds: "1" });
    expect(await from(named.trueUniverse)).toHaveLength(1);
    expect(await from(undefined)).toHaveLength(1);
    await expect(from("call_pointing.iterations.2.SimTU_pkg/outputTU.xml")).rejects.toThrow(
      `--tucatalog: expected ${named.trueUniverse}, the true universe that ${task.fileName} names, found call_pointing.iterations.2.SimTU_pkg/outputTU.xml`,
    );
  });

  it("refuses an exposure that the pointing does not have, and effects that are none", async () => {
    await expect(jobs({}, { exposure: 2 })).rejects.toThrow("--exposure: expected 1 to 1 (VIS tasks of the pointing), found 2");
    await expect(jobs({}, { keepSteps: "STAR" })).rejects.toThrow(/--keep-steps: expected effects .*found STAR/);
  });

  it("records the products whose use is not public", async () => {
    const context = testContext();
    await visSplit.run(inputs, visSplit.config.parse({ ccds: "1" }), context);
    expect(context.lines.filter((line) => line.startsWith("read and recorded, not used"))).toEqual([
      "read and recorded, not used product=QC",
      "read and recorded, not used product=LE2",
    ]);
  });
});
