import { ccdOf, ccdToFocalPlane } from "@elvis/focal-plane";
import type { ImageMap } from "@elvis/formats/product";
import type { Effect } from "../../effect.ts";
import type { Charge } from "../../frame.ts";
import { constantMap, readModelMap } from "../../model-map.ts";
import { type ShutterSettings, shutterFactor } from "./shutter.ts";

export interface BackgroundSettings {
  /** Zodiacal light at the field's centre, e-/s/pixel, at least 0. */
  readonly skyRate: number;
  /** Change of the zodiacal light over 100 mm along fpa_x and fpa_y, as a fraction of that at the centre. Default none. */
  readonly gradient?: { readonly x: number; readonly y: number };
  /** Stray light that is the same over the field, e-/s/pixel, at least 0: that of stars beside it. Default none. */
  readonly outfieldRate?: number;
  /** Stray light, e-/s/pixel: a map named by the CCD, in the CCD's frame. */
  readonly straylight?: ImageMap;
  /** The shutter that this light comes through, as all light does. Default none: the same time everywhere. */
  readonly shutter?: ShutterSettings;
}

/** mm over which the gradient is given */
const GRADIENT_LENGTH = 100;

/** Adds the light of the sky between the objects. See ./background.md. */
export const background = {
  name: "background",
  elvisKey: "BACKGROUND",
  async apply(frame, { skyRate, gradient = { x: 0, y: 0 }, outfieldRate = 0, straylight, shutter }, { ccd, exposureTime }) {
    const { width, height, pixels } = frame;
    const stray = straylight === undefined ? constantMap(0) : await readModelMap(straylight, ccd, width, height);
    const laid = ccdOf(ccd);
    const origin = ccdToFocalPlane(laid, 0, 0);
    const alongX = (ccdToFocalPlane(laid, 1, 0).x - origin.x) * (gradient.x / GRADIENT_LENGTH);
    const row = new Float64Array(width);
    const factor = shutter === undefined ? () => 1 : shutterFactor(shutter, exposureTime, ccd);
    for (let y = 0; y < height; y++) {
      stray.row(y, row);
      // Linear along a row.
      const first = exposureTime * factor(0, y);
      const step = exposureTime * factor(1, y) - first;
      const tilt = 1 + (origin.x * gradient.x + ccdToFocalPlane(laid, 0, y).y * gradient.y) / GRADIENT_LENGTH;
      for (let x = 0, at = y * width; x < width; x++, at++)
        pixels[at] += (first + x * step) * (skyRate * Math.max(0, tilt + x * alongX) + outfieldRate + row[x]);
    }
    return frame;
  },
} as const satisfies Effect<Charge, Charge, BackgroundSettings>;
