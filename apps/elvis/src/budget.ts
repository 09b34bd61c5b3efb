import type { Folder } from "@elvis/formats";
import type { EffectBudget } from "@elvis/formats/product";
import { exposuresOf } from "./exposures.ts";
import type { RunRecord } from "./run.ts";

/** One effect over all detectors of a run: sums of their lines. */
export type BudgetSummary = Omit<EffectBudget, "before" | "after"> & {
  /** Sum over all pixels after the effect; absent where a detector did not say. */
  readonly after?: number;
};

/** The electron budget of a run: what each effect added, removed, moved, changed and clipped, in the order in which effects act. */
export async function budgetOf(root: string, record: RunRecord, folder: Folder): Promise<readonly BudgetSummary[]> {
  const all = new Map<string, BudgetSummary>();
  for await (const { budget } of exposuresOf(root, record, folder)) {
    for (const line of budget) {
      const { effect, key, unit } = line;
      const sum = all.get(effect) ?? { effect, key, unit, added: 0, removed: 0, moved: 0, changed: 0, clipped: 0, after: 0 };
      all.set(effect, {
        ...{ effect, key, unit },
        added: sum.added + line.added,
        removed: sum.removed + line.removed,
        moved: sum.moved + line.moved,
        changed: sum.changed + line.changed,
        clipped: sum.clipped + line.clipped,
        ...(sum.after === undefined || line.after === undefined ? {} : { after: sum.after + line.after }),
      });
    }
  }
  return [...all.values()];
}
