import { StageError } from "@elvis/stage";
import type { EffectContext } from "../../effect.ts";

/** Of the rows of a catalogue, so many may be unusable before the catalogue itself is. */
const TOLERATED = 0.01;

/** Keeps count of rows that cannot be drawn. */
export interface Skipped {
  /** Names the row in the log, and for the table of what could not be drawn. */
  add(sourceId: bigint, reason: string): void;
  /**
   * Reports `drawn` and `skipped`.
   *
   * @throws StageError when more than 1 % of the rows were skipped, with the first three
   */
  close(rows: number, drawn: number): void;
}

export function skipped(kind: string, { log, report, skip, ccd }: EffectContext): Skipped {
  const first: string[] = [];
  let count = 0;
  return {
    add(sourceId, reason) {
      count++;
      if (first.length < 3) first.push(`SOURCE_ID ${sourceId}: ${reason}`);
      skip(sourceId, reason);
      log("skipped", { sourceId: String(sourceId), reason });
    },
    close(rows, drawn) {
      report({ drawn, skipped: count });
      if (count > TOLERATED * rows)
        throw new StageError(
          `${kind} of CCD ${ccd}: expected at most 1 % of ${rows} rows that cannot be drawn, found ${count}: ${first.join("; ")}`,
        );
    },
  };
}
