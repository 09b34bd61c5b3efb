import type { PerLetter } from "@elvis/formats/product";
import { addGaussianOn, child } from "@elvis/kernels";
import { StageError } from "@elvis/stage";
import type { Effect } from "../../effect.ts";
import { LETTERS, type Readout } from "../../frame.ts";

export interface ReadoutNoiseSettings {
  /** Standard deviation of each amplifier, electrons, at least 0. */
  readonly sigma: PerLetter<number>;
}

/** Adds the noise of the amplifiers to every pixel that is read, overscans too. See ./readout-noise.md. */
export const readoutNoise = {
  name: "readout-noise",
  elvisKey: "READOUTNOISE",
  async apply(frame, { sigma }, { random, pool }) {
    for (const letter of LETTERS) {
      if (!(sigma[letter] >= 0))
        throw new StageError(`readout noise of quadrant ${letter}: expected electrons, at least 0, found ${sigma[letter]}`);
      if (sigma[letter] > 0) await addGaussianOn(pool, child(random, letter), frame.planes[letter], sigma[letter]);
    }
    return frame;
  },
} as const satisfies Effect<Readout, Readout, ReadoutNoiseSettings>;
