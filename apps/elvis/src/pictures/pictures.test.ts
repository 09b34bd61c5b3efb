import { expect, test } from "vitest";
import { countPerMagnitude, countsChart } from "./counts.ts";
import { binned, binnedWithoutTracks, brightest, crop, paint } from "./plane.ts";
import { skyChart } from "./sky.ts";
import { grey, quantiles } from "./stretch.ts";

const plane = { width: 3, height: 2, pixels: Float32Array.from([1, 3, 10, 5, 7, 20]) };

test("a binned plane holds the means, also of an incomplete block at the right edge", () => {
  const small = binned(plane, 2);
  expect([small.width, small.height, ...small.pixels]).toEqual([2, 1, 4, 15]);
});

test("a crop keeps rows apart and stops at the edge", () => {
  const part = crop(plane, 1, 0, 5, 5);
  expect([part.width, part.height, ...part.pixels]).toEqual([2, 2, 3, 10, 7, 20]);
});

test("a painted plane has y up", () => {
  const picture = paint(plane, { black: 0, white: 20, softening: 1e6 });
  expect(picture.data[0]).toBe(Math.round((255 * 5) / 20));
  expect(picture.data[3]).toBe(Math.round(255 / 20));
});

test("grey grows with the signal and stays within 0 to 255", () => {
  const stretch = { black: 10, white: 100, softening: 5 };
  const values = [-1, 10, 11, 20, 50, 99, 100, 1e9].map((value) => grey(value, stretch));
  expect(values).toEqual([...values].sort((a, b) => a - b));
  expect([values[0], values.at(-1)]).toEqual([0, 255]);
});

test("quantiles pass over values that are not finite", () => {
  expect(quantiles(Float32Array.from([Number.NaN, 1, 2, 3]), [0, 0.5, 1])).toEqual([1, 2, 3]);
});

test("counts integrate back to the number of objects", () => {
  const magnitudes = Float64Array.from([20.1, 20.2, 20.6, 23.4, Number.NaN]);
  const counts = countPerMagnitude(magnitudes, 0.25, 0.5);
  expect(counts.map(({ magnitude }) => magnitude)).toEqual([20.25, 20.75, 23.25]);
  expect(counts.reduce((sum, { density }) => sum + density * 0.25 * 0.5, 0)).toBeCloseTo(4);
});

test("charts are standalone SVG", () => {
  const objects = { ra: Float64Array.from([359.9, 0.1]), dec: Float64Array.from([2, 2.1]), magnitude: Float64Array.from([17, 25]) };
  const sky = skyChart(
    objects,
    objects,
    [
      {
        name: "1-1",
        corners: [
          [359.9, 2],
          [0.1, 2],
          [0.1, 2.1],
          [359.9, 2.1],
        ],
      },
    ],
    [0, 2],
  );
  expect(sky).toMatch(/^<svg[^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  expect(countsChart(countPerMagnitude(objects.magnitude, 1), countPerMagnitude(objects.magnitude, 1))).toMatch(/<\/svg>\s*$/);
});

test("a track fades where a block leaves out its highest pixels, and a filled block does not", () => {
  const pixels = Float32Array.from([1, 900, 5, 5, 2, 900, 5, 5]);
  expect([...binnedWithoutTracks({ width: 4, height: 2, pixels }, 2, 2).pixels]).toEqual([1.5, 5]);
});

test("the brightest pixel is found past pixels without a value", () => {
  expect(brightest({ width: 3, height: 2, pixels: Float32Array.from([Number.NaN, 3, 4, Number.NaN, 9, 2]) })).toEqual({ x: 1, y: 1 });
});
