import type { PerLetter } from "@elvis/formats/product";
import { divideOn } from "@elvis/kernels";
import { StageError } from "@elvis/stage";
import type { Effect } from "../../effect.ts";
import { type Digital, LETTERS, type Readout } from "../../frame.ts";

export interface GainSettings {
  /** e-/ADU of each amplifier, above 0. */
  readonly gain: PerLetter<number>;
}

/** Turns electrons into ADU: divides each plane by its amplifier's gain. See ./gain.md. */
export const gain = {
  name: "gain",
  elvisKey: "ELECTRON2ADU",
  async apply({ width, height, planes, margins }, settings, { pool }) {
    for (const letter of LETTERS) {
      const electronsPerAdu = settings.gain[letter];
      if (!(electronsPerAdu > 0 && electronsPerAdu < Infinity))
        throw new StageError(`gain of quadrant ${letter}: expected e-/ADU above 0, found ${electronsPerAdu}`);
      await divideOn(pool, planes[letter], electronsPerAdu);
    }
    return { kind: "digital", width, height, planes, margins };
  },
} as const satisfies Effect<Readout, Digital, GainSettings>;
