import { describe, expect, it } from "vitest";
import { flatDatabase, hasPublicDatabase, publicDatabase } from "../test/databases.ts";
import { mdb } from "../test/values.ts";
import { thermalElectrons, thermalRate } from "./thermal.ts";

/** 1 nm about 1000 nm, half of the light, 2 m2. */
const narrow = { from: 1000, to: 1001, area: 2e4, response: () => 0.5 };

describe("thermal light", () => {
  it("is below 1e-20 e-/s/pixel at 130 K, and follows Planck's law in a narrow band by hand", () => {
    // 300 K: h c / lambda k T = 14387.769 / 300 = 47.959229, exp(-47.959229) = 1.484470e-21; 2 c / lambda^4 = 5.995849e19 photons/s/cm2/sr/nm;
    // x 2e4 cm2 x 0.5 x 0.01 arcsec2 x 2.350443e-11 sr/arcsec2
    const at1000 = 5.995849e19 * 1.48447e-21 * 2e4 * 0.5 * 0.01 * 2.350443e-11;
    const found = thermalElectrons(300, 1, narrow);
    // 1 nm further the exponential has grown by 4.9 %, less 0.4 % for the fourth power.
    expect(found / at1000).toBeCloseTo((1 + 1.049078 * (1000 / 1001) ** 4) / 2, 4);
    expect(thermalRate(mdb)).toBeGreaterThan(0);
    expect(thermalRate(mdb)).toBeLessThan(1e-20);
  });

  it("is in proportion to emissivity and area, and steep in temperature", () => {
    const full = thermalElectrons(250, 1, narrow);
    expect(thermalElectrons(250, 0.1, narrow) / full).toBeCloseTo(0.1, 12);
    expect(thermalElectrons(250, 1, { ...narrow, area: 1e4 }) / full).toBeCloseTo(0.5, 12);
    // exp(-14381 (1/260 - 1/250)), lambda = 1000.5 nm
    expect(Math.log(thermalElectrons(260, 1, narrow) / full)).toBeCloseTo(14380.6 * (1 / 250 - 1 / 260), 2);
    expect(thermalElectrons(0.001, 1, narrow)).toBe(0);
  });

  it("takes temperature and passband from the database", () => {
    const band = { from: 599, to: 801, area: 2e4, response: () => 0.4 };
    expect(thermalRate(flatDatabase) / thermalElectrons(200, 1, band)).toBeCloseTo(1, 9);
  });

  it.skipIf(!hasPublicDatabase)("from the public mission database is what is taken without one, and below 1e-20", async () => {
    expect((thermalRate(await publicDatabase()) * 0.9926) / thermalRate(mdb)).toBeCloseTo(1, 2);
  });
});
