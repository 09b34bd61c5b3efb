import { diffusionSigma } from "../../packages/vis-detector/src/psf/diffusion.ts";
import { makePsf } from "../../tools/reference-workdir/src/psf.ts";

/** Samples a pixel. */
export const OVERSAMPLING = 4;
/** Samples about an image that its blur is computed from but that it does not have. */
const MARGIN = 20;
/** pixels along each axis, as `psfField` has it by default */
const JITTER = 0.1;

/** A square of samples about a star, each what a pixel there collects: the image at every fourth of a pixel. */
export interface Image {
  readonly side: number;
  readonly samples: Float64Array;
}

/** Weights of a Gaussian (sigma in samples), convolved with a box of a pixel when asked; about 0 in the middle. */
function kernel(sigma: number, withPixel: boolean): Float64Array {
  const reach = Math.ceil(5 * sigma) + OVERSAMPLING / 2;
  const box = withPixel ? [0.5, 1, 1, 1, 0.5] : [0, 0, 1, 0, 0];
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, n) =>
    box.reduce((sum, part, m) => sum + part * Math.exp(-((n - reach - (m - 2)) ** 2) / (2 * sigma * sigma)), 0),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => ((withPixel ? OVERSAMPLING : 1) * weight) / sum);
}

/** Convolved along x and transposed: twice, and x and y are back. */
function alongX({ side, samples }: Image, weights: Float64Array): Image {
  const reach = (weights.length - 1) / 2;
  const to = new Float64Array(side * side);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const last = Math.min(reach, side - 1 - x);
      let sum = 0;
      for (let n = Math.max(-reach, -x); n <= last; n++) sum += weights[n + reach] * samples[y * side + x + n];
      to[x * side + y] = sum;
    }
  return { side, samples: to };
}

/** The middle of an image. */
export function middle({ side, samples }: Image, wanted: number): Image {
  const first = (side - wanted) / 2;
  const part = new Float64Array(wanted * wanted);
  for (let y = 0; y < wanted; y++) for (let x = 0; x < wanted; x++) part[y * wanted + x] = samples[(y + first) * side + x + first];
  return { side: wanted, samples: part };
}

/**
 * The reference PSF of one wavelength at a place (mm) as pixels see it: with diffusion, jitter and the pixel.
 *
 * @param jitter pixels along each axis
 */
export function imagesAt(x: number, y: number, side: number, jitter = JITTER): (wavelength: number) => Promise<Image> {
  const psf = makePsf();
  return async (wavelength) => {
    const stamp = { side: psf.size, samples: Float64Array.from(await psf.stamp(wavelength, x, y)) };
    const sigma = diffusionSigma(wavelength);
    const [acrossX, acrossY] = [sigma.x, sigma.y].map((spread) => kernel(OVERSAMPLING * Math.hypot(spread, jitter), true));
    return middle(alongX(alongX(middle(stamp, side + 2 * MARGIN), acrossX), acrossY), side);
  };
}

export function mixed(images: readonly Image[], weights: readonly number[]): Image {
  const [{ side }] = images;
  const samples = new Float64Array(side * side);
  for (let n = 0; n < images.length; n++) {
    if (weights[n] === 0) continue;
    for (let at = 0; at < samples.length; at++) samples[at] += weights[n] * images[n].samples[at];
  }
  return { side, samples };
}

/** Of a round Gaussian source instead of a point, sigma in pixels. */
export function widened(image: Image, sigma: number): Image {
  const weights = kernel(sigma * OVERSAMPLING, false);
  return alongX(alongX(image, weights), weights);
}

/** Largest difference of two images over the first one's peak. */
export function difference(a: Image, b: Image): number {
  let [peak, worst] = [0, 0];
  for (let at = 0; at < a.samples.length; at++) {
    peak = Math.max(peak, a.samples[at]);
    worst = Math.max(worst, Math.abs(a.samples[at] - b.samples[at]));
  }
  return worst / peak;
}

/** rms difference of two images over the first one's mean, in a ring (arcsec). */
export function ringDifference(a: Image, b: Image, from: number, to: number): number {
  let [sum, squares, count] = [0, 0, 0];
  for (let y = 0, at = 0; y < a.side; y++)
    for (let x = 0; x < a.side; x++, at++) {
      const r = (Math.hypot(x - a.side / 2, y - a.side / 2) / OVERSAMPLING) * 0.1;
      if (r < from || r >= to) continue;
      sum += a.samples[at];
      squares += (a.samples[at] - b.samples[at]) ** 2;
      count++;
    }
  return Math.sqrt(squares / count) / (sum / count);
}
