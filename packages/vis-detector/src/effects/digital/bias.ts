import type { ImageMap, PerLetter } from "@elvis/formats/product";
import { addSurfaceOn } from "@elvis/kernels";
import type { Effect } from "../../effect.ts";
import { type Digital, LETTERS } from "../../frame.ts";
import { constantMap, readModelMap } from "../../model-map.ts";

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
  async apply(frame, { level, structure }, { pool }) {
    const { width, height, planes } = frame;
    for (const letter of LETTERS) {
      const map = structure === undefined ? constantMap(0, width, height) : await readModelMap(structure, letter, width, height);
      await addSurfaceOn(pool, planes[letter], { offset: level[letter], map });
    }
    return frame;
  },
} as const satisfies Effect<Digital, Digital, BiasSettings>;
