import type { PerLetter } from "@elvis/formats/product";
import type { Effect } from "../../effect.ts";
import { type Digital, LETTERS } from "../../frame.ts";

export interface BiasSettings {
  /** Pedestal of each amplifier, ADU. */
  readonly level: PerLetter<number>;
}

/** Adds the pedestal and its structure. See ./bias.md. */
export const bias = {
  name: "bias",
  elvisKey: "BIAS",
  apply(frame, { level }) {
    for (const letter of LETTERS) {
      const pixels = frame.planes[letter];
      const pedestal = level[letter];
      for (let at = 0; at < pixels.length; at++) pixels[at] += pedestal;
    }
    return frame;
  },
} as const satisfies Effect<Digital, Digital, BiasSettings>;
