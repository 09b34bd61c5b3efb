import { exp } from "../math.ts";
import type { Pool } from "../wasm/pool.ts";
import { addCti, type ChargeTransfer, checkSize, type Direction, type Layout, layoutsOf } from "./cti.ts";
import { type ExpressMatrix, expressMatrix } from "./express.ts";
import { MOST_ROWS, MOST_SPECIES, marksOf, TRANSFER_BYTES, type TransferRecord, writeTransfer } from "./layout.ts";
import type { InstantCapture } from "./species.ts";
import { wellLaw } from "./well.ts";
import { fillWellTable, WELL_KNOTS } from "./well-table.ts";

export interface TransferOptions {
  readonly signal?: AbortSignal;
}

/**
 * Moves images to their readout through pixels with traps, in place, on all threads of a pool: `addCti` for float32, to 1e-2 electrons or 1e-5 of a
 * pixel, and in tests to 1e-3 and 1e-6. Where thousands of traps a pixel amplify what enters them it is as close as `addCti` is to itself when the well
 * is 1e-10 larger, the precision of the kernel's table.
 *
 * The kernel knows one phase and up to four species that capture at once and lie in all of the well, in the standard sequence or with charge injection.
 * What it does not know is done by `addCti`, on this thread. Bytes do not depend on the number of threads.
 *
 * @param images each width x height, x fastest, electrons; row 0 and column 0 are nearest to the readout; overwritten. Best in the pool's memory, else
 * they are copied there and back
 * @throws RangeError when a setting has no meaning
 */
export async function transferCharge(
  pool: Pool,
  images: readonly Float32Array[],
  width: number,
  height: number,
  transfer: ChargeTransfer,
  { signal }: TransferOptions = {},
): Promise<void> {
  const { allowNegative = true } = transfer;
  const mark = pool.mark();
  try {
    for (const image of images) checkSize(image, width, height);
    const held = images.map((image) => (pool.holds(image) ? image : pool.float32(image.length)));
    images.forEach((image, n) => {
      if (held[n] !== image) held[n].set(image);
    });
    const pointers = pool.int32(images.length);
    pointers.set(held.map(({ byteOffset }) => byteOffset));
    for (const { direction, layout } of layoutsOf(transfer, width, height)) {
      signal?.throwIfAborted();
      if (isKnown(direction, layout)) await run(pool, pointers, direction, layout, allowNegative);
      else for (const image of held) addCti(image, width, height, only(transfer, direction));
    }
    images.forEach((image, n) => {
      if (held[n] !== image) image.set(held[n]);
    });
  } finally {
    pool.release(mark);
  }
}

/** Whether the kernel has the law of a direction. */
function isKnown({ clocking, phases, species }: Direction, { length }: Layout): boolean {
  if (clocking.sequence === "trap-pumping" || phases.length !== 1 || species.length > MOST_SPECIES || length > MOST_ROWS) return false;
  return species.every((one) => one.kind === "instant-capture" && one.surface === undefined);
}

/** The same transfer without the other direction, whose window still counts. */
function only(transfer: ChargeTransfer, direction: Direction): ChargeTransfer {
  const without = (other: Direction | undefined): Direction | undefined => (other === undefined ? undefined : { ...other, species: [] });
  const { parallel, serial } = transfer;
  return direction === parallel ? { ...transfer, serial: without(serial) } : { ...transfer, parallel: without(parallel) };
}

/** Lines of a task: enough that a cache line of a column image is read once. */
const LINES = 16;

async function run(pool: Pool, images: Int32Array, direction: Direction, layout: Layout, allowNegative: boolean): Promise<void> {
  const { clocking, phases, express, windowOffset = 0 } = direction;
  const { lines, lineStep, rows, rowStep, length } = layout;
  const [{ trapFraction }] = phases;
  const species = direction.species as readonly InstantCapture[];
  const matrix: ExpressMatrix = expressMatrix(length, clocking, express, windowOffset);
  const releases = species.map(({ releaseTime }) => -Math.min(clocking.dwellTimes[0] / releaseTime, MOST_DECAY));
  const traps = species.map(({ density }) => density * trapFraction);
  const period = Math.max(1, Math.min(LONGEST, Math.floor(-MOST_DECAY / Math.min(-1e-9, ...releases))));
  const decays = new Float64Array((period + 1) * MOST_SPECIES);
  const fresh = new Float64Array((period + 1) * MOST_SPECIES);
  const losses = new Float64Array((period + 1) * MOST_SPECIES);
  for (let step = 0; step <= period; step++)
    species.forEach((_, k) => {
      decays[step * MOST_SPECIES + k] = exp(releases[k] * step);
      // Renewed fills (step 0) have the decay of this visit in them already.
      losses[step * MOST_SPECIES + k] = exp(releases[k] * (step - 1)) - exp(releases[k] * step);
      fresh[step * MOST_SPECIES + k] = traps[k] * exp(-releases[k] * step);
    });
  const copy = (values: Float64Array | Int32Array): number => {
    const there = values instanceof Float64Array ? pool.float64(values.length) : pool.int32(values.length);
    there.set(values);
    return there.byteOffset;
  };
  const wellTable = new Float64Array(4 * WELL_KNOTS);
  fillWellTable(wellTable, phases[0]);
  const count = lines.stop - lines.start;
  const isShared = !clocking.emptyBetweenColumns;
  const record: TransferRecord = {
    images: images.byteOffset,
    blocks: isShared ? 1 : Math.ceil(count / LINES),
    linesPerBlock: isShared ? count : LINES,
    lineStep: 4 * lineStep,
    rowStep: 4 * rowStep,
    rows: length,
    firstLine: lines.start,
    lastLine: lines.stop,
    firstRow: rows.start,
    lastRow: rows.stop,
    passes: matrix.passes,
    multipliers: copy(matrix.multipliers),
    marks: copy(marksOf(matrix)),
    species: species.length,
    period,
    decays: copy(decays),
    fresh: copy(fresh),
    isShared,
    allowNegative,
    wellTable: copy(wellTable),
    losses: copy(losses),
    traps,
    well: wellLaw(phases[0]),
  };
  const at = pool.allocate(TRANSFER_BYTES);
  writeTransfer(new DataView(pool.memory.buffer), at, record);
  await pool.run("moveCharge", images.length * record.blocks, at);
}
/** Decay (in powers of e) that fills may be kept without, far from what a float64 holds; traps that release faster count as this. */
const MOST_DECAY = 230;
/** Visits after which fills are renewed at the latest, so that layers without any are left out. */
const LONGEST = 256;
