import { existsSync, readFileSync } from "node:fs";
import { QUADRANT_IDS } from "@elvis/formats/product";
import { describe, expect, it } from "vitest";
import { CCDS, ccdOf, ccdOfDetector, cornerOf, quadrantsOf, READOUT_HEIGHT, READOUT_WIDTH } from "./index.ts";

describe("layout", () => {
  it("gives the detector ids of archive frames to every row, turned half counted from the right", () => {
    expect(CCDS.map(({ detectorId }) => detectorId)).toEqual([
      0, 1, 2, 20, 19, 18, 3, 4, 5, 23, 22, 21, 6, 7, 8, 26, 25, 24, 9, 10, 11, 29, 28, 27, 12, 13, 14, 32, 31, 30, 15, 16, 17, 35, 34, 33,
    ]);
    for (const ccd of CCDS) expect(ccdOfDetector(ccd.detectorId)).toBe(ccd);
  });

  it("has twelve readout electronics of three CCDs each, neighbours in a row", () => {
    for (let roe = 1; roe <= 12; roe++) {
      const served = CCDS.filter(({ roeId }) => roeId === roe);
      expect(served).toHaveLength(3);
      expect(new Set(served.map(({ row, turned }) => `${row}${turned}`)).size).toBe(1);
    }
    expect(ccdOf("1-1").roeId).toBe(1);
    expect(ccdOf("6-4").roeId).toBe(12);
  });

  it("lists quadrants E F H G on the left half and G H F E on the right half", () => {
    expect(quadrantsOf(ccdOf("2-3")).join("")).toBe("EFHG");
    expect(quadrantsOf(ccdOf("2-4")).join("")).toBe("GHFE");
    expect(QUADRANT_IDS.slice(0, 5)).toEqual(["1-1.E", "1-1.F", "1-1.H", "1-1.G", "1-2.E"]);
    expect(new Set(QUADRANT_IDS).size).toBe(144);
    expect(cornerOf(ccdOf("5-6"), "E")).toBe("upperRight");
  });

  it("turns the letters with the CCD: each letter is at the corner opposite to where the other half has it", () => {
    expect(ccdOf("4-2").letters).toEqual({ lowerLeft: "E", lowerRight: "F", upperLeft: "H", upperRight: "G" });
    expect(ccdOf("4-5").letters).toEqual({ lowerLeft: "G", lowerRight: "H", upperLeft: "F", upperRight: "E" });
  });

  it("reads out 2128 x 2086 pixels", () => {
    expect([READOUT_WIDTH, READOUT_HEIGHT]).toEqual([2128, 2086]);
  });

  it("refuses CCDs that do not exist", () => {
    expect(() => ccdOf("7-1")).toThrow(/7-1/);
    expect(() => ccdOfDetector(36)).toThrow(/36/);
  });

  const table = new URL("../../../../shared/data/focalplane/ccd_data.dat", import.meta.url);
  it.skipIf(!existsSync(table))("has the CCD centres of the ELViS table (skipped where ../shared is absent)", () => {
    const lines = readFileSync(table, "utf8").trim().split("\n").slice(1);
    expect(lines).toHaveLength(36);
    for (const line of lines) {
      const [id, x, y] = line.split(" ");
      expect(ccdOf(id).x).toBeCloseTo(Number(x), 5);
      expect(ccdOf(id).y).toBeCloseTo(Number(y), 5);
    }
  });
});
