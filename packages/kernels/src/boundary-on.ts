import { type BorderShifts, type BoundaryStep, moveBoundaries } from "./boundary.ts";
import { inPool } from "./pixels/strips.ts";
import type { Pool } from "./wasm/pool.ts";

/** Rows of one task, as assembly/boundary.ts has it: a cut by place, so that results do not depend on how many workers there are. */
const BAND = 64;
/** Bytes of the record that assembly/boundary.ts reads: int32 numbers, then float64 from NUMBERS on. */
const RECORD_BYTES = 72;
const NUMBERS = 48;

/**
 * As `moveBoundaries`, by the kernel, on all threads of a pool: the same bits.
 *
 * A band of rows is changed in place while its neighbours may have been changed already, so the rows beside each band are copied first.
 * Images with more columns, or shifts that reach further, than a worker's memory has room for (97 MB; VIS needs 0.8) are left to `moveBoundaries`.
 *
 * @returns borders that were held by the limit
 */
export async function moveBoundariesOn(
  pool: Pool,
  arriving: Float32Array,
  collected: Float32Array | undefined,
  width: number,
  height: number,
  x: BorderShifts,
  y: BorderShifts,
  step: BoundaryStep,
): Promise<number> {
  if (width === 0 || height === 0) return 0;
  if (bytesOf(width, x, y) > pool.kernels.scratchBytes()) return moveBoundaries(arriving, collected, width, height, x, y, step);
  return inPool(pool, arriving, (arrivingAt) => {
    const run = (collectedAt: number): Promise<number> => runBands(pool, arrivingAt, collectedAt, width, height, x, y, step);
    return collected === undefined ? run(0) : inPool(pool, collected, run);
  });
}

/** Bytes of the rows that assembly/boundary.ts keeps in a worker's memory. */
function bytesOf(width: number, x: BorderShifts, y: BorderShifts): number {
  const ring = Math.max(x.across, y.reach - 1) + Math.max(x.across, y.reach) + 1;
  return 8 * (width + 2 * Math.max(x.reach, y.across) + 17) * (ring + Math.max(x.across, y.reach) + 5);
}

/** @param collectedAt first byte of the charge that is there; 0 for none */
async function runBands(
  pool: Pool,
  arrivingAt: number,
  collectedAt: number,
  width: number,
  height: number,
  x: BorderShifts,
  y: BorderShifts,
  { portion, ceiling, limit }: BoundaryStep,
): Promise<number> {
  const bands = Math.ceil(height / BAND);
  const rows = Math.max(x.across, y.reach);
  const beside = pool.float32(2 * rows * bands * width);
  const factors = pool.float64(x.perElectron.length + y.perElectron.length);
  factors.set(x.perElectron);
  factors.set(y.perElectron, x.perElectron.length);
  const held = pool.int32(bands);
  const record = pool.allocate(RECORD_BYTES);
  const image = new Float32Array(pool.memory.buffer, collectedAt === 0 ? arrivingAt : collectedAt, width * height);
  for (let band = 0; band < bands; band++) {
    // Below the band and above it; what would lie outside the image is never read.
    for (const [n, first] of [band * BAND - rows, (band + 1) * BAND].entries()) {
      const from = Math.max(0, first);
      const to = Math.min(height, first + rows);
      if (from < to) beside.set(image.subarray(from * width, to * width), ((2 * band + n) * rows + from - first) * width);
    }
  }
  const shiftsY = factors.byteOffset + 8 * x.perElectron.length;
  const numbers = [arrivingAt, collectedAt, beside.byteOffset, factors.byteOffset, shiftsY, held.byteOffset];
  new Int32Array(pool.memory.buffer, record, 12).set([...numbers, width, height, x.across, x.reach, y.across, y.reach]);
  new Float64Array(pool.memory.buffer, record + NUMBERS, 3).set([portion, ceiling, limit]);
  await pool.run("moveBoundaries", bands, record);
  return held.reduce((sum, count) => sum + count, 0);
}
