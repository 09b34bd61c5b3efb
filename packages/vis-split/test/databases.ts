import { existsSync, readFileSync } from "node:fs";
import { bufferSource, MemoryFolder } from "@elvis/formats";
import { type MissionDatabase, missionDatabase } from "@elvis/formats/product";
import { mdb } from "./values.ts";

const file = new URL("../../../../shared/data/mdb/EUC_MDB_MISSIONCONFIGURATION-SC3_2017-06-01.xml.gz", import.meta.url);

/** Whether the public mission database lies beside the checkout. */
export const hasPublicDatabase = existsSync(file);
if (!hasPublicDatabase) console.warn("../shared is absent: the sky is not computed from the public mission database");

/** Its telescope has 1 m2. */
export const publicDatabase = (): Promise<MissionDatabase> =>
  missionDatabase.decode(bufferSource(new Uint8Array(readFileSync(file)), "mdb.xml.gz"), new MemoryFolder());

const parameter = (title: string, value: object) =>
  [title, { title, description: "", source: "", release: "", expression: "", value }] as const;
const table = (title: string, ...rows: number[][]) => parameter(title, { kind: "table", columns: [], rows });

/** A database by hand: 1e-18 erg/s/cm2/A/arcsec2 at the pole, 3 times that at latitude 0; a band of 0.5 x 0.8 from 599 to 801 nm, 2 m2, 200 K. */
export const flatDatabase = {
  ...mdb,
  parameters: new Map([
    table("Environment.SolarSystem.ZodiacalLambda", [0.4, 1e-18], [2.5, 1e-18]),
    table("Environment.SolarSystem.ZodiacalEclipticLat", [0, 3], [90, 1]),
    table("SpaceSegment.PLM.PLMTransmissionVISCBENominalEOL", [599, 0.4, 0.6], [801, 0.4, 0.6]),
    table("SpaceSegment.Instrument.VIS.MeanDetectorQuantumEfficiencyCBENominalEOL", [100, 0.8], [2100, 0.8]),
    parameter("SpaceSegment.PLM.TelescopeCollectingSurface", { kind: "double", unit: "m2", values: [2] }),
    parameter("SpaceSegment.PLM.PLMTelescopeTemperature", { kind: "double", unit: "K", values: [200] }),
  ]),
} as unknown as MissionDatabase;
