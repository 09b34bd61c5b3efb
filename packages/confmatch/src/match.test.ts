import type { TrueUniverse, VisInputConfiguration } from "@elvis/formats/product";
import { sampleVisTask } from "@elvis/formats/testing";
import { StageError } from "@elvis/stage";
import { describe, expect, test } from "vitest";
import { matchConfigurations as match } from "./match.ts";

const matchConfigurations = (tasks: readonly VisInputConfiguration[], universes: readonly TrueUniverse[]) =>
  match(tasks, universes, { runDate: new Date(Date.UTC(2026, 0, 2)), version: "0.1.0" });

const task = (pointingId: number, exposure = 1, ra = 150.1, dec = 60) =>
  sampleVisTask({
    fileName: `T${pointingId}-${exposure}.xml`,
    identity: { ...sampleVisTask().identity, ditherId: pointingId - 7, pointingId, exposure },
    pointing: { ra, dec, pa: 0 },
  });
const universe = (euclidPointingId: number, ra = 150.1, dec = 60) =>
  ({ fileName: `TU${euclidPointingId}/outputTU.xml`, euclidPointingId, pointing: { ra, dec, pa: 0 } }) as TrueUniverse;

describe("matchConfigurations", () => {
  test("pairs by pointing, in the order of the tasks, and changes nothing else but the name and the header", () => {
    const tasks = [task(8), task(7, 1), task(7, 2)];
    const { matched, unused } = matchConfigurations(tasks, [universe(7), universe(9), universe(8)]);
    const plain = matched.map((it, at) => ({ ...it, fileName: tasks[at].fileName, header: tasks[at].header }));
    expect(plain).toEqual([
      { ...tasks[0], trueUniverse: "TU8/outputTU.xml" },
      { ...tasks[1], trueUniverse: "TU7/outputTU.xml" },
      { ...tasks[2], trueUniverse: "TU7/outputTU.xml" },
    ]);
    expect(matched.map(({ fileName }) => fileName.match(/^EUC_SIM_VIS-MATCHEDCONF-(.*?)_.*_20260102T000000/)?.[1])).toEqual([
      "004924-1-1",
      "004924-0-1",
      "004924-0-2",
    ]);
    expect(matched.map(({ header }) => `${header.productId}.xml`)).toEqual(matched.map(({ fileName }) => fileName));
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

  test("refuses two tasks of one exposure: their files would have one name", () => {
    expect(() => matchConfigurations([task(7), { ...task(7), fileName: "again.xml" }], [universe(7)])).toThrow(
      "data/again.xml: expected one task of observation 4924, dither 0, exposure 1, found data/T7-1.xml too",
    );
  });

  test("refuses two true universes of one pointing, and one without a file", () => {
    expect(() => matchConfigurations([task(7)], [universe(7), { ...universe(7), fileName: "again.xml" }])).toThrow(
      "expected one true universe of pointing 7, found TU7/outputTU.xml and again.xml",
    );
    expect(() => matchConfigurations([task(7)], [{ ...universe(7), fileName: undefined }])).toThrow(StageError);
  });
});
