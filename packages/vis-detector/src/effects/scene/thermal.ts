import type { Effect } from "../../effect.ts";
import type { Charge } from "../../frame.ts";

export interface ThermalSettings {
  /** Electrons from the thermal light of the telescope, e-/s/pixel, at least 0. */
  readonly rate: number;
}

/** Adds the light that the telescope itself sends to the detectors. See ./thermal.md. */
export const thermal = {
  name: "thermal",
  elvisKey: "THERMAL",
  apply(frame, { rate }, { exposureTime }) {
    const { pixels } = frame;
    const electrons = rate * exposureTime;
    for (let at = 0; at < pixels.length; at++) pixels[at] += electrons;
    return frame;
  },
} as const satisfies Effect<Charge, Charge, ThermalSettings>;
