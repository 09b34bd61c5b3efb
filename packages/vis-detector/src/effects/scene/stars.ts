import { starFlux } from "@elvis/formats/catalog";
import type { PsfModel, Rows } from "@elvis/formats/product";
import { renderer } from "@elvis/kernels";
import type { Effect, EffectContext } from "../../effect.ts";
import type { Charge } from "../../frame.ts";
import { type PsfOptions, psfField } from "../../psf/lut.ts";
import { canvasOf } from "./canvas.ts";
import { drawObject } from "./draw.ts";
import { effectiveWavelengths, electronsOf, magnitudeOf } from "./photometry.ts";
import { type Place, placeOn, type Sky } from "./place.ts";
import { type Skipped, skipped } from "./skipped.ts";
import { drawWing, wingRadius } from "./wing.ts";

/** What both kinds of objects are drawn with. */
export interface ObjectSettings extends Sky {
  /** AB magnitude of 1 e-/s. */
  readonly zeroPoint: number;
  readonly psf: PsfModel;
  /** What is convolved with the model's stamps: diffusion, jitter, the pixel. */
  readonly psfOptions?: PsfOptions;
}

export interface StarsSettings extends ObjectSettings {
  /** Columns SOURCE_ID, RA, DEC, TU_FNU_VIS; R, I and Z_LSST for the colour. */
  readonly stars: Rows;
}

/** A star as it will be drawn. */
export interface PlannedStar {
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
  async apply(frame, settings, context) {
    const { rows } = settings.stars;
    const field = psfField(settings.psf, settings.psfOptions);
    const work = renderer();
    const canvas = canvasOf(frame);
    const bad = skipped("stars", context);
    let drawn = 0;
    let seen = 0;
    for await (const star of planStars(settings, context, bad)) {
      context.signal.throwIfAborted();
      if (++seen % 256 === 0) context.progress(seen, rows);
      const { place, electrons } = star;
      const image = await field.at(place.fpaX, place.fpaY, star.wavelength);
      const point = [{ n: 1, electrons, xx: 0, xy: 0, yy: 0 }];
      const result = drawObject(canvas, work, image, point, place.x, place.siliconY, SMALLEST);
      const outside = electrons * (1 - image.extent.sum);
      const wing = drawWing(
        canvas,
        outside,
        image.extent.side,
        place.x,
        place.siliconY,
        wingRadius(outside, image.extent.side, star.magnitude),
      );
      const collected = result.collected + wing;
      if (!(collected > 0)) continue;
      drawn++;
      context.truth({ sourceId: star.sourceId, kind: "star", x: place.x, y: place.y, electrons, collected, isCut: result.isCut });
    }
    bad.close(rows, drawn);
    return frame;
  },
} as const satisfies Effect<Charge, Charge, StarsSettings>;

/** The stars of a catalogue in their order; those that cannot be drawn go to `bad`, those outside the distortion model's field nowhere. */
export async function* planStars(
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
