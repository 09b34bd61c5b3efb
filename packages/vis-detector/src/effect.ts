import type { EffectKey } from "@elvis/formats/config";
import type { CcdId, TruthRow } from "@elvis/formats/product";
import type { Pool, Stream } from "@elvis/kernels";
import type { Frame } from "./frame.ts";

/** Everything an effect may ask of the world: never a clock, a file or a global random number. */
export interface EffectContext {
  readonly ccd: CcdId;
  /** The effect's own stream, keyed by run seed, pointing, CCD and the effect's name: no other effect draws from it. */
  readonly random: Stream;
  /** s; light is collected for so long (560.52 nominal, 89.52 short) */
  readonly exposureTime: number;
  /** s; what the shutter was told (566 nominal, 95 short) */
  readonly commandedDuration: number;
  /** s; from the end of the exposure until the last row of the CCD is read, at least 0 */
  readonly readoutTime: number;
  /** Kernels, their memory and the threads that share their work; an effect takes back what memory it asked for. */
  readonly pool: Pool;
  readonly signal: AbortSignal;
  log(event: string, fields?: Readonly<Record<string, string | number>>): void;
  progress(done: number, total: number): void;
  /** Numbers for the report of the run, by name; `clipped` goes into the electron budget. A name given twice is summed. */
  report(counts: Readonly<Record<string, number>>): void;
  /** One object as it was drawn. */
  truth(row: TruthRow): void;
  /** One object that could not be drawn, and why. */
  skip(sourceId: bigint, reason: string): void;
}

/**
 * One physical effect. `apply` owns the frame it is given and returns the frame the next effect will own; it may reuse
 * the pixels, so callers keep no reference. Settings are never modified. An effect runs if and only if its settings are
 * there: they carry the models it needs.
 */
export interface Effect<In extends Frame, Out extends Frame, Settings> {
  /** The file's name without its ending (kebab-case); its key in the settings, and the name of its random stream. */
  readonly name: string;
  /** Its key in the detector's configuration: `EFFECT_<KEY>`, `FITS_<KEY>`. */
  readonly elvisKey: EffectKey;
  apply(frame: In, settings: Settings, context: EffectContext): Out | Promise<Out>;
}
