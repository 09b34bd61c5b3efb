import type { SimRequest, VisInputConfiguration } from "@elvis/formats/product";
import { describe, expect, test } from "vitest";
import { tasksOfIteration } from "./tasks.ts";

const request = { simInputConfId: "COSMOS", randomSeed: 42 } as SimRequest;
const task = (pointingId: number, exposure: number, rest: Partial<VisInputConfiguration> = {}) =>
  ({
    fileName: `T${pointingId}-${exposure}.xml`,
    identity: { pointingId, exposure },
    simInputConfId: "COSMOS",
    randomSeed: 42,
    trueUniverse: "outputTU.xml",
    ...rest,
  }) as VisInputConfiguration;
const names = (tasks: readonly VisInputConfiguration[]): string[] => tasks.map(({ fileName }) => fileName);

describe("tasksOfIteration", () => {
  // Ids whose order as text would be another: 9, 10, 100.
  const all = [task(100, 1), task(9, 2), task(10, 1), task(9, 1)];

  test("counts pointings from 1 in the order of their ids as numbers, and exposures within", () => {
    expect(names(tasksOfIteration(all, request, 1))).toEqual(["T9-1.xml", "T9-2.xml"]);
    expect(names(tasksOfIteration(all, request, 2))).toEqual(["T10-1.xml"]);
    expect(names(tasksOfIteration(all, request, 3))).toEqual(["T100-1.xml"]);
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
    [{ randomSeed: 43 }, "data/T7-1.xml: RandomSeed: expected 42, as in the simulation request, found 43"],
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
