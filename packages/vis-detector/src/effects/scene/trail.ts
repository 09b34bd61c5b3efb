import { movedBy } from "@elvis/focal-plane";
import { starFlux } from "@elvis/formats/catalog";
import type { Rows, TruthRow } from "@elvis/formats/product";
import type { Canvas } from "@elvis/kernels";
import type { EffectContext } from "../../effect.ts";
import { colourOf } from "./colour.ts";
import { type PlannedObject, paintAll } from "./paint-all.ts";
import { electronsOf } from "./photometry.ts";
import { placeOn } from "./place.ts";
import { point } from "./shape.ts";
import type { Skipped } from "./skipped.ts";
import type { ObjectSettings } from "./stars.ts";

/** Pixels between the points of a trail: optics of 1.2 m pass nothing finer than 1.2 pixels, so points closer than that are a line. */
const STEP = 0.5;
/** Seconds in an hour. */
const HOUR = 3600;
/** Pixels; smallest square of a point, as a star's. */
const SMALLEST = 64;

export interface TrailSettings extends ObjectSettings {
  /** Columns SOURCE_ID, RA, DEC (at the start of the exposure), RATE_RA, RATE_DEC, TU_FNU_VIS; G, R, I and Z_LSST for the colour. */
  readonly sso: Rows;
}

/**
 * Draws solar-system objects as trails: each a line of equal points along its way in the effective exposure time, which together have its light. One row of truth
 * an object, of the kind "star", in the middle of its way.
 */
export async function paintTrails(canvas: Canvas, settings: TrailSettings, context: EffectContext): Promise<void> {
  const { rows } = settings.sso;
  const found = new Map<bigint, TruthRow>();
  const whole = new Map<bigint, Way>();
  const gathering: EffectContext = {
    ...context,
    truth(row) {
      const { x, y, electrons } = whole.get(row.sourceId)!;
      const before = found.get(row.sourceId);
      const collected = row.collected + (before?.collected ?? 0);
      // Some of its points may have left no light at all.
      found.set(row.sourceId, { ...row, x, y, electrons, collected, isCut: row.isCut || collected < 0.99 * electrons });
    },
    // Points are not objects.
    report: ({ skipped = 0 }) => context.report({ drawn: found.size, skipped }),
  };
  const options = { kind: "star", name: "stars", rows } as const;
  await paintAll(canvas, settings.psf, gathering, (bad) => planTrails(settings, context, bad, whole), options);
  for (const row of found.values()) context.truth(row);
}

/** The middle of a trail, pixels of the frame, and its light. */
type Way = Pick<TruthRow, "x" | "y" | "electrons">;

async function* planTrails(
  settings: TrailSettings,
  { ccd, exposureTime }: Pick<EffectContext, "ccd" | "exposureTime">,
  bad: Pick<Skipped, "add">,
  whole: Map<bigint, Way>,
): AsyncGenerator<PlannedObject> {
  const { psf, zeroPoint } = settings;
  const toPlace = placeOn(ccd, settings);
  for await (const batch of settings.sso.read()) {
    const [ids, ra, dec] = [batch.int64("SOURCE_ID"), batch.float64("RA"), batch.float64("DEC")];
    const [rateRa, rateDec, flux] = ["RATE_RA", "RATE_DEC", starFlux("VIS")].map((name) => batch.float32(name));
    const colour = colourOf(batch, starFlux);
    for (let row = 0; row < batch.rows; row++) {
      const numbers = [ra[row], dec[row], rateRa[row], rateDec[row]];
      if (!numbers.every(Number.isFinite)) {
        bad.add(ids[row], `position and rate (${numbers.join(", ")}), expected finite degrees and arcsec/h`);
        continue;
      }
      if (!(flux[row] >= 0 && flux[row] < Infinity)) {
        bad.add(ids[row], `TU_FNU_VIS ${flux[row]}, expected a finite flux of at least 0 Jy`);
        continue;
      }
      const after = (share: number) => {
        const hours = (share * exposureTime) / HOUR;
        return toPlace(...movedBy(ra[row], dec[row], hours * rateRa[row], hours * rateDec[row]));
      };
      const [start, middle, end] = [after(0), after(0.5), after(1)];
      if (start === undefined || middle === undefined || end === undefined || flux[row] === 0) continue;
      const electrons = electronsOf(flux[row], zeroPoint, exposureTime);
      whole.set(ids[row], { x: middle.x, y: middle.y, electrons });
      const points = Math.max(1, Math.ceil(Math.hypot(end.x - start.x, end.siliconY - start.siliconY) / STEP));
      const shares = psf.sharesOf(colour(row));
      for (let n = 0; n < points; n++) {
        const place = after((n + 0.5) / points);
        if (place === undefined) continue;
        const corners = await psf.at(place.fpaX, place.fpaY);
        const each = electrons / points;
        yield {
          sourceId: ids[row],
          x: place.x,
          y: place.y,
          electrons: each,
          object: { x: place.x, y: place.siliconY, profiles: [point(each, shares)], corners, smallest: SMALLEST },
          far: { electrons: each * (1 - psf.insideOf(corners, shares)) },
        };
      }
    }
  }
}
