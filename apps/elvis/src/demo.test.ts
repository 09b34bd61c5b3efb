import { expect, test } from "vitest";
import { demoCcds } from "./demo.ts";

test("a demo takes the four CCDs in the middle and allows the others to be missing; with all of them none may be", () => {
  expect(demoCcds({})).toEqual({ ccds: "4", allowMissing: true });
  expect(demoCcds({ ccds: "1-1,3-4" })).toEqual({ ccds: "1-1,3-4", allowMissing: true });
  expect(demoCcds({ ccds: "all" })).toEqual({ ccds: "all", allowMissing: false });
});
