import { apparentSun, fromEcliptic, icrsToEcliptic, longitudeLatitudeDeg, parseUtc } from "@elvis/focal-plane";
import { describe, expect, it } from "vitest";
import { flatDatabase, hasPublicDatabase, publicDatabase } from "../test/databases.ts";
import { mdb } from "../test/values.ts";
import { poleRate, zodiacalLight } from "./sky.ts";

const start = "2026-01-02T03:04:05.000000Z";
const sun = longitudeLatitudeDeg(icrsToEcliptic(apparentSun(parseUtc(start)).direction)).longitude;
/** A field by its longitude from the Sun and its latitude, degrees; fpa_x along `positionAngle` from the ecliptic's north. */
const field = (fromSun: number, latitude: number, positionAngle = 0, time = start) => ({
  pointing: fromEcliptic({ longitude: (sun + fromSun + 720) % 360, latitude, positionAngle }),
  start: time,
});
const rate = (...at: Parameters<typeof field>) => zodiacalLight(mdb, "leinert", field(...at)).rate;

describe("zodiacalLight", () => {
  it("is 0.127 e-/s/pixel at the pole and 0.218 at 30 degrees, north and south, for the table and for the factor of latitude", () => {
    for (const model of ["leinert", "latitude"] as const) {
      expect(zodiacalLight(mdb, model, field(90, 89.99)).rate).toBeCloseTo(0.127, 3);
      for (const latitude of [30, -30]) expect(zodiacalLight(mdb, model, field(90, latitude)).rate).toBeCloseTo(0.2175, 3);
    }
    expect(zodiacalLight(mdb, "latitude", field(-20, -9.3)).rate).toBeCloseTo(0.377, 2);
  });

  it("at 90 degrees from the Sun is what the table gives through another throughput and spectrum, within 2 %", () => {
    // Leinert's table x a solar spectrum through the public passband of GalSim-Euclid-Like, e-/s/pixel; the table is uncertain by about 10 %.
    for (const [latitude, expected] of [
      [15, 0.315],
      [30, 0.216],
      [45, 0.17],
      [60, 0.141],
      [89.99, 0.126],
    ])
      expect(Math.abs(rate(90, latitude) / expected - 1), `${latitude}`).toBeLessThan(0.02);
  });

  it("knows the date: half a year later the Sun is on the other side, and the same field is fainter or brighter", () => {
    const near = field(60, 10);
    expect(zodiacalLight(mdb, "leinert", near).rate / poleRate(mdb)).toBeCloseTo(352 / 77, 6);
    // 120 degrees away at the end of June, to the few degrees by which the year's halves differ
    const later = zodiacalLight(mdb, "leinert", { ...near, start: "2026-07-03T03:04:05.000000Z" }).rate / poleRate(mdb);
    expect(Math.abs(later - 177 / 77)).toBeLessThan(0.06);
    const { rate: fixed } = zodiacalLight(mdb, "latitude", near);
    expect(zodiacalLight(mdb, "latitude", { ...near, start: "2026-07-03T03:04:05.000000Z" }).rate).toBe(fixed);
  });

  it("is tilted as the table says, along fpa_x and fpa_y: a cell by hand", () => {
    // Longitudes 90 and 105 from the Sun, latitudes 30 and 45: 132, 104, 119, 96; 112.75 in the middle.
    // -1.7 a degree of latitude, -0.7 a degree of longitude, which is cos 37.5 degrees on the sky; 100 mm are 0.231481 degrees.
    const north = (-1.7 / 112.75) * 0.231481;
    const east = (-0.7 / 112.75 / Math.cos((37.5 * Math.PI) / 180)) * 0.231481;
    const close = (found: { x: number; y: number }, x: number, y: number) => {
      expect(Math.abs(found.x - x)).toBeLessThan(2e-5);
      expect(Math.abs(found.y - y)).toBeLessThan(2e-5);
    };
    // fpa_x to the ecliptic's north, fpa_y to its east: away from a Sun in the west.
    close(zodiacalLight(mdb, "leinert", field(97.5, 37.5)).gradient, north, east);
    // A Sun in the east: longitude grows towards it.
    close(zodiacalLight(mdb, "leinert", field(-97.5, 37.5)).gradient, north, -east);
    // fpa_x to the east: fpa_y to the south.
    close(zodiacalLight(mdb, "leinert", field(97.5, 37.5, 90)).gradient, east, -north);
    close(zodiacalLight(mdb, "leinert", field(97.5, -37.5)).gradient, -north, east);
    // The factor of latitude: 1.71 to 1.444 from 30 to 40 degrees, no change along longitude.
    close(zodiacalLight(mdb, "latitude", field(97.5, 35)).gradient, (-0.0266 / 1.577) * 0.231481, 0);
  });

  it("is level where field and table are symmetric: on the ecliptic, opposite to the Sun", () => {
    const { x, y } = zodiacalLight(mdb, "leinert", field(180, 0)).gradient;
    expect(Math.abs(x)).toBeLessThan(1e-4);
    expect(Math.abs(y)).toBeLessThan(1e-4);
  });

  it("refuses a field at the Sun, and says what can be done", () => {
    expect(() => zodiacalLight(mdb, "leinert", field(-4, 3))).toThrow(
      /^zodiacal light: expected a field farther from the Sun than about 15 degrees.*found one [34]\.\d degrees from it .*--zodiacal=latitude/,
    );
    expect(zodiacalLight(mdb, "latitude", field(-4, 3)).rate).toBeGreaterThan(0.3);
  });

  it("integrates the database's tables: a flat spectrum through a box, by hand", () => {
    // 1e-18 erg/s/cm2/A x 2020 A x 700 nm / hc = 7.118e-4 photons/s/cm2/arcsec2; x 0.5 x 0.8 x 2e4 cm2 x 0.01 arcsec2
    const pole = ((1e-18 * 2020 * 700e-7) / 1.98644586e-16) * 0.4 * 2e4 * 0.01;
    expect(poleRate(flatDatabase) / pole).toBeCloseTo(1, 6);
    expect(zodiacalLight(flatDatabase, "latitude", field(90, -45)).rate / pole).toBeCloseTo(2, 6);
    expect(zodiacalLight(flatDatabase, "leinert", field(90, -45)).rate / pole).toBeCloseTo(104 / 77, 6);
  });

  it.skipIf(!hasPublicDatabase)("gives the same to 1 % from the public mission database, whose telescope has 1 m2", async () => {
    const real = await publicDatabase();
    for (const model of ["leinert", "latitude"] as const)
      for (const latitude of [89.99, 30, -9.3, 60]) {
        const at = field(90, latitude);
        const ratio = (zodiacalLight(real, model, at).rate * 0.9926) / zodiacalLight(mdb, model, at).rate;
        expect(Math.abs(ratio - 1), `${model} ${latitude}`).toBeLessThan(0.01);
      }
    expect(poleRate(real) * 0.9926).toBeCloseTo(0.127, 3);
  });
});
