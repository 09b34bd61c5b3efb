import type { TruthRow } from "@elvis/formats/product";
import { type Canvas, type FarLight, farLight, paint, type SceneObject } from "@elvis/kernels";
import type { EffectContext } from "../../effect.ts";
import type { PsfField } from "../../psf/lut.ts";
import { type Skipped, skipped } from "./skipped.ts";

/** An object as it will be drawn. */
export interface PlannedObject {
  readonly sourceId: bigint;
  /** Pixels of the frame, for the truth; the object has its place on the silicon. */
  readonly x: number;
  readonly y: number;
  readonly electrons: number;
  readonly object: SceneObject;
  /** Electrons further out (pixels; default beyond the stamp of the point spread function) that nothing else draws. Default none. */
  readonly far?: { readonly electrons: number; readonly inner?: number };
  /** Draws what belongs to it beside its square. @returns electrons collected */
  readonly beside?: (canvas: Canvas) => number;
}

export interface PaintAllOptions {
  readonly kind: TruthRow["kind"];
  /** Of the effect, for the log. */
  readonly name: string;
  /** Rows of the catalogue, with those that will be skipped. */
  readonly rows: number;
  /** Factor on the errors that drawing is allowed. Default 1. */
  readonly tolerance?: number;
  /** Whether the objects go into the truth. Default true. */
  readonly isTruth?: boolean;
}

/** Objects that are held at a time: their order on a pixel is that of the catalogue within a group, so it does not depend on who draws. */
const GROUP = 32768;

/**
 * Draws the objects of a catalogue: progress, the truth of those that left light, the count of those that could not be drawn.
 *
 * @param plan gives the objects; what cannot be drawn it adds to `bad`
 * @throws StageError when more than 1 % of the rows cannot be drawn
 */
export async function paintAll(
  canvas: Canvas,
  psf: Pick<PsfField, "tables" | "shape">,
  context: EffectContext,
  plan: (bad: Pick<Skipped, "add">) => AsyncIterable<PlannedObject>,
  { kind, name, rows, tolerance = 1, isTruth = true }: PaintAllOptions,
): Promise<void> {
  const { pool, signal } = context;
  let far: FarLight | undefined;
  const bad = skipped(name, context);
  let drawn = 0;
  let seen = 0;
  const draw = async (group: readonly PlannedObject[]): Promise<void> => {
    if (group.length === 0) return;
    const mark = pool.mark();
    try {
      const found = await paint(
        pool,
        canvas,
        psf.tables(pool),
        group.map(({ object }) => object),
        { tolerance, signal, progress: (done) => context.progress(seen + done, rows) },
      );
      group.forEach(({ sourceId, x, y, electrons, object, far: beyond, beside }, n) => {
        const { isCut } = found[n];
        let collected = found[n].collected + (beside?.(canvas) ?? 0);
        if (!(collected > 0)) return;
        for (const { electrons: left, inner } of [beyond, { electrons: found[n].beyond, inner: undefined }].filter(
          (it) => it !== undefined,
        )) {
          if (!(left > 0)) continue;
          far ??= farLight(canvas, psf.shape.period / 2);
          collected += far.add(object.x, object.y, left, inner);
        }
        drawn++;
        if (isTruth) context.truth({ sourceId, kind, x, y, electrons, collected, isCut });
      });
    } finally {
      pool.release(mark);
    }
    seen += group.length;
  };
  let group: PlannedObject[] = [];
  for await (const planned of plan(bad)) {
    group.push(planned);
    if (group.length < GROUP) continue;
    await draw(group);
    group = [];
  }
  await draw(group);
  await far?.spread(pool);
  bad.close(rows, drawn);
}
