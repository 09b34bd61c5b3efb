import { decode } from "fast-png";
import { expect, test } from "vitest";
import { countPerMagnitude, countsChart } from "./counts.ts";
import { binned, binnedWithoutTracks, brightest, crop, paint } from "./plane.ts";
import { svgToPng } from "./raster.ts";
import { halfLightLaw, sizeChart, sizeQuantiles } from "./size.ts";
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
  expect(sizeChart({ magnitude: objects.magnitude, radius: Float64Array.from([1, 0.2]) })).toMatch(/^<svg[\s\S]*<\/svg>\s*$/);
});

const halfLightRadius = halfLightLaw();

/** Light of a Sersic law inside r, over all of it: the sum of its rings, in steps of the logarithm of r. */
function sersicInside(radius: number, n: number, halfLight: number): number {
  // Ciotti and Bertin 1999, eq. 18.
  const b = 2 * n - 1 / 3 + 4 / (405 * n) + 46 / (25_515 * n * n);
  const light = (to: number): number => {
    let sum = 0;
    for (let step = Math.log(1e-4); step < Math.log(to); step += 0.01) {
      const r = Math.exp(step + 0.005);
      sum += r * r * 0.01 * Math.exp(-b * r ** (1 / n));
    }
    return sum;
  };
  return light(radius / halfLight) / light(n < 2 ? 40 : 2000);
}

test("the half-light radius of bulge and disc holds half of their light, within 1 % of the radius", () => {
  for (const [bulgeFraction, bulgeRadius, bulgeIndex, diskRadius] of [
    [0.3, 0.2, 4, 0.8],
    [0.6, 0.5, 2, 0.7],
    [0.5, 0.1, 1, 1],
    [0.8, 1.5, 3, 0.6],
    [0.15, 0.3, 0.8, 0.4],
  ]) {
    const radius = halfLightRadius({ bulgeFraction, bulgeRadius, bulgeIndex, diskRadius });
    const inside = (r: number): number =>
      bulgeFraction * sersicInside(r, bulgeIndex, bulgeRadius) + (1 - bulgeFraction) * sersicInside(r, 1, diskRadius);
    expect(inside(0.99 * radius), `${bulgeFraction} ${bulgeIndex}`).toBeLessThan(0.5);
    expect(inside(1.01 * radius), `${bulgeFraction} ${bulgeIndex}`).toBeGreaterThan(0.5);
  }
});

test("a galaxy of one part has the radius of that part", () => {
  const parts = { bulgeRadius: 0.3, bulgeIndex: 4, diskRadius: 0.7 };
  expect(halfLightRadius({ ...parts, bulgeFraction: 1 })).toBe(0.3);
  expect(halfLightRadius({ ...parts, bulgeFraction: 0 })).toBe(0.7);
  expect(halfLightRadius({ ...parts, bulgeFraction: 0.4, diskRadius: 0 })).toBe(0.3);
});

test("sizes are told by bins of half a magnitude that hold ten galaxies or more", () => {
  const [magnitude, radius] = [[...Array(100).fill(22.1), ...Array(9).fill(23.6)], Array.from({ length: 109 }, (_, at) => (at + 1) / 100)];
  const found = sizeQuantiles({ magnitude: Float64Array.from(magnitude), radius: Float64Array.from(radius) });
  expect(found).toEqual([{ magnitude: 22.25, median: 0.51, low: 0.17, high: 0.85 }]);
});

test("a chart becomes a PNG of its size, with its shapes and letters", async () => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40" viewBox="0 0 60 40"><rect width="60" height="40" fill="white"/><rect x="40" y="20" width="20" height="20" fill="#ff0000"/><text x="2" y="16" font-size="14" font-family="system-ui, sans-serif">Hg</text></svg>`;
  const { width, height, channels, data } = decode(await svgToPng(svg));
  expect([width, height]).toEqual([60, 40]);
  const at = (x: number, y: number): number[] => Array.from(data.subarray(channels * (60 * y + x), channels * (60 * y + x) + 3));
  expect([at(50, 30), at(30, 30)]).toEqual([
    [255, 0, 0],
    [255, 255, 255],
  ]);
  const ink = Array.from({ length: 20 * 40 }, (_, n) => at(n % 40, Math.floor(n / 40))).filter(([red]) => red < 100);
  expect(ink.length).toBeGreaterThan(20);
});

test("a track fades where a block leaves out its highest pixels, and a filled block does not", () => {
  const pixels = Float32Array.from([1, 900, 5, 5, 2, 900, 5, 5]);
  expect([...binnedWithoutTracks({ width: 4, height: 2, pixels }, 2, 2).pixels]).toEqual([1.5, 5]);
});

test("the brightest pixel is found past pixels without a value", () => {
  expect(brightest({ width: 3, height: 2, pixels: Float32Array.from([Number.NaN, 3, 4, Number.NaN, 9, 2]) })).toEqual({ x: 1, y: 1 });
});
