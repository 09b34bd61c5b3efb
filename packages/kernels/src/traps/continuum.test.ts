import { describe, expect, it } from "vitest";
import { fillAfter, fillAfterDwell } from "./continuum.ts";
import { ContinuumTable } from "./continuum-table.ts";
import { integrate } from "./quadrature.ts";

describe("integrals", () => {
  it("are exact for polynomials in one go, and meet their error where a function has a corner", () => {
    expect(integrate((x) => 7 * x ** 6, 0, 2, 1e-6)).toBeCloseTo(128, 11);
    expect(Math.abs(integrate((x) => Math.abs(x - 0.3), 0, 1, 1e-6) / 0.29 - 1)).toBeLessThan(1e-6);
    expect(integrate(() => 0, 0, 1, 1e-6)).toBe(0);
  });

  it("are refused when they do not converge", () => {
    expect(() => integrate((x) => 1 / x, 0, 1, 1e-6)).toThrow("within 100 intervals");
  });
});

describe("a continuum of release times", () => {
  // By ArCTIC 7.0.7.
  it.each([
    [Math.LOG2E, 0.1, 1, 0.49947387457537373],
    [1.25, 0.3, 0.1, 0.9200243502142729],
    [4.4, 1, 0.01, 0.9955007848843138],
    [20, 2, 0.001, 0.8843598637158535],
    [20, 2, 1000, 0.00020982591945419322],
  ])("has what ArCTIC has left: median %f, spread %f, time %f", (releaseTime, releaseSigma, time, share) => {
    expect(Math.abs(fillAfter({ releaseTime, releaseSigma }, time) - share)).toBeLessThan(1e-14);
  });

  it("fills slowly as ArCTIC's does", () => {
    const spread = { releaseTime: 4.4, releaseSigma: 0.5 };
    expect(Math.abs(fillAfterDwell(spread, 0.3, 0, 1) - 0.9314045694070293)).toBeLessThan(1e-14);
    expect(Math.abs(fillAfterDwell(spread, 0.3, 30, 1) - 0.9038997651045777)).toBeLessThan(1e-14);
  });

  it("has tables that tell the time by the fill and the fill by the time, both within and beyond their points", () => {
    const table = new ContinuumTable({ kind: "instant-capture-continuum", density: 1, releaseTime: 4.4, releaseSigma: 0.5 }, 1, 50);
    for (const time of [0.7, 1, 1.37, 12, 50]) expect(table.age(table.fill(time))).toBeCloseTo(time, 9);
    for (const time of [1, 1.37, 12, 50])
      expect(Math.abs(table.fill(time) - fillAfter({ releaseTime: 4.4, releaseSigma: 0.5 }, time))).toBeLessThan(1e-5);
    expect([table.fill(0), table.fill(Infinity), table.age(1), table.age(0)]).toEqual([1, 0, 0, Infinity]);
  });
});
