import { directionOf, nominalDistortion, parseUtc, pixelToSky, separation, skyToPixel, spacecraftVelocity } from "@elvis/focal-plane";
import type { Catalog } from "@elvis/formats/catalog";
import type { Rows } from "@elvis/formats/product";
import { testContext } from "@elvis/stage/testing";
import { describe, expect, it } from "vitest";
import { galaxyRows, models, recorded, type Star, starRows, task, universe } from "../test/values.ts";
import { seenUniverse } from "./aberration.ts";
import { visSplit } from "./stage.ts";

/** km/s */
const SPEED_OF_LIGHT = 299_792.458;
const { pointing } = task;
const centre = directionOf(pointing.ra, pointing.dec);
const moving = { ...task, aberration: true };

async function all(rows: Rows): Promise<readonly Catalog[]> {
  const batches: Catalog[] = [];
  for await (const batch of rows.read()) batches.push(batch);
  return batches;
}
const columnOf = async (rows: Rows, name: string): Promise<number[]> => (await all(rows)).flatMap((batch) => [...batch.float64(name)]);

const corner: Star = { ...pixelToSky(pointing, nominalDistortion, "1-6", 4000, 4000)!, magnitude: 20 };
const stars = [{ ...pointing, magnitude: 20 }, corner, { ra: 150.4, dec: 2.5, magnitude: 20 }, { ra: 149.8, dec: 1.9, magnitude: 20 }];
const sky = { ...universe, stars: starRows(stars), galaxies: galaxyRows(stars.map((it) => ({ ...it, radius: 0.3 }))) };

describe("seenUniverse", () => {
  it("brings sources nearer to the field's centre by the speed at which the telescope flies towards it, and leaves the centre", async () => {
    const velocity = spacecraftVelocity(parseUtc(task.start), task.orbit);
    const towards = centre.reduce((sum, it, axis) => sum + it * velocity[axis], 0) / SPEED_OF_LIGHT;
    // On 2 January the Earth flies at 30 km/s to ecliptic longitude 191.6, 40 degrees from the field at 151.3.
    expect(towards).toBeCloseTo((30.3 / SPEED_OF_LIGHT) * Math.cos((41 * Math.PI) / 180), 6);
    const seen = seenUniverse(sky, moving)!;
    for (const [rows, ra, dec] of [
      [seen.stars, "RA", "DEC"],
      [seen.galaxies, "RA_MAG", "DEC_MAG"],
    ] as const) {
      const [right, up] = [await columnOf(rows, ra), await columnOf(rows, dec)];
      stars.forEach((star, at) => {
        const before = separation(centre, directionOf(star.ra, star.dec));
        const after = separation(centre, directionOf(right[at], up[at]));
        // To 2 milliarcseconds: what the scale leaves out is of the second order.
        expect(Math.abs(after - before * (1 - towards)) * (180 / Math.PI) * 3.6e6).toBeLessThan(2);
      });
    }
  });

  it("moves a galaxy's place without lensing along with the lensed one, and nothing but places; the table says so", async () => {
    const [before] = await all(sky.galaxies);
    const [after] = await all(seenUniverse(sky, moving)!.galaxies);
    const moved = after.columns.filter(({ name }) => {
      const [a, b] = [before.column(name), after.column(name)];
      return Array.from(a as ArrayLike<unknown>).some((value, row) => value !== b[row]);
    });
    expect(moved.map(({ name }) => name)).toEqual(["RA", "DEC", "RA_MAG", "DEC_MAG"]);
    expect(after.metadata.get("VELABERR")).toBe("applied");
  });

  it("changes nothing where the task has none, and keeps a position that is no number", async () => {
    expect(seenUniverse(sky, task)).toBe(sky);
    expect(seenUniverse(sky, { ...task, aberration: false })).toBe(sky);
    expect(seenUniverse(undefined, moving)).toBeUndefined();
    const broken = { ...sky, stars: starRows([{ ra: 150, dec: Number.NaN, magnitude: 20 }]) };
    expect(await columnOf(seenUniverse(broken, moving)!.stars, "RA")).toEqual([150]);
  });
});

describe("visSplit", () => {
  it("hands detectors the places as they are seen when the task says so: more than a pixel away at the corner", async () => {
    const pixelOf = async (aberration: boolean) => {
      const inputs = { ...models, ...recorded, tasks: [{ ...task, aberration }], tucatalog: sky };
      const { detectors } = await visSplit.run(inputs, visSplit.config.parse({ ccds: "1-6" }), testContext());
      for await (const job of detectors)
        return skyToPixel(pointing, nominalDistortion, "1-6", (await columnOf(job.stars, "RA"))[0], (await columnOf(job.stars, "DEC"))[0])!;
      throw new Error("no job");
    };
    const still = await pixelOf(false);
    expect(still.x).toBeCloseTo(4000, 6);
    expect(still.y).toBeCloseTo(4000, 6);
    const seen = await pixelOf(true);
    // 1-6 lies up and to the right of the centre: its sources come in, to the left and down.
    expect(seen.x - still.x).toBeLessThan(-0.8);
    expect(seen.y - still.y).toBeLessThan(-0.8);
    expect(Math.hypot(seen.x - still.x, seen.y - still.y)).toBeLessThan(2);
  });
});
