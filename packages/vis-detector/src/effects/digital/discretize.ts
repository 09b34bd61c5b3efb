import { discretizeOn } from "@elvis/kernels";
import type { Effect } from "../../effect.ts";
import { type Digital, LETTERS } from "../../frame.ts";

export interface DiscretizeSettings {
  /** Highest number of the converter, ADU: 65535 for 16 bits. Whole, 0 to 2^24. */
  readonly top: number;
}

/** Rounds to whole numbers, ties to even, and clips to 0 ... `top`. See ./discretize.md. */
export const discretize = {
  name: "discretize",
  elvisKey: "DISCRETIZE",
  async apply(frame, { top }, { pool, report }) {
    let clipped = 0;
    for (const letter of LETTERS) clipped += await discretizeOn(pool, frame.planes[letter], top);
    report({ clipped });
    return frame;
  },
} as const satisfies Effect<Digital, Digital, DiscretizeSettings>;
