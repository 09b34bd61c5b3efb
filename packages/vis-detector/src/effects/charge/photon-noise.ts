import { poissonOn } from "@elvis/kernels";
import type { Effect } from "../../effect.ts";
import type { Charge } from "../../frame.ts";

/** Nothing to set: the noise follows from the expectation. */
export type PhotonNoiseSettings = Readonly<Record<never, never>>;

/** Draws the number of electrons in each pixel from the number expected. See ./photon-noise.md. */
export const photonNoise = {
  name: "photon-noise",
  elvisKey: "NOISE",
  async apply(frame, _settings, { random, pool, report }) {
    report({ pixelsBelowZero: await poissonOn(pool, random, frame.pixels) });
    return frame;
  },
} as const satisfies Effect<Charge, Charge, PhotonNoiseSettings>;
