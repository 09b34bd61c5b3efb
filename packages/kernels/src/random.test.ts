import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addGaussian,
  child,
  fillGaussian,
  fillUniform,
  gammaP,
  gaussian,
  philox,
  poisson,
  poissonInPlace,
  sequence,
  stream,
  uniform,
} from "./index.ts";

const hex = (counter: readonly number[], key: readonly number[]): string => {
  const out = new Int32Array(4);
  philox(out, counter[0], counter[1], counter[2], counter[3], key[0], key[1]);
  return Array.from(out, (word) => (word >>> 0).toString(16).padStart(8, "0")).join(" ");
};

describe("philox", () => {
  // Known answers of Random123 1.14 (tests/kat_vectors, philox4x32 10).
  it.each([
    [[0, 0, 0, 0], [0, 0], "6627e8d5 e169c58d bc57ac4c 9b00dbd8"],
    [[0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], "408f276d 41c83b0e a20bc7c6 6d5451fd"],
    [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], "d16cfe09 94fdcceb 5001e420 24126ea1"],
  ])("gives the published answer %#", (counter, key, answer) => {
    expect(hex(counter, key)).toBe(answer);
  });
});

/** Mean, variance, skewness and neighbour correlation against the truth, in standard errors. */
function deviations(values: ArrayLike<number>, mean: number, variance: number, skewness: number, kurtosis: number): number[] {
  const count = values.length;
  let m = 0;
  for (let n = 0; n < count; n++) m += values[n] / count;
  let second = 0;
  let third = 0;
  let neighbours = 0;
  for (let n = 0; n < count; n++) {
    const d = values[n] - mean;
    second += (d * d) / count;
    third += (d * d * d) / count;
    if (n > 0) neighbours += (d * (values[n - 1] - mean)) / count;
  }
  const sd = Math.sqrt(variance);
  const root = Math.sqrt(count);
  return [
    ((m - mean) / sd) * root,
    ((second / variance - 1) / Math.sqrt(kurtosis - 1)) * root,
    // Var of the third moment about a known mean is at most mu6 <= 15 (kurtosis / 3)^3 in units of sd^6.
    ((third / sd ** 3 - skewness) / Math.sqrt(15 * (kurtosis / 3) ** 3)) * root,
    (neighbours / variance) * root,
  ];
}

describe("streams", () => {
  it("differ by seed, by every name and by the kind of a name, and agree along a path", () => {
    const words = [
      stream(1),
      stream(2),
      stream(1, "a"),
      stream(1, "b"),
      stream(1, "a", "b"),
      stream(1, "ab"),
      stream(1, 5),
      stream(1, "5"),
      stream(1, ""),
      stream(1, "a", ""),
    ];
    expect(new Set(words.map((one) => one.words.join())).size).toBe(words.length);
    expect(child(stream(1, "a"), "b", 3)).toEqual(stream(1, "a", "b", 3));
    expect(() => stream(NaN)).toThrow("expected a finite number");
  });

  it("keep their numbers for ever", () => {
    // Whoever changes these changes every product made with a seed: say so in the changeset.
    const from = stream(20_240_101, "pointing", 52_929, "1-1", "cosmic-rays");
    expect([uniform(from, 0), uniform(from, 12_345_678_901, 3)]).toMatchInlineSnapshot(`
      [
        0.13383185264625586,
        0.43362533780863355,
      ]
    `);
    expect([gaussian(from, 0), gaussian(from, 7)]).toMatchInlineSnapshot(`
      [
        0.39388275319854155,
        0.3189852086141348,
      ]
    `);
    expect([poisson(from, 0, 3), poisson(from, 1, 250), poisson(from, 2, 5e6)]).toMatchInlineSnapshot(`
      [
        3,
        268,
        5003525,
      ]
    `);
  });

  it("do not meet: two streams, two draws, two kinds are uncorrelated", () => {
    const count = 40_000;
    const pairs: ((n: number) => [number, number])[] = [
      (n) => [uniform(stream1, n), uniform(stream2, n)],
      (n) => [uniform(stream1, n), uniform(stream1, n, 1)],
      (n) => [gaussian(stream1, n), gaussian(stream1, n, 1)],
      (n) => [uniform(stream1, n), gaussian(stream1, n)],
    ];
    const stream1 = stream(1, "a");
    const stream2 = stream(1, "b");
    for (const pair of pairs) {
      let [a, b, aa, bb, ab] = [0, 0, 0, 0, 0];
      for (let n = 0; n < count; n++) {
        const [x, y] = pair(n);
        a += x;
        b += y;
        aa += x * x;
        bb += y * y;
        ab += x * y;
      }
      const correlation =
        (ab / count - (a * b) / count ** 2) / Math.sqrt((aa / count - (a / count) ** 2) * (bb / count - (b / count) ** 2));
      expect(Math.abs(correlation) * Math.sqrt(count)).toBeLessThan(4);
    }
  });
});

describe("uniform", () => {
  it("is flat on [0, 1), with uncorrelated neighbours", () => {
    const from = stream(3, "uniform");
    const values = Float64Array.from({ length: 200_000 }, (_, n) => uniform(from, n));
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    for (const deviation of deviations(values, 0.5, 1 / 12, 0, 1.8)) expect(Math.abs(deviation)).toBeLessThan(4);
    values.sort();
    const ks = values.reduce((most, value, n) => Math.max(most, Math.abs(value - (n + 0.5) / values.length)), 0);
    expect(ks * Math.sqrt(values.length)).toBeLessThan(1.95); // 0.1 %
  });
});

describe("gaussian", () => {
  it("has mean 0, variance 1, no skewness, no correlation of neighbours, and the right tails", () => {
    const from = stream(4, "gaussian");
    const values = new Float32Array(1_000_000);
    fillGaussian(from, values);
    for (const deviation of deviations(values, 0, 1, 0, 3)) expect(Math.abs(deviation)).toBeLessThan(4);
    // P(|z| > 1, 2, 3, 4), Abramowitz and Stegun table 26.1
    for (const [limit, share] of [
      [1, 0.3173105],
      [2, 0.0455003],
      [3, 0.0026998],
      [4, 6.334e-5],
    ] as const) {
      const expected = share * values.length;
      const found = values.reduce((count, value) => count + (Math.abs(value) > limit ? 1 : 0), 0);
      expect(Math.abs(found - expected) / Math.sqrt(expected)).toBeLessThan(4);
    }
  });

  it("fills the same numbers wherever a fill starts and ends", () => {
    const from = stream(5, "fill");
    const whole = new Float32Array(203);
    fillGaussian(from, whole);
    whole.forEach((value, n) => {
      expect(value).toBe(Math.fround(gaussian(from, n)));
    });
    fc.assert(
      fc.property(fc.nat(180), fc.nat(22), (first, length) => {
        const part = new Float32Array(length);
        fillGaussian(from, part, first);
        expect(part).toEqual(whole.slice(first, first + length));
      }),
    );
    const uniforms = new Float64Array(50);
    for (const first of [100, 101]) {
      fillUniform(from, uniforms, first);
      uniforms.forEach((value, n) => {
        expect(value).toBe(uniform(from, first + n));
      });
    }
    const added = new Float32Array(50).fill(100);
    addGaussian(from, added, 3, 101);
    added.forEach((value, n) => {
      expect(value).toBe(Math.fround(100 + 3 * gaussian(from, 101 + n)));
    });
  });
});

describe("poisson", () => {
  it.each([0.05, 1, 9.99, 10, 11, 60, 250, 1e4, 9.9e5, 3e6])("has mean, variance and skewness of mean %d", (mean) => {
    const from = stream(6, "poisson", mean);
    const values = Float64Array.from({ length: 100_000 }, (_, n) => poisson(from, n, mean));
    for (const deviation of deviations(values, mean, mean, 1 / Math.sqrt(mean), 3 + 1 / mean)) expect(Math.abs(deviation)).toBeLessThan(4);
  });

  it.each([0.3, 4, 9.5, 10.5, 25, 137])("has the distribution of mean %d (Kolmogorov-Smirnov)", (mean) => {
    const from = stream(8, "ks", mean);
    const count = 100_000;
    const seen = new Float64Array(1000);
    for (let n = 0; n < count; n++) seen[poisson(from, n, mean)]++;
    let below = 0;
    let worst = 0;
    for (let k = 0; k < seen.length; k++) {
      below += seen[k];
      worst = Math.max(worst, Math.abs(below / count - (1 - gammaP(k + 1, mean))));
    }
    expect(worst * Math.sqrt(count)).toBeLessThan(1.95);
  });

  it("in place is the number of its index, wherever it starts; negative means are counted", () => {
    const from = stream(9, "place");
    const means = Float32Array.from({ length: 301 }, (_, n) => [0, 0.5, 12, -3, 300, 4e6, 7][n % 7]);
    const whole = means.slice();
    expect(poissonInPlace(from, whole)).toBe(43);
    whole.forEach((value, n) => {
      expect(value).toBe(Math.fround(poisson(from, n, means[n])));
    });
    for (const first of [1, 2, 77, 150]) {
      const part = means.slice(first);
      poissonInPlace(from, part, first);
      expect(part).toEqual(whole.slice(first));
    }
    expect(() => poissonInPlace(from, Float32Array.of(1, NaN))).toThrow("mean NaN at index 1");
    expect(() => poisson(from, 4, Infinity)).toThrow("expected a finite number");
  });
});

describe("sequence", () => {
  it("gives the stream's numbers one after the other", () => {
    const from = stream(10, "sequence");
    const next = sequence(from);
    expect([next.uniform(), next.gaussian(), next.poisson(40), next.integer(6)]).toEqual([
      uniform(from, 0),
      gaussian(from, 1),
      poisson(from, 2, 40),
      Math.floor(uniform(from, 3) * 6),
    ]);
    const picks = new Map<string, number>();
    for (let n = 0; n < 9000; n++) picks.set(next.pick(["a", "b", "c"]), (picks.get(next.pick(["a", "b", "c"])) ?? 0) + 1);
    expect([...picks.keys()].sort()).toEqual(["a", "b", "c"]);
    expect(() => next.integer(0)).toThrow("at least 1");
  });
});
