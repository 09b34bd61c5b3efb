import type { BrighterFatterModel } from "@elvis/formats/product";
import { type BorderShifts, moveBoundariesOn } from "@elvis/kernels";
import { StageError } from "@elvis/stage";
import type { Effect } from "../../effect.ts";
import { type Charge, emptyPlane } from "../../frame.ts";

export interface BrighterFatterSettings {
  /** Shifts of the borders between pixels by collected charge. */
  readonly model: BrighterFatterModel;
  /** Parts in which the charge arrives, from 1; in each, the borders stand where the charge before has moved them. */
  readonly steps: number;
  /** Electrons a pixel holds; what spills beyond moves no border. */
  readonly fullWell: number;
}

/** Pixels; no border moves further. */
const MOST = 0.3;

/** Moves charge across the borders of pixels that collected charge has shifted. See ./brighter-fatter.md. */
export const brighterFatter = {
  name: "brighter-fatter",
  elvisKey: "BFE",
  async apply(frame, { model, steps, fullWell }, { pool, report, signal }) {
    if (!(Number.isInteger(steps) && steps >= 1))
      throw new StageError(`brighter-fatter: steps: expected a whole number from 1, found ${steps}`);
    if (!(fullWell > 0)) throw new StageError(`brighter-fatter: full well: expected electrons above 0, found ${fullWell}`);
    if (!(model.scale >= 0 && model.scale < Infinity))
      throw new StageError(`brighter-fatter: scale: expected 0 or more, found ${model.scale}`);
    if (model.scale === 0) return frame;
    const x = foldShifts("aX", model.aX, model.scale);
    const y = foldShifts("aY", model.aY, model.scale);
    const { width, height, pixels } = frame;
    const mark = pool.mark();
    try {
      const collected = steps === 1 ? undefined : emptyPlane(width, height, pixels, pool);
      const step = { portion: 1 / steps, ceiling: fullWell, limit: MOST };
      let heldBorders = 0;
      // The halves apart: the injection structure between them is a border that does not move.
      const middle = Math.ceil(height / 2) * width;
      for (const [start, end] of [
        [0, middle],
        [middle, pixels.length],
      ]) {
        const half = pixels.subarray(start, end);
        for (let n = 0; n < steps; n++) {
          signal.throwIfAborted();
          heldBorders += await moveBoundariesOn(pool, half, collected?.subarray(start, end), width, (end - start) / width, x, y, step);
        }
      }
      if (collected !== undefined) pixels.set(collected);
      report({ heldBorders });
    } finally {
      pool.release(mark);
    }
    return frame;
  },
} as const satisfies Effect<Charge, Charge, BrighterFatterSettings>;

/** Relative to the largest shift: what rounding of a product's numbers may do to its symmetry. */
const SYMMETRY = 1e-6;

/**
 * One quarter of a matrix of shifts, from which its mirror symmetries give the rest.
 *
 * @param name of the matrix, for messages
 * @param matrix rows: offset along the border, -m to m; columns: offset along its normal, 1 - n to n
 * @throws StageError when it has another shape, a number that is not finite, or is not its own mirror image
 */
function foldShifts(name: string, matrix: readonly (readonly number[])[], scale: number): BorderShifts {
  const fail = (expected: string, found: string): never => {
    throw new StageError(`brighter-fatter: ${name}: expected ${expected}, found ${found}`);
  };
  const across = (matrix.length - 1) / 2;
  const reach = (matrix[0]?.length ?? 0) / 2;
  if (!Number.isInteger(across) || !Number.isInteger(reach) || reach < 1 || matrix.some((row) => row.length !== 2 * reach))
    fail("an odd number of rows of one even length", `${matrix.length} rows of ${matrix.map((row) => row.length).join(", ")}`);
  const largest = Math.max(...matrix.flat().map(Math.abs));
  if (!(largest < Infinity)) fail("finite shifts", String(matrix.flat().find((shift) => !Number.isFinite(shift))));
  const perElectron = new Float64Array((across + 1) * reach);
  for (let l = 0; l <= across; l++)
    for (let n = 0; n < reach; n++) {
      const shift = matrix[across + l][reach - 1 - n];
      const twins = [-matrix[across + l][reach + n], matrix[across - l][reach - 1 - n], -matrix[across - l][reach + n]];
      if (twins.some((twin) => Math.abs(twin - shift) > SYMMETRY * largest))
        fail(
          "shifts that change sign from one side of the border to the other and are alike along it",
          `${[shift, ...twins].join(", ")} at offsets (${l}, ${n})`,
        );
      perElectron[l * reach + n] = scale * shift;
    }
  return { across, reach, perElectron };
}
