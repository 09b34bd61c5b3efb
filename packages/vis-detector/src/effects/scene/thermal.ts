import { addSurfaceOn } from "@elvis/kernels";
import type { Effect } from "../../effect.ts";
import type { Charge } from "../../frame.ts";
import { constantMap } from "../../model-map.ts";

export interface ThermalSettings {
  /** Electrons from the thermal light of the telescope, e-/s/pixel, at least 0. */
  readonly rate: number;
}

/** Adds the light that the telescope itself sends to the detectors. See ./thermal.md. */
export const thermal = {
  name: "thermal",
  elvisKey: "THERMAL",
  async apply(frame, { rate }, { exposureTime, pool }) {
    const { width, height, pixels } = frame;
    await addSurfaceOn(pool, pixels, { offset: rate * exposureTime, map: constantMap(0, width, height) });
    return frame;
  },
} as const satisfies Effect<Charge, Charge, ThermalSettings>;
