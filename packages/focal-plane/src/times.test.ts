import { describe, expect, it } from "vitest";
import { addSeconds, formatUtc, mjdOf, parseUtc, taiMinusUtc, ttCenturies, utcOfMjd, utcOfMjd2000 } from "./index.ts";

describe("times", () => {
  it("keeps microseconds through text", () => {
    for (const text of ["2024-03-04T00:17:20.075495Z", "1999-12-31T23:59:59.999999Z", "2026-01-02T03:04:05.000001Z"])
      expect(formatUtc(parseUtc(text))).toBe(text);
    expect(formatUtc(parseUtc("2024-02-29"))).toBe("2024-02-29T00:00:00.000000Z");
    expect(formatUtc(addSeconds(parseUtc("2024-12-31T23:59:59.5Z"), 0.500001))).toBe("2025-01-01T00:00:00.000001Z");
  });

  it.each([
    "2023-02-29T00:00:00Z",
    "2024-01-01 00:00:00",
    "2024-13-01T00:00:00Z",
    "2024-01-01T25:00:00Z",
    "yesterday",
    "2024-01-01T00:00:00+01:00",
  ])("refuses %s", (text) => expect(() => parseUtc(text)).toThrow(RangeError));

  it("gives the MJD of a flight header", () => {
    expect(mjdOf(parseUtc("2024-03-04T00:17:20.075495Z"))).toBeCloseTo(60373.0120379108, 10);
    expect(utcOfMjd(51544.5)).toBe(parseUtc("2000-01-01T12:00:00Z"));
  });

  it("reads the survey's day counter: 1e-5 days from MJD 51544", () => {
    expect(formatUtc(utcOfMjd2000(882_912_345))).toBe(formatUtc(utcOfMjd(51544 + 8829.12345)));
    expect(utcOfMjd2000(100_000)).toBe(parseUtc("2000-01-02"));
  });

  it("knows the leap seconds", () => {
    expect(taiMinusUtc(parseUtc("2016-12-31T23:59:59Z"))).toBe(36);
    expect(taiMinusUtc(parseUtc("2017-01-01T00:00:00Z"))).toBe(37);
    expect(() => taiMinusUtc(parseUtc("1970-01-01"))).toThrow(/1972/);
    expect(ttCenturies(parseUtc("2000-01-01T11:58:55.816Z"))).toBeCloseTo(0, 12);
  });
});
