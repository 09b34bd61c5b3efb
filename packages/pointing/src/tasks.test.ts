import type { SimRequest, VisInputConfiguration } from "@elvis/formats/product";
import { describe, expect, test } from "vitest";
import { tasksOfIteration } from "./tasks.ts";

const request = { simInputConfId: "COSMOS", randomSeed: 1 } as SimRequest;
/** Pointings begin in the order 9, 10, 100, an hour apart (Mjd 60000 + place / 24); the second exposure 0.01 day later. */
const startOf = (pointingId: number, exposure: number): number => 60_000 + [9, 10, 100].indexOf(pointingId) / 24 + exposure / 100;
const task = (pointingId: number, exposure: number, rest: Partial<VisInputConfiguration> = {}) =>
  ({
    fileName: `T${pointingId}-${exposure}.xml`,
    identity: { observationId: 1, pointingId, exposure },
    startMjd: startOf(pointingId, exposure),
    simInputConfId: "COSMOS",
    randomSeed: 42,
    trueUniverse: "outputTU.xml",
    ...rest,
  }) as VisInputConfiguration;
const names = (tasks: readonly VisInputConfiguration[]): string[] => tasks.map(({ fileName }) => fileName);

describe("tasksOfIteration", () => {
  const all = [task(100, 1), task(9, 2), task(10, 1), task(9, 1)];

  test("counts pointings from 1 in the order in which they begin, and exposures within", () => {
    expect(names(tasksOfIteration(all, request, 1))).toEqual(["T9-1.xml", "T9-2.xml"]);
    expect(names(tasksOfIteration(all, request, 2))).toEqual(["T10-1.xml"]);
    expect(names(tasksOfIteration(all, request, 3))).toEqual(["T100-1.xml"]);
  });

  test("goes by time before ids, and by ids as numbers where times are the same", () => {
    const early = { ...task(100, 1), startMjd: 59_000 };
    expect(names(tasksOfIteration([task(9, 1), early], request, 1))).toEqual(["T100-1.xml"]);
    const together = [task(100, 1), task(9, 1), task(10, 1)].map((it) => ({ ...it, startMjd: 60_000 }));
    expect([1, 2, 3].flatMap((iteration) => names(tasksOfIteration(together, request, iteration)))).toEqual([
      "T9-1.xml",
      "T10-1.xml",
      "T100-1.xml",
    ]);
  });

  test("gives every task to exactly one iteration", () => {
    expect([1, 2, 3].flatMap((iteration) => names(tasksOfIteration(all, request, iteration))).sort()).toEqual(names(all).sort());
  });

  test("refuses an iteration beyond the last pointing", () => {
    expect(() => tasksOfIteration(all, request, 4)).toThrow("--iteration: expected 1 to 3, as there are pointings, found 4");
    expect(() => tasksOfIteration([], request, 1)).toThrow("matched: expected at least one VIS task, found none");
  });

  test.each([
    [{ simInputConfId: "OTHER" }, 'data/T7-1.xml: SimInputConfId: expected "COSMOS", as in the simulation request, found "OTHER"'],
    [{ randomSeed: 43 }, "data/T7-1.xml: RandomSeed: expected 42, as in data/T1-1.xml, found 43"],
    [
      { trueUniverse: undefined },
      "data/T7-1.xml: TrueUniverseProduct: expected the task's true universe, from elvis-confmatch, found none",
    ],
  ])("refuses a task of another pointing too when it has %o", (wrong, message) => {
    expect(() => tasksOfIteration([task(1, 1), task(7, 1, wrong)], request, 1)).toThrow(message);
  });

  test("refuses two tasks of one exposure", () => {
    expect(() => tasksOfIteration([task(7, 1), task(7, 1, { fileName: "U.xml" })], request, 1)).toThrow(
      "data/U.xml: expected one task of exposure 1 of pointing 7, found data/T7-1.xml too",
    );
  });
});
