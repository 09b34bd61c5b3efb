import { describe, expect, it } from "vitest";
import { Watermarks } from "./watermarks.ts";

const layers = (stack: Watermarks): number[][] =>
  Array.from({ length: stack.count }, (_, n) => [stack.top[n], ...stack.fill.subarray(n * stack.species, (n + 1) * stack.species)]);
const fills = (...values: number[]): Float64Array => Float64Array.from(values);

describe("watermarks", () => {
  it("forget every layer that a higher fill covers, and keep the rest of one that it cuts", () => {
    const stack = new Watermarks(2);
    stack.set(0.5, fills(1, 10));
    stack.set(0.3, fills(2, 20));
    stack.set(0.1, fills(3, 30));
    expect(layers(stack)).toEqual([
      [0.5, 1, 10],
      [0.3, 2, 20],
      [0.1, 3, 30],
    ]);
    stack.set(0.4, fills(4, 40));
    expect(layers(stack)).toEqual([
      [0.5, 1, 10],
      [0.4, 4, 40],
    ]);
    expect([stack.bottom(0), stack.bottom(1)]).toEqual([0.4, 0]);
  });

  it("are cut without a change of what is full, and once only", () => {
    const stack = new Watermarks(1);
    stack.set(0.5, fills(1));
    stack.set(0.2, fills(2));
    expect(stack.cut(0.3)).toBe(1);
    expect(stack.cut(0.3)).toBe(1);
    expect(stack.cut(0.1)).toBe(3);
    expect(stack.cut(0.7)).toBe(0);
    expect(layers(stack)).toEqual([
      [0.7, 0],
      [0.5, 1],
      [0.3, 1],
      [0.2, 2],
      [0.1, 2],
    ]);
  });

  it("grow beyond any number of layers, and copies do not follow", () => {
    const stack = new Watermarks(1);
    const copy = new Watermarks(1);
    for (let n = 100; n > 0; n--) stack.set(n / 100, fills(n));
    copy.copy(stack);
    stack.set(1, fills(0));
    expect(stack.count).toBe(1);
    expect(copy.count).toBe(100);
    expect(layers(copy)[99]).toEqual([0.01, 1]);
  });
});
