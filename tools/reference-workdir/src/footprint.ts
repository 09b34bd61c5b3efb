import { DEGREE, skyToField, tangentPlane } from "@elvis/focal-plane";
import type { SkyPointing } from "@elvis/formats/product";
import { child, poisson, type Stream } from "@elvis/kernels";

/** Degrees beyond the field's half sides (0.390, 0.350) within which objects are drawn. */
export const MARGIN = 0.1;
const HALF = { x: 0.35 + MARGIN, y: 0.39 + MARGIN };
/** Side of a cell, degrees. */
const CELL = 0.05;

/** A small patch of sky, in which objects are drawn by a stream of its own: the same whichever fields are asked for. */
export interface Cell {
  readonly row: number;
  readonly column: number;
  /** degrees */
  readonly ra: number;
  readonly dec: number;
  readonly width: number;
  /** square degrees */
  readonly area: number;
}

/** Where objects are drawn: the fields of all pointings, and a margin. */
export interface Footprint {
  readonly cells: readonly Cell[];
  contains(ra: number, dec: number): boolean;
}

export function footprintOf(pointings: readonly SkyPointing[]): Footprint {
  const planes = pointings.map(tangentPlane);
  const contains = (ra: number, dec: number): boolean =>
    planes.some((plane) => {
      const field = skyToField(plane, ra, dec);
      return field !== undefined && Math.abs(field.x) <= HALF.x && Math.abs(field.y) <= HALF.y;
    });
  const cells = new Map<string, Cell>();
  const reach = Math.hypot(HALF.x, HALF.y) + 2 * CELL;
  for (const { ra, dec } of pointings) {
    for (let row = Math.floor((dec - reach) / CELL); row <= Math.floor((dec + reach) / CELL); row++) {
      if (row * CELL < -90 || (row + 1) * CELL > 90) continue;
      // A whole number of cells round the sky, so that none is cut at 0.
      const count = Math.max(1, Math.floor((360 * Math.cos((row + 0.5) * CELL * DEGREE)) / CELL));
      const width = 360 / count;
      const half = Math.min(count / 2, Math.ceil(reach / CELL) + 1);
      const middle = Math.floor(ra / width);
      for (let offset = -half; offset <= half; offset++) {
        const column = (((middle + offset) % count) + count) % count;
        const key = `${row}/${column}`;
        if (cells.has(key)) continue;
        const low = row * CELL;
        cells.set(key, {
          row,
          column,
          ra: column * width,
          dec: low,
          width,
          area: (width / DEGREE) * (Math.sin((low + CELL) * DEGREE) - Math.sin(low * DEGREE)),
        });
      }
    }
  }
  const inside = [...cells.values()].filter((cell) => touches(planes, cell));
  return { cells: inside.sort((a, b) => a.row - b.row || a.column - b.column), contains };
}

function touches(planes: readonly ReturnType<typeof tangentPlane>[], { ra, dec, width }: Cell): boolean {
  return planes.some((plane) => {
    const field = skyToField(plane, ra + width / 2, dec + CELL / 2);
    return field !== undefined && Math.abs(field.x) <= HALF.x + CELL && Math.abs(field.y) <= HALF.y + CELL;
  });
}

export const streamOf = (root: Stream, { row, column }: Cell): Stream => child(root, row, column);
/** As `streamOf`, for objects in the order of their cells: a cell's stream is made once. */
export function streamsOf(root: Stream): (cell: Cell) => Stream {
  let last: { readonly cell: Cell; readonly stream: Stream } | undefined;
  return (cell) => {
    if (last?.cell !== cell) last = { cell, stream: streamOf(root, cell) };
    return last.stream;
  };
}

/** How many objects a cell has, at a density per square degree. */
export const drawnIn = (stream: Stream, cell: Cell, density: number): number => poisson(stream, 0, density * cell.area);

/** A direction in a cell, evenly over its area, from two uniform deviates. */
export function placeIn({ ra, dec, width }: Cell, u: number, v: number): readonly [ra: number, dec: number] {
  const [low, high] = [Math.sin(dec * DEGREE), Math.sin((dec + CELL) * DEGREE)];
  return [ra + u * width, Math.asin(low + v * (high - low)) / DEGREE];
}
