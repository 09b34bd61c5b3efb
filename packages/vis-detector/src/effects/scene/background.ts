import { ccdOf, ccdToFocalPlane } from "@elvis/focal-plane";
import type { ImageMap } from "@elvis/formats/product";
import { addSurfaceOn } from "@elvis/kernels";
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
  async apply(frame, { skyRate, gradient = { x: 0, y: 0 }, outfieldRate = 0, straylight, shutter }, { ccd, exposureTime, pool }) {
    const { width, height, pixels } = frame;
    const map = straylight === undefined ? constantMap(0, width, height) : await readModelMap(straylight, ccd, width, height);
    const laid = ccdOf(ccd);
    const origin = ccdToFocalPlane(laid, 0, 0);
    const slope = (ccdToFocalPlane(laid, 1, 0).x - origin.x) * (gradient.x / GRADIENT_LENGTH);
    const time = shutter === undefined ? () => 1 : shutterFactor(shutter, exposureTime, ccd);
    // Time and tilt are linear along a row.
    const ofRows = (value: (y: number) => number) => Float64Array.from({ length: height }, (_, y) => value(y));
    await addSurfaceOn(pool, pixels, {
      factor: {
        first: ofRows((y) => exposureTime * time(0, y)),
        step: ofRows((y) => exposureTime * time(1, y) - exposureTime * time(0, y)),
      },
      plane: {
        size: skyRate,
        first: ofRows((y) => 1 + (origin.x * gradient.x + ccdToFocalPlane(laid, 0, y).y * gradient.y) / GRADIENT_LENGTH),
        slope,
      },
      offset: outfieldRate,
      map,
    });
    return frame;
  },
} as const satisfies Effect<Charge, Charge, BackgroundSettings>;
