import { gammaP } from "../gamma.ts";
import { exp, log } from "../math.ts";
import { LOG_N_MIN, LOG_N_STEP, sersicB, sersicCentre, sersicRadius, sersicTable, sersicTransform } from "../profile.ts";
import type { KernelMemory } from "./memory.ts";
import { pinned } from "./pinned.ts";

/** Share of the light within which a tail is followed. */
export const TAIL_SHARE = 0.99995;

// As assembly/octaves.ts reads them: 8 knots a doubling from 2^-26, a cubic of four float32 each.
const DOUBLINGS = 56;
const PER_DOUBLING = 8;
const FIRST = -26;
export const KNOTS = DOUBLINGS * PER_DOUBLING;

/** First number of a knot. */
const knotAt = (knot: number): number => (1 + (knot % PER_DOUBLING) / PER_DOUBLING) * 2 ** (FIRST + Math.floor(knot / PER_DOUBLING));

/**
 * Coefficients of a function over the knots, by interpolation at Chebyshev's nodes: within 1e-7 for those that are tabulated here.
 *
 * @param out KNOTS x 4
 */
function fillCubics(out: Float32Array, value: (at: number) => number): void {
  for (let knot = 0; knot < KNOTS; knot++) {
    const low = knotAt(knot);
    const width = knotAt(knot + 1) - low;
    const sampled = NODES.map((t) => value(low + t * width));
    for (let power = 0; power < 4; power++) {
      let sum = 0;
      for (let node = 0; node < 4; node++) sum += TO_POWERS[power][node] * sampled[node];
      out[4 * knot + power] = sum;
    }
  }
}

const NODES = [0, 1, 2, 3].map((n) => 0.5 - 0.5 * Math.cos(((2 * n + 1) * Math.PI) / 8));
/** Lagrange's polynomials of the four nodes, by powers of t. */
const TO_POWERS = ((): readonly (readonly number[])[] => {
  const rows: number[][] = [[], [], [], []];
  for (let node = 0; node < 4; node++) {
    let polynomial = [1];
    for (let other = 0; other < 4; other++) {
      if (other === node) continue;
      const scale = 1 / (NODES[node] - NODES[other]);
      const next = new Array<number>(polynomial.length + 1).fill(0);
      polynomial.forEach((coefficient, power) => {
        next[power] -= coefficient * NODES[other] * scale;
        next[power + 1] += coefficient * scale;
      });
      polynomial = next;
    }
    for (let power = 0; power < 4; power++) rows[power][node] = polynomial[power];
  }
  return rows;
})();

/** First byte of the table of assembly/profile.ts, made once a memory: transforms, light beyond a radius and the numbers of each index, over ln n. 0.9 MB. */
export const profilesOf = pinned((heap: KernelMemory): number => {
  const { rows } = sersicTable();
  const count = rows.length;
  const numbers = 3 + 3 * count;
  const rowsAt = Math.ceil((8 * numbers) / 16) * 16;
  const size = KNOTS * 4;
  const at = heap.allocate(rowsAt + 2 * count * size * 4);
  const head = new Float64Array(heap.memory.buffer, at, numbers);
  const cubics = new Float32Array(heap.memory.buffer, at + rowsAt, 2 * count * size);
  head.set([LOG_N_MIN, LOG_N_STEP, count]);
  rows.forEach((row, n) => {
    const index = Math.exp(LOG_N_MIN + n * LOG_N_STEP);
    const b = sersicB(index);
    head.set([b, log(sersicCentre(index)), log(sersicRadius(index, TAIL_SHARE))], 3 + 3 * n);
    fillCubics(cubics.subarray(n * size, (n + 1) * size), (squared) => sersicTransform(row, squared));
    // r^(1/n) = (r^2)^(1/2n)
    fillCubics(cubics.subarray((count + n) * size, (count + n + 1) * size), (squared) => {
      const u = b * exp(log(squared) / (2 * index));
      return u > 60 ? 0 : 1 - gammaP(2 * index, u);
    });
  });
  return at;
});
