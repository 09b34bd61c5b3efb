import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { leapSeconds, parseTime, TIME_SYSTEMS, type TimeSystem, taiSeconds } from "./time-systems.ts";

/** By astropy: tools/oracle/times.py. */
const oracle: { readonly cases: readonly { readonly text: string; readonly system: TimeSystem; readonly tai: string }[] } = JSON.parse(
  readFileSync(new URL("./time-systems.oracle.json", import.meta.url), "utf8"),
);

describe("time systems", () => {
  // A number of seconds has a double's precision: 1e-7 s. TDB is a truncated series.
  test.each([
    ["UTC", 2e-7],
    ["TAI", 2e-7],
    ["TT", 2e-7],
    ["GPS", 2e-7],
    ["TDB", 3e-6],
  ] as const)("%s is astropy's, within %d s, leap seconds included", (system, tolerance) => {
    const cases = oracle.cases.filter((it) => it.system === system);
    expect(cases.length).toBeGreaterThan(40);
    for (const { text, tai } of cases) expect(Math.abs(taiSeconds(parseTime(text)!, system) - Number(tai)), text).toBeLessThan(tolerance);
  });

  test("are all in the oracle", () => {
    expect(new Set(oracle.cases.map(({ system }) => system))).toEqual(new Set(TIME_SYSTEMS));
  });

  test("are read by calendar day and by day of the year, to any number of decimals", () => {
    expect(parseTime("1996-353T12:00:00.331")).toEqual(parseTime("1996-12-18T12:00:00.331Z"));
    expect(parseTime("2000-01-01T00:00:01.5")).toEqual({ day: 51544, seconds: 1.5 });
    for (const text of ["2023-02-29T00:00:00", "2023-366T00:00:00", "2023-000T00:00:00", "2023-01-01T24:00:00", "2023-01-01"])
      expect(parseTime(text), text).toBeUndefined();
  });

  // 2016-12-31 had a leap second: 23:59:60 is one second before 2017-01-01T00:00:00.
  test("count leap seconds", () => {
    const tai = (text: string) => taiSeconds(parseTime(text)!, "UTC");
    expect(tai("2017-01-01T00:00:00") - tai("2016-12-31T23:59:60")).toBe(1);
    expect(tai("2016-12-31T23:59:60") - tai("2016-12-31T23:59:59")).toBe(1);
    expect(leapSeconds(60373)).toBe(37);
    expect(() => leapSeconds(41316)).toThrow(RangeError);
  });
});
