import fc from "fast-check";
import { expect, test } from "vitest";

test("property tests draw the same examples every time", () => {
  const examples = (): number[] => {
    const drawn: number[] = [];
    fc.assert(
      fc.property(fc.integer(), (n) => {
        drawn.push(n);
      }),
    );
    return drawn;
  };
  const first = examples();
  expect(new Set(first).size).toBeGreaterThan(50);
  expect(examples()).toEqual(first);
});
