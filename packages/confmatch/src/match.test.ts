import type { TrueUniverse, VisInputConfiguration } from "@elvis/formats/product";
import { StageError } from "@elvis/stage";
import { describe, expect, test } from "vitest";
import { matchConfigurations, separation } from "./match.ts";

const task = (pointingId: number, exposure = 1, ra = 150.1, dec = 60) =>
  ({
    fileName: `T${pointingId}-${exposure}.xml`,
    identity: { pointingId, exposure },
    pointing: { ra, dec, pa: 0 },
  }) as VisInputConfiguration;
const universe = (euclidPointingId: number, ra = 150.1, dec = 60) =>
  ({ fileName: `TU${euclidPointingId}/outputTU.xml`, euclidPointingId, pointing: { ra, dec, pa: 0 } }) as TrueUniverse;

describe("matchConfigurations", () => {
  test("pairs by pointing, in the order of the tasks, and changes nothing else", () => {
    const tasks = [task(8), task(7, 1), task(7, 2)];
    const { matched, unused } = matchConfigurations(tasks, [universe(7), universe(9), universe(8)]);
    expect(matched).toEqual([
      { ...tasks[0], trueUniverse: "TU8/outputTU.xml" },
      { ...tasks[1], trueUniverse: "TU7/outputTU.xml" },
      { ...tasks[2], trueUniverse: "TU7/outputTU.xml" },
    ]);
    expect(unused.map(({ euclidPointingId }) => euclidPointingId)).toEqual([9]);
    expect(tasks.every((it) => it.trueUniverse === undefined)).toBe(true);
  });

  test("refuses a task whose pointing has no true universe, naming both sides", () => {
    expect(() => matchConfigurations([task(7)], [universe(8)])).toThrow(
      "data/T7-1.xml, pointing 7: expected its true universe in tucatalog, found pointing 8 (TU8/outputTU.xml)",
    );
    expect(() => matchConfigurations([task(7)], [])).toThrow("found none");
    expect(() => matchConfigurations([], [universe(8)])).toThrow("expected at least one VIS task");
  });

  test("takes positions as equal up to 1 arcsec on the sky, not in coordinates", () => {
    // At Dec 60, 1.9 arcsec of right ascension are 0.95 arcsec on the sky.
    expect(matchConfigurations([task(7)], [universe(7, 150.1 + 1.9 / 3600)]).matched).toHaveLength(1);
    expect(matchConfigurations([task(7)], [universe(7, 150.1, 60 + 0.99 / 3600)]).matched).toHaveLength(1);
    expect(() => matchConfigurations([task(7)], [universe(7, 150.1, 60 + 1.01 / 3600)])).toThrow(
      "within 1 arcsec, found RA 150.1 Dec 60, 1.01 arcsec away",
    );
    expect(() => matchConfigurations([task(7, 1, Number.NaN)], [universe(7)])).toThrow("arcsec away");
  });

  test("refuses two true universes of one pointing, and one without a file", () => {
    expect(() => matchConfigurations([task(7)], [universe(7), { ...universe(7), fileName: "again.xml" }])).toThrow(
      "expected one true universe of pointing 7, found TU7/outputTU.xml and again.xml",
    );
    expect(() => matchConfigurations([task(7)], [{ ...universe(7), fileName: undefined }])).toThrow(StageError);
  });
});

describe("separation", () => {
  test("is right across right ascension 0, at the poles and for the whole sky", () => {
    expect(separation({ ra: 359.9999, dec: 0 }, { ra: 0.0001, dec: 0 })).toBeCloseTo(0.72, 9);
    expect(separation({ ra: 10, dec: 89.9999 }, { ra: 190, dec: 89.9999 })).toBeCloseTo(0.72, 6);
    expect(separation({ ra: 0, dec: 0 }, { ra: 180, dec: 0 })).toBeCloseTo(180 * 3600, 6);
    expect(separation({ ra: 5, dec: 5 }, { ra: 5, dec: 5 })).toBe(0);
  });
});
