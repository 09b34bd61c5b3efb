import { diffusionSigma } from "../../packages/vis-detector/src/psf/diffusion.ts";
import { makePsf } from "../../tools/reference-workdir/src/psf.ts";

/** Samples on a side of an image, 4 a pixel: the 32 pixels about a star. */
const SIZE = 128;
const MARGIN = 20;
const OVERSAMPLING = 4;
/** pixels along each axis, as `psfField` has it by default */
const JITTER = 0.1;

/** A square of samples, each what a pixel about it collects: the image at every fourth of a pixel. */
export type Image = Float64Array;

/** Weights of the box of a pixel convolved with a Gaussian, sigma in samples; those of 0 in the middle. */
function kernel(sigma: number): Float64Array {
  const reach = Math.ceil(5 * sigma) + OVERSAMPLING / 2;
  const weights = new Float64Array(2 * reach + 1);
  const box = [0.5, 1, 1, 1, 0.5];
  for (let n = -reach; n <= reach; n++)
    for (let m = -2; m <= 2; m++) weights[n + reach] += box[m + 2] * Math.exp(-((n - m) ** 2) / (2 * sigma * sigma));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (OVERSAMPLING * weight) / sum);
}

function alongX(from: Float64Array, side: number, weights: Float64Array): Float64Array {
  const reach = (weights.length - 1) / 2;
  const to = new Float64Array(side * side);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      let sum = 0;
      for (let n = Math.max(-reach, -x); n <= Math.min(reach, side - 1 - x); n++) sum += weights[n + reach] * from[y * side + x + n];
      to[x * side + y] = sum;
    }
  return to;
}

/** The reference PSF of one wavelength at a place (mm) as pixels see it: with diffusion, jitter and the pixel. */
export function imagesAt(x: number, y: number): (wavelength: number) => Promise<Image> {
  const psf = makePsf();
  return async (wavelength) => {
    const stamp = await psf.stamp(wavelength, x, y);
    const side = SIZE + 2 * MARGIN;
    const first = (psf.size - side) / 2;
    const part = new Float64Array(side * side);
    for (let v = 0; v < side; v++) for (let u = 0; u < side; u++) part[v * side + u] = stamp[(v + first) * psf.size + u + first];
    const sigma = diffusionSigma(wavelength);
    // Each pass transposes, so two put x and y back.
    const blurred = alongX(
      alongX(part, side, kernel(OVERSAMPLING * Math.hypot(sigma.x, JITTER))),
      side,
      kernel(OVERSAMPLING * Math.hypot(sigma.y, JITTER)),
    );
    const image = new Float64Array(SIZE * SIZE);
    for (let v = 0; v < SIZE; v++) for (let u = 0; u < SIZE; u++) image[v * SIZE + u] = blurred[(v + MARGIN) * side + u + MARGIN];
    return image;
  };
}

export function mixed(images: readonly Image[], weights: readonly number[]): Image {
  const sum = new Float64Array(images[0].length);
  for (let n = 0; n < images.length; n++) {
    if (weights[n] === 0) continue;
    for (let at = 0; at < sum.length; at++) sum[at] += weights[n] * images[n][at];
  }
  return sum;
}

/** Convolved with a Gaussian source, sigma in pixels. */
export function widened(image: Image, sigma: number): Image {
  const samples = sigma * OVERSAMPLING;
  const reach = Math.ceil(4 * samples);
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, n) => Math.exp(-((n - reach) ** 2) / (2 * samples * samples)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const scaled = weights.map((weight) => weight / sum);
  return alongX(alongX(image, SIZE, scaled), SIZE, scaled);
}

/** Largest difference of two images over the first one's peak. */
export function difference(a: Image, b: Image): number {
  let [peak, worst] = [0, 0];
  for (let at = 0; at < a.length; at++) {
    peak = Math.max(peak, a[at]);
    worst = Math.max(worst, Math.abs(a[at] - b[at]));
  }
  return worst / peak;
}
