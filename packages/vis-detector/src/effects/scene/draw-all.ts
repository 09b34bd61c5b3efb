import type { TruthRow } from "@elvis/formats/product";
import type { EffectContext } from "../../effect.ts";
import type { Charge } from "../../frame.ts";
import { type Skipped, skipped } from "./skipped.ts";

/**
 * Draws the objects of a catalogue one after another: progress, the truth of those that left light, the count of those that could not be drawn.
 *
 * @param name of the effect, for the log
 * @param rows of the catalogue, with those that will be skipped
 * @param plan gives the objects; what cannot be drawn it adds to `bad`
 * @throws StageError when more than 1 % of the rows cannot be drawn
 */
export async function drawAll<Planned>(
  name: string,
  frame: Charge,
  rows: number,
  context: EffectContext,
  plan: (bad: Pick<Skipped, "add">) => AsyncIterable<Planned>,
  draw: (object: Planned) => Promise<TruthRow>,
): Promise<Charge> {
  const bad = skipped(name, context);
  let drawn = 0;
  let seen = 0;
  for await (const object of plan(bad)) {
    context.signal.throwIfAborted();
    if (++seen % 256 === 0) context.progress(seen, rows);
    const row = await draw(object);
    if (!(row.collected > 0)) continue;
    drawn++;
    context.truth(row);
  }
  bad.close(rows, drawn);
  return frame;
}
