import fc from "fast-check";
import { expect, test } from "vitest";
import { cloud, normalBelow, walk } from "./walk.ts";

function shares(x: number, y: number, length: number, angle: number): Map<string, number> {
  const found = new Map<string, number>();
  walk(x, y, length, Math.cos(angle), Math.sin(angle), (px, py, share) =>
    found.set(`${px},${py}`, (found.get(`${px},${py}`) ?? 0) + share),
  );
  return found;
}

test("a level track gives each pixel the length that lies in it", () => {
  const found = new Map<string, number>();
  // From 0.25 to 2.25: 0.25 in pixel 0 (up to its border at 0.5), 1 in pixel 1, 0.75 in pixel 2.
  walk(0.25, 7, 2, 1, 0, (x, y, share) => found.set(`${x},${y}`, share));
  expect([...found]).toEqual([
    ["0,7", 0.125],
    ["1,7", 0.5],
    ["2,7", 0.375],
  ]);
});

test("a track down to the left crosses borders in order", () => {
  // 3-4-5: from (0, 0) by (-3, -4). Borders at x = -0.5, -1.5, -2.5 (lengths 5/6, 2.5, 25/6) and y = -0.5 ... -3.5 (0.625, 1.875, 3.125, 4.375).
  const order: string[] = [];
  const lengths: number[] = [];
  walk(0, 0, 5, -0.6, -0.8, (x, y, share) => {
    order.push(`${x},${y}`);
    lengths.push(share * 5);
  });
  expect(order).toEqual(["0,0", "0,-1", "-1,-1", "-1,-2", "-2,-2", "-2,-3", "-3,-3", "-3,-4"]);
  const borders = [0, 0.625, 5 / 6, 1.875, 2.5, 3.125, 25 / 6, 4.375, 5];
  for (const [n, length] of lengths.entries()) expect(length).toBeCloseTo(borders[n + 1] - borders[n], 12);
});

test("a track without length is one visit", () => {
  expect([...shares(2.4, -1.6, 0, 1)]).toEqual([["2,-2", 1]]);
});

test("shares add up to 1 and agree with points sown along the track", () => {
  const inFrame = fc.double({ min: -20, max: 20, noNaN: true });
  fc.assert(
    fc.property(
      inFrame,
      inFrame,
      fc.double({ min: 0.01, max: 30, noNaN: true }),
      fc.double({ min: 0, max: Math.PI, noNaN: true }),
      (x, y, length, angle) => {
        const found = shares(x, y, length, angle);
        expect([...found.values()].reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
        const sown = new Map<string, number>();
        const points = 4000;
        for (let n = 0; n < points; n++) {
          const at = ((n + 0.5) / points) * length;
          const key = `${Math.floor(x + at * Math.cos(angle) + 0.5)},${Math.floor(y + at * Math.sin(angle) + 0.5)}`;
          sown.set(key, (sown.get(key) ?? 0) + 1 / points);
        }
        for (const [key, share] of sown) expect(Math.abs((found.get(key) ?? 0) - share)).toBeLessThan(2 / points);
      },
    ),
    { numRuns: 50 },
  );
});

test("a cloud keeps its charge, its middle and its width", () => {
  const out = new Float64Array(11);
  cloud(out, -5, 0.3, 1);
  const sum = out.reduce((total, share) => total + share, 0);
  const middle = out.reduce((total, share, n) => total + share * (n - 5), 0);
  const width = out.reduce((total, share, n) => total + share * (n - 5 - middle) ** 2, 0);
  expect(sum).toBeCloseTo(1, 12);
  expect(middle).toBeCloseTo(0.3, 4);
  // A pixel's own width adds 1/12.
  expect(width).toBeCloseTo(1 + 1 / 12, 3);
});

test("the normal distribution function agrees with tables", () => {
  // Abramowitz and Stegun 1964, table 26.1
  for (const [z, p] of [
    [0, 0.5],
    [1, 0.841344746068543],
    [-1.96, 0.024997895148],
    [3, 0.998650101968],
  ])
    expect(Math.abs(normalBelow(z) - p)).toBeLessThan(8e-8);
});
