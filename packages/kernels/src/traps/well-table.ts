import { pow } from "../math.ts";
import { spread, type Well, wellLaw } from "./well.ts";

// As assembly/transfer.ts reads it: from 2^-64 of the well up to all of it, 64 knots a doubling, four coefficients each.
const DOUBLINGS = 64;
const PER_DOUBLING = 64;
/** One more for 1 itself. */
export const WELL_KNOTS = DOUBLINGS * PER_DOUBLING + 1;

/** Chebyshev's nodes of a cubic on 0 to 1. */
const NODES = [1, 3, 5, 7].map((n) => 0.5 - 0.5 * cosOfEighths(n));

/** cos(n pi / 8) for odd n, to the last bit in every engine. */
function cosOfEighths(n: number): number {
  const [wide, narrow] = [Math.sqrt(2 + Math.SQRT2) / 2, Math.sqrt(2 - Math.SQRT2) / 2];
  return [wide, narrow, -narrow, -wide][(n - 1) / 2];
}

/**
 * The volume that a share of the well's electrons fills, as a cubic of the share between knots: within 1e-10 of it for powers of 0.1 to 2.
 *
 * @param out WELL_KNOTS x 4: coefficients, the constant first
 */
export function fillWellTable(out: Float64Array, well: Well): void {
  const { power, first } = wellLaw(well);
  for (let knot = 0; knot < WELL_KNOTS; knot++) {
    const scale = 2 ** (Math.floor(knot / PER_DOUBLING) - DOUBLINGS);
    const low = scale * (1 + (knot % PER_DOUBLING) / PER_DOUBLING);
    const [x, y, z, w] = NODES.map((t) => low + (scale * t) / PER_DOUBLING);
    const [a, b, c, d] = [x, y, z, w].map((share) => spread(first, pow(share, power)));
    // Newton's divided differences.
    const [ab, bc, cd] = [(b - a) / (y - x), (c - b) / (z - y), (d - c) / (w - z)];
    const [abc, bcd] = [(bc - ab) / (z - x), (cd - bc) / (w - y)];
    const abcd = (bcd - abc) / (w - x);
    out[4 * knot] = a - x * (ab - y * (abc - z * abcd));
    out[4 * knot + 1] = ab - (x + y) * abc + (x * y + x * z + y * z) * abcd;
    out[4 * knot + 2] = abc - (x + y + z) * abcd;
    out[4 * knot + 3] = abcd;
  }
}
