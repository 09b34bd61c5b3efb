/**
 * How far the borders of one axis move, in pixels per electron, folded by symmetry: an electron as far behind a border as another is before it moves
 * the border by as much the other way, and the sign of the offset along the border does not matter.
 */
export interface BorderShifts {
  /** Largest offset along the border that counts, pixels. */
  readonly across: number;
  /** Pixels that count on each side of the border, along its normal. */
  readonly reach: number;
  /** At `l * reach + n`: shift towards greater x (or y) by an electron l pixels along the border and n pixels before the last one on this side of it. */
  readonly perElectron: Float64Array;
}

/** One step of an exposure. */
export interface BoundaryStep {
  /** Fraction of `arriving` that arrives in this step. */
  readonly portion: number;
  /** Electrons; charge beyond this in a pixel moves no border further. */
  readonly ceiling: number;
  /** Pixels; no border moves further. */
  readonly limit: number;
}

/**
 * Lets charge arrive on pixels whose borders the charge that is there has moved (brighter-fatter effect).
 *
 * A border's shift follows from what its neighbourhood holds in the middle of the step, `collected + portion x arriving / 2`; beyond the edges the outermost
 * pixels go on. What arrives between the old and the new place of the border, `shift x` the mean of the two pixels' arriving charge, changes its pixel:
 * what one gains the other loses. The outer edges do not move.
 *
 * Rows pass through a ring of copies, so that the result may be written where the input was. Inner loops run along rows, in float64, one coefficient at a
 * time in the order n, l: the kernel (`moveBoundariesOn`) keeps this order, and so gives the same bytes.
 *
 * @param arriving electrons of the whole exposure, x fastest; overwritten where `collected` is left out, read else
 * @param collected electrons that are there, changed to those after the step; left out where nothing is and `portion` is 1
 * @returns borders that were held by `limit`
 * @see Antilogus et al. 2014, Guyonnet et al. 2015
 */
export function moveBoundaries(
  arriving: Float32Array,
  collected: Float32Array | undefined,
  width: number,
  height: number,
  x: BorderShifts,
  y: BorderShifts,
  { portion, ceiling, limit }: BoundaryStep,
): number {
  const pad = Math.max(x.reach, y.across);
  const rowsBefore = Math.max(x.across, y.reach - 1);
  const rowsAfter = Math.max(x.across, y.reach);
  const ring = Array.from({ length: rowsBefore + rowsAfter + 1 }, () => new Float64Array(width + 2 * pad));
  const at = (row: number): Float64Array => ring[Math.min(Math.max(row, 0), height - 1) % ring.length];
  const folded = new Float64Array(width + 2 * pad);
  const shift = new Float64Array(width);
  const gain = new Float64Array(width);
  const fromBelow = new Float64Array(width);
  let held = 0;
  let loaded = 0;
  for (let row = 0; row < height; row++) {
    for (; loaded < height && loaded <= row + rowsAfter; loaded++)
      loadRow(at(loaded), arriving, collected, loaded * width, width, pad, portion, ceiling);
    const start = row * width;
    for (let column = 0; column < width; column++) gain[column] = -fromBelow[column];

    shift.fill(0);
    for (let l = 0; l <= x.across; l++) {
      if (l > 0) addRows(folded, at(row + l), at(row - l));
      const line = l === 0 ? at(row) : folded;
      for (let n = 0; n < x.reach; n++) addDifference(shift, line, pad - n, pad + 1 + n, x.perElectron[l * x.reach + n], width - 1);
    }
    held += clip(shift, limit, width - 1);
    for (let column = 0; column < width - 1; column++) {
      const flow = shift[column] * 0.5 * portion * (arriving[start + column] + arriving[start + column + 1]);
      gain[column] += flow;
      gain[column + 1] -= flow;
    }

    if (row < height - 1) {
      shift.fill(0);
      for (let n = 0; n < y.reach; n++) {
        subtractRows(folded, at(row - n), at(row + 1 + n));
        addLine(shift, folded, pad, y.perElectron[n], width);
        for (let l = 1; l <= y.across; l++) addSum(shift, folded, pad - l, pad + l, y.perElectron[l * y.reach + n], width);
      }
      held += clip(shift, limit, width);
      for (let column = 0; column < width; column++) {
        const flow = shift[column] * 0.5 * portion * (arriving[start + column] + arriving[start + width + column]);
        gain[column] += flow;
        fromBelow[column] = flow;
      }
    }

    if (collected === undefined) for (let column = 0; column < width; column++) arriving[start + column] += gain[column];
    else for (let column = 0; column < width; column++) collected[start + column] += portion * arriving[start + column] + gain[column];
  }
  return held;
}

/** Charge that moves borders, in the middle of the step, between copies of its first and last pixel. */
function loadRow(
  out: Float64Array,
  arriving: Float32Array,
  collected: Float32Array | undefined,
  start: number,
  width: number,
  pad: number,
  portion: number,
  ceiling: number,
): void {
  const half = portion / 2;
  for (let column = 0; column < width; column++) {
    const charge = half * arriving[start + column] + (collected === undefined ? 0 : collected[start + column]);
    out[pad + column] = Math.min(charge, ceiling);
  }
  out.fill(out[pad], 0, pad);
  out.fill(out[pad + width - 1], pad + width);
}

function addRows(out: Float64Array, a: Float64Array, b: Float64Array): void {
  for (let n = 0; n < out.length; n++) out[n] = a[n] + b[n];
}

function subtractRows(out: Float64Array, a: Float64Array, b: Float64Array): void {
  for (let n = 0; n < out.length; n++) out[n] = a[n] - b[n];
}

/** out[n] += factor (line[left + n] - line[right + n]) */
function addDifference(out: Float64Array, line: Float64Array, left: number, right: number, factor: number, count: number): void {
  for (let n = 0; n < count; n++) out[n] += factor * (line[left + n] - line[right + n]);
}

/** out[n] += factor (line[left + n] + line[right + n]) */
function addSum(out: Float64Array, line: Float64Array, left: number, right: number, factor: number, count: number): void {
  for (let n = 0; n < count; n++) out[n] += factor * (line[left + n] + line[right + n]);
}

/** out[n] += factor line[first + n] */
function addLine(out: Float64Array, line: Float64Array, first: number, factor: number, count: number): void {
  for (let n = 0; n < count; n++) out[n] += factor * line[first + n];
}

/** Holds values within -limit and limit. @returns how many were beyond */
function clip(values: Float64Array, limit: number, count: number): number {
  let held = 0;
  for (let n = 0; n < count; n++) {
    if (Math.abs(values[n]) <= limit) continue;
    values[n] = values[n] > 0 ? limit : -limit;
    held++;
  }
  return held;
}
