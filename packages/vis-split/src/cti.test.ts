import type { MdbParameter, MdbValue } from "@elvis/formats/product";
import { describe, expect, it } from "vitest";
import { mdb } from "../test/values.ts";
import { ctiOf, trapShareOn } from "./cti.ts";

const VIS = "SpaceSegment.Instrument.VIS.";
const parameter = (title: string, value: MdbValue): readonly [string, MdbParameter] => [
  `${VIS}${title}`,
  { title: `${VIS}${title}`, description: "", source: "", release: "", expression: "", value },
];
const row = (title: string, ...values: readonly number[]) =>
  parameter(title, { kind: "table", columns: values.map((_, n) => ({ name: `c${n}`, unit: "" })), rows: [values] });
const number = (title: string, value: number) => parameter(title, { kind: "double", unit: "", values: [value] });
const database = (...parameters: readonly (readonly [string, MdbParameter])[]) => ({ ...mdb, parameters: new Map(parameters) });

describe("ctiOf", () => {
  it("has the traps of the public database where there is none", () => {
    const { parallel, serial } = ctiOf(mdb, 1);
    const pairs = (direction: typeof parallel) => direction.traps.map(({ density, releaseTime }) => [density, releaseTime]);
    expect(pairs(parallel)).toEqual([
      [0.1656, 1.25],
      [0.3185, 4.4],
    ]);
    expect(pairs(serial)).toEqual([
      [0.0442, 0.8],
      [0.1326, 3.5],
      [3.9782, 20],
    ]);
    for (const direction of [parallel, serial])
      expect(direction).toMatchObject({
        well: { fullWell: 200_000, notch: 1e-9, power: 0.58, firstElectronFill: 0 },
        phases: [{ dwellTime: 1, trapShare: 1 }],
        express: 5,
        emptyBetweenLines: true,
        emptyForFirstTransfers: false,
        releaseAway: true,
        integerExpress: false,
      });
  });

  it("has that share of the traps in both directions, and nothing else of it changed", () => {
    const [whole, part] = [ctiOf(mdb, 1), ctiOf(mdb, 0.25)];
    expect(part.parallel.traps.map(({ density }) => density)).toEqual([0.0414, 0.079625]);
    expect(part.serial.traps[2]).toEqual({ ...whole.serial.traps[2], density: 3.9782 / 4 });
    expect({ ...part.serial, traps: whole.serial.traps }).toEqual(whole.serial);
  });

  it("takes traps, well and passes of each direction from the database's own parameters", () => {
    const { parallel, serial } = ctiOf(
      database(
        row("CTIParallelTrapDensity", 2),
        row("CTIParallelTrapLifeTime", 7),
        number("CTIParallelWellDepth", 100_000),
        number("CTIParallelExpress", 1),
        number("CTISerialWellFillPower", 0.6),
        number("CTISerialWellNotchDepth", -3),
      ),
      1,
    );
    expect(parallel.traps).toEqual([{ density: 2, releaseTime: 7, releaseSigma: 0, captureTime: 0 }]);
    expect([parallel.well.fullWell, parallel.express, parallel.well.power]).toEqual([100_000, 1, 0.58]);
    expect([serial.traps.length, serial.well.power, serial.well.notch, serial.express]).toEqual([3, 0.6, -3, 5]);
  });

  it("names the parameter that has no meaning", () => {
    const refused =
      (...parameters: readonly (readonly [string, MdbParameter])[]) =>
      () =>
        ctiOf(database(...parameters), 1);
    expect(refused(row("CTIParallelTrapDensity", 1, 2, 3))).toThrow(
      "--mdb: TEST-MDB: SpaceSegment.Instrument.VIS.CTIParallelTrapLifeTime: expected 3 numbers, as there are densities, found 2",
    );
    expect(refused(row("CTISerialTrapDensity", 1, -2, 3))).toThrow(
      "CTISerialTrapDensity: expected traps a pixel, 0 or more, found 1, -2, 3",
    );
    expect(refused(row("CTIParallelTrapLifeTime", 1, 0))).toThrow("CTIParallelTrapLifeTime: expected transfers, above 0, found 1, 0");
    expect(refused(number("CTISerialExpress", 1.5))).toThrow("CTISerialExpress: expected a whole number from 0, found 1.5");
    expect(refused(number("CTIParallelTrapDensity", 1))).toThrow("CTIParallelTrapDensity: expected a table, found a double");
  });
});

describe("trapShareOn", () => {
  it("grows evenly from launch: a quarter of the mission, all of it, beyond it", () => {
    expect(trapShareOn("2023-07-01T15:12:00Z")).toBe(0);
    // 6.25 years are 2282.8125 days; a quarter of them 570.703125.
    expect(trapShareOn("2025-01-22T08:04:30Z")).toBeCloseTo(0.25, 12);
    expect(trapShareOn("2029-09-30T10:42:00Z")).toBeCloseTo(1, 12);
    expect(trapShareOn("2031-04-24T03:34:30Z")).toBeCloseTo(1.25, 12);
  });

  it("is all of them in a plan for a day before launch", () => {
    expect(trapShareOn("2021-06-01")).toBe(1);
  });
});
