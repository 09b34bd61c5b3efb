import type { OrbitSegment } from "./oem.ts";

type Vector = readonly [number, number, number];

/**
 * Position and velocity within a segment, by the segment's own method.
 *
 * LAGRANGE of degree d: a polynomial through d + 1 states, for position and velocity apart.
 * HERMITE of degree d: a polynomial through position and velocity of ceil((d + 1) / 2) states, of two at least; velocity is its derivative.
 * LINEAR: between two states, for position and velocity apart.
 * The states are those about the time; where a segment has fewer, all of them.
 *
 * @param time on the scale of `segment.times`, within them
 * @returns km, km/s
 */
export function interpolate(segment: OrbitSegment, time: number): { readonly position: Vector; readonly velocity: Vector } {
  const { interpolation, degree, times, states } = segment;
  const wanted = interpolation === "LINEAR" ? 2 : interpolation === "HERMITE" ? Math.max(2, Math.ceil((degree + 1) / 2)) : degree + 1;
  const count = Math.min(wanted, times.length);
  const first = firstNode(times, time, count);
  // Nearest first: at a state the scheme then gives that state to the last digit, however far apart the others are.
  const order = Array.from({ length: count }, (_, n) => first + n).sort(
    (a, b) => Math.abs(times[a] - time) - Math.abs(times[b] - time) || a - b,
  );
  const nodes = order.map((node) => times[node] - time);
  const component = (at: number) => order.map((node) => states[6 * node + at]);
  const axes = [0, 1, 2] as const;
  if (interpolation === "HERMITE") {
    const both = axes.map((axis) => hermiteAtZero(nodes, component(axis), component(axis + 3)));
    return { position: both.map(({ value }) => value) as unknown as Vector, velocity: both.map(({ slope }) => slope) as unknown as Vector };
  }
  const at = (offset: number) => axes.map((axis) => lagrangeAtZero(nodes, component(axis + offset))) as unknown as Vector;
  return { position: at(0), velocity: at(3) };
}

/** First of `count` nodes that lie as evenly about `time` as the ends allow. */
function firstNode(times: Float64Array, time: number, count: number): number {
  let low = 0;
  let high = times.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (times[middle] <= time) low = middle;
    else high = middle;
  }
  return Math.max(0, Math.min(times.length - count, low - Math.ceil(count / 2) + 1));
}

/** Neville's scheme at 0. */
function lagrangeAtZero(nodes: readonly number[], values: readonly number[]): number {
  const rest = [...values];
  for (let span = 1; span < nodes.length; span++)
    for (let at = 0; at < nodes.length - span; at++)
      rest[at] = (nodes[at + span] * rest[at] - nodes[at] * rest[at + 1]) / (nodes[at + span] - nodes[at]);
  return rest[0];
}

/** Divided differences over doubled nodes, then Horner for value and slope at 0. @see Burden & Faires, Numerical Analysis, 3.4 */
function hermiteAtZero(nodes: readonly number[], values: readonly number[], slopes: readonly number[]): { value: number; slope: number } {
  const doubled = nodes.flatMap((node) => [node, node]);
  const difference = values.flatMap((value) => [value, value]);
  for (let order = 1; order < doubled.length; order++)
    for (let at = doubled.length - 1; at >= order; at--) {
      const span = doubled[at] - doubled[at - order];
      difference[at] = span === 0 ? slopes[at >> 1] : (difference[at] - difference[at - 1]) / span;
    }
  let value = 0;
  let slope = 0;
  for (let at = doubled.length - 1; at >= 0; at--) {
    slope = slope * -doubled[at] + value;
    value = value * -doubled[at] + difference[at];
  }
  return { value, slope };
}
