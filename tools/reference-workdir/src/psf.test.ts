import { describe, expect, test } from "vitest";
import { makePsf } from "./psf.ts";
import { aberrations, openArea, pupilGrid } from "./pupil.ts";

const psf = makePsf();
/** 4 samples a pixel, as the stamps have. */
const PIXEL = 4;

/** Convolves with a Gaussian (sigma in samples), then with the pixel's box. */
function detected(stamp: Float32Array, sigma: number): Float64Array {
  const half = Math.ceil(5 * sigma);
  const weights = Array.from({ length: 2 * half + 1 }, (_, n) => Math.exp(-((n - half) ** 2) / (2 * sigma * sigma)));
  const total = weights.reduce((sum, weight) => sum + weight);
  // A box of 4 samples about a sample: the outer two count half.
  const box = [0.5, 1, 1, 1, 0.5];
  const kernel = new Array(2 * half + 5).fill(0);
  for (const [n, weight] of weights.entries()) for (const [m, part] of box.entries()) kernel[n + m] += (weight / total) * part;
  const reach = half + 2;
  const pass = (from: ArrayLike<number>, step: number, along: number): Float64Array => {
    const to = new Float64Array(128 * 128);
    for (let line = 0; line < 128; line++)
      for (let n = reach; n < 128 - reach; n++) {
        let sum = 0;
        for (let k = -reach; k <= reach; k++) sum += kernel[k + reach] * from[line * along + (n + k) * step];
        to[line * along + n * step] = sum;
      }
    return to;
  };
  const core = new Float64Array(128 * 128);
  for (let y = 0; y < 128; y++) for (let x = 0; x < 128; x++) core[y * 128 + x] = stamp[(y + 192) * 512 + x + 192];
  return pass(pass(core, 1, 128), 128, 1);
}

/** Ellipticity and size from second moments with a circular Gaussian weight of 0.75 arcsec FWHM (mission database, TelescopeVISPSFEllipticity: "Gaussian weighted"). */
function moments(image: Float64Array): { e: number; fwhm: number; peak: number } {
  const sigma = 0.75 / 2.3548 / 0.025;
  let [xx, yy, xy] = [0, 0, 0];
  for (let y = 10; y < 118; y++)
    for (let x = 10; x < 118; x++) {
      const [u, v] = [x - 64, y - 64];
      const weighted = image[y * 128 + x] * Math.exp(-(u * u + v * v) / (2 * sigma * sigma));
      xx += weighted * u * u;
      yy += weighted * v * v;
      xy += weighted * u * v;
    }
  const peak = image.reduce((a, b) => Math.max(a, b));
  const area = image.reduce((count, value) => count + (value > peak / 2 ? 1 : 0), 0);
  return { e: Math.hypot(xx - yy, 2 * xy) / (xx + yy), fwhm: 2 * Math.sqrt(area / Math.PI) * 0.025, peak };
}

/** Diffusion at 700 nm and low signal (mission database, FWHM parameters): 6.66 / (6.66 + 1.14e-5 157800) 41 700^-0.237 = 6.83 um. */
const DIFFUSION = (6.83 / 12 / 2.3548) * PIXEL;
/** Pointing jitter of 25 milliarcseconds an axis, the requirement of 75 at 3 sigma (Laureijs et al. 2011, Euclid Definition Study Report, relative pointing error), one sample; with diffusion. */
const DETECTION = Math.hypot(DIFFUSION, 1);

describe("the pupil", () => {
  test("collects 0.99 m2, as published", () => {
    expect(openArea(pupilGrid(4))).toBeCloseTo(0.9926, 2);
  });

  test("has at most 28.2 nm rms of aberration", () => {
    const all = [-152, 0, 152].flatMap((x) => [-170, 0, 170].map((y) => Math.hypot(...aberrations(x, y))));
    expect(Math.max(...all)).toBeCloseTo(28.2, 6);
    expect(Math.min(...all)).toBeGreaterThan(10);
  });
});

describe("the PSF", () => {
  test("is Euclid's at the middle of the field: 0.16 arcsec with the detector, a quarter of the light in the central pixel", async () => {
    const stamp = await psf.stamp(720, 0, 0);
    const sum = stamp.reduce((a, b) => a + b);
    const { e, fwhm, peak } = moments(detected(stamp, DETECTION));
    expect(sum).toBeGreaterThan(0.99);
    expect(sum).toBeLessThan(1);
    expect(fwhm).toBeGreaterThan(0.145);
    expect(fwhm).toBeLessThan(0.175);
    expect(peak).toBeGreaterThan(0.22);
    expect(peak).toBeLessThan(0.28);
    expect(e).toBeLessThan(0.14);
  });

  test("stays below the required ellipticity in the corners, and differs between them", async () => {
    const peaks = new Set<number>();
    for (const [x, y] of [
      [-152, -170],
      [152, -170],
      [-152, 170],
      [152, 170],
    ]) {
      const { e, peak } = moments(detected(await psf.stamp(800, x, y), DETECTION));
      expect(e).toBeLessThan(0.14);
      peaks.add(Math.round(peak * 1e4));
    }
    expect(peaks.size).toBeGreaterThan(2);
  });

  test("grows with wavelength", async () => {
    const blue = moments(detected(await psf.stamp(550, 0, 0), 0.5)).fwhm;
    const red = moments(detected(await psf.stamp(900, 0, 0), 0.5)).fwhm;
    expect(red / blue).toBeGreaterThan(1.2);
  });
});
