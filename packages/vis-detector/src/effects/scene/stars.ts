import { starFlux } from "@elvis/formats/catalog";
import type { Rows } from "@elvis/formats/product";
import type { Effect, EffectContext } from "../../effect.ts";
import type { Charge } from "../../frame.ts";
import type { Halo } from "../../psf/halo.ts";
import type { PsfField } from "../../psf/lut.ts";
import { canvasOf } from "./canvas.ts";
import { colourOf } from "./colour.ts";
import { type PlannedObject, paintAll } from "./paint-all.ts";
import { electronsOf, magnitudeOf } from "./photometry.ts";
import { placeOn, type Sky } from "./place.ts";
import { point } from "./shape.ts";
import type { Skipped } from "./skipped.ts";
import { paintTrails } from "./trail.ts";
import { drawWing, wingLeft, wingRadius } from "./wing.ts";

/** What both kinds of objects are drawn with. */
export interface ObjectSettings extends Sky {
  /** AB magnitude of 1 e-/s. */
  readonly zeroPoint: number;
  /** The point spread functions of the CCD. Stars and galaxies share one: each of the model's field positions is transformed once. */
  readonly psf: PsfField;
}

export interface StarsSettings extends ObjectSettings {
  /** Columns SOURCE_ID, RA, DEC, TU_FNU_VIS; G, R, I and Z_LSST for the colour. */
  readonly stars: Rows;
  /** Solar-system objects, drawn as trails after the stars; see `TrailSettings`. */
  readonly sso?: Rows;
}

/** Pixels; a star's square is not smaller, so that photometry in an aperture finds all of it. */
const SMALLEST = 64;

/** Draws the stars through the point spread function of their place and colour. See ./stars.md. */
export const stars = {
  name: "stars",
  elvisKey: "STARS",
  async apply(frame, settings, context) {
    const options = { kind: "star", name: "stars", rows: settings.stars.rows } as const;
    const canvas = canvasOf(frame);
    await paintAll(canvas, settings.psf, context, (bad) => planStars(settings, context, bad), options);
    if (settings.sso !== undefined) await paintTrails(canvas, { ...settings, sso: settings.sso }, context);
    return frame;
  },
} as const satisfies Effect<Charge, Charge, StarsSettings>;

/** The stars of a catalogue in their order; those that cannot be drawn go to `bad`, those outside the distortion model's field nowhere. */
export async function* planStars(
  settings: StarsSettings,
  { ccd, exposureTime }: Pick<EffectContext, "ccd" | "exposureTime">,
  bad: Pick<Skipped, "add">,
): AsyncGenerator<PlannedObject> {
  const { psf, zeroPoint } = settings;
  const toPlace = placeOn(ccd, settings);
  for await (const batch of settings.stars.read()) {
    const ids = batch.int64("SOURCE_ID");
    const ra = batch.float64("RA");
    const dec = batch.float64("DEC");
    const flux = batch.float32(starFlux("VIS"));
    const colour = colourOf(batch, starFlux);
    for (let row = 0; row < batch.rows; row++) {
      if (!(Number.isFinite(ra[row]) && Number.isFinite(dec[row])))
        bad.add(ids[row], `position (${ra[row]}, ${dec[row]}), expected finite degrees`);
      else if (!(flux[row] >= 0 && flux[row] < Infinity))
        bad.add(ids[row], `TU_FNU_VIS ${flux[row]}, expected a finite flux of at least 0 Jy`);
      else {
        const place = toPlace(ra[row], dec[row]);
        if (place === undefined || flux[row] === 0) continue;
        const electrons = electronsOf(flux[row], zeroPoint, exposureTime);
        const corners = await psf.at(place.fpaX, place.fpaY);
        const halo = psf.halo(corners);
        const radius = halo === undefined ? 0 : wingRadius(halo, electrons, magnitudeOf(flux[row]));
        const at = { x: place.x, y: place.siliconY };
        const shares = psf.sharesOf(colour(row));
        const star = { ...at, profiles: [point(electrons, shares)], corners };
        yield {
          sourceId: ids[row],
          x: place.x,
          y: place.y,
          electrons,
          ...(halo !== undefined && radius > 0
            ? winged(star, halo, electrons, radius, psf.shape.period)
            : { object: { ...star, smallest: SMALLEST }, far: { electrons: electrons * (1 - psf.insideOf(corners, shares)) } }),
        };
      }
    }
  }
}

/** A star whose stamp, which must be whole, fades out where its wing fades in. */
function winged(
  star: Omit<PlannedObject["object"], "smallest" | "fade">,
  halo: Halo,
  electrons: number,
  radius: number,
  period: number,
): Pick<PlannedObject, "object" | "far" | "beside"> {
  return {
    object: { ...star, smallest: Math.max(SMALLEST, period), fade: { inner: halo.inner, outer: halo.outer } },
    far: { electrons: wingLeft(halo, electrons, radius), inner: radius },
    beside: (canvas) => drawWing(canvas, halo, electrons, star.x, star.y, radius),
  };
}
