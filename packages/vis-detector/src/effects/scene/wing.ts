import { type Canvas, rowStart } from "./canvas.ts";

/** e-/pixel at which a wing ends */
const FLOOR = 0.05;
/** Stars brighter than this have their wings followed to `BRIGHT_RADIUS` at least. */
const BRIGHT = 16;
/** pixels; 30 arcsec */
const BRIGHT_RADIUS = 300;
/** pixels; 5 arcmin, the width of a CCD and more */
const LARGEST_RADIUS = 4096;

/**
 * Radius (pixels) to which a star's wing is drawn: to 0.05 e-/pixel, for stars brighter than magnitude 16 to 30 arcsec at least.
 *
 * @param electrons outside the model's stamp
 * @param side of the stamp, pixels
 */
export function wingRadius(electrons: number, side: number, magnitude: number): number {
  const faintest = Math.cbrt(amplitude(electrons, side) / FLOOR);
  return Math.min(LARGEST_RADIUS, magnitude < BRIGHT ? Math.max(BRIGHT_RADIUS, faintest) : faintest);
}

/** Of A / r^3, such that its integral outside a square of that side is `electrons`: the integral is A 4 sqrt(2) / (side / 2). */
const amplitude = (electrons: number, side: number): number => (electrons * side) / 2 / (4 * Math.SQRT2);

/**
 * Adds the light that falls outside the model's stamp: brightness A / r^3, the mean diffraction of a circular aperture far out.
 *
 * @param electrons outside the stamp, all the way out
 * @param side of the stamp, pixels, centred on (x, y); nothing is drawn inside
 * @param radius pixels, where it ends
 * @returns electrons collected
 */
export function drawWing(canvas: Canvas, electrons: number, side: number, x: number, y: number, radius: number): number {
  const half = side / 2;
  if (!(electrons > 0) || !(radius > half)) return 0;
  const a = amplitude(electrons, side);
  let collected = 0;
  const bottom = Math.max(0, Math.ceil(y - radius));
  const top = Math.min(canvas.height - 1, Math.floor(y + radius));
  for (let py = bottom; py <= top; py++) {
    const start = rowStart(canvas, py);
    if (start < 0) continue;
    const dy = py - y;
    const width = Math.sqrt(Math.max(0, radius * radius - dy * dy));
    const right = Math.min(canvas.width - 1, Math.floor(x + width));
    for (let px = Math.max(0, Math.ceil(x - width)); px <= right; px++) {
      const dx = px - x;
      if (Math.abs(dx) < half && Math.abs(dy) < half) continue;
      const squared = dx * dx + dy * dy;
      const value = a / (squared * Math.sqrt(squared));
      canvas.pixels[start + px] += value;
      collected += value;
    }
  }
  return collected;
}
