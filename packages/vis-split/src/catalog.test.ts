import { CCDS, type CcdPixel, ccdOf, locate, nominalDistortion, pixelToSky, skyProjection, skyToPixel } from "@elvis/focal-plane";
import type { CcdId, Rows } from "@elvis/formats/product";
import { describe, expect, it } from "vitest";
import { galaxyRows, type Star, starRows, task } from "../test/values.ts";
import { galaxyReach, splitCatalog, starReach } from "./catalog.ts";

const { pointing } = task;
const projection = skyProjection(pointing, nominalDistortion);
const at = (ccd: CcdId, x: number, y: number, magnitude = 20): Star => ({
  ...pixelToSky(pointing, nominalDistortion, ccd, x, y)!,
  magnitude,
});

async function idsOf(rows: Rows | undefined): Promise<number[]> {
  const ids: number[] = [];
  for await (const batch of rows!.read()) ids.push(...Array.from(batch.int64("SOURCE_ID"), Number));
  return ids;
}
async function splitStars(stars: readonly Star[], ccds = CCDS) {
  const { rows, ...counts } = await splitCatalog(starRows(stars), "stars", starReach, projection, ccds);
  return {
    ...counts,
    ids: Object.fromEntries(await Promise.all([...rows].map(async ([id, it]) => [id, await idsOf(it)] as const))) as Record<
      CcdId,
      number[]
    >,
  };
}

describe("splitCatalog", () => {
  it("gives a star in the middle of a CCD to it alone, and one near a border to both sides", async () => {
    const { ids, read, used } = await splitStars([at("3-4", 2000, 900), at("3-4", 10, 900), at("3-4", 10, 4128)]);
    expect(ids["3-4"]).toEqual([0, 1, 2]);
    // 10 pixels from the left border and 124.7 of gap: within 200 of 3-3. The gap along y is 644 pixels: not within 200 of 2-4.
    expect(ids["3-3"]).toEqual([1, 2]);
    expect(Object.values(ids).flat()).toHaveLength(5);
    expect([read, used]).toEqual([3, 3]);
  });

  it("reaches 200 pixels beyond the last row and not 201", async () => {
    const { ids } = await splitStars([
      at("6-3", 2000, -0.5 - 199.9),
      at("6-3", 2000, -0.5 - 200.1),
      at("1-3", 2000, 4131.5 + 199.9),
      at("1-3", 2000, 4131.5 + 200.1),
    ]);
    expect(ids["6-3"]).toEqual([0]);
    expect(ids["1-3"]).toEqual([2]);
  });

  it("gives a bright star to CCDs that its halo reaches", async () => {
    const faint = await splitStars([at("3-4", 2000, 4100, 20)]);
    expect(Object.values(faint.ids).filter((it) => it.length > 0)).toHaveLength(1);
    // Magnitude 8: 2000 pixels, which reach no third CCD from here.
    const bright = await splitStars([at("3-4", 1800, 4100, 8)]);
    expect(bright.ids["2-3"]).toEqual([0]);
    expect(bright.ids["3-3"]).toEqual([0]);
    expect(bright.ids["2-5"]).toEqual([]);
  });

  it("gives a star once to each CCD that its ghost touches, wherever the star itself is", async () => {
    // Ghosts of 50 pixels' radius: 600 pixels to the right of their stars, over 124.7 of gap between CCDs; and 3000 up, on the next CCD of a column.
    const spots = [
      { x: 7.2, y: 0 },
      { x: 7.2, y: 0 },
      { x: 7.2, y: 0 },
      { x: 0, y: 36 },
      { x: 0, y: 0 },
    ];
    const stars = [at("3-4", 4000, 900), at("3-4", 3571, 900), at("3-4", 3569, 900), at("3-4", 2000, 2000), at("3-4", 2000, 1000)];
    const ghost = () => (row: number) => {
      const star = projection.toFocalPlane(stars[row].ra, stars[row].dec)!;
      return { x: star.x + spots[row].x, y: star.y + spots[row].y, radius: 0.6 };
    };
    const { rows } = await splitCatalog(starRows(stars, 10), "stars", { ...starReach, ghost }, projection, CCDS);
    // 3571 + 600 + 50 is beyond the first column's edge of 3-5, 4095.5 + 124.7; 3569 + 600 + 50 is not.
    expect(await idsOf(rows.get("3-5"))).toEqual([0, 1]);
    expect(await idsOf(rows.get("2-4"))).toEqual([3]);
    expect(await idsOf(rows.get("3-4"))).toEqual([0, 1, 2, 3, 4]);
  });

  it("loses no star that lands on a pixel, and keeps the catalogue's order, at any place", async () => {
    let state = 1;
    const draw = () => {
      state = (state * 48271) % 2147483647;
      return state / 2147483647;
    };
    const stars = Array.from({ length: 400 }, () => ({
      ra: pointing.ra + (draw() - 0.5) * 1.2,
      dec: pointing.dec + (draw() - 0.5) * 1.2,
      magnitude: 18 + 8 * draw(),
    }));
    const { ids } = await splitStars(stars);
    let landed = 0;
    stars.forEach((star, index) => {
      const place = locate(star, pointing, nominalDistortion);
      if (place === undefined) return;
      landed++;
      expect(ids[place.ccd]).toContain(index);
    });
    expect(landed).toBeGreaterThan(100);
    for (const [id, list] of Object.entries(ids)) {
      expect(list).toEqual(list.toSorted((a, b) => a - b));
      for (const index of list) {
        const pixel: CcdPixel = skyToPixel(pointing, nominalDistortion, id as CcdId, stars[index].ra, stars[index].dec)!;
        expect(pixel.x).toBeGreaterThan(-201);
        expect(pixel.siliconY).toBeLessThan(4136 + 201);
      }
    }
  });

  it("gives a large galaxy a larger reach: 100 pixels more for each second of arc of its half-light radius", async () => {
    const place = at("6-3", 2000, -0.5 - 450);
    const { rows } = await splitCatalog(
      galaxyRows([
        { ...place, radius: 2.4 },
        { ...place, radius: 2.6 },
      ]),
      "galaxies",
      galaxyReach,
      projection,
      [ccdOf("6-3")],
    );
    expect(await idsOf(rows.get("6-3"))).toEqual([1]);
  });

  it("keeps only the CCDs asked for, and leaves out what is far from the field", async () => {
    const stars = [
      at("3-4", 2000, 900),
      at("1-1", 2000, 900),
      { ra: pointing.ra + 3, dec: 0, magnitude: 5 },
      { ra: pointing.ra + 180, dec: 0, magnitude: 5 },
    ];
    const { ids, read, used } = await splitStars(stars, [ccdOf("1-1")]);
    expect(ids).toEqual({ "1-1": [1] });
    expect([read, used]).toEqual([4, 1]);
  });

  it("names the row of a position that is not a number", async () => {
    const stars = [at("1-1", 5, 5), at("1-1", 5, 5), at("1-1", 5, 5), at("1-1", 5, 5), { ra: Number.NaN, dec: 0, magnitude: 20 }];
    await expect(splitStars(stars)).rejects.toThrow("stars, row 5: expected a position, found RA NaN");
  });
});
