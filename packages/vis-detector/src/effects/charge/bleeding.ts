import type { CcdId } from "@elvis/formats/product";
import { gaussian, type Stream, stream } from "@elvis/kernels";
import { StageError } from "@elvis/stage";
import type { Effect } from "../../effect.ts";
import type { Charge } from "../../frame.ts";
import { halvesOf } from "./halves.ts";
import { spill } from "./spill.ts";

export interface BleedingSettings {
  /** Electrons that a pixel holds, in the mean; above 0. */
  readonly fullWell: number;
  /** Standard deviation of full well from pixel to pixel, relative to the mean; 0 to 0.2. */
  readonly scatter: number;
}

/** Normal numbers beyond are cut: full well is never below 40 % of its mean. */
const CUT = 3;

/** Spills charge above full well along its column, half each way. See ./bleeding.md. */
export const bleeding = {
  name: "bleeding",
  elvisKey: "BLEEDING",
  apply(frame, { fullWell, scatter }, { ccd, report }) {
    if (!(fullWell > 0 && fullWell < Infinity)) throw new StageError(`bleeding: full well: expected electrons above 0, found ${fullWell}`);
    if (!(scatter >= 0 && scatter <= 0.2)) throw new StageError(`bleeding: scatter of full well: expected 0 to 0.2, found ${scatter}`);
    const { width, height, pixels } = frame;
    const lowest = Math.fround(fullWell * (1 - CUT * scatter));
    const map = { fullWell, scatter, random: fullWellStream(ccd) };
    let electronsLost = 0;
    let bledColumns = 0;
    for (const { register, step, rows } of halvesOf(height)) {
      const stride = step * width;
      const charge = new Float64Array(rows);
      const full = new Float64Array(rows);
      for (const x of columnsAbove(frame, Math.min(register, register + step * (rows - 1)), rows, lowest)) {
        const start = register * width + x;
        for (let v = 0, at = start; v < rows; v++, at += stride) {
          charge[v] = pixels[at];
          full[v] = fullWellOf(map, at);
        }
        electronsLost += spill(charge, full);
        for (let v = 0, at = start; v < rows; v++, at += stride) pixels[at] = charge[v];
        bledColumns++;
      }
    }
    report({ electronsLost, bledColumns });
    return frame;
  },
} as const satisfies Effect<Charge, Charge, BleedingSettings>;

/** Full well belongs to the silicon: it follows from the CCD alone, and is the same in every exposure and every run. */
export const fullWellStream = (ccd: CcdId): Stream => stream(0, "full well", ccd);

/** Electrons that pixel `at` holds, as float32. */
function fullWellOf({ fullWell, scatter, random }: BleedingSettings & { readonly random: Stream }, at: number): number {
  if (scatter === 0) return Math.fround(fullWell);
  const deviation = Math.max(-CUT, Math.min(CUT, gaussian(random, at)));
  return Math.fround(fullWell * (1 + scatter * deviation));
}

/** Columns with a pixel above a level, in rows first, first + 1, ...: the only ones that can spill. */
function columnsAbove({ width, pixels }: Charge, first: number, rows: number, level: number): number[] {
  const isAbove = new Uint8Array(width);
  for (let y = first; y < first + rows; y++) for (let x = 0, at = y * width; x < width; x++, at++) if (pixels[at] > level) isAbove[x] = 1;
  return Array.from(isAbove.keys()).filter((x) => isAbove[x] === 1);
}
