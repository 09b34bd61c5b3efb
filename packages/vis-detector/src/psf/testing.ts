/** For tests: a point's image of which everything is known, as far out as one likes. Brightness per pixel at r pixels, of a light of 1. */
export const SPIKED = {
  size: 192,
  oversampling: 3,
  /** Times r^-3, far out. */
  brightness: 0.05,
  /** Times r^-2, on the ridge. */
  ridge: 0.01,
  /** pixels */
  sigma: 1.5,
  /** degrees, ascending */
  angles: [25, 80, 130],
} as const;

/** Where the core ends and the wing begins, pixels: the wing is 1 / (r^2 + core^2)^(3/2) and so on. */
const CORE = 6;

/**
 * Samples of the image in a square of 64 pixels. What it lacks of 1 is the light outside the square.
 *
 * @param scale of wing and ridges
 */
export function spikedStamp(scale = 1): Float32Array {
  const { size, oversampling } = SPIKED;
  const cell = 1 / (oversampling * oversampling);
  const origin = size / 2;
  const stamp = new Float32Array(size * size);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) stamp[y * size + x] = scale * cell * wingOf((x - origin) / oversampling, (y - origin) / oversampling);
  // All that is not wing is a Gaussian core.
  const core = 1 - scale * lightOfWing();
  const width = 1.2;
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const squared = ((x - origin) ** 2 + (y - origin) ** 2) * cell;
      stamp[y * size + x] += ((core * cell) / (2 * Math.PI * width * width)) * Math.exp(-squared / (2 * width * width));
    }
  return stamp;
}

function wingOf(dx: number, dy: number): number {
  const { brightness, ridge, sigma, angles } = SPIKED;
  const squared = dx * dx + dy * dy + CORE * CORE;
  let value = brightness / (squared * Math.sqrt(squared));
  for (const degrees of angles) {
    const angle = (degrees * Math.PI) / 180;
    const across = (dy * Math.cos(angle) - dx * Math.sin(angle)) / sigma;
    value += (ridge / squared) * Math.exp(-0.5 * across * across);
  }
  return value;
}

/** Light of the wing: integrals of 2 pi r (r^2 + c^2)^(-3/2) and, along each ridge, of (s^2 + c^2 + across^2)^-1, across small. */
function lightOfWing(): number {
  const { brightness, ridge, sigma, angles } = SPIKED;
  const disc = 2 * Math.PI * (brightness / CORE);
  const squared = CORE * CORE + sigma * sigma;
  return disc + angles.length * ridge * sigma * Math.sqrt(2 * Math.PI) * (Math.PI / Math.sqrt(squared));
}
