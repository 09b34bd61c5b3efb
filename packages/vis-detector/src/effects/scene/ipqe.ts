import { psfTables, scaleNode } from "@elvis/kernels";
import { StageError } from "@elvis/stage";
import type { Effect, EffectContext } from "../../effect.ts";
import type { Charge } from "../../frame.ts";
import type { PsfField } from "../../psf/lut.ts";
import { fallingPixel, SQUARE_PIXEL } from "../../psf/response.ts";
import { canvasOf } from "./canvas.ts";
import { type GalaxiesSettings, planGalaxies } from "./galaxies.ts";
import { type PlannedObject, paintAll } from "./paint-all.ts";
import type { Skipped } from "./skipped.ts";
import { planStars, type StarsSettings } from "./stars.ts";

export interface IpqeSettings {
  /** Share of the centre's sensitivity that the middle of a pixel's edge lacks, 0 to 0.5. */
  readonly edgeResponse: number;
  /** The stars and galaxies that are drawn. */
  readonly stars?: StarsSettings;
  readonly galaxies?: GalaxiesSettings;
}

/** e-/pixel; objects that change by less everywhere are left out */
const FLOOR = 0.03;
/** Of an object's electrons and the edge's response: most that a pixel changes by, for the sharpest images. */
const LARGEST_CHANGE = 0.015;
/** Where the square pixel's own response is below this, nothing of the image is left to change. */
const LEAST_RESPONSE = 0.05;

/** Makes the pixels less sensitive towards their edges: adds what stars and galaxies change by. See ./ipqe.md. */
export const ipqe = {
  name: "ipqe",
  elvisKey: "IPQE",
  async apply(frame, { edgeResponse, stars, galaxies }, context) {
    if (!(edgeResponse >= 0 && edgeResponse <= 0.5))
      throw new StageError(`ipqe of CCD ${context.ccd}: edgeResponse: expected 0 to 0.5, found ${edgeResponse}`);
    if (edgeResponse === 0) return frame;
    const canvas = canvasOf(frame);
    const isSeen = ({ electrons }: PlannedObject): boolean => electrons * edgeResponse * LARGEST_CHANGE > FLOOR;
    // What cannot be drawn has been named by the effects that draw it.
    const quiet: EffectContext = { ...context, log: () => {}, report: () => {} };
    if (stars !== undefined) {
      const plan = (bad: Pick<Skipped, "add">) => bare(planStars(stars, context, bad), isSeen);
      const options = { kind: "star", name: "ipqe", rows: stars.stars.rows, isTruth: false } as const;
      await paintAll(canvas, differenceOf(stars.psf, edgeResponse), quiet, plan, options);
    }
    if (galaxies !== undefined) {
      const { faintFrom = Infinity, psf } = galaxies;
      const plan = (bad: Pick<Skipped, "add">) =>
        bare(
          planGalaxies(galaxies, context, bad, (magnitude) => !(magnitude >= faintFrom)),
          isSeen,
        );
      const options = { kind: "galaxy", name: "ipqe", rows: galaxies.galaxies.rows, isTruth: false } as const;
      await paintAll(canvas, differenceOf(psf, edgeResponse), quiet, plan, options);
    }
    return frame;
  },
} as const satisfies Effect<Charge, Charge, IpqeSettings>;

/** Objects without what lies far from them: it is smooth over a pixel, and does not change. */
async function* bare(objects: AsyncIterable<PlannedObject>, isSeen: (object: PlannedObject) => boolean): AsyncGenerator<PlannedObject> {
  for await (const planned of objects) {
    if (!isSeen(planned)) continue;
    const { sourceId, x, y, electrons, object } = planned;
    yield { sourceId, x, y, electrons, object: { ...object, smallest: undefined, fade: undefined, hasTails: false } };
  }
}

/** The difference of two point images: with pixels whose response falls, less that with square ones. No light in sum. */
function differenceOf(psf: PsfField, edge: number): Pick<PsfField, "tables" | "shape"> {
  const falling = fallingPixel(edge);
  const ratio = (k: number): number => (Math.abs(SQUARE_PIXEL(k)) < LEAST_RESPONSE ? 1 : falling(k) / SQUARE_PIXEL(k));
  return {
    shape: psf.shape,
    tables: (pool) =>
      psfTables(
        pool,
        psf.shape,
        psf.nodes().map((node) => scaleNode(psf.shape, node, (kx, ky) => ratio(kx) * ratio(ky) - 1, edge)),
      ),
  };
}
