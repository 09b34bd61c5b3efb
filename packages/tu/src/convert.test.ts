import { utcOfMjd } from "@elvis/focal-plane";
import { tuGalaxyColumns } from "@elvis/formats/catalog";
import { expect, test } from "vitest";
import { galaxies, sky, stars, tile } from "../test/values.ts";
import { galaxiesToTu, starsToTu } from "./convert.ts";
import { type Measured, Photometry } from "./photometry/tile-fluxes.ts";
import { epochOf } from "./proper-motion.ts";

const measured = (kind: "star" | "galaxy", input: ReturnType<typeof stars>): Promise<Measured> =>
  new Photometry(() => {}).measure(input, tile(kind, sky, input));

test("a galaxy's flux of 3.631e-29 erg/s/cm2/Hz is 3.631 microjansky and magnitude 22.5", async () => {
  const input = galaxies([
    {
      id: 7,
      ra: 10,
      dec: 2,
      more: { euclid_vis_el_model3_ext_odonnell_ext: 3.631e-29, euclid_vis_abs: 3.631e-12, ra_mag_gal: 10.01, dec_mag_gal: 2.01 },
    },
  ]);
  const rows = galaxiesToTu(await measured("galaxy", input));
  expect(rows.float32("TU_FNU_VIS_MAG")[0]).toBeCloseTo(3.631e-6, 12);
  expect(rows.float32("REF_MAG")[0]).toBeCloseTo(22.5, 3);
  // -2.5 log10(3.631e-12) - 48.6 = 28.6 - 48.6
  expect(rows.float32("REF_MAG_ABS")[0]).toBeCloseTo(-20, 3);
  expect([rows.float64("RA")[0], rows.float64("RA_MAG")[0], rows.float64("DEC_MAG")[0]]).toEqual([10, 10.01, 2.01]);
  expect(rows.int64("SOURCE_ID")[0]).toBe(7n);
});

test("galaxies have every column of the true universe that is not optional", async () => {
  const rows = galaxiesToTu(await measured("galaxy", galaxies([{ id: 1, ra: 0, dec: 0 }])));
  for (const { name, optional } of tuGalaxyColumns) if (!optional) expect(rows.has(name), name).toBe(true);
});

test("stars are moved, their fluxes are not", async () => {
  const input = stars([{ id: 3, ra: 150, dec: 2, more: { PMRA: 0, PMDEC: 1000, TU_FNU_VIS: 1e-3 } }]);
  const rows = starsToTu(await measured("star", input), { years: 8, observer: [0, 0, 0] });
  expect(rows.float64("DEC")[0]).toBeCloseTo(2 + 8 / 3600, 8);
  expect(rows.float64("RA")[0]).toBeCloseTo(150, 10);
  expect(rows.float32("TU_FNU_VIS")[0]).toBe(Math.fround(1e-3));
  expect(rows.has("PMRA")).toBe(false);
});

test("a tile's own arrays are left as they were", async () => {
  const input = stars([{ id: 3, ra: 150, dec: 2, more: { PMRA: 500, PMDEC: 1000, PARALLAX: 100 } }]);
  starsToTu(await measured("star", input), epochOf(utcOfMjd(60373)));
  expect([input.float64("RA")[0], input.float64("DEC")[0]]).toEqual([150, 2]);
});
