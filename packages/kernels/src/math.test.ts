// biome-ignore-all lint/correctness/noPrecisionLoss: published values keep their digits
// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: the engine's constants are not the reference here
import { describe, expect, it } from "vitest";
import { cos, exp, lgamma, log, logFactorial, pow, sin, stream, uniform } from "./index.ts";

const from = stream(7, "math");
const ulp = (x: number): number => 2 ** (Math.max(Math.floor(Math.log2(Math.abs(x))), -1022) - 52);
/** Largest difference to the engine's own function, in units of the last place, over 40 000 arguments. */
function worst(own: (x: number) => number, reference: (x: number) => number, low: number, high: number): number {
  let most = 0;
  for (let n = 0; n < 40_000; n++) {
    const x = low + (high - low) * uniform(from, n);
    most = Math.max(most, Math.abs(own(x) - reference(x)) / ulp(reference(x)));
  }
  return most;
}

describe("math", () => {
  // The engine's functions are themselves good to about 1 ulp, so 2 is the most that two right ones differ.
  it.each([
    ["log", log, Math.log, 0, 3],
    ["log", log, Math.log, 0, 1e300],
    ["exp", exp, Math.exp, -1, 1],
    ["exp", exp, Math.exp, -740, 709],
    ["sin", sin, Math.sin, -20, 20],
    ["sin", sin, Math.sin, -1.6e6, 1.6e6],
    ["cos", cos, Math.cos, -20, 20],
    ["pow(x, -0.4)", (x: number) => pow(x, -0.4), (x: number) => x ** -0.4, 0, 1e6],
    ["pow(x, 1/3)", (x: number) => pow(x, 1 / 3), (x: number) => x ** (1 / 3), 0, 10],
  ] as const)("%s is within 2 ulp of the engine's (%#)", (_name, own, reference, low, high) => {
    expect(worst(own, reference, low, high)).toBeLessThanOrEqual(2);
  });

  it("keeps 10 ulp for powers near the ends of the range", () => {
    expect(
      worst(
        (x) => pow(x, 97.3),
        (x) => x ** 97.3,
        0.001,
        1400,
      ),
    ).toBeLessThanOrEqual(10);
    expect(
      worst(
        (x) => pow(2.5, x),
        (x) => 2.5 ** x,
        -770,
        770,
      ),
    ).toBeLessThanOrEqual(10);
  });

  it("gives known values to the last place or the one beside it", () => {
    // 20 digits: Abramowitz and Stegun tables 1.1, 4.2, 4.6; DLMF 5.
    const known: readonly (readonly [number, number])[] = [
      [exp(1), 2.71828182845904523536],
      [exp(-10), 4.53999297624848515355e-5],
      [log(2), 0.69314718055994530942],
      [log(10), 2.30258509299404568402],
      [sin(1), 0.84147098480789650665],
      [cos(1), 0.5403023058681397174],
      [pow(2, 0.5), 1.4142135623730950488],
      [pow(10, -20), 1e-20],
      [pow(10, 22), 1e22],
      [pow(3, 25), 847288609443],
    ];
    for (const [value, expected] of known) expect(Math.abs(value - expected) / ulp(expected)).toBeLessThanOrEqual(1);
    expect(log(1)).toBe(0);
    expect(exp(0)).toBe(1);
    expect(cos(0)).toBe(1);
  });

  it("treats special values as Math does", () => {
    const values = [0, -0, 1, -1, 2, -2, 0.5, 3, -3, -0.5, Infinity, -Infinity, NaN];
    for (const x of values) {
      expect(log(x)).toEqual(Math.log(x));
      if (Number.isFinite(Math.exp(x))) expect(exp(x)).toBeCloseTo(Math.exp(x), 13);
      else expect(exp(x)).toEqual(Math.exp(x));
      for (const y of values) if (!Number.isFinite(x ** y) || x ** y === 0) expect([x, y, pow(x, y)]).toEqual([x, y, x ** y]);
      for (const y of values) if (Number.isFinite(x ** y)) expect(pow(x, y)).toBeCloseTo(x ** y, 13);
    }
    expect(exp(-745.1)).toBe(Math.exp(-745.1));
    expect(log(5e-324)).toBe(Math.log(5e-324));
    expect(sin(-0)).toBe(-0);
    expect(sin(Infinity)).toBeNaN();
    expect(() => sin(1e9)).toThrow("expected |angle| below");
  });

  it("has lgamma to 2e-15 at known arguments, and ln k! where sums of logarithms say", () => {
    // DLMF 5.4; values to 20 digits by Stirling's series with 40 terms.
    const known: readonly (readonly [number, number])[] = [
      [0.5, 0.57236494292470008707],
      [1.5, -0.12078223763524522235],
      [10.5, 13.94062521940376363],
      [100, 359.13420536957539878],
      [1e6, 12815504.56914761166],
    ];
    for (const [x, expected] of known) expect(Math.abs(lgamma(x) - expected) / Math.max(1, expected)).toBeLessThan(2e-15);
    expect([lgamma(1), lgamma(2), lgamma(0), lgamma(-1)]).toEqual([0, 0, Infinity, NaN]);
    let sum = 0;
    for (let k = 1; k <= 300; k++) {
      sum += Math.log(k);
      expect(Math.abs(logFactorial(k) - sum) / Math.max(1, sum)).toBeLessThan(1e-14);
    }
  });
});
