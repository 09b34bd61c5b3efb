import type { Clocking } from "./clocking.ts";

/** How many transfers each visit of a pixel stands for. */
export interface ExpressMatrix {
  readonly passes: number;
  readonly rows: number;
  /** passes x rows, row fastest; 0 where a pass leaves the pixel out. */
  readonly multipliers: Float64Array;
  /** passes x rows: 1 where the traps' state after the visit is what the next pass begins with. */
  readonly saves: Uint8Array;
}

/**
 * Passes of an image through the traps, instead of one visit a transfer (Massey et al. 2014, section 2.1.5).
 *
 * @param rows of the image, window or not
 * @param express passes; 0, or more than there are transfers: every transfer
 * @param windowOffset rows between the image and the pixels read before it
 */
export function expressMatrix(rows: number, clocking: Clocking, express: number, windowOffset: number): ExpressMatrix {
  if (!(Number.isInteger(express) && express >= 0))
    throw new RangeError(`kernels: traps: express ${express}, expected a whole number from 0 up`);
  if (clocking.sequence === "charge-injection") return injection(rows, clocking, express, windowOffset);
  if (clocking.sequence === "trap-pumping") return pumping(rows, clocking, express);
  const { passes, multipliers } = standard(rows, clocking, express, windowOffset);
  return { passes, rows, multipliers, saves: savesBeforeNext(passes, rows, multipliers, clocking.emptyForFirstTransfers) };
}

interface Multipliers {
  readonly passes: number;
  readonly multipliers: Float64Array;
}

/** The pixel in row j crosses j + 1 pixels, and the offset; each pass takes at most `most` of them, the first passes first. */
function standard(rows: number, clocking: Clocking, express: number, windowOffset: number): Multipliers {
  const { prescan, emptyForFirstTransfers, integerExpress, overscanStart = Infinity } = clocking;
  const offset = windowOffset + prescan;
  const all = rows + offset;
  const asked = express === 0 ? all : Math.min(express, all);
  // ArCTIC sets the first transfers apart when there are fewer passes than rows; with one row fewer than passes nothing is left to bundle.
  const isApart = emptyForFirstTransfers && asked < rows && asked < all - 1;
  const count = emptyForFirstTransfers && asked === all - 1 && asked < rows ? all : asked;
  const columns = isApart ? all - 1 : all;
  const most = integerExpress ? Math.ceil(columns / count) : columns / count;
  const share = (pass: number, column: number): number => Math.min(Math.max(column + 1 - pass * most, 0), most);
  let matrix: Multipliers;
  if (emptyForFirstTransfers && count < columns) matrix = withFirstTransfers(rows, offset, columns, count, share);
  else {
    const multipliers = new Float64Array(count * rows);
    for (let pass = 0; pass < count; pass++) {
      // Far rows first, so that each finds the traps empty.
      const from = emptyForFirstTransfers ? count - 1 - pass : pass;
      for (let row = 0; row < rows; row++) multipliers[pass * rows + row] = share(from, row + offset);
    }
    matrix = { passes: count, multipliers };
  }
  removeOverscan(matrix, rows, rows + windowOffset - overscanStart);
  return matrix;
}

/** Passes from the far end of `columns` + 1 pixels: each begins with a pixel's first transfer, followed by the bundle that starts at the next pixel, if one does. */
function withFirstTransfers(
  rows: number,
  offset: number,
  columns: number,
  count: number,
  share: (pass: number, column: number) => number,
): Multipliers {
  const passes = columns + 1;
  const multipliers = new Float64Array(passes * rows);
  for (let pass = 0; pass < passes; pass++) {
    const first = columns - pass - offset;
    if (first >= 0 && first < rows) multipliers[pass * rows + first] = 1;
  }
  for (let bundle = 0; bundle < count; bundle++) {
    let pass = 0;
    for (let column = 0; column < columns; column++) if (share(bundle, column) > 0) pass++;
    for (let row = Math.max(0, 1 - offset); row < rows; row++) multipliers[pass * rows + row] += share(bundle, row + offset - 1);
  }
  return { passes, multipliers };
}

/** Takes the transfers off that overscan pixels, the last `count` rows, have not made: the last passes first. */
function removeOverscan({ passes, multipliers }: Multipliers, rows: number, count: number): void {
  for (let n = 0; n < Math.min(count, rows); n++) {
    let removed = 0;
    for (let pass = passes - 1; pass >= 0 && removed < count - n; pass--) {
      const at = pass * rows + rows - 1 - n;
      removed += multipliers[at];
      multipliers[at] = Math.max(removed - (count - n), 0);
    }
  }
}

/** After the pixel before the one that the next pass begins with; nothing when each pass finds the traps empty. */
function savesBeforeNext(passes: number, rows: number, multipliers: Float64Array, startsEmpty: boolean): Uint8Array {
  const saves = new Uint8Array(passes * rows);
  if (startsEmpty) return saves;
  for (let pass = 0; pass < passes - 1; pass++) {
    let row = 0;
    while (row < rows - 1 && !(multipliers[(pass + 1) * rows + row + 1] > 0)) row++;
    saves[pass * rows + row] = 1;
  }
  return saves;
}

/** Every line crosses all rows. Whole multipliers are cut in the last passes to make the right sum. */
function injection(
  rows: number,
  { prescan, overscanStart, integerExpress }: Clocking,
  express: number,
  windowOffset: number,
): ExpressMatrix {
  const transfers = prescan + (overscanStart ?? windowOffset + rows);
  const passes = express === 0 ? transfers : Math.min(express, transfers);
  const most = integerExpress ? Math.ceil(transfers / passes) : transfers / passes;
  const multipliers = new Float64Array(passes * rows);
  for (let pass = 0; pass < passes; pass++) {
    const share = integerExpress ? Math.min(Math.max(transfers - pass * most, 0), most) : most;
    multipliers.fill(share, pass * rows, (pass + 1) * rows);
  }
  return { passes, rows, multipliers, saves: new Uint8Array(passes * rows) };
}

/** The same pixel again and again: what the standard matrix has for the last of as many rows as there are pumps. The state is kept throughout. */
function pumping(rows: number, clocking: Clocking, express: number): ExpressMatrix {
  const { pumps = 0, emptyForFirstTransfers, integerExpress } = clocking;
  if (!(Number.isInteger(pumps) && pumps >= 1)) throw new RangeError(`kernels: traps: ${pumps} pumps, expected a whole number from 1 up`);
  const { overscanStart: _, ...plain } = clocking;
  const matrix = standard(pumps, { ...plain, prescan: 0 }, express, 0);
  let shares = Array.from({ length: matrix.passes }, (_, pass) => matrix.multipliers[pass * pumps + pumps - 1]);
  const asked = express === 0 ? pumps : Math.min(express, pumps);
  if (emptyForFirstTransfers && asked < pumps) {
    shares = shares.filter((share) => share !== 0);
    // As ArCTIC has it: whole multipliers that do not divide the pumps end in a pass of none.
    if (integerExpress && pumps % asked !== 0) shares = [...shares.slice(0, asked), 0];
  }
  const passes = shares.length;
  const multipliers = new Float64Array(passes * rows);
  const saves = new Uint8Array(passes * rows);
  shares.forEach((share, pass) => {
    multipliers.fill(share, pass * rows, (pass + 1) * rows);
    if (share !== 0 && pass < passes - 1) saves.fill(1, pass * rows, (pass + 1) * rows);
  });
  return { passes, rows, multipliers, saves };
}
