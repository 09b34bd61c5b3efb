import type { CtiDirection } from "@elvis/formats/product";
import { directionOf, moveThroughTraps } from "../../cti.ts";
import type { Effect } from "../../effect.ts";
import { LETTERS, type Readout } from "../../frame.ts";

export interface RadiationDamageSettings {
  /** Along the columns; absent: no traps, or their work is done. */
  readonly parallel?: CtiDirection;
  /** Along the rows, after it; absent: no traps. */
  readonly serial?: CtiDirection;
}

/** Drags charge into trails on its way through traps to the amplifiers. See ./radiation-damage.md. */
export const radiationDamage = {
  name: "radiation-damage",
  elvisKey: "RADIATIONDAMAGE",
  async apply(frame, { parallel, serial }, { pool, signal, report }) {
    const { width, height, margins } = frame;
    const planes = LETTERS.map((letter) => frame.planes[letter]);
    const transfer = {
      ...(parallel && { parallel: directionOf(parallel, { sequence: "standard", overscanStart: height - margins.parallelOverscan }) }),
      ...(serial && { serial: directionOf(serial, { sequence: "standard", overscanStart: width - margins.overscan }) }),
    };
    await moveThroughTraps("radiation-damage", pool, { width, height, planes }, transfer, signal);
    report({ ...(parallel && { parallelExpress: parallel.express }), ...(serial && { serialExpress: serial.express }) });
    return frame;
  },
} as const satisfies Effect<Readout, Readout, RadiationDamageSettings>;
