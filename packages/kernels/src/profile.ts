import { inverseGammaP } from "./gamma.ts";
import { fillByContour, fillByPanels } from "./hankel.ts";
import { exp, lgamma, log } from "./math.ts";

/** Sersic indices the tables cover. */
export const SERSIC_MIN = 0.3;
export const SERSIC_MAX = 6.2;

/** b_n: half the light of exp(-b_n r^(1/n)) lies inside r = 1, from P(2n, b_n) = 1/2. */
export function sersicB(n: number): number {
  return inverseGammaP(2 * n, 0.5);
}

/** Radius, in half-light radii, inside which a fraction of the light lies. */
export function sersicRadius(n: number, fraction: number): number {
  return (inverseGammaP(2 * n, fraction) / sersicB(n)) ** n;
}

/** Central surface brightness of a profile of flux 1 and half-light radius 1: b^2n / (2 pi n Gamma(2n)). */
export function sersicCentre(n: number): number {
  return exp(2 * n * log(sersicB(n)) - lgamma(2 * n)) / (2 * Math.PI * n);
}

/**
 * Fourier transforms of Sersic profiles of flux 1 and half-light radius 1: F(n, k) = 2 pi int I(r) J0(k r) r dr, tabulated over ln n and ln k.
 *
 * Interpolated by cubics along both; error below 2e-6 (F itself is at most 1).
 */
export interface SersicTable {
  readonly rows: readonly Float64Array[];
}

const LOG_K_MIN = Math.log(1e-4);
const STEPS_PER_LOG_K = 32;
/** To k = 1e4. */
const COLUMNS = Math.ceil(Math.log(1e8) * STEPS_PER_LOG_K) + 2;
export const LOG_N_STEP = 0.05;
/** One row beyond each end, so that a cubic always has two points on either side. */
export const LOG_N_MIN = Math.log(SERSIC_MIN) - LOG_N_STEP;
const ROWS = Math.ceil((Math.log(SERSIC_MAX) - LOG_N_MIN) / LOG_N_STEP) + 2;

/** Above this index the integral along the imaginary axis converges for every k; down to 1 it does for k of at least 1. */
const CONTOUR_FROM = 1.3;
/** Where the integral along the real axis is left and the leading power k^-(2 + 1/n) continues it; F is below 2e-5 there. */
const PANELS_TO = 40;

let made: SersicTable | undefined;

/** The table: pure numbers, computed when first asked for (half a second) and the same for all who ask. */
export function sersicTable(): SersicTable {
  made ??= makeTable();
  return made;
}

function makeTable(): SersicTable {
  const rows: Float64Array[] = [];
  const k = Float64Array.from({ length: COLUMNS }, (_, at) => Math.exp(LOG_K_MIN + at / STEPS_PER_LOG_K));
  const first = (limit: number): number => k.findIndex((value) => value >= limit);
  for (let row = 0; row < ROWS; row++) {
    const n = Math.exp(LOG_N_MIN + row * LOG_N_STEP);
    const b = sersicB(n);
    const norm = exp(lgamma(2 * n) - 2 * n * log(b)) * n;
    const out = new Float64Array(COLUMNS);
    const split = n >= CONTOUR_FROM ? 0 : first(n >= 1 ? 1 : PANELS_TO);
    fillByPanels(out, k, 0, split, n, b);
    if (n >= 1) fillByContour(out, LOG_K_MIN, STEPS_PER_LOG_K, split, n, b);
    else for (let at = split; at < COLUMNS; at++) out[at] = n > 0.5 ? out[split - 1] * (k[at] / k[split - 1]) ** -(2 + 1 / n) : 0;
    for (let at = 0; at < COLUMNS; at++) out[at] /= norm;
    rows.push(out);
  }
  return { rows };
}

/**
 * The table's row for one index, interpolated in ln n.
 *
 * @throws RangeError when n is outside 0.3 to 6.2
 */
export function sersicRow(table: SersicTable, n: number): Float64Array {
  if (!(n >= SERSIC_MIN && n <= SERSIC_MAX)) throw new RangeError(`kernels: Sersic index ${n}, expected ${SERSIC_MIN} to ${SERSIC_MAX}`);
  const place = (Math.log(n) - LOG_N_MIN) / LOG_N_STEP;
  const row = Math.min(Math.max(Math.floor(place), 1), ROWS - 3);
  const [w0, w1, w2, w3] = cubicWeights(place - row);
  const { rows } = table;
  const out = new Float64Array(COLUMNS);
  for (let at = 0; at < COLUMNS; at++)
    out[at] = w0 * rows[row - 1][at] + w1 * rows[row][at] + w2 * rows[row + 1][at] + w3 * rows[row + 2][at];
  return out;
}

/** Lagrange's weights of points -1, 0, 1, 2 at t. */
function cubicWeights(t: number): [number, number, number, number] {
  return [(-t * (t - 1) * (t - 2)) / 6, ((t + 1) * (t - 1) * (t - 2)) / 2, (-(t + 1) * t * (t - 2)) / 2, ((t + 1) * t * (t - 1)) / 6];
}

// Steps of the table at k^2, (ln k^2 / 2 - LOG_K_MIN) STEPS_PER_LOG_K, from the first 32 bits of the number: eleven of exponent, ten choose a knot, ten lie
// linearly between knots. Within 2e-5 of a step, which is 2e-7 of F; several times quicker than the logarithm, and the same in every engine.
const real = new Float64Array(1);
const words = new Uint32Array(real.buffer);
const HIGH = new Uint8Array(Float64Array.of(1).buffer)[7] === 0 ? 0 : 1;
const STEPS_PER_DOUBLING = 0.5 * Math.LN2 * STEPS_PER_LOG_K;
const knotAt = (knot: number): number => (0.5 * Math.log((1 + knot / 1024) * 2 ** -1023) - LOG_K_MIN) * STEPS_PER_LOG_K;
const KNOTS = Float64Array.from({ length: 1024 }, (_, knot) => knotAt(knot));
const SLOPES = Float64Array.from({ length: 1024 }, (_, knot) => (knotAt(knot + 1) - knotAt(knot)) / 1024);

/**
 * F of a row at a squared wave number.
 *
 * @param kSquared (wave number times half-light radius) squared, at least 0
 */
export function sersicTransform(row: Float64Array, kSquared: number): number {
  real[0] = kSquared;
  const high = words[HIGH];
  const knot = (high >>> 10) & 1023;
  const place = (high >>> 20) * STEPS_PER_DOUBLING + KNOTS[knot] + SLOPES[knot] * (high & 1023);
  if (!(place > 1)) return 1;
  const at = place | 0;
  if (at > COLUMNS - 3) return 0;
  const t = place - at;
  const p = row[at - 1];
  const q = row[at];
  const r = row[at + 1];
  const s = row[at + 2];
  // Lagrange's cubic through the four points, in Newton's form.
  const d1 = q - p;
  const d2 = r - q - d1;
  const d3 = s - 3 * r + 3 * q - p;
  return p + (t + 1) * (d1 + t * (d2 / 2 + ((t - 1) * d3) / 6));
}

/** b of the exponential disc (n = 1). */
export const DISC_B = sersicB(1);

/** F of the exponential disc in closed form: (1 + (k / b)^2)^(-3/2). */
export function discTransform(kSquared: number): number {
  const q = 1 + kSquared * (1 / (DISC_B * DISC_B));
  return 1 / (q * Math.sqrt(q));
}
