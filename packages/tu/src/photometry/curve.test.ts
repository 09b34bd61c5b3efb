import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { placeBefore, refined, thinned } from "./curve.ts";

/** From 0 to `most`, evenly: fast-check's own doubles are mostly next to 0. */
const even = (most: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: 1000 }).map((n) => (n / 1000) * most);
const curve = fc
  .array(
    fc.tuple(
      even(5).map((width) => width + 0.01),
      even(1),
      fc.boolean(),
    ),
    {
      minLength: 2,
      maxLength: 60,
    },
  )
  .map((steps) => {
    let at = 300;
    const [wavelengths, values] = [[at], [0.5]];
    for (const [width, value, isStep] of steps) {
      at += width;
      wavelengths.push(at);
      values.push(value);
      if (!isStep) continue;
      wavelengths.push(at);
      values.push(1 - value);
    }
    return { wavelengths: Float64Array.from(wavelengths), values: Float64Array.from(values) };
  });
/** Linear between its places, from the left of a step. */
const at = (wavelengths: ArrayLike<number>, values: ArrayLike<number>, x: number): number => {
  let n = 1;
  while (wavelengths[n] < x) n++;
  const width = wavelengths[n] - wavelengths[n - 1];
  return width === 0 ? values[n - 1] : values[n - 1] + ((x - wavelengths[n - 1]) / width) * (values[n] - values[n - 1]);
};

describe("a thinned curve", () => {
  test("stays within the tolerance at every place it left out, and keeps its ends and steps", () => {
    fc.assert(
      fc.property(curve, even(0.3), ({ wavelengths, values }, tolerance) => {
        const kept = thinned(wavelengths, values, tolerance);
        expect([kept[0], kept[kept.length - 1]]).toEqual([0, wavelengths.length - 1]);
        const stays = new Set(kept);
        for (let n = 1; n < wavelengths.length; n++)
          if (wavelengths[n] === wavelengths[n - 1]) expect(stays.has(n) && stays.has(n - 1), `step at ${wavelengths[n]}`).toBe(true);
        const [places, left] = [kept.map((k) => wavelengths[k]), kept.map((k) => values[k])];
        for (let n = 0; n < wavelengths.length; n++)
          if (!stays.has(n)) expect(Math.abs(at(places, left, wavelengths[n]) - values[n])).toBeLessThanOrEqual(tolerance * 1.0001 + 1e-12);
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  test("of a straight line is its ends", () => {
    expect(thinned(Float64Array.of(1, 2, 4, 7, 8), Float64Array.of(3, 5, 9, 15, 17), 1e-9)).toEqual([0, 4]);
  });
});

test("a refined curve is the same curve, with neighbours no farther apart than the step asks", () => {
  const { wavelengths, curves } = refined([100, 101, 150, 150, 200], [[1, 1, 3, 7, 2]], 0.05);
  for (let n = 1; n < wavelengths.length; n++) expect(wavelengths[n] / wavelengths[n - 1] - 1).toBeLessThanOrEqual(0.05);
  expect([wavelengths[0], wavelengths[1], wavelengths[wavelengths.length - 1]]).toEqual([100, 101, 200]);
  for (const [n, nm] of wavelengths.entries())
    if (nm !== 150) expect(curves[0][n]).toBeCloseTo(at([100, 101, 150, 150, 200], [1, 1, 3, 7, 2], nm), 12);
  expect(Array.from(wavelengths.keys(), (n) => (wavelengths[n] === 150 ? curves[0][n] : 0)).filter((value) => value > 0)).toEqual([3, 7]);
});

test("the place before a wavelength is the last that is not beyond it, with another after it", () => {
  const places = Float64Array.of(10, 20, 20, 40);
  expect([5, 10, 19, 20, 30, 40, 99].map((nm) => placeBefore(places, nm))).toEqual([0, 0, 0, 2, 2, 2, 2]);
});
