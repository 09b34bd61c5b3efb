import type { Folder } from "@elvis/formats";
import type { ObjectCount, SkippedObject } from "@elvis/formats/product";
import { exposuresOf } from "./exposures.ts";
import type { RunRecord } from "./run.ts";

/** Objects of a kind over all detectors of a run: one that falls on two CCDs counts on both. */
export interface ObjectSummary extends ObjectCount {
  /** The first that could not be drawn, with their reasons. */
  readonly first: readonly Pick<SkippedObject, "sourceId" | "reason">[];
}

/** So many reasons of a kind are shown. */
const SHOWN = 3;

/** What the detectors of a run drew and could not draw, by kind, from their products. */
export async function objectsOf(root: string, record: RunRecord, folder: Folder): Promise<readonly ObjectSummary[]> {
  const all = new Map<ObjectCount["kind"], ObjectSummary>();
  for await (const { objects, skipped } of exposuresOf(root, record, folder)) {
    for (const { kind, ...count } of objects) {
      const before = all.get(kind) ?? { kind, drawn: 0, skipped: 0, first: [] };
      const first = [...before.first, ...skipped.filter((it) => it.kind === kind)].slice(0, SHOWN);
      all.set(kind, { kind, drawn: before.drawn + count.drawn, skipped: before.skipped + count.skipped, first });
    }
  }
  return [...all.values()];
}
