import { phasesOf } from "./clock.ts";
import type { Clocking } from "./clocking.ts";
import { expressMatrix } from "./express.ts";
import { type Phase, trapGroups } from "./groups.ts";
import { LineClock, lineMemory, MARGIN } from "./line.ts";
import { checkSpecies, type Species } from "./species.ts";

/** Charge transfer in one direction: the clock, the wells, the traps. */
export interface Direction {
  readonly clocking: Clocking;
  /** From the one furthest from the readout. */
  readonly phases: readonly Phase[];
  readonly species: readonly Species[];
  /** Passes; 0: every transfer by itself. */
  readonly express: number;
  /** Rows (columns) before the image that are read first and not in it. */
  readonly windowOffset?: number;
  /** Rows (columns) from `windowStart` to before `windowStop` are clocked; also those in which the other direction clocks (whole image). */
  readonly windowStart?: number;
  readonly windowStop?: number;
}

/** Both directions; parallel comes first. */
export interface ChargeTransfer {
  /** Along columns, to row 0. */
  readonly parallel?: Direction;
  /** Along rows, to column 0. */
  readonly serial?: Direction;
  /** Whether pixels below 0 stay so (yes); if not, each change ends at 0. */
  readonly allowNegative?: boolean;
}

/**
 * Moves an image to its readout through pixels with traps, in place: what ArCTIC 7 (Kegerreis et al. 2025) does without pruning, all in double
 * precision.
 *
 * @param image width x height, x fastest, electrons; row 0 and column 0 are nearest to the readout; overwritten
 * @throws RangeError when a setting has no meaning
 */
export function addCti(image: Float64Array | Float32Array, width: number, height: number, transfer: ChargeTransfer): void {
  const { allowNegative = true } = transfer;
  checkSize(image, width, height);
  for (const { direction, layout } of layoutsOf(transfer, width, height)) clockLines(image, layout, direction, allowNegative);
}

/**
 * The image that, moved to the readout, would have come out as the one given, in place: x becomes x + observed - add(x), from x = observed.
 *
 * @param image as in `addCti`, as observed; overwritten
 * @param iterations 5 is customary
 */
export function removeCti(
  image: Float64Array | Float32Array,
  width: number,
  height: number,
  transfer: ChargeTransfer,
  iterations: number,
): void {
  const estimate = Float64Array.from(image);
  const added = new Float64Array(image.length);
  for (let iteration = 0; iteration < iterations; iteration++) {
    added.set(estimate);
    addCti(added, width, height, transfer);
    for (let at = 0; at < image.length; at++) {
      estimate[at] += image[at] - added[at];
      if (transfer.allowNegative === false && estimate[at] < 0) estimate[at] = 0;
    }
  }
  image.set(estimate);
}

/** @throws RangeError when an image is not width x height */
export function checkSize(image: ArrayLike<number>, width: number, height: number): void {
  if (image.length !== width * height)
    throw new RangeError(`kernels: traps: image of ${image.length} pixels, expected ${width} x ${height}`);
}

interface Window {
  readonly start: number;
  readonly stop: number;
}

/** Lines of an image and the rows along them, and where they lie in memory. */
export interface Layout {
  readonly lines: Window;
  readonly lineStep: number;
  readonly count: number;
  readonly rows: Window;
  readonly rowStep: number;
  readonly length: number;
}

/**
 * What is to be done with an image of width x height, in order; directions without traps are left out.
 *
 * @throws RangeError when a setting has no meaning
 */
export function layoutsOf({ parallel, serial }: ChargeTransfer, width: number, height: number): { direction: Direction; layout: Layout }[] {
  const [columns, rows] = [windowOf(serial, width), windowOf(parallel, height)];
  const along: Layout = { lines: columns, lineStep: 1, count: width, rows, rowStep: width, length: height };
  const across: Layout = { lines: rows, lineStep: width, count: height, rows: columns, rowStep: 1, length: width };
  const found: { direction: Direction; layout: Layout }[] = [];
  if (parallel !== undefined) found.push({ direction: parallel, layout: along });
  if (serial !== undefined) found.push({ direction: serial, layout: across });
  for (const { direction, layout } of found) checkDirection(direction, layout);
  return found.filter(({ direction }) => direction.species.length > 0);
}

function windowOf(direction: Direction | undefined, length: number): Window {
  const { windowStart: start = 0, windowStop: stop = length } = direction ?? {};
  if (!(Number.isInteger(start) && Number.isInteger(stop) && start >= 0 && start <= stop && stop <= length))
    throw new RangeError(`kernels: traps: window ${start} to ${stop}, expected whole numbers within 0 to ${length}`);
  return { start, stop };
}

function checkDirection({ clocking, phases, species, windowOffset = 0 }: Direction, { rows }: Layout): void {
  const { dwellTimes, prescan, overscanStart = 0, sequence } = clocking;
  const isPumping = sequence === "trap-pumping";
  const expected = phasesOf(dwellTimes.length, isPumping);
  if (phases.length !== expected) throw new RangeError(`kernels: traps: ${phases.length} phases, expected ${expected}, as the clock has`);
  if (isPumping && rows.stop - rows.start !== 1)
    throw new RangeError(`kernels: traps: window of ${rows.stop - rows.start} rows, expected the one that has traps when pumping`);
  for (const [name, value] of Object.entries({ prescan, overscanStart, windowOffset }))
    if (!(Number.isInteger(value) && value >= 0))
      throw new RangeError(`kernels: traps: ${name} ${value}, expected a whole number from 0 up`);
  for (const time of dwellTimes) if (!(time > 0)) throw new RangeError(`kernels: traps: dwell time ${time}, expected above 0`);
  for (const { trapFraction } of phases)
    if (!(trapFraction >= 0)) throw new RangeError(`kernels: traps: fraction of traps ${trapFraction}, expected from 0 up`);
  for (const one of species) checkSpecies(one);
}

function clockLines(image: Float64Array | Float32Array, layout: Layout, direction: Direction, allowNegative: boolean): void {
  const { lines, lineStep, count, rows, rowStep, length } = layout;
  const { clocking, phases, species, express, windowOffset = 0 } = direction;
  const { dwellTimes, emptyBetweenColumns } = clocking;
  const transfers = (rows.stop - rows.start + windowOffset) * dwellTimes.length * (emptyBetweenColumns ? 1 : count);
  const groups = phases.map((phase, n) => trapGroups(species, phase, dwellTimes[n], transfers));
  const clock = new LineClock(clocking, groups, expressMatrix(length, clocking, express, windowOffset), allowNegative);
  const line = lineMemory(length);
  for (let n = lines.start; n < lines.stop; n++) {
    line.fill(0);
    for (let row = 0, at = n * lineStep; row < length; row++, at += rowStep) line[row + MARGIN] = image[at];
    clock.clock(line, rows.start, rows.stop);
    for (let row = 0, at = n * lineStep; row < length; row++, at += rowStep) image[at] = line[row + MARGIN];
    if (emptyBetweenColumns) clock.empty();
    else clock.keep();
  }
}
