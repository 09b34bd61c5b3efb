import type { Otf } from "../otf.ts";
import { thinOtf } from "../otf-blend.ts";
import type { KernelMemory } from "../wasm/memory.ts";
import type { PointExtent } from "./types.ts";

/** Shape of the point spread functions of a table. */
export interface PsfShape {
  /** Colour planes, 1 to 3. */
  readonly planes: number;
  /** pixels: a power of two, 32 to 256, that holds the image without wrapping */
  readonly period: number;
  /** Largest wave number, in units of 1 / period. */
  readonly limit: number;
  /** Entries of an extent's wing. */
  readonly rings: number;
}

/** The point spread function of one place in the field, as the kernels read it. */
export interface PsfNode {
  /** For each plane, for each period from the longest down to 32: real parts, then imaginary parts. */
  readonly levels: Float32Array;
  /** Variance, wing, modulation. */
  readonly extent: Float32Array;
}

/** Nodes in the kernels' memory. */
export interface PsfTables extends PsfShape {
  readonly at: number;
  readonly planeBytes: number;
  readonly extentsAt: number;
  readonly extentBytes: number;
}

const SHORTEST = 32;
const roundUp4 = (count: number): number => (count + 3) & ~3;
/** As assembly/scratch.ts has them: room for all planes on the grid of the largest square, and that square's side. */
const FINE_BYTES = 1 << 26;
const LARGEST_SIDE = 1024;
/** As assembly/rows.ts reads a level. */
const levelFloats = (limit: number): number => 2 * (2 * limit + 1) * roundUp4(limit + 1);

function* levelsOf({ period, limit }: PsfShape): Iterable<{ readonly period: number; readonly limit: number; readonly first: number }> {
  for (let side = period, most = limit, first = 0; side >= SHORTEST; side /= 2, most = Math.floor(most / 2)) {
    yield { period: side, limit: most, first };
    first += levelFloats(most);
  }
}

function planeFloats(shape: PsfShape): number {
  let floats = 0;
  for (const { limit } of levelsOf(shape)) floats += levelFloats(limit);
  return floats;
}

const extentFloats = ({ rings, limit }: PsfShape): number => 1 + rings + limit + 1;

/**
 * Packs transforms for the kernels.
 *
 * @param otfs one a plane
 * @throws RangeError for transforms of another number, of another period or beyond the limit, or for a grid too fine for the kernels' memory
 */
export function packNode(shape: PsfShape, otfs: readonly Otf[], { variance, wing, modulation }: PointExtent): PsfNode {
  if (otfs.length !== shape.planes)
    throw new RangeError(`kernels: point spread function: expected ${shape.planes} planes, found ${otfs.length}`);
  const fine = 4 * levelFloats(shape.limit) * Math.max(1, LARGEST_SIDE / shape.period) * shape.planes;
  if (!(fine <= FINE_BYTES && shape.period <= LARGEST_SIDE))
    throw new RangeError(
      `kernels: point spread function: expected a period of at most ${LARGEST_SIDE} pixels and ${FINE_BYTES} bytes for all planes, found ${shape.period} pixels and ${fine} bytes`,
    );
  const floats = planeFloats(shape);
  const levels = new Float32Array(floats * shape.planes);
  otfs.forEach((otf, plane) => {
    if (otf.period !== shape.period || otf.limit > shape.limit)
      throw new RangeError(
        `kernels: point spread function: expected period ${shape.period}, limit at most ${shape.limit}, found ${otf.period}, ${otf.limit}`,
      );
    for (const level of levelsOf(shape)) writeLevel(levels, plane * floats + level.first, level.limit, thinOtf(otf, level.period));
  });
  const extent = new Float32Array(extentFloats(shape));
  extent[0] = variance;
  for (let ring = 0; ring < shape.rings; ring++) extent[1 + ring] = wing[Math.min(ring, wing.length - 1)];
  for (let ring = 0; ring <= shape.limit && ring < modulation.length; ring++) extent[1 + shape.rings + ring] = modulation[ring];
  return { levels, extent };
}

function writeLevel(out: Float32Array, first: number, most: number, { limit, re, im }: Otf): void {
  const stride = roundUp4(most + 1);
  const imaginary = first + stride * (2 * most + 1);
  const reach = Math.min(limit, most);
  for (let l = -reach; l <= reach; l++)
    for (let m = 0, from = (l + limit) * (limit + 1), to = stride * (l + most); m <= reach; m++, from++, to++) {
      out[first + to] = re[from];
      out[imaginary + to] = im[from];
    }
}

/** Weighted sum of nodes of one shape; its extent is the first one's. */
export function blendNodes(nodes: readonly PsfNode[], shares: readonly number[]): PsfNode {
  const levels = new Float32Array(nodes[0].levels.length);
  nodes.forEach((node, n) => {
    const share = shares[n];
    for (let at = 0; at < levels.length; at++) levels[at] += share * node.levels[at];
  });
  return { levels, extent: nodes[0].extent };
}

/**
 * A node whose transforms are multiplied by a real function of the wave number (radians per pixel along x and y).
 *
 * @param spread factor on the wing: how bright the new image may be far from its centre
 */
export function scaleNode(
  shape: PsfShape,
  { levels, extent }: PsfNode,
  factor: (kx: number, ky: number) => number,
  spread: number,
): PsfNode {
  const scaled = levels.slice();
  const floats = levels.length / shape.planes;
  for (const { period, limit, first } of levelsOf(shape)) {
    const stride = roundUp4(limit + 1);
    const imaginary = stride * (2 * limit + 1);
    const step = (2 * Math.PI) / period;
    for (let l = -limit; l <= limit; l++)
      for (let m = 0; m <= limit; m++) {
        const value = factor(m * step, l * step);
        for (let plane = 0, at = first + stride * (l + limit) + m; plane < shape.planes; plane++, at += floats) {
          scaled[at] *= value;
          scaled[at + imaginary] *= value;
        }
      }
  }
  const wing = extent.slice();
  for (let ring = 0; ring < shape.rings; ring++) wing[1 + ring] *= spread;
  for (let ring = 0; ring <= shape.limit; ring++) wing[1 + shape.rings + ring] *= Math.abs(factor((2 * Math.PI * ring) / shape.period, 0));
  return { levels: scaled, extent: wing };
}

/** Puts nodes into the kernels' memory: node n of the scene is `nodes[n]`. */
export function psfTables(heap: KernelMemory, shape: PsfShape, nodes: readonly PsfNode[]): PsfTables {
  const size = planeFloats(shape) * shape.planes;
  const extentSize = extentFloats(shape);
  const levels = heap.float32(size * nodes.length);
  const extents = heap.float32(extentSize * nodes.length);
  nodes.forEach((node, n) => {
    levels.set(node.levels, n * size);
    extents.set(node.extent, n * extentSize);
  });
  return {
    ...shape,
    at: levels.byteOffset,
    planeBytes: (4 * size) / shape.planes,
    extentsAt: extents.byteOffset,
    extentBytes: 4 * extentSize,
  };
}
