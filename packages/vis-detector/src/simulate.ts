import type { EffectKey } from "@elvis/formats/config";
import type { EffectBudget, SkippedObject, TruthRow } from "@elvis/formats/product";
import { child, type Pool, type Stream, soloPool } from "@elvis/kernels";
import type { EffectContext } from "./effect.ts";
import { type AnyEffect, effects, type Settings } from "./effects/index.ts";
import type { Charge, Digital, Frame } from "./frame.ts";
import { Ledger } from "./ledger.ts";

/** What a simulation needs beside the frame and the settings. */
export interface Run extends Pick<EffectContext, "ccd" | "exposureTime" | "commandedDuration" | "readoutTime" | "signal" | "log"> {
  /** Of this CCD in this exposure: each effect draws from its child of its own name. */
  readonly random: Stream;
  /** Default one of this thread alone. */
  readonly pool?: Pool;
  progress(label: string, done: number, total: number): void;
  /** Sees the frame after each effect, and its line of the budget. The pixels belong to the chain: what is to be kept must be copied before it returns. */
  tap?(key: EffectKey, frame: Frame, line: EffectBudget): void | Promise<void>;
}

/** What comes out. */
export interface Simulation {
  readonly frame: Digital;
  /** One line an effect that ran, in order. */
  readonly budget: readonly EffectBudget[];
  /** What the effects reported, by effect and name. */
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly truth: readonly TruthRow[];
  /** What could not be drawn, by effect. */
  readonly skipped: Readonly<Record<string, readonly Skip[]>>;
}

/** An object that could not be drawn. */
export type Skip = Pick<SkippedObject, "sourceId" | "reason">;

/**
 * Sends a frame through the chain: every effect whose settings are present, in the order of the list.
 *
 * Which effects run does not change the draws of the others: each has a stream of its own.
 *
 * @param start owned from now on; empty for an exposure
 * @throws StageError when settings are out of range or a model gives pixels that are not finite
 */
export function simulate(start: Charge, settings: Settings, run: Run): Promise<Simulation> {
  return walk({ frame: start }, settings, run);
}

/** @param held the only hold on the frame, so that its memory is free as soon as an effect has made another */
async function walk(held: { frame: Frame }, settings: Settings, run: Run): Promise<Simulation> {
  const pool = run.pool ?? soloPool();
  const ledger = await Ledger.open(pool, held.frame);
  const counts: Record<string, Record<string, number>> = {};
  const truth: TruthRow[] = [];
  const skipped: Record<string, Skip[]> = {};
  const present = effects.filter(({ name }) => settings[name as keyof Settings] !== undefined);
  for (const [index, effect] of present.entries()) {
    run.signal.throwIfAborted();
    run.progress(effect.name, index, present.length);
    const reported: Record<string, number> = {};
    counts[effect.name] = reported;
    const skips: Skip[] = [];
    skipped[effect.name] = skips;
    held.frame = (await effect.apply(
      held.frame,
      settings[effect.name as keyof Settings],
      contextOf(effect, run, pool, reported, truth, skips),
    )) as Frame;
    await ledger.enter(effect.name, effect.elvisKey, held.frame, reported.clipped ?? 0);
    const line = ledger.lines[ledger.lines.length - 1];
    const { added, removed, moved, changed } = line;
    run.log(effect.name, { added, removed, ...(moved > 0 && { moved }), changed, ...reported });
    await run.tap?.(effect.elvisKey, held.frame, line);
  }
  run.progress("done", present.length, present.length);
  return { frame: held.frame as Digital, budget: ledger.lines, counts, truth, skipped };
}

function contextOf(
  { name }: AnyEffect,
  run: Run,
  pool: Pool,
  reported: Record<string, number>,
  truth: TruthRow[],
  skips: Skip[],
): EffectContext {
  return {
    ccd: run.ccd,
    random: child(run.random, name),
    pool,
    exposureTime: run.exposureTime,
    commandedDuration: run.commandedDuration,
    readoutTime: run.readoutTime,
    signal: run.signal,
    log: (event, fields) => run.log(`${name}: ${event}`, fields),
    progress: (done, total) => run.progress(name, done, total),
    report(counts) {
      for (const [key, value] of Object.entries(counts)) reported[key] = (reported[key] ?? 0) + value;
    },
    truth: (row) => void truth.push(row),
    skip: (sourceId, reason) => void skips.push({ sourceId, reason }),
  };
}
