import { describe, expect, it } from "vitest";
import { constantMap, type ModelMap, spreadPixels } from "./model-map.ts";

const rows = (map: ModelMap, width: number, height: number): number[][] =>
  Array.from({ length: height }, (_, y) => {
    const out = new Float64Array(width);
    map.row(y, out);
    return [...out];
  });

describe("model maps", () => {
  it("FULL and REPEAT: the value at (x mod columns, y mod rows)", () => {
    const pixels = Float32Array.of(1, 2, 3, 4, 5, 6);
    expect(rows(spreadPixels("FULL", 3, 2, pixels, 3, 2), 3, 2)).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(rows(spreadPixels("REPEAT", 3, 2, pixels, 5, 3), 5, 3)).toEqual([
      [1, 2, 3, 1, 2],
      [4, 5, 6, 4, 5],
      [1, 2, 3, 1, 2],
    ]);
  });

  it("COARSE: bilinear between the centres of the cells, constant beyond, on an area wider than high", () => {
    // 2 x 2 cells over 8 x 4: centres at x = 1.5, 5.5 and y = 0.5, 2.5.
    const map = spreadPixels("COARSE", 2, 2, Float32Array.of(0, 4, 8, 12), 8, 4);
    const first = [0, 0, 0.5, 1.5, 2.5, 3.5, 4, 4];
    const at = (share: number): number[] => first.map((value) => value + 8 * share);
    expect(rows(map, 8, 4)).toEqual([at(0), at(0.25), at(0.75), at(1)]);
  });

  it("COARSE keeps the mean of a symmetric area and passes one cell on as it is", () => {
    expect(rows(spreadPixels("COARSE", 1, 1, Float32Array.of(7), 3, 2), 3, 2)).toEqual([
      [7, 7, 7],
      [7, 7, 7],
    ]);
    const tilted = rows(spreadPixels("COARSE", 5, 1, Float32Array.of(0, 1, 2, 3, 4), 35, 1), 35, 1)[0];
    expect(tilted.reduce((sum, value) => sum + value, 0) / 35).toBeCloseTo(2, 12);
  });

  it("a constant is the same everywhere", () => {
    expect(rows(constantMap(3, 2, 2), 2, 2)).toEqual([
      [3, 3],
      [3, 3],
    ]);
  });
});
