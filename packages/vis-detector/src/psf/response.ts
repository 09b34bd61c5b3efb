/** Transform of how a pixel responds along one axis, at a wave number in radians per pixel; 1 at 0. */
export type PixelResponse = (k: number) => number;

/** For images whose samples are pixels already. */
export const NO_PIXEL: PixelResponse = () => 1;

/** The square pixel, as sensitive everywhere: sin(k / 2) / (k / 2). */
export const SQUARE_PIXEL: PixelResponse = (k) => (k === 0 ? 1 : Math.sin(k / 2) / (k / 2));

/**
 * A pixel whose sensitivity falls along each axis as 1 - edge (2 u)^2, u from -1/2 to 1/2, and whose mean is 1 as the square pixel's is.
 *
 * @param edge share of the centre's sensitivity that the middle of an edge lacks, 0 to 1
 */
export const fallingPixel =
  (edge: number): PixelResponse =>
  (k) =>
    (SQUARE_PIXEL(k) - 4 * edge * secondMoment(k)) / (1 - edge / 3);

/** Integral of u^2 cos(k u) over the pixel; by its series near 0, where the closed form cancels. */
function secondMoment(k: number): number {
  const q = k / 2;
  if (Math.abs(q) < 0.2) return 1 / 12 - (k * k) / 160 + k ** 4 / 10752 - k ** 6 / 1658880;
  return Math.sin(q) / (4 * q) + Math.cos(q) / (2 * q * q) - Math.sin(q) / (2 * q * q * q);
}
