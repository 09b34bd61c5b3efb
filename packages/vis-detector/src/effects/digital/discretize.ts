import type { Effect } from "../../effect.ts";
import { type Digital, LETTERS } from "../../frame.ts";

export interface DiscretizeSettings {
  /** Highest number of the converter, ADU: 65535 for 16 bits. Whole, 0 to 2^24. */
  readonly top: number;
}

/** Rounds to whole numbers, ties to even, and clips to 0 ... `top`. See ./discretize.md. */
export const discretize = {
  name: "discretize",
  elvisKey: "DISCRETIZE",
  apply(frame, { top }, { report }) {
    let clipped = 0;
    for (const letter of LETTERS) clipped += discretizeLine(frame.planes[letter], top);
    report({ clipped });
    return frame;
  },
} as const satisfies Effect<Digital, Digital, DiscretizeSettings>;

/** 1.5 x 2^52: a double of this size has no fraction bits left, so adding it rounds, ties to even. Exact for |x| below 2^51. */
const ROUND = 6755399441055744;

/**
 * Rounds and clips, in place.
 *
 * @param pixels ADU; overwritten with whole numbers 0 to `top`
 * @returns pixels that were beyond the range after rounding
 */
function discretizeLine(pixels: Float32Array, top: number): number {
  let clipped = 0;
  for (let at = 0; at < pixels.length; at++) {
    const whole = pixels[at] + ROUND - ROUND;
    if (whole >= 0 && whole <= top) pixels[at] = whole;
    else {
      pixels[at] = whole > top ? top : 0;
      clipped++;
    }
  }
  return clipped;
}
