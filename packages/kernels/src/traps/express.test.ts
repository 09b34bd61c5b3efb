import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Clocking, standardClocking } from "./clocking.ts";
import { expressMatrix } from "./express.ts";

const rowsOf = (rows: number, change: Partial<Clocking>, express: number, windowOffset = 0): number[][] => {
  const { passes, multipliers } = expressMatrix(rows, { ...standardClocking, ...change }, express, windowOffset);
  return Array.from({ length: passes }, (_, pass) => Array.from(multipliers.subarray(pass * rows, (pass + 1) * rows)));
};
const savesOf = (rows: number, change: Partial<Clocking>, express: number): number[] =>
  Array.from(expressMatrix(rows, { ...standardClocking, ...change }, express, 0).saves, (save, at) => (save ? at % rows : -1)).filter(
    (row) => row >= 0,
  );

describe("express matrices", () => {
  // All as ArCTIC 7.0.7 has them.
  it("bundle the transfers into passes, the first passes first", () => {
    expect(rowsOf(8, {}, 2)).toEqual([
      [1, 2, 3, 4, 4, 4, 4, 4],
      [0, 0, 0, 0, 1, 2, 3, 4],
    ]);
    expect(rowsOf(4, {}, 0)).toEqual([
      [1, 1, 1, 1],
      [0, 1, 1, 1],
      [0, 0, 1, 1],
      [0, 0, 0, 1],
    ]);
  });

  it("keep the traps' state before the pixel where the next pass begins", () => {
    expect(savesOf(12, {}, 5)).toEqual([1, 3, 6, 8]);
    expect(savesOf(12, { emptyForFirstTransfers: true }, 5)).toEqual([]);
  });

  it("set first transfers apart, each before the bundle that begins at the next pixel", () => {
    expect(rowsOf(8, { emptyForFirstTransfers: true }, 2)).toEqual([
      [0, 0, 0, 0, 0, 0, 0, 1],
      [0, 0, 0, 0, 0, 0, 1, 0],
      [0, 0, 0, 0, 0, 1, 0, 0],
      [0, 0, 0, 0, 1, 0, 0, 0],
      [0, 0, 0, 1, 0.5, 1.5, 2.5, 3.5],
      [0, 0, 1, 0, 0, 0, 0, 0],
      [0, 1, 0, 0, 0, 0, 0, 0],
      [1, 1, 2, 3, 3.5, 3.5, 3.5, 3.5],
    ]);
  });

  it("count the pixels before the image, and none that overscan has not", () => {
    expect(rowsOf(12, { prescan: 5, overscanStart: 9 }, 4)).toEqual([
      [4.25, 4.25, 4.25, 4.25, 4.25, 4.25, 4.25, 4.25, 4.25, 4.25, 4.25, 4.25],
      [1.75, 2.75, 3.75, 4.25, 4.25, 4.25, 4.25, 4.25, 4.25, 4.25, 4.25, 4.25],
      [0, 0, 0, 0.5, 1.5, 2.5, 3.5, 4.25, 4.25, 4.25, 4.25, 4.25],
      [0, 0, 0, 0, 0, 0, 0, 0.25, 1.25, 1.25, 1.25, 1.25],
    ]);
  });

  it("take injected lines across all rows, in whole transfers when told to", () => {
    expect(rowsOf(3, { sequence: "charge-injection", prescan: 2, overscanStart: 9 }, 1)).toEqual([[11, 11, 11]]);
    expect(rowsOf(2, { sequence: "charge-injection", prescan: 8, integerExpress: true }, 4)).toEqual([
      [3, 3],
      [3, 3],
      [3, 3],
      [1, 1],
    ]);
  });

  it("pump as often as told, and keep the state but for the last pass", () => {
    const pumps: Partial<Clocking> = { sequence: "trap-pumping", dwellTimes: [0.5, 0.5], pumps: 7 };
    expect(rowsOf(1, { ...pumps, emptyForFirstTransfers: true }, 4)).toEqual([[1], [1.5], [1.5], [1.5], [1.5]]);
    expect(rowsOf(1, { ...pumps, emptyForFirstTransfers: true, integerExpress: true }, 1)).toEqual([[1], [6]]);
    expect(savesOf(1, pumps, 3)).toEqual([0, 0]);
  });

  it("make every pixel cross as many pixels as lie between it and the readout, whatever the passes", () => {
    const numbers = fc.record({
      rows: fc.integer({ min: 1, max: 24 }),
      express: fc.integer({ min: 0, max: 30 }),
      prescan: fc.integer({ min: 0, max: 6 }),
      windowOffset: fc.integer({ min: 0, max: 4 }),
      overscan: fc.integer({ min: 0, max: 5 }),
      emptyForFirstTransfers: fc.boolean(),
      integerExpress: fc.boolean(),
    });
    fc.assert(
      fc.property(numbers, ({ rows, express, prescan, windowOffset, overscan, ...clocking }) => {
        const overscanStart = Math.max(windowOffset + rows - overscan, 1);
        const passes = rowsOf(rows, { ...clocking, prescan, overscanStart }, express, windowOffset);
        for (let row = 0; row < rows; row++) {
          const crossed = passes.reduce((sum, pass) => sum + pass[row], 0);
          expect(crossed).toBeCloseTo(prescan + Math.min(windowOffset + row + 1, overscanStart), 9);
        }
      }),
    );
  });

  it("are refused for part of a pass, or less than one pump", () => {
    expect(() => expressMatrix(4, standardClocking, 1.5, 0)).toThrow("express 1.5, expected a whole number");
    expect(() => expressMatrix(4, { ...standardClocking, sequence: "trap-pumping", pumps: 0 }, 0, 0)).toThrow("0 pumps");
  });
});
