/** Hankel transforms of exp(-b r^(1/n)), by the two integrals that converge fast where the other does not. */

/** Nodes and weights of 16-point Gauss-Legendre on (-1, 1), positive half, found by Newton's method. */
const GAUSS = (() => {
  const order = 16;
  const nodes: number[] = [];
  const weights: number[] = [];
  for (let m = 0; m < order / 2; m++) {
    let x = Math.cos((Math.PI * (m + 0.75)) / (order + 0.5));
    let slope = 1;
    for (let step = 0; step < 20; step++) {
      let previous = 1;
      let value = x;
      for (let degree = 2; degree <= order; degree++)
        [previous, value] = [value, ((2 * degree - 1) * x * value - (degree - 1) * previous) / degree];
      slope = (order * (previous - x * value)) / (1 - x * x);
      const change = value / slope;
      x -= change;
      if (Math.abs(change) < 1e-16) break;
    }
    nodes.push(x);
    weights.push(2 / ((1 - x * x) * slope * slope));
  }
  return { nodes, weights };
})();

/**
 * Along the real axis: out[m] = int exp(-b r^(1/n)) J0(k[m] r) r dr, by Gauss-Legendre panels of at most 8 radians of phase.
 *
 * r = w^4 makes the integrand smooth at the centre. Absolute error below 1e-9. Wave numbers that need about as many panels share the points, at which all
 * but J0 is worked out once.
 */
export function fillByPanels(out: Float64Array, k: Float64Array, from: number, to: number, n: number, b: number): void {
  const edge = (25 / b) ** n;
  let points = pointsOf(0, edge, n, b);
  for (let m = from; m < to; m++) {
    const panels = Math.ceil(6 + (k[m] * edge * 4) / 8);
    if (panels > points.panels) points = pointsOf(Math.ceil(PANEL_GROWTH * panels), edge, n, b);
    const { r, weight } = points;
    let sum = 0;
    for (let at = 0; at < r.length; at++) sum += weight[at] * besselJ0(k[m] * r[at]);
    out[m] = sum;
  }
}

/** The next points are for so many times the panels that are needed. */
const PANEL_GROWTH = 1.25;

function pointsOf(panels: number, edge: number, n: number, b: number): { panels: number; r: Float64Array; weight: Float64Array } {
  const half = edge ** 0.25 / Math.max(1, panels) / 2;
  const r = new Float64Array(16 * panels);
  const weight = new Float64Array(16 * panels);
  for (let panel = 0, at = 0; panel < panels; panel++)
    for (let g = 0; g < 16; g++, at++) {
      const w = (2 * panel + 1) * half + half * (g < 8 ? -GAUSS.nodes[g] : GAUSS.nodes[15 - g]);
      r[at] = w * w * w * w;
      weight[at] = half * GAUSS.weights[g < 8 ? g : 15 - g] * Math.exp(-b * r[at] ** (1 / n)) * r[at] * 4 * w * w * w;
    }
  return { panels, r, weight };
}

/**
 * Along the imaginary axis, where J0 turns into the decaying K0, for n >= 1:
 * out[m] = (2 / pi) int exp(-b c t^(1/n)) sin(b s t^(1/n)) K0(k t) t dt, c = cos(pi / 2n), s = sin(pi / 2n).
 *
 * The trapezoidal rule in ln t converges exponentially. Steps of ln t divide those of ln k, so K0 is a table of their sum.
 */
export function fillByContour(out: Float64Array, logKMin: number, stepsPerLogK: number, from: number, n: number, b: number): void {
  const perK = 2;
  const du = 1 / (stepsPerLogK * perK);
  const c = b * Math.cos(Math.PI / (2 * n));
  const s = b * Math.sin(Math.PI / (2 * n));
  const logKMax = logKMin + (out.length - 1) / stepsPerLogK;
  // The integrand falls as t^2 towards 0 and faster than exp(-k t) above: outside these bounds lies less than 1e-10 of the sum.
  const zMin = logKMin - 12;
  const zCount = Math.ceil((3.7 - zMin) / du);
  const bessel = besselK0Table(zMin, du, zCount);
  const uMin = zMin - logKMax;
  const uCount = zCount + perK * out.length;
  const damped = new Float64Array(uCount);
  for (let j = 0; j < uCount; j++) {
    const u = uMin + j * du;
    const root = Math.exp(u / n);
    if (c * root > 50) break;
    damped[j] = Math.exp(2 * u - c * root) * Math.sin(s * root);
  }
  for (let m = from; m < out.length; m++) {
    // ln k + u = z
    const start = perK * (out.length - 1 - m);
    let sum = 0;
    for (let j = 0; j < zCount; j++) sum += damped[start + j] * bessel[j];
    out[m] = (2 / Math.PI) * du * sum;
  }
}

let lastTable: { readonly zMin: number; readonly du: number; readonly values: Float64Array } | undefined;

/** K0(exp(zMin + j du)); a pure table, kept because every row of a Sersic table asks for the same one. */
function besselK0Table(zMin: number, du: number, count: number): Float64Array {
  if (lastTable === undefined || lastTable.zMin !== zMin || lastTable.du !== du || lastTable.values.length !== count)
    lastTable = { zMin, du, values: Float64Array.from({ length: count }, (_, j) => besselK0(Math.exp(zMin + j * du))) };
  return lastTable.values;
}

/** K0(x) = int_0^inf exp(-x cosh w) dw, by the trapezoidal rule, for x > 0; relative error below 1e-13. */
export function besselK0(x: number): number {
  const step = 1 / 16;
  let sum = 0.5 * Math.exp(-x);
  for (let m = 1; m < 10000; m++) {
    const term = Math.exp(-x * Math.cosh(m * step));
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return sum * step;
}

/** J0(x) for x >= 0; absolute error below 1e-9: power series to 12, Hankel's asymptotic series beyond. */
export function besselJ0(x: number): number {
  if (x < 12) {
    const z = -0.25 * x * x;
    let term = 1;
    let sum = 1;
    for (let m = 1; m < 60; m++) {
      term *= z / (m * m);
      sum += term;
      if (Math.abs(term) < 1e-17) break;
    }
    return sum;
  }
  const y = 1 / (8 * x);
  let p = 1;
  let q = 0;
  let term = 1;
  for (let m = 1; m <= 12; m++) {
    term *= ((2 * m - 1) * (2 * m - 1) * y) / m;
    const isMinus = (m & 2) !== 0;
    if (m % 2 === 0) p += isMinus ? -term : term;
    else q += isMinus ? term : -term;
  }
  const angle = x - Math.PI / 4;
  return Math.sqrt(2 / (Math.PI * x)) * (p * Math.cos(angle) - q * Math.sin(angle));
}
