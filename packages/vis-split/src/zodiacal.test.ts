import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { POLE_BRIGHTNESS, zodiacalFactor } from "./zodiacal.ts";

const file = new URL("../../../../shared/data/tables/leinert97_zodi_0p5um.csv", import.meta.url);

describe("zodiacalFactor", () => {
  it("is bilinear in longitude and latitude: the mean of four numbers in the middle of a cell", () => {
    // 75 and 90 degrees from the Sun, latitudes 30 and 45
    expect(zodiacalFactor(82.5, 37.5)).toBeCloseTo((151 + 116 + 132 + 104) / 4 / 77, 12);
    // a third of the way from 15 to 20 degrees; 20 % of the way from 5 to 10
    const [near, far] = [6780 + 0.2 * (3440 - 6780), 4480 + 0.2 * (2410 - 4480)];
    expect(zodiacalFactor(15 + 5 / 3, 6)).toBeCloseTo((near + (far - near) / 3) / 77, 9);
  });

  it("at 90 degrees from the Sun is the mission database's factor of latitude, within 0.5 %: that is which reading of the table it is", () => {
    for (const [latitude, factor] of [
      [0, 3.36],
      [5, 3.26],
      [10, 2.92],
      [15, 2.51],
      [20, 2.16],
      [25, 1.91],
      [30, 1.71],
      [45, 1.35],
      [60, 1.12],
      [75, 1.03],
      [90, 1],
    ])
      expect(Math.abs(zodiacalFactor(90, latitude)! / factor - 1), `${latitude}`).toBeLessThan(0.005);
  });

  it("is the same on both sides of the Sun, of the ecliptic, and after a turn", () => {
    const value = zodiacalFactor(110, 12);
    for (const [longitude, latitude] of [
      [-110, 12],
      [110, -12],
      [250, 12],
      [-250, -12],
      [470, 12],
    ])
      expect(zodiacalFactor(longitude, latitude)).toBeCloseTo(value!, 12);
  });

  it("is 1 at the poles at any longitude, and ends at 180 degrees without a jump", () => {
    for (const longitude of [0, 33, 90, 180, 200]) expect(zodiacalFactor(longitude, 90)).toBe(1);
    expect(zodiacalFactor(180, 0)).toBeCloseTo(230 / 77, 12);
    expect(zodiacalFactor(180.5, 0)).toBeCloseTo(zodiacalFactor(179.5, 0)!, 12);
  });

  it("has no value where the table has none: round the Sun, and in cells with such a corner", () => {
    for (const [longitude, latitude] of [
      [0, 0],
      [3, 14.9],
      [10, 5],
      [12, 7],
      [14.9, 0],
    ])
      expect(zodiacalFactor(longitude, latitude), `${longitude}, ${latitude}`).toBeUndefined();
    for (const [longitude, latitude, value] of [
      [15, 0, 11500],
      [10, 10, 4740],
      [0, 15, 3140],
    ])
      expect(zodiacalFactor(longitude, latitude)).toBeCloseTo(value / 77, 9);
  });

  it.skipIf(!existsSync(file))("has every number of the published table (skipped where ../shared is absent)", () => {
    const [head, ...rows] = readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .map((line) => line.trim().split(","));
    const latitudes = head.slice(1).map((name) => Number(name.replace("beta_", "")));
    expect(rows).toHaveLength(19);
    for (const [longitude, ...values] of rows.map((row) => row.map(Number)))
      for (const [at, value] of values.entries()) {
        // 1 stands for no value
        if (value === 1) expect(zodiacalFactor(longitude, latitudes[at])).toBeUndefined();
        else expect(zodiacalFactor(longitude, latitudes[at])! * POLE_BRIGHTNESS).toBeCloseTo(value, 8);
      }
  });
});
