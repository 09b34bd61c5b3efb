import { stream } from "@elvis/kernels";
import { describe, expect, test } from "vitest";
import { binomial } from "./binomial.ts";

const random = stream(5, "binomial");
const drawn = (draws: number, count: number, probability: number): number[] =>
  Array.from({ length: draws }, (_, index) => binomial(random, index, count, probability));

describe("binomial", () => {
  test.each([
    [7, 0.3],
    [50, 0.02],
    [40, 0.5],
    [100, 0.9],
    [5000, 0.001],
    [5000, 0.0165],
    [5000, 0.25],
  ])("of %i trials at %f has the distribution function of the formula", (count, probability) => {
    const draws = 20_000;
    const numbers = drawn(draws, count, probability);
    const found = new Float64Array(count + 1);
    for (const number of numbers) found[number]++;
    // Terms of the formula, one from the other, in logarithms.
    let logTerm = count * Math.log1p(-probability);
    let [expected, seen, farthest] = [0, 0, 0];
    for (let k = 0; k <= count; k++) {
      expected += Math.exp(logTerm);
      seen += found[k] / draws;
      farthest = Math.max(farthest, Math.abs(seen - expected));
      logTerm += Math.log((count - k) / (k + 1)) + Math.log(probability / (1 - probability));
    }
    // Kolmogorov-Smirnov at a level of 1e-4.
    expect(farthest).toBeLessThan(2.23 / Math.sqrt(draws));
  });

  test("is certain where the outcome is", () => {
    expect(drawn(5, 9, 0)).toEqual([0, 0, 0, 0, 0]);
    expect(drawn(5, 9, 1)).toEqual([9, 9, 9, 9, 9]);
    expect(drawn(5, 0, 0.5)).toEqual([0, 0, 0, 0, 0]);
  });

  test("is looked up by index: the same whenever it is asked for", () => {
    const numbers = drawn(40, 5000, 0.25);
    expect(Array.from({ length: 40 }, (_, n) => binomial(random, 39 - n, 5000, 0.25)).reverse()).toEqual(numbers);
    expect(new Set(numbers).size).toBeGreaterThan(20);
  });
});
