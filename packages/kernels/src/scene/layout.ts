import type { PsfTables } from "./psf-tables.ts";
import type { Canvas, SceneObject } from "./types.ts";

// Where things lie in memory; as assembly/scene.ts reads them.

/** Bytes of the record of a scene: int32 numbers, then one float64. */
export const SCENE_BYTES = 72;

/** The part of a scene's record that tells of the frame. */
export function writeFrame(view: DataView, at: number, { width, height, pixels, gapStart, gapRows }: Canvas): void {
  for (const [n, value] of [pixels.byteOffset, width, height, gapStart, gapRows].entries()) view.setInt32(at + 4 * n, value, true);
}

export function writeScene(
  view: DataView,
  at: number,
  canvas: Canvas,
  tables: { readonly profiles: number; readonly twiddles: number },
  psf: PsfTables,
  objects: number,
  tolerance: number,
): void {
  writeFrame(view, at, canvas);
  const numbers = [
    ...[tables.profiles, tables.twiddles, psf.at, psf.planes, psf.period, psf.limit, psf.planeBytes],
    ...[psf.extentsAt, psf.extentBytes, psf.rings, objects],
  ];
  for (const [n, value] of numbers.entries()) view.setInt32(at + 20 + 4 * n, value, true);
  view.setFloat64(at + 64, tolerance, true);
}

/** float64 numbers of the record of an object. */
export const OBJECT_NUMBERS = 48;

/** Places in an object's record. */
export const OBJECT = {
  x: 0,
  y: 1,
  smallest: 2,
  /** Four of each. */
  shares: 3,
  nodes: 7,
  fadeInner: 11,
  fadeOuter: 12,
  buffer: 13,
  components: 14,
  hasTails: 15,
  /** Eight numbers a component: electrons, index, xx, xy, yy, three colour shares. */
  component: 16,
  componentNumbers: 8,
  // Found by the kernels:
  side: 32,
  band: 33,
  /** Pixels to the furthest pixel that changes, along x or y. */
  reach: 34,
  collected: 35,
  /** Electrons drawn, those beside the canvas included. */
  all: 36,
  /** Electrons beyond the tails that were followed: not drawn. */
  beyond: 37,
} as const;

const SMALLEST = 32;
const FIRST_PLANE = [1];

/** @throws RangeError when there is not one or two profiles */
export function writeObject(out: Float64Array, record: number, object: SceneObject): void {
  const { x, y, profiles, corners, smallest = SMALLEST, fade, hasTails = true } = object;
  if (profiles.length !== 1 && profiles.length !== 2)
    throw new RangeError(`kernels: object at (${x}, ${y}): expected one or two profiles, found ${profiles.length}`);
  const at = record * OBJECT_NUMBERS;
  out.fill(0, at, at + OBJECT_NUMBERS);
  out[at + OBJECT.x] = x;
  out[at + OBJECT.y] = y;
  out[at + OBJECT.smallest] = smallest;
  if (corners === undefined) out[at + OBJECT.shares] = 1;
  else
    for (let corner = 0; corner < 4; corner++) {
      // A corner that is not there is the first one, with nothing of it.
      out[at + OBJECT.shares + corner] = corner < corners.length ? corners[corner].share : 0;
      out[at + OBJECT.nodes + corner] = corners[corner < corners.length ? corner : 0].node;
    }
  out[at + OBJECT.fadeInner] = fade?.inner ?? 0;
  out[at + OBJECT.fadeOuter] = fade?.outer ?? 0;
  out[at + OBJECT.components] = profiles.length;
  out[at + OBJECT.hasTails] = Number(hasTails);
  for (let n = 0; n < profiles.length; n++) {
    const { electrons, index, xx, xy, yy, colour = FIRST_PLANE } = profiles[n];
    const to = at + OBJECT.component + n * OBJECT.componentNumbers;
    out[to] = electrons;
    out[to + 1] = index;
    out[to + 2] = index === 0 ? 0 : xx;
    out[to + 3] = index === 0 ? 0 : xy;
    out[to + 4] = index === 0 ? 0 : yy;
    for (let plane = 0; plane < 3; plane++) out[to + 5 + plane] = colour[plane] ?? 0;
  }
}
