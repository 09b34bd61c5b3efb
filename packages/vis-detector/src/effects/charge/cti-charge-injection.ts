import type { CtiDirection } from "@elvis/formats/product";
import type { Stream } from "@elvis/kernels";
import { directionOf, moveThroughTraps } from "../../cti.ts";
import type { Effect } from "../../effect.ts";
import type { Charge } from "../../frame.ts";
import { halvesOf } from "./halves.ts";
import { type ChargeInjectionSettings, injectLines } from "./injected-lines.ts";

export interface CtiChargeInjectionSettings {
  /** What charge-injection has injected, and the stream that it drew from. */
  readonly injection: ChargeInjectionSettings;
  readonly random: Stream;
  /** Traps along the columns. */
  readonly parallel: CtiDirection;
}

/** Drags injected lines into trails on their way from the injection structure through all rows. See ./cti-charge-injection.md. */
export const ctiChargeInjection = {
  name: "cti-charge-injection",
  elvisKey: "CTI_CHARGEINJECTION",
  async apply(frame, { injection, random, parallel }, { ccd, pool, signal, report }) {
    const { width, height, pixels, margins } = frame;
    const mark = pool.mark();
    let beyond = 0;
    try {
      // The lines that are read after the light are clocked too: the trail of the last block falls into them.
      const rowsOf = (lines: number): number => lines + margins.parallelOverscan;
      const [before, after] = [0, 1].map(() => pool.float32(width * rowsOf(Math.ceil(height / 2))));
      for (const [index, half] of halvesOf(height).entries()) {
        const rows = rowsOf(half.rows);
        const moved = after.subarray(0, width * rows);
        await injectLines(injection, { half, index: index as 0 | 1, width, ccd, random }, pool, before);
        moved.set(before.subarray(0, width * rows));
        const clock = { sequence: "charge-injection", overscanStart: half.rows } as const;
        const transfer = { parallel: directionOf(parallel, clock) };
        await moveThroughTraps("cti-charge-injection", pool, { width, height: rows, planes: [moved] }, transfer, signal);
        for (let line = 0, at = 0; line < half.rows; line++) {
          const row = (half.register + half.step * line) * width;
          for (let x = 0; x < width; x++, at++) pixels[row + x] += moved[at] - before[at];
        }
        for (let at = half.rows * width; at < moved.length; at++) beyond += moved[at];
      }
    } finally {
      pool.release(mark);
    }
    report({ beyond });
    return frame;
  },
} as const satisfies Effect<Charge, Charge, CtiChargeInjectionSettings>;
