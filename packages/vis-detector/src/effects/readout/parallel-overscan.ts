import type { QuadrantLetter } from "@elvis/formats/product";
import type { Effect } from "../../effect.ts";
import { LETTERS, type Readout } from "../../frame.ts";

/** Nothing to set: how many rows are read after the light is the frame's own geometry. */
export type ParallelOverscanSettings = Readonly<Record<never, never>>;

/** Goes on clocking after the last row of light: adds empty rows at the end of each plane. See ./parallel-overscan.md. */
export const parallelOverscan = {
  name: "parallel-overscan",
  elvisKey: "PARALLELOVERSCAN",
  apply(frame) {
    const height = frame.height + frame.margins.parallelOverscan;
    const planes: Record<QuadrantLetter, Float32Array> = { ...frame.planes };
    for (const letter of LETTERS) {
      const taller = new Float32Array(frame.width * height);
      taller.set(planes[letter]);
      planes[letter] = taller;
    }
    return { ...frame, height, planes };
  },
} as const satisfies Effect<Readout, Readout, ParallelOverscanSettings>;
