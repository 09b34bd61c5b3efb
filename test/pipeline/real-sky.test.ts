// Real objects through the whole pipeline: 3D-HST's galaxies of COSMOS and Tycho-2's stars, imported as a person would.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { ccdOf, ccdToReadout, locate } from "../../packages/focal-plane/src/index.ts";
import { concatCatalogs } from "../../packages/formats/src/catalog/index.ts";
import { openFits } from "../../packages/formats/src/fits/index.ts";
import { detectorExposure, detectorJob, trueUniverse } from "../../packages/formats/src/product/index.ts";
import { type NodeFolder, nodeFolder } from "../../packages/stage/src/index.ts";
import { done, referenceWorkdir, shared, theFile } from "./workdirs.ts";

// Gigabytes are written and read again: seconds on an idle machine, a minute on a busy one.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const GALAXIES = shared("data/galaxies/cosmos3dhst_tu_like.csv.gz");
const STARS = shared("data/stars/tycho2_COSMOS_2deg.csv");
const isThere = existsSync(GALAXIES) && existsSync(STARS);
if (!isThere) console.warn("real sky: skipped, ../shared/data has not the COSMOS galaxies and the Tycho-2 stars");

/** Most of the 3D-HST field lies on it, and two stars of Tycho-2. */
const CCD = "2-4";

describe.skipIf(!isThere)("COSMOS with its real galaxies and bright stars, one CCD", () => {
  let workdir: string;
  let folder: NodeFolder;
  beforeAll(async () => {
    workdir = mkdtempSync(join(tmpdir(), "elvis-real-sky-"));
    await referenceWorkdir(workdir, 20);
    await done("elvis", workdir, "import", "cosmos-3dhst", GALAXIES);
    await done("elvis", workdir, "import", "tycho2", STARS);
    await done("elvis", workdir, "run", "all", `--ccds=${CCD}`, "--allow-missing");
    folder = nodeFolder(workdir);
  });
  afterAll(() => {
    folder?.close();
    rmSync(workdir, { recursive: true, force: true });
  });

  test("the true universe has the objects of the catalogues down to the request's magnitude, and no others", async () => {
    const universe = await trueUniverse.decode(await folder.open("call_pointing.iterations.1.SimTU_pkg/outputTU.xml"), folder);
    expect([universe.starRelease, universe.galaxyRelease]).toEqual(["import-tycho2", "import-cosmos-3dhst"]);
    const all = async (rows: typeof universe.stars) => {
      const batches = [];
      for await (const batch of rows.read()) batches.push(batch);
      return concatCatalogs(batches);
    };
    const galaxies = await all(universe.galaxies);
    expect(galaxies.rows).toBeGreaterThan(80);
    expect(Math.min(...galaxies.float32("TU_FNU_VIS_MAG"))).toBeGreaterThanOrEqual(10 ** (-0.4 * (20 - 8.9)) * 0.9999);
    const stars = await all(universe.stars);
    expect(stars.rows).toBeGreaterThan(10);
    // Tycho-2 ends at about magnitude 13.
    expect(Math.min(...stars.float32("TU_FNU_VIS"))).toBeGreaterThan(10 ** (-0.4 * (14 - 8.9)));
  });

  test("they shine on the CCD where the sky says, and in the raw frame", async () => {
    const job = await detectorJob.decode(await folder.open(theFile(workdir, /^data\/myVISconf_CCD23_.*\.txt$/)), folder);
    const exposure = await detectorExposure.decode(await folder.open(theFile(workdir, /^data\/EUC_SIM_VIS-CCD-.*_CCD23_/)), folder);
    const on = exposure.truth.filter(({ x, y }) => x > 20 && x < 4075 && y > 20 && y < 4111);
    expect(on.filter(({ kind }) => kind === "galaxy").length).toBeGreaterThan(20);
    const stars = on.filter(({ kind }) => kind === "star");
    expect(stars).toHaveLength(2);

    // Wholly inside: as far from the edges as light goes that is not a star's own wing.
    const inside = exposure.truth.filter(
      ({ x, y, isCut, kind }) => !isCut && kind !== "ghost" && Math.min(x, 4095 - x, y, 4131 - y) > 400 && Math.abs(y - 2065.5) > 400,
    );
    expect(inside.length).toBeGreaterThan(15);
    for (const { sourceId, kind, electrons, collected } of inside)
      expect(Math.abs(collected / electrons - 1), `${kind} ${sourceId}`).toBeLessThan(1e-3);

    const frame = await openFits(await folder.open(theFile(workdir, /^data\/EUC_SIM_VIS-SCIENCE-.*\.fits$/)));
    for (const star of stars) {
      const batches = [];
      for await (const batch of job.stars.read()) batches.push(batch);
      const catalog = concatCatalogs(batches);
      const row = catalog.int64("SOURCE_ID").indexOf(star.sourceId);
      const at = locate({ ra: catalog.float64("RA")[row], dec: catalog.float64("DEC")[row] }, job.pointing, job.models.distortion);
      expect(at?.ccd).toBe(CCD);
      expect(Math.hypot(at!.x - star.x, at!.y - star.y)).toBeLessThan(0.01);
      const { quadrant, x, y } = ccdToReadout(ccdOf(CCD), star.x, star.y);
      const { pixels } = await frame.image(`${CCD}.${quadrant}`).read();
      // A full well, 200 000 electrons within a few per cent: what is more has bled along the column.
      const value = pixels[Math.round(y) * 2128 + Math.round(x)];
      expect(value).toBeGreaterThan(0.9 * (200_000 / 3.48) + 2705);
      expect(value).toBeLessThan(1.1 * (200_000 / 3.48) + 2705);
    }
  });
});
