import { describe, expect, it } from "vitest";
import { extentReader } from "./extent.ts";

describe("the extent of a stamp", () => {
  // 20 samples of half a pixel; the origin is sample (10, 10).
  const stamp = (light: readonly (readonly [number, number, number])[]): Float32Array => {
    const samples = new Float32Array(400);
    for (const [x, y, value] of light) samples[y * 20 + x] = value;
    return samples;
  };
  const read = extentReader(20, 2);

  it("has the light's mean variance along the axes, about the origin, with that of the blur", () => {
    // 3 samples to the right are 1.5 pixels, 6 down are 3.
    const extent = read(
      stamp([
        [10, 10, 0.5],
        [13, 10, 0.25],
        [10, 4, 0.125],
      ]),
      0.2,
    );
    expect(extent.variance).toBeCloseTo((0.25 * 2.25 + 0.125 * 9) / (2 * 0.875) + 0.2, 12);
  });

  it("has the brightest ring at a distance or beyond, four times its mean for its spikes", () => {
    // Alone in the ring from 4 to 5 pixels, whose samples are counted here.
    let count = 0;
    for (let y = 0; y < 20; y++)
      for (let x = 0; x < 20; x++) {
        const r = Math.hypot(x - 10, y - 10) / 2;
        if (r >= 4 && r < 5) count++;
      }
    const { wing } = read(stamp([[19, 10, 0.01]]), 0);
    const at = (distance: number): number => wing[Math.min(wing.length - 1, Math.floor(distance))];
    const top = (4 * Math.fround(0.01)) / (count / 4);
    expect([0, 3.9, 4.5].map(at)).toEqual([expect.closeTo(top, 12), expect.closeTo(top, 12), expect.closeTo(top, 12)]);
    expect([5, 7.2, 100].map(at)).toEqual([0, 0, 0]);
  });

  it("is that of each stamp alone, whatever was read before", () => {
    read(stamp([[1, 2, 7]]), 3);
    expect(read(stamp([[10, 10, 1]]), 0).variance).toBe(0);
  });
});
