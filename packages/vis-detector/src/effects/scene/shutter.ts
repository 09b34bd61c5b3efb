import { CCD_HEIGHT, CCD_WIDTH, ccdOf, ccdToFocalPlane, INJECTION_ROWS, PITCH_X, PITCH_Y, PIXEL_PITCH } from "@elvis/focal-plane";
import type { CcdId, ShutterModel } from "@elvis/formats/product";
import { StageError } from "@elvis/stage";
import type { Effect } from "../../effect.ts";
import type { Charge } from "../../frame.ts";

export type ShutterSettings = ShutterModel;

/** mm from the middle of the focal plane to its farthest pixels' edges */
const HALF_X = 2.5 * PITCH_X + (CCD_WIDTH / 2) * PIXEL_PITCH;
const HALF_Y = 2.5 * PITCH_Y + ((CCD_HEIGHT + INJECTION_ROWS) / 2) * PIXEL_PITCH;

/**
 * The time for which a pixel sees the sky over the mean of all pixels: a function of pixel (x, y) of a CCD's frame.
 *
 * For every effect whose light comes through the shutter. The mean over the pixels of the 36 CCDs is 1.
 *
 * @param exposureTime s, mean over the field
 * @throws StageError for an exposure in which some pixels would see nothing
 */
export function shutterFactor(settings: ShutterSettings, exposureTime: number, ccd: CcdId): (x: number, y: number) => number {
  const { openingDuration, closingDuration, openingAngle, closingAngle, openDuringReadout } = settings;
  const opening = sweep(openingAngle, openingDuration);
  const closing = openDuringReadout ? sweep(closingAngle, 0) : sweep(closingAngle, closingDuration);
  // Seconds more than the mean, per mm: a pixel gains by being covered late and loses by being uncovered late.
  const [alongX, alongY] = [closing.x - opening.x, closing.y - opening.y];
  const largest = Math.abs(alongX) * HALF_X + Math.abs(alongY) * HALF_Y;
  if (!(exposureTime > largest))
    throw new StageError(
      `shutter: expected an exposure of more than ${largest} s, in which the blade uncovers all pixels, found ${exposureTime} s`,
    );
  const laid = ccdOf(ccd);
  return (x, y) => {
    const at = ccdToFocalPlane(laid, x, y);
    return 1 + (at.x * alongX + at.y * alongY) / exposureTime;
  };
}

/** Seconds per mm along fpa_x and fpa_y by which the blade's edge comes later. */
function sweep(angle: number, duration: number): { readonly x: number; readonly y: number } {
  const cos = Math.cos((angle * Math.PI) / 180);
  const sin = Math.sin((angle * Math.PI) / 180);
  const path = 2 * (Math.abs(cos) * HALF_X + Math.abs(sin) * HALF_Y);
  return { x: (duration * cos) / path, y: (duration * sin) / path };
}

/** Gives each pixel the light of the time for which the shutter let it see the sky. See ./shutter.md. */
export const shutter = {
  name: "shutter",
  elvisKey: "SHUTTER",
  apply(frame, settings, { ccd, exposureTime, readoutTime }) {
    const { width, height, pixels, margins } = frame;
    const factor = shutterFactor(settings, exposureTime, ccd);
    const lowerHeight = Math.ceil(height / 2);
    const rowTime = readoutTime / (lowerHeight + margins.parallelOverscan);
    const ratio = settings.openDuringReadout ? rowTime / exposureTime : 0;
    /** The light of the rows that a half's charge has passed, column by column. */
    let passed = new Float64Array(width);
    const expose = (y: number): void => {
      // The factor is linear along a row.
      const first = factor(0, y);
      const step = factor(1, y) - first;
      for (let x = 0, at = y * width; x < width; x++, at++) {
        const light = pixels[at];
        pixels[at] = light * (first + x * step) + ratio * passed[x];
        passed[x] += light;
      }
    };
    // Each half is read at its outer edge: its charge passes the rows between itself and that edge.
    for (let y = 0; y < lowerHeight; y++) expose(y);
    passed = new Float64Array(width);
    for (let y = height - 1; y >= lowerHeight; y--) expose(y);
    return frame;
  },
} as const satisfies Effect<Charge, Charge, ShutterSettings>;
