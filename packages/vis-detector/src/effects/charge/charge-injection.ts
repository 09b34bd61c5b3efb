import type { Effect } from "../../effect.ts";
import type { Charge } from "../../frame.ts";
import { halvesOf } from "./halves.ts";
import { type ChargeInjectionSettings, checkInjection, injectLines } from "./injected-lines.ts";

/** Fills blocks of lines with charge from the structure in the middle of the CCD. See ./charge-injection.md. */
export const chargeInjection = {
  name: "charge-injection",
  elvisKey: "CHARGEINJECTION",
  async apply(frame, settings, { ccd, random, pool, report }) {
    checkInjection(settings);
    const { width, height, pixels } = frame;
    const mark = pool.mark();
    let injected = 0;
    try {
      for (const [index, half] of halvesOf(height).entries()) {
        const electrons = pool.float32(width * half.rows);
        await injectLines(settings, { half, index: index as 0 | 1, width, ccd, random }, pool, electrons);
        for (let line = 0, at = 0; line < half.rows; line++) {
          const row = (half.register + half.step * line) * width;
          for (let x = 0; x < width; x++, at++) {
            pixels[row + x] += electrons[at];
            injected += electrons[at];
          }
        }
      }
    } finally {
      pool.release(mark);
    }
    report({ injected });
    return frame;
  },
} as const satisfies Effect<Charge, Charge, ChargeInjectionSettings>;
