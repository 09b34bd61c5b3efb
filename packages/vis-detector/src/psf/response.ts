/** Transform of how a pixel responds along one axis, at a wave number in radians per pixel; 1 at 0. */
export type AxisResponse = (k: number) => number;

/** Weighted products of the same response along x and y. */
export interface PixelResponse {
  readonly terms: readonly { readonly weight: number; readonly along: AxisResponse }[];
}

const sinc: AxisResponse = (k) => (k === 0 ? 1 : Math.sin(k / 2) / (k / 2));

/** Samples are pixels already, or a point is wanted. */
export const NO_PIXEL: PixelResponse = { terms: [{ weight: 1, along: () => 1 }] };

/** The square pixel, as sensitive everywhere. */
export const SQUARE_PIXEL: PixelResponse = { terms: [{ weight: 1, along: sinc }] };

/**
 * A pixel whose sensitivity falls along each axis as 1 - edge (2 u)^2, u from -1/2 to 1/2, with the same mean as the square pixel's.
 *
 * Its transform is (sinc + 4 edge sinc'') / (1 - edge / 3): u^2 is minus the second derivative in k.
 */
export const fallingPixel = (edge: number): AxisResponse => {
  return (k) => {
    const q = k / 2;
    // Moments of cos(k u): int u^2 cos(k u) du over the pixel; by its series near 0, where the closed form cancels.
    const second =
      Math.abs(q) < 0.2
        ? 1 / 12 - (k * k) / 160 + k ** 4 / 10752 - k ** 6 / 1658880
        : Math.sin(q) / (4 * q) + Math.cos(q) / (4 * q * q) - Math.sin(q) / (4 * q * q * q);
    return (sinc(k) - 4 * edge * second) / (1 - edge / 3);
  };
};

/** What a falling pixel sees more than the square one: no light in sum. */
export const fallingPixelDifference = (edge: number): PixelResponse => ({
  terms: [
    { weight: 1, along: fallingPixel(edge) },
    { weight: -1, along: sinc },
  ],
});
