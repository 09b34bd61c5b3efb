import { ccdOf, ccdToFocalPlane } from "@elvis/focal-plane";
import { type PsfNode, type PsfTables, psfTables } from "@elvis/kernels";
import type { Effect, EffectContext } from "../../effect.ts";
import type { Charge } from "../../frame.ts";
import type { PsfField } from "../../psf/lut.ts";
import { canvasOf } from "./canvas.ts";
import { type GalaxiesSettings, planGalaxies } from "./galaxies.ts";
import { paintAll } from "./paint-all.ts";
import type { Skipped } from "./skipped.ts";

export interface FaintGalaxiesSettings extends GalaxiesSettings {
  /** AB magnitude in VIS from which on galaxies are drawn here. */
  readonly faintFrom: number;
}

/** Pixels; within a region all have the point spread function of its middle. */
const REGION = 1024;
/** Times the errors that other galaxies are allowed: 0.03 e-/pixel, 5e-4 of the peak. */
const TOLERANCE = 10;

/** Draws the galaxies from a limit on, the bulk of any catalogue, with less care than it takes for the brighter ones. See ./faint-galaxies.md. */
export const faintGalaxies = {
  name: "faint-galaxies",
  elvisKey: "FAINTGALAXIES",
  async apply(frame, settings, context) {
    const { faintFrom, psf, galaxies } = settings;
    const regions = await regionsOf(frame, psf, context);
    const options = { kind: "faint-galaxy", name: "faint-galaxies", rows: galaxies.rows, tolerance: TOLERANCE } as const;
    // Bulge and disc in one colour; the place in the field is that of the region.
    const simple = { ...settings, bulgeContrast: 0, cornersAt: regions.cornersAt };
    const plan = (bad: Pick<Skipped, "add">) => planGalaxies(simple, context, bad, (magnitude) => magnitude >= faintFrom);
    await paintAll(canvasOf(frame), regions, context, plan, options);
    return frame;
  },
} as const satisfies Effect<Charge, Charge, FaintGalaxiesSettings>;

/** The point spread functions of regions of a frame, a node each. */
async function regionsOf({ width, height }: Charge, psf: PsfField, { ccd }: Pick<EffectContext, "ccd">) {
  const laid = ccdOf(ccd);
  const across = Math.max(1, Math.round(width / REGION));
  const down = Math.max(1, Math.round(height / REGION));
  const nodes: PsfNode[] = [];
  for (let row = 0; row < down; row++)
    for (let column = 0; column < across; column++) {
      const { x, y } = ccdToFocalPlane(laid, ((column + 0.5) * width) / across - 0.5, ((row + 0.5) * height) / down - 0.5);
      nodes.push(psf.nodeAt(await psf.at(x, y)));
    }
  const within = (value: number, length: number, count: number): number =>
    Math.min(count - 1, Math.max(0, Math.floor(((value + 0.5) * count) / length)));
  return {
    shape: psf.shape,
    tables: (pool: Parameters<typeof psfTables>[0]): PsfTables => psfTables(pool, psf.shape, nodes),
    cornersAt: (x: number, y: number) => [{ node: within(y, height, down) * across + within(x, width, across), share: 1 }],
  };
}
