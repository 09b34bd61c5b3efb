import type { CosmicRayModel, PerLetter, TruthRow } from "@elvis/formats/product";
import { soloPool, stream } from "@elvis/kernels";
import type { Effect, EffectContext } from "./effect.ts";
import type { Settings } from "./effects/index.ts";
import { type Charge, type Digital, emptyCharge, type Frame, LETTERS, type Margins, planesOf, type Readout } from "./frame.ts";
import type { Run, Skip } from "./simulate.ts";

/** A simulation for tests: CCD 1-1, 560.52 s of light, 566 s commanded, 72 s of readout. */
export const testRun = (changes: Partial<Run> = {}): Run => ({
  ccd: "1-1",
  random: stream(1, "test"),
  exposureTime: 560.52,
  commandedDuration: 566,
  readoutTime: 72,
  signal: new AbortController().signal,
  log: () => {},
  progress: () => {},
  ...changes,
});

/** The same value for each amplifier. */
export const each = (value: number): PerLetter<number> => ({ E: value, F: value, G: value, H: value });

/** A detector without its scene: dark current, noise, cosmic rays, and all of the readout. */
export const bareDetector = (cosmicRays: CosmicRayModel): Settings => ({
  dark: { rate: 0.001 },
  "photon-noise": {},
  "cosmic-rays": { model: cosmicRays, isCorrelated: true, diffusion: 0.32 },
  overscan: {},
  "parallel-overscan": {},
  "readout-noise": { sigma: each(3.4) },
  gain: { gain: each(3.5) },
  bias: { level: each(2705) },
  discretize: { top: 65535 },
});

/** An effect's context for tests, as in `testRun`; keeps what is reported. */
export function testEffectContext(
  changes: Partial<EffectContext> = {},
): EffectContext & { readonly counts: Record<string, number>; readonly rows: TruthRow[]; readonly skips: Skip[] } {
  const counts: Record<string, number> = {};
  const rows: TruthRow[] = [];
  const skips: Skip[] = [];
  return {
    ...testRun(),
    pool: soloPool(),
    progress: () => {},
    report(reported) {
      for (const [name, value] of Object.entries(reported)) counts[name] = (counts[name] ?? 0) + value;
    },
    truth: (row) => void rows.push(row),
    skip: (sourceId, reason) => void skips.push({ sourceId, reason }),
    ...changes,
    counts,
    rows,
    skips,
  };
}

const FEW: Margins = { prescan: 2, overscan: 1, parallelOverscan: 3 };

/** A CCD of width x height with the given electrons: one number for all, or by place. */
export function chargeOf(
  width: number,
  height: number,
  electrons: number | ((x: number, y: number) => number),
  margins: Margins = FEW,
): Charge {
  const frame = emptyCharge(width, height, margins);
  fill(frame.pixels, width, electrons);
  return frame;
}

/** Four planes of width x height (margins included) with the given electrons. */
export function readoutOf(
  width: number,
  height: number,
  electrons: number | ((x: number, y: number) => number),
  margins: Margins = FEW,
): Readout {
  const plane = () => fill(new Float32Array(width * height), width, electrons);
  return { kind: "readout", width, height, margins, planes: { E: plane(), F: plane(), G: plane(), H: plane() } };
}

/** Four planes of width x height (margins included) with the given ADU. */
export function digitalOf(
  width: number,
  height: number,
  adu: number | ((x: number, y: number) => number),
  margins: Margins = FEW,
): Digital {
  return { ...readoutOf(width, height, adu, margins), kind: "digital" };
}

function fill(pixels: Float32Array, width: number, value: number | ((x: number, y: number) => number)): Float32Array {
  for (let at = 0; at < pixels.length; at++) pixels[at] = typeof value === "number" ? value : value(at % width, Math.floor(at / width));
  return pixels;
}

/** What an effect is tried with. */
export interface ContractCase<In extends Frame, Settings> {
  /** A new frame of the given size, with pixels the effect acts on. */
  readonly frame: (width: number, height: number) => In;
  /** Settings with which it changes something. */
  readonly settings: Settings;
  /** Settings with which it changes nothing; left out where there are none. */
  readonly neutral?: Settings;
  /** Sizes to try; those that are awkward by default. */
  readonly shapes?: readonly (readonly [width: number, height: number])[];
  readonly context?: Partial<EffectContext>;
}

/**
 * What every effect must keep: it changes something; neutral settings change nothing; the same seed gives the same bytes;
 * any shape; finite pixels; settings untouched; the kind stays, or becomes `becomes`.
 *
 * @throws Error that says which rule is broken, on which frame
 */
export async function effectContract<In extends Frame, Out extends Frame, Settings>(
  effect: Effect<In, Out, Settings>,
  {
    frame,
    settings,
    neutral,
    shapes = [
      [16, 12],
      [3, 5],
      [5, 3],
      [1, 7],
      [7, 1],
    ],
    context = {},
  }: ContractCase<In, Settings>,
  becomes?: Out["kind"],
): Promise<void> {
  const written = asText(settings);
  let hasChanged = false;
  for (const [width, height] of shapes) {
    const fail = (what: string): never => {
      throw new Error(`${effect.name}, ${width} x ${height}: ${what}`);
    };
    const before = bytesOf(frame(width, height));
    const run = async (given: Settings): Promise<Frame> => effect.apply(frame(width, height), given, testEffectContext(context));
    const first = await run(settings);
    const again = await run(settings);
    if (first.kind !== (becomes ?? frame(width, height).kind)) fail(`the frame became ${first.kind}`);
    if (!planesOf(first).every(({ pixels }) => pixels.every(Number.isFinite))) fail("a pixel is not finite");
    if (!planesOf(first).every(({ pixels }) => pixels.length === first.width * first.height)) fail("planes are not of the frame's size");
    if (!isEqual(bytesOf(first), bytesOf(again))) fail("the same seed gave other bytes");
    if (!isEqual(before, bytesOf(first)) || becomes !== undefined) hasChanged = true;
    if (neutral !== undefined && !isEqual(before, bytesOf(await run(neutral)))) fail("neutral settings changed pixels");
  }
  if (!hasChanged) throw new Error(`${effect.name}: changed nothing`);
  if (asText(settings) !== written) throw new Error(`${effect.name}: changed its settings`);
}

function bytesOf(frame: Frame): Float32Array {
  const parts = planesOf(frame).map(({ pixels }) => pixels);
  const all = new Float32Array(parts.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const isEqual = (a: Float32Array, b: Float32Array): boolean => a.length === b.length && a.every((value, at) => Object.is(value, b[at]));

const asText = (value: unknown): string =>
  JSON.stringify(value, (_key, inner) =>
    ArrayBuffer.isView(inner) ? [...(inner as Float32Array)] : inner instanceof Map ? [...inner] : inner,
  );

/** The planes of a frame with four of them, one after another: E, F, G, H. */
export const fourPlanes = (frame: Readout | Digital): readonly Float32Array[] => LETTERS.map((letter) => frame.planes[letter]);
