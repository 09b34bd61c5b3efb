import { pow } from "../math.ts";
import { spread, type Well, wellLaw } from "./well.ts";

// As assembly/transfer.ts reads it: from 2^-64 of the well up to all of it, 64 knots a doubling.
const DOUBLINGS = 64;
const PER_DOUBLING = 64;
/** One more for 1 itself. */
export const WELL_KNOTS = DOUBLINGS * PER_DOUBLING + 1;

/** Chebyshev's nodes of a quadratic on 0 to 1. */
const NODES = [0.5 - Math.sqrt(3) / 4, 0.5, 0.5 + Math.sqrt(3) / 4];

/**
 * The volume that a share of the well's electrons fills, as a quadratic of the share between knots: within 1e-8 of it for powers of 0.1 to 2.
 *
 * @param out WELL_KNOTS x 3: coefficients, the constant first
 */
export function fillWellTable(out: Float64Array, well: Well): void {
  const { power, first } = wellLaw(well);
  for (let knot = 0; knot < WELL_KNOTS; knot++) {
    const scale = 2 ** (Math.floor(knot / PER_DOUBLING) - DOUBLINGS);
    const low = scale * (1 + (knot % PER_DOUBLING) / PER_DOUBLING);
    const [x, y, z] = NODES.map((t) => low + (scale * t) / PER_DOUBLING);
    const [u, v, w] = [x, y, z].map((share) => spread(first, pow(share, power)));
    // Newton's divided differences.
    const slope = (v - u) / (y - x);
    const bend = ((w - v) / (z - y) - slope) / (z - x);
    out[3 * knot] = u - slope * x + bend * x * y;
    out[3 * knot + 1] = slope - bend * (x + y);
    out[3 * knot + 2] = bend;
  }
}
