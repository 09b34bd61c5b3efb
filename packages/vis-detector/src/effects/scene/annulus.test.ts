import { describe, expect, it } from "vitest";
import { annulusWeights, areaInside, discCorner } from "./annulus.ts";

/** A deviate for property tests, 0 to 1. */
function deviates(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

describe("discCorner", () => {
  it("is the whole disc beyond it, half of it at the middle, a quarter at the origin, nothing before it", () => {
    const disc = Math.PI * 9;
    expect(discCorner(5, 4, 3)).toBeCloseTo(disc, 12);
    expect(discCorner(0, 3, 3)).toBeCloseTo(disc / 2, 12);
    expect(discCorner(3, 0, 3)).toBeCloseTo(disc / 2, 12);
    expect(discCorner(0, 0, 3)).toBeCloseTo(disc / 4, 12);
    expect([discCorner(-3, 2, 3), discCorner(1, -3.5, 3)]).toEqual([0, 0]);
  });

  it("is a circular segment beside a line: by its formula, on both sides", () => {
    // Below y = 1 of a disc of radius 2: area less the segment r2 acos(h / r) - h sqrt(r2 - h2).
    const segment = 4 * Math.acos(0.5) - Math.sqrt(3);
    expect(discCorner(9, 1, 2)).toBeCloseTo(4 * Math.PI - segment, 12);
    expect(discCorner(9, -1, 2)).toBeCloseTo(segment, 12);
    expect(discCorner(-1, 9, 2)).toBeCloseTo(segment, 12);
  });
});

describe("areaInside", () => {
  it("cuts a polygon to a rectangle", () => {
    const square = [
      [-1, -1],
      [1, -1],
      [1, 1],
      [-1, 1],
    ] as const;
    expect(areaInside(square, 0.25, 5)).toBeCloseTo(1, 12);
    expect(areaInside(square, 9, 9)).toBeCloseTo(4, 12);
    const far = square.map(([u, v]) => [u + 3, v] as const);
    expect(areaInside(far, 1, 1)).toBe(0);
    // A diamond of half diagonals 2 and 1, of which |u| <= 1 leaves 4 - 1.
    const diamond = [
      [-2, 0],
      [0, -1],
      [2, 0],
      [0, 1],
    ] as const;
    expect(areaInside(diamond, 1, 9)).toBeCloseTo(3, 12);
  });
});

describe("annulusWeights", () => {
  const moments = ({ square, side, left, bottom }: ReturnType<typeof annulusWeights>) => {
    let [sum, x, y, squared] = [0, 0, 0, 0];
    square.forEach((weight, at) => {
      const [px, py] = [left + (at % side), bottom + Math.floor(at / side)];
      sum += weight;
      x += weight * px;
      y += weight * py;
      squared += weight * (px * px + py * py);
    });
    return { sum, x, y, variance: squared - x * x - y * y };
  };

  it("has its light, its centre and its second moment wherever it lies: those of a ring and a pixel", () => {
    const draw = deviates(7);
    for (let n = 0; n < 50; n++) {
      const outer = 0.3 + 12 * draw();
      const inner = outer * draw() * 0.95;
      const [x, y] = [20 * draw() - 10, 20 * draw() - 10];
      const { sum, ...found } = moments(annulusWeights({ outer, inner, struts: [] }, x, y));
      expect(sum).toBeCloseTo(1, 12);
      if (outer < 3) continue;
      // Light taken to the centres of its pixels spreads by a twelfth of a square pixel along each axis.
      expect(Math.hypot(found.x - x, found.y - y)).toBeLessThan(0.006);
      expect(Math.abs(found.variance - (outer * outer + inner * inner) / 2 - 1 / 6)).toBeLessThan(0.15);
    }
  });

  it("is even where it covers whole pixels, and nothing within its inner radius and beyond its outer one", () => {
    const { square, side, left, bottom } = annulusWeights({ outer: 20, inner: 8, struts: [] }, 3.25, -4.5);
    const each = 1 / (Math.PI * (400 - 64));
    square.forEach((weight, at) => {
      const radius = Math.hypot(left + (at % side) - 3.25, bottom + Math.floor(at / side) + 4.5);
      if (radius < 8 - 0.75 || radius > 20.75) expect(Math.abs(weight)).toBeLessThan(1e-12);
      else if (radius > 8.75 && radius < 19.25) expect(weight / each).toBeCloseTo(1, 10);
      else expect(weight).toBeLessThan(each * (1 + 1e-9));
    });
  });

  it("has shadows of struts of their width, and sends their light to the rest", () => {
    // A bar along y, 0.2 of the radius wide (2 pixels), from the middle up to 0.8; its sides lie on the borders of pixels.
    const plain = annulusWeights({ outer: 10, inner: 0, struts: [] }, 0.5, 0);
    const barred = annulusWeights({ outer: 10, inner: 0, struts: [[0, 0.4, 90, 0.8, 0.2]] }, 0.5, 0);
    const at = ({ square, side, left, bottom }: typeof plain, x: number, y: number): number => square[(y - bottom) * side + x - left];
    expect([at(barred, 0, 4), at(barred, 1, 4)].every((weight) => Math.abs(weight) < 1e-12)).toBe(true);
    const scale = 1 / (1 - 16 / (Math.PI * 100));
    for (const [x, y] of [
      [-1, 4],
      [2, 4],
      [0, -4],
      [0, 9],
    ])
      expect(at(barred, x, y) / at(plain, x, y)).toBeCloseTo(scale, 10);
    // Half a pixel of its lower end lies in the row of the centre, and half of its upper end in row 8.
    expect(at(barred, 0, 0) / at(plain, 0, 0)).toBeCloseTo(scale / 2, 10);
    expect(at(barred, 1, 8) / at(plain, 1, 8)).toBeCloseTo(scale / 2, 10);
    expect(moments(barred).sum).toBeCloseTo(1, 12);
  });
});
