import { DEFECT_FLAGS, type DetectorModels } from "@elvis/formats/product";
import { child, gaussian, poisson, type Stream, uniform } from "@elvis/kernels";
import { StageError } from "@elvis/stage";
import type { Effect } from "../../effect.ts";
import type { Charge } from "../../frame.ts";
import { halvesOf } from "./halves.ts";

export interface CosmeticsSettings {
  /** Pixels in the CCD's frame: flag bits, e-/s of those that blink, response relative to the neighbours. Those outside the frame are left out. */
  readonly defects: DetectorModels["defects"];
  /** Share of exposures in which a blinking pixel is on, 0 to 1. */
  readonly duty: number;
  /** Electrons that a trap swallows, at least 0. */
  readonly trapDepth: number;
}

/** What defects do to the charge that is there: dim and dead pixels, pixels that blink, traps. See ./cosmetics.md. */
export const cosmetics = {
  name: "cosmetics",
  elvisKey: "COSMETICS",
  apply(frame, { defects, duty, trapDepth }, { random, commandedDuration, report }) {
    if (!(duty >= 0 && duty <= 1)) throw new StageError(`cosmetics: duty of blinking pixels: expected 0 to 1, found ${duty}`);
    if (!(trapDepth >= 0 && trapDepth < Infinity))
      throw new StageError(`cosmetics: depth of traps: expected electrons, at least 0, found ${trapDepth}`);
    const { pixels } = frame;
    const { dim, blinking, traps } = sorted(frame, defects);
    const [kept, blink] = [child(random, "response"), child(random, "blink")];
    for (const [at, response] of dim) pixels[at] = responded(kept, at, pixels[at], response);
    let blinkingOn = 0;
    for (const [at, rate] of blinking) {
      if (uniform(blink, at) >= duty) continue;
      blinkingOn++;
      pixels[at] += poisson(blink, at, rate * commandedDuration);
    }
    let trapped = 0;
    for (const at of traps) trapped += swallow(frame, at, trapDepth);
    report({ dimPixels: dim.size, blinkingPixels: blinking.size, blinkingOn, traps: traps.size, trapped });
    return frame;
  },
} as const satisfies Effect<Charge, Charge, CosmeticsSettings>;

/** Hot pixels whose current is steady: dark current's business, not ours. Those that blink are ours alone. */
export function steadyHotPixels({ x, y, flag, rate }: DetectorModels["defects"]): { x: Int32Array; y: Int32Array; rate: Float32Array } {
  const isSteady = (_: number, n: number): boolean => rate[n] > 0 && (flag[n] & DEFECT_FLAGS.blinking) === 0;
  return { x: x.filter(isSteady), y: y.filter(isSteady), rate: rate.filter(isSteady) };
}

/** The defects by what they do, by pixel: one that is listed twice counts once, with its lowest response and its highest rate. */
function sorted({ width, height }: Charge, { x, y, flag, rate, response }: DetectorModels["defects"]) {
  const dim = new Map<number, number>();
  const blinking = new Map<number, number>();
  const traps = new Set<number>();
  for (let n = 0; n < x.length; n++) {
    if (x[n] < 0 || x[n] >= width || y[n] < 0 || y[n] >= height) continue;
    const fail = (what: string, found: number): never => {
      throw new StageError(`cosmetics: ${what} of pixel (${x[n]}, ${y[n]}): expected 0 or more, found ${found}`);
    };
    if (!(response[n] >= 0 && response[n] < Infinity)) fail("response", response[n]);
    if (!(rate[n] >= 0 && rate[n] < Infinity)) fail("rate", rate[n]);
    const at = y[n] * width + x[n];
    if (response[n] !== 1) dim.set(at, Math.min(response[n], dim.get(at) ?? Infinity));
    if ((flag[n] & DEFECT_FLAGS.blinking) !== 0) blinking.set(at, Math.max(rate[n], blinking.get(at) ?? 0));
    if ((flag[n] & DEFECT_FLAGS.trap) !== 0) traps.add(at);
  }
  return { dim, blinking, traps };
}

/** Electrons above which they are not drawn one by one. */
const MANY = 1000;
/** Electrons, of those kept and those lost the fewer: from here on a normal number has their skewness to 0.05. */
const NORMAL_FROM = 400;

/**
 * What a pixel of that response has of the charge that one of response 1 has. Each electron is kept, or not, by itself: where the charge is a Poisson number, this
 * one is as well, just as if the response had acted on the expectation.
 */
function responded(random: Stream, at: number, charge: number, response: number): number {
  if (charge <= 0) return charge * response;
  if (response > 1) return charge + poisson(random, at, (response - 1) * charge);
  const whole = Math.floor(charge);
  const rest = (charge - whole) * response;
  if (whole > MANY) return rest + keptOfMany(random, at, whole, response);
  let kept = 0;
  for (let n = 0; n < whole; n++) if (uniform(random, at, n) < response) kept++;
  return rest + kept;
}

/** Binomial number of many: the fewer of those kept and those lost as a normal number, or, where they are few, as a Poisson number. */
function keptOfMany(random: Stream, at: number, count: number, response: number): number {
  const share = Math.min(response, 1 - response);
  const mean = count * share;
  const drawn = mean < NORMAL_FROM ? poisson(random, at, mean) : Math.round(mean + Math.sqrt(mean * (1 - share)) * gaussian(random, at));
  const fewer = Math.min(count, Math.max(0, drawn));
  return response <= 0.5 ? fewer : count - fewer;
}

/**
 * A trap takes from the packets that are clocked over it, its own first, until it holds `depth`: those of the rows from it to the injection structure.
 *
 * @returns electrons that it took
 */
function swallow({ width, height, pixels }: Charge, trap: number, depth: number): number {
  const [lower, upper] = halvesOf(height);
  const y = Math.floor(trap / width);
  const { register, step, rows } = y < lower.rows ? lower : upper;
  let taken = 0;
  for (let v = Math.abs(y - register), at = trap; v < rows && taken < depth; v++, at += step * width) {
    const part = Math.min(Math.max(0, pixels[at]), depth - taken);
    pixels[at] -= part;
    taken += part;
  }
  return taken;
}
