import type { CcdId, InjectionModel } from "@elvis/formats/product";
import { child, gaussian, type Pool, poissonOn, pow, type Stream, stream } from "@elvis/kernels";
import { StageError } from "@elvis/stage";
import type { Half } from "./halves.ts";

/** Charge that is injected into one CCD. */
export interface ChargeInjectionSettings extends InjectionModel {
  /** Electrons a pixel holds, above 0: no more is injected. */
  readonly fullWell: number;
}

/** @throws StageError when a setting is out of range */
export function checkInjection(settings: ChargeInjectionSettings): void {
  const refuse = (what: string, expected: string, found: number): never => {
    throw new StageError(`charge-injection: ${what}: expected ${expected}, found ${found}`);
  };
  const { level, nonUniformity, slope, fullWell, injectedLines, nonInjectedLines, start, end } = settings;
  if (!(level >= 0 && level < Infinity)) refuse("level", "electrons, at least 0", level);
  if (!(nonUniformity >= 0 && nonUniformity < Infinity)) refuse("non-uniformity", "electrons, at least 0", nonUniformity);
  if (!(slope >= -1 && slope <= 1)) refuse("slope", "a power from -1 to 1", slope);
  if (!(fullWell > 0)) refuse("full well", "electrons above 0", fullWell);
  if (!(Number.isInteger(injectedLines) && injectedLines >= 1)) refuse("lines with charge", "a whole number from 1", injectedLines);
  if (!(Number.isInteger(nonInjectedLines) && nonInjectedLines >= 0)) refuse("lines without", "a whole number from 0", nonInjectedLines);
  if (!(Number.isInteger(start) && start >= 0)) refuse("first line", "a whole number from 0", start);
  if (!(Number.isInteger(end) && end > start)) refuse("line after the last", `a whole number above ${start}`, end);
}

/** Of the injection structure, by column: the same in every exposure of a CCD, whatever the seed of the run. */
const columnStream = (ccd: CcdId): Stream => stream(0, "charge-injection", ccd);

/** Number of a line in its block of lines with charge, from 1; 0 for a line without. @param line from the half's register, from 0 */
function placeInBlock({ injectedLines, nonInjectedLines, start, end }: InjectionModel, line: number): number {
  if (line < start || line >= end) return 0;
  const place = (line - start) % (injectedLines + nonInjectedLines);
  return place < injectedLines ? place + 1 : 0;
}

/** What one half of a CCD is injected with. */
interface InjectedHalf {
  readonly half: Half;
  /** 0 lower, 1 upper: each has its own gates. */
  readonly index: 0 | 1;
  readonly width: number;
  readonly ccd: CcdId;
  /** Of the exposure: shot noise. */
  readonly random: Stream;
}

/**
 * Writes the electrons that each pixel of a half gets, line by line from the register: whole numbers, 0 where none are injected.
 *
 * The number is looked up by half, line and column: the same whoever asks.
 *
 * @param out in the pool's memory for speed; at least as many lines as the half has, those beyond it get none
 */
export async function injectLines(
  settings: ChargeInjectionSettings,
  { half, index, width, ccd, random }: InjectedHalf,
  pool: Pool,
  out: Float32Array,
): Promise<void> {
  const { level, nonUniformity, slope, fullWell } = settings;
  const columns = columnStream(ccd);
  const means = Float64Array.from({ length: width }, (_, x) => level + nonUniformity * gaussian(columns, index * width + x));
  out.fill(0);
  for (let line = 0; line < half.rows; line++) {
    const place = placeInBlock(settings, line);
    if (place === 0) continue;
    const factor = slope === 0 ? 1 : pow(place, slope);
    for (let x = 0, at = line * width; x < width; x++, at++) out[at] = Math.min(Math.max(means[x] * factor, 0), fullWell);
  }
  await poissonOn(pool, child(random, index), out);
}
