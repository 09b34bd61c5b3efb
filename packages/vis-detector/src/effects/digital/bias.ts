import type { ImageMap, PerLetter } from "@elvis/formats/product";
import type { Effect } from "../../effect.ts";
import { type Digital, LETTERS } from "../../frame.ts";
import { readModelMap } from "../../model-map.ts";

export interface BiasSettings {
  /** Pedestal of each amplifier, ADU. */
  readonly level: PerLetter<number>;
  /** Pattern relative to the pedestal, ADU, over the whole plane in readout order; images named E, F, G, H. */
  readonly structure?: ImageMap;
}

/** Adds the pedestal and its structure. See ./bias.md. */
export const bias = {
  name: "bias",
  elvisKey: "BIAS",
  async apply(frame, { level, structure }) {
    const { width, height, planes } = frame;
    const pattern = new Float64Array(width);
    for (const letter of LETTERS) {
      const pixels = planes[letter];
      const pedestal = level[letter];
      const map = structure && (await readModelMap(structure, letter, width, height));
      for (let y = 0, at = 0; y < height; y++) {
        map?.row(y, pattern);
        for (let x = 0; x < width; x++, at++) pixels[at] += pedestal + pattern[x];
      }
    }
    return frame;
  },
} as const satisfies Effect<Digital, Digital, BiasSettings>;
