import { describe, expect, it } from "vitest";
import { chooseCcds } from "./ccds.ts";

const ids = (wanted: string) => chooseCcds(wanted).map(({ id }) => id);

describe("chooseCcds", () => {
  it("takes all 36 in the order of a raw frame", () => {
    expect(ids("all")).toHaveLength(36);
    expect(ids("all").slice(4, 8)).toEqual(["1-5", "1-6", "2-1", "2-2"]);
  });
  it("takes a list in the order of a raw frame, each once", () => {
    expect(ids("3-4, 1-1,3-4")).toEqual(["1-1", "3-4"]);
  });
  it("takes the N nearest to the middle: four about the centre, then those beside them along the short pitch", () => {
    expect(ids("4")).toEqual(["3-3", "3-4", "4-3", "4-4"]);
    expect(ids("8")).toEqual(["3-2", "3-3", "3-4", "3-5", "4-2", "4-3", "4-4", "4-5"]);
    expect(ids("1")).toHaveLength(1);
  });
  it.each(["0", "37", "7-1", "1-1,", "", "none"])("refuses %j", (wanted) => expect(() => chooseCcds(wanted)).toThrow(/--ccds: expected/));
});
