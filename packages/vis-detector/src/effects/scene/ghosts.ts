import { ccdOf, focalPlaneToCcd, GHOST_FLOOR, ghostArea, ghostPosition, PIXEL_PITCH } from "@elvis/focal-plane";
import { starFlux } from "@elvis/formats/catalog";
import type { GhostModel, Rows } from "@elvis/formats/product";
import { addSquare } from "@elvis/kernels";
import { StageError } from "@elvis/stage";
import type { Effect, EffectContext } from "../../effect.ts";
import type { Charge } from "../../frame.ts";
import { annulusWeights } from "./annulus.ts";
import { canvasOf } from "./canvas.ts";
import { drawAll } from "./draw-all.ts";
import { electronsOf } from "./photometry.ts";
import type { Sky } from "./place.ts";
import type { Skipped } from "./skipped.ts";

export interface GhostsSettings extends Sky {
  /** AB magnitude of 1 e-/s. */
  readonly zeroPoint: number;
  /** Columns SOURCE_ID, RA, DEC, TU_FNU_VIS; stars beyond the CCD whose ghosts fall on it among them. */
  readonly stars: Rows;
  readonly model: GhostModel;
  /** e-/pixel; ghosts of a mean brightness not above it are left out. Default 0.05. */
  readonly floor?: number;
}

/** A ghost as it will be drawn. */
interface PlannedGhost {
  readonly sourceId: bigint;
  /** Pixels of the frame, and on the silicon, of its centre. */
  readonly x: number;
  readonly y: number;
  readonly siliconY: number;
  readonly electrons: number;
}

/** The star's electrons may fall short of the whole so much, as those of stars. */
const CUT = 1e-3;

/** Draws the ghosts of bright stars: defocused images of the pupil, made by light that the back of the dichroic reflects. See ./ghosts.md. */
export const ghosts = {
  name: "ghosts",
  elvisKey: "GHOSTS",
  apply(frame, settings, context) {
    const { outerRadius, innerRatio, struts = [] } = settings.model;
    if (!(outerRadius > 0 && innerRatio >= 0 && innerRatio < 1))
      throw new StageError(
        `ghosts of CCD ${context.ccd}: expected an outer radius above 0 mm and an inner one below it, found ${outerRadius} mm and a ratio of ${innerRatio}`,
      );
    const canvas = canvasOf(frame);
    const outer = outerRadius / PIXEL_PITCH;
    const plan = (bad: Pick<Skipped, "add">) => planGhosts(settings, context, bad);
    return drawAll("ghosts", frame, settings.stars.rows, context, plan, async ({ sourceId, x, y, siliconY, electrons }) => {
      const row = { sourceId, kind: "ghost", x, y, electrons } as const;
      const isFar = x + outer < -0.5 || siliconY + outer < -0.5 || x - outer > canvas.width || siliconY - outer > canvas.height;
      if (isFar) return { ...row, collected: 0, isCut: true };
      const { square, side, left, bottom } = annulusWeights({ outer, inner: outer * innerRatio, struts }, x, siliconY);
      for (let at = 0; at < square.length; at++) square[at] *= electrons;
      const collected = addSquare(canvas, square, side, left, bottom);
      return { ...row, collected, isCut: electrons - collected > CUT * electrons };
    });
  },
} as const satisfies Effect<Charge, Charge, GhostsSettings>;

/** The ghosts of a catalogue's stars in its order; stars that cannot have one drawn go to `bad`, those whose ghosts are too faint are counted. */
async function* planGhosts(
  { pointing, distortion, zeroPoint, stars, model, floor = GHOST_FLOOR }: GhostsSettings,
  { ccd, exposureTime, report }: EffectContext,
  bad: Pick<Skipped, "add">,
): AsyncGenerator<PlannedGhost> {
  const position = ghostPosition(model, pointing, distortion);
  const laid = ccdOf(ccd);
  const faintest = floor * ghostArea(model);
  let faint = 0;
  for await (const batch of stars.read()) {
    const ids = batch.int64("SOURCE_ID");
    const ra = batch.float64("RA");
    const dec = batch.float64("DEC");
    const flux = batch.float32(starFlux("VIS"));
    for (let row = 0; row < batch.rows; row++) {
      if (!(Number.isFinite(ra[row]) && Number.isFinite(dec[row])))
        bad.add(ids[row], `position (${ra[row]}, ${dec[row]}), expected finite degrees`);
      else if (!(flux[row] >= 0 && flux[row] < Infinity))
        bad.add(ids[row], `TU_FNU_VIS ${flux[row]}, expected a finite flux of at least 0 Jy`);
      else {
        const electrons = model.brightness * electronsOf(flux[row], zeroPoint, exposureTime);
        if (!(electrons > faintest)) {
          faint++;
          continue;
        }
        const point = position(ra[row], dec[row]);
        if (point !== undefined) yield { sourceId: ids[row], ...focalPlaneToCcd(laid, point), electrons };
      }
    }
  }
  report({ faint });
}
