import type { QuadrantLetter } from "@elvis/formats/product";
import type { Effect } from "../../effect.ts";
import { emptyPlane, LETTERS, type Readout } from "../../frame.ts";

/** Nothing to set: how many rows are read after the light is the frame's own geometry. */
export type ParallelOverscanSettings = Readonly<Record<never, never>>;

/** Goes on clocking after the last row of light: adds empty rows at the end of each plane. See ./parallel-overscan.md. */
export const parallelOverscan = {
  name: "parallel-overscan",
  elvisKey: "PARALLELOVERSCAN",
  apply({ spareRows = 0, ...frame }, _settings, { pool }) {
    const more = frame.margins.parallelOverscan;
    const height = frame.height + more;
    const planes: Record<QuadrantLetter, Float32Array> = { ...frame.planes };
    for (const letter of LETTERS) {
      const plane = planes[letter];
      if (spareRows >= more) planes[letter] = new Float32Array(plane.buffer, plane.byteOffset, frame.width * height);
      else {
        planes[letter] = emptyPlane(frame.width, height, plane, pool);
        planes[letter].set(plane);
      }
    }
    return { ...frame, height, planes };
  },
} as const satisfies Effect<Readout, Readout, ParallelOverscanSettings>;
