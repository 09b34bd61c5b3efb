import { existsSync, readFileSync } from "node:fs";
import { bufferSource, MemoryFolder } from "@elvis/formats";
import { type MissionDatabase, missionDatabase } from "@elvis/formats/product";
import { describe, expect, it } from "vitest";
import { mdb } from "../test/values.ts";
import { zodiacalRate } from "./sky.ts";

const published = (title: string) => new URL(`../../../../shared/data/mdb/${title}`, import.meta.url);
const file = published("EUC_MDB_MISSIONCONFIGURATION-SC3_2017-06-01.xml.gz");

describe("zodiacalRate", () => {
  it("is 0.127 e-/s/pixel at the pole, 0.217 at 30 degrees and 0.377 at COSMOS, north and south, without tables of the database", () => {
    expect(zodiacalRate(mdb, 90)).toBeCloseTo(0.127, 3);
    expect(zodiacalRate(mdb, -30)).toBeCloseTo(0.217, 3);
    expect(Math.abs(zodiacalRate(mdb, -9.3) - 0.377)).toBeLessThan(0.003);
    expect(zodiacalRate(mdb, 0)).toBeCloseTo(0.12695 * 3.36, 9);
  });

  it("integrates the database's tables: a flat spectrum through a box, by hand", () => {
    const parameter = (title: string, value: object) =>
      [title, { title, description: "", source: "", release: "", expression: "", value }] as const;
    const table = (title: string, ...rows: number[][]) => parameter(title, { kind: "table", columns: [], rows });
    const flat = {
      ...mdb,
      parameters: new Map([
        table("Environment.SolarSystem.ZodiacalLambda", [0.4, 1e-18], [2.5, 1e-18]),
        table("Environment.SolarSystem.ZodiacalEclipticLat", [0, 3], [90, 1]),
        table("SpaceSegment.PLM.PLMTransmissionVISCBENominalEOL", [599, 0.4, 0.6], [801, 0.4, 0.6]),
        table("SpaceSegment.Instrument.VIS.MeanDetectorQuantumEfficiencyCBENominalEOL", [100, 0.8], [2100, 0.8]),
        parameter("SpaceSegment.PLM.TelescopeCollectingSurface", { kind: "double", unit: "m2", values: [2] }),
      ]),
    } as unknown as MissionDatabase;
    // 1e-18 erg/s/cm2/A x 2020 A x 700 nm / hc = 7.118e-4 photons/s/cm2/arcsec2; x 0.5 x 0.8 x 2e4 cm2 x 0.01 arcsec2
    const pole = ((1e-18 * 2020 * 700e-7) / 1.98644586e-16) * 0.4 * 2e4 * 0.01;
    expect(zodiacalRate(flat, 90) / pole).toBeCloseTo(1, 6);
    expect(zodiacalRate(flat, -45) / pole).toBeCloseTo(2, 6);
  });

  it.skipIf(!existsSync(file))(
    "gives the same to 1 % from the public mission database, whose telescope has 1 m2 (skipped where ../shared is absent)",
    async () => {
      const real = await missionDatabase.decode(bufferSource(new Uint8Array(readFileSync(file)), "mdb.xml.gz"), new MemoryFolder());
      for (const latitude of [90, 30, -9.3, 60])
        expect(Math.abs((zodiacalRate(real, latitude) * 0.9926) / zodiacalRate(mdb, latitude) - 1), `${latitude}`).toBeLessThan(0.01);
    },
  );
});
