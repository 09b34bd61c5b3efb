import { expect, test } from "vitest";
import { effectContract, readoutOf, testEffectContext } from "../../testing.ts";
import { parallelOverscan } from "./parallel-overscan.ts";

test("adds empty rows after the last row of light, and leaves the others where they are", () => {
  const frame = parallelOverscan.apply(
    readoutOf(5, 2, (x, y) => 10 * y + x + 1, { prescan: 2, overscan: 1, parallelOverscan: 2 }),
    {},
    testEffectContext(),
  );
  expect([frame.width, frame.height]).toEqual([5, 4]);
  expect([...frame.planes.G]).toEqual([1, 2, 3, 4, 5, 11, 12, 13, 14, 15, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  expect(frame.planes.E).not.toBe(frame.planes.G);
});

test("parallel overscan keeps the contract of effects", () =>
  effectContract(parallelOverscan, { frame: (width, height) => readoutOf(width, height, 9), settings: {} }));
