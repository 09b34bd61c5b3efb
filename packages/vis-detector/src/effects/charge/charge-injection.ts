import type { Effect } from "../../effect.ts";
import type { Charge } from "../../frame.ts";
import { halvesOf } from "./halves.ts";
import { type ChargeInjectionSettings, checkInjection, eachInjected } from "./injected-lines.ts";

/** Fills blocks of lines with charge from the structure in the middle of the CCD. See ./charge-injection.md. */
export const chargeInjection = {
  name: "charge-injection",
  elvisKey: "CHARGEINJECTION",
  apply(frame, settings, { ccd, random, report }) {
    checkInjection(settings);
    const { width, height, pixels } = frame;
    let injected = 0;
    for (const [index, half] of halvesOf(height).entries())
      eachInjected(settings, { half, index: index as 0 | 1, width, ccd, random }, (line, x, electrons) => {
        pixels[(half.register + half.step * line) * width + x] += electrons;
        injected += electrons;
      });
    report({ injected });
    return frame;
  },
} as const satisfies Effect<Charge, Charge, ChargeInjectionSettings>;
