import { describe, expect, test } from "vitest";
import { Depositor } from "./depositor.ts";
import type { Track } from "./types.ts";

const track = (changes: Partial<Track>): Track => ({
  x: 3,
  y: 2,
  length: 0,
  directionX: 1,
  directionY: 0,
  electrons: 1000,
  rowsMoved: 0,
  ...changes,
});

function deposit(width: number, height: number, given: Track, diffusion = 0) {
  const pixels = new Float32Array(width * height);
  const depositor = new Depositor({ pixels, width, height }, diffusion);
  const collected = depositor.add(given);
  return { pixels: [...pixels], collected, touched: depositor.touched };
}

test("gives each pixel its share of the track, and carries what rounding leaves to the next", () => {
  // From x = 0.25, 2.5 long: 0.25, 1, 1, 0.25 of 2.5 pixels. 101 electrons: 10.1, 40.4, 40.4, 10.1; sums 10.1, 50.5, 90.9, 101.
  const { pixels, collected, touched } = deposit(5, 2, track({ x: 0.25, y: 1, length: 2.5, electrons: 101 }));
  expect(pixels).toEqual([0, 0, 0, 0, 0, 10, 41, 40, 10, 0]);
  expect([collected, touched]).toEqual([101, 4]);
});

test("a track within the frame leaves its electrons, to the last one, spread or not", () => {
  for (const diffusion of [0, 0.32, 1.1]) {
    for (let n = 0; n < 40; n++) {
      const angle = (Math.PI * n) / 40;
      const { pixels, collected } = deposit(
        60,
        50,
        track({ x: 28.3, y: 20.7, length: 0.37 * n, directionX: Math.cos(angle), directionY: Math.sin(angle), electrons: 777.7 + n }),
        diffusion,
      );
      expect(collected).toBe(Math.round(777.7 + n));
      expect(pixels.reduce((sum, value) => sum + value, 0)).toBe(collected);
    }
  }
});

test("a spread track has the middle and the width of its cloud", () => {
  const { pixels } = deposit(21, 15, track({ x: 10.2, y: 6.9, electrons: 1e6 }), 1.1);
  const moment = (of: (x: number, y: number) => number) =>
    pixels.reduce((sum, value, at) => sum + value * of(at % 21, Math.floor(at / 21)), 0) / 1e6;
  expect(moment((x) => x)).toBeCloseTo(10.2, 2);
  expect(moment((_, y) => y)).toBeCloseTo(6.9, 2);
  // 1.1^2 and 1/12 for the pixel; cut at 3 sigma, where a normal law has 0.973 of its variance.
  expect(moment((x) => (x - 10.2) ** 2) / (1.21 + 1 / 12)).toBeCloseTo(1, 1);
});

test("what lies beyond the frame is lost, and does not wrap round", () => {
  const { pixels, collected, touched } = deposit(4, 3, track({ x: 2, y: 1, length: 5, electrons: 500 }));
  // From x = 2 on: half a pixel in (2, 1), a whole one in (3, 1), the rest outside.
  expect(pixels).toEqual([0, 0, 0, 0, 0, 0, 50, 100, 0, 0, 0, 0]);
  expect([collected, touched]).toEqual([150, 2]);
});

describe("while rows move towards the outer edges", () => {
  test("a hit falls on the row that has come to its place", () => {
    // 2 x 6: the lower half moves down, the upper half up.
    expect(deposit(2, 6, track({ x: 0, y: 0, rowsMoved: 2 })).pixels.indexOf(1000)).toBe(2 * 2);
    expect(deposit(2, 6, track({ x: 1, y: 5, rowsMoved: 1 })).pixels.indexOf(1000)).toBe(4 * 2 + 1);
  });

  test("a hit on rows that are empty again is lost", () => {
    expect(deposit(2, 6, track({ x: 0, y: 1, rowsMoved: 2 }))).toMatchObject({ collected: 0, touched: 0 });
    expect(deposit(2, 6, track({ x: 0, y: 4, rowsMoved: 2 }))).toMatchObject({ collected: 0, touched: 0 });
  });
});

test("a pixel counts once, however often it is crossed", () => {
  const depositor = new Depositor({ pixels: new Float32Array(27), width: 9, height: 3 }, 0);
  depositor.add(track({ x: 1, y: 1, length: 3 }));
  depositor.add(track({ x: 2, y: 1, length: 4 }));
  // 1 to 4 and 2 to 6
  expect(depositor.touched).toBe(6);
});
