import { starFlux } from "@elvis/formats/catalog";
import type { Rows } from "@elvis/formats/product";
import { renderer } from "@elvis/kernels";
import type { Effect, EffectContext } from "../../effect.ts";
import type { Charge } from "../../frame.ts";
import type { PsfField } from "../../psf/lut.ts";
import { canvasOf } from "./canvas.ts";
import { drawObject } from "./draw.ts";
import { drawAll } from "./draw-all.ts";
import { effectiveWavelengths, electronsOf, magnitudeOf } from "./photometry.ts";
import { type Place, placeOn, type Sky } from "./place.ts";
import { point } from "./shape.ts";
import type { Skipped } from "./skipped.ts";
import { drawWing, fade, wingRadius } from "./wing.ts";

/** What both kinds of objects are drawn with. */
export interface ObjectSettings extends Sky {
  /** AB magnitude of 1 e-/s. */
  readonly zeroPoint: number;
  /** The point spread functions of the CCD. Stars and galaxies share one: each of the model's stamps is transformed once. */
  readonly psf: PsfField;
}

export interface StarsSettings extends ObjectSettings {
  /** Columns SOURCE_ID, RA, DEC, TU_FNU_VIS; R, I and Z_LSST for the colour. */
  readonly stars: Rows;
}

/** A star as it will be drawn. */
interface PlannedStar {
  readonly sourceId: bigint;
  readonly place: Place;
  readonly electrons: number;
  readonly magnitude: number;
  /** nm */
  readonly wavelength: number;
}

/** Pixels; a star's square is not smaller, so that photometry in an aperture finds all of it. */
const SMALLEST = 64;

/** Draws the stars through the point spread function of their place and colour. See ./stars.md. */
export const stars = {
  name: "stars",
  elvisKey: "STARS",
  apply(frame, settings, context) {
    const work = renderer();
    const canvas = canvasOf(frame);
    const plan = (bad: Pick<Skipped, "add">) => planStars(settings, context, bad);
    return drawAll("stars", frame, settings.stars.rows, context, plan, async ({ sourceId, place, electrons, magnitude, wavelength }) => {
      const image = await settings.psf.at(place.fpaX, place.fpaY, wavelength);
      const halo = image.halo();
      const radius = halo === undefined ? 0 : wingRadius(halo, electrons, magnitude);
      const hasWing = halo !== undefined && radius > 0;
      // A stamp that goes over into a wing must be whole.
      const smallest = hasWing ? Math.max(SMALLEST, image.extent.period) : SMALLEST;
      const blend = hasWing ? (square: Float64Array, side: number, x: number, y: number) => fade(halo, square, side, x, y) : undefined;
      const stamp = drawObject(canvas, work, image, [point(electrons)], place.x, place.siliconY, smallest, blend);
      const wing = hasWing ? drawWing(canvas, halo, electrons, place.x, place.siliconY, radius) : 0;
      return { sourceId, kind: "star", x: place.x, y: place.y, electrons, collected: stamp.collected + wing, isCut: stamp.isCut };
    });
  },
} as const satisfies Effect<Charge, Charge, StarsSettings>;

/** The stars of a catalogue in their order; those that cannot be drawn go to `bad`, those outside the distortion model's field nowhere. */
async function* planStars(
  settings: Omit<StarsSettings, "psf">,
  { ccd, exposureTime }: Pick<EffectContext, "ccd" | "exposureTime">,
  bad: Pick<Skipped, "add">,
): AsyncGenerator<PlannedStar> {
  const toPlace = placeOn(ccd, settings);
  for await (const batch of settings.stars.read()) {
    const ids = batch.int64("SOURCE_ID");
    const ra = batch.float64("RA");
    const dec = batch.float64("DEC");
    const flux = batch.float32(starFlux("VIS"));
    const wavelength = effectiveWavelengths(batch, starFlux);
    for (let row = 0; row < batch.rows; row++) {
      if (!(Number.isFinite(ra[row]) && Number.isFinite(dec[row])))
        bad.add(ids[row], `position (${ra[row]}, ${dec[row]}), expected finite degrees`);
      else if (!(flux[row] >= 0 && flux[row] < Infinity))
        bad.add(ids[row], `TU_FNU_VIS ${flux[row]}, expected a finite flux of at least 0 Jy`);
      else {
        const place = toPlace(ra[row], dec[row]);
        if (place === undefined || flux[row] === 0) continue;
        yield {
          sourceId: ids[row],
          place,
          electrons: electronsOf(flux[row], settings.zeroPoint, exposureTime),
          magnitude: magnitudeOf(flux[row]),
          wavelength: wavelength(row),
        };
      }
    }
  }
}
