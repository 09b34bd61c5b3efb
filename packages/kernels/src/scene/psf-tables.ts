import type { Otf } from "../otf.ts";
import { thinOtf } from "../otf-blend.ts";
import type { KernelMemory } from "../wasm/memory.ts";
import type { PointExtent } from "./types.ts";

/** Shape of a table of point spread functions. */
export interface PsfShape {
  /** Field positions. */
  readonly nodes: number;
  /** Colour planes, 1 to 3. */
  readonly planes: number;
  /** pixels: a power of two, 64 to 256, that holds the image without wrapping */
  readonly period: number;
  /** Largest wave number, in units of 1 / period. */
  readonly limit: number;
  /** Entries of an extent's wing. */
  readonly rings: number;
}

/** Point spread functions in the kernels' memory: a transform for each node and colour plane, at its period and at shorter ones down to 32. */
export interface PsfTables extends PsfShape {
  readonly at: number;
  readonly planeBytes: number;
  readonly extentsAt: number;
  readonly extentBytes: number;
  /** Writes one node. @throws RangeError for transforms of another period or beyond the limit */
  set(node: number, planes: readonly Otf[], extent: PointExtent): void;
}

const SHORTEST = 32;
const roundUp4 = (count: number): number => (count + 3) & ~3;
/** As assembly/rows.ts reads a level. */
const levelFloats = (limit: number): number => 2 * (2 * limit + 1) * roundUp4(limit + 1);

export function psfTables(heap: KernelMemory, shape: PsfShape): PsfTables {
  const { nodes, planes, period, limit, rings } = shape;
  let floats = 0;
  for (let side = period, most = limit; side >= SHORTEST; side /= 2, most = Math.floor(most / 2)) floats += levelFloats(most);
  const planeBytes = 4 * floats;
  const extentBytes = 4 * (1 + rings + limit + 1);
  const at = heap.float32(floats * planes * nodes).byteOffset;
  const extentsAt = heap.float32((extentBytes / 4) * nodes).byteOffset;
  return {
    ...shape,
    at,
    planeBytes,
    extentsAt,
    extentBytes,
    set(node, otfs, { variance, wing, modulation }) {
      otfs.forEach((otf, plane) => {
        if (otf.period !== period || otf.limit > limit)
          throw new RangeError(
            `kernels: point spread function of node ${node}: expected period ${period}, limit at most ${limit}, found ${otf.period}, ${otf.limit}`,
          );
        const out = new Float32Array(heap.memory.buffer, at + planeBytes * (node * planes + plane), floats);
        for (let side = period, most = limit, first = 0; side >= SHORTEST; side /= 2, most = Math.floor(most / 2)) {
          writeLevel(out, first, most, thinOtf(otf, side));
          first += levelFloats(most);
        }
      });
      const extent = new Float32Array(heap.memory.buffer, extentsAt + extentBytes * node, extentBytes / 4);
      extent.fill(0);
      extent[0] = variance;
      for (let ring = 0; ring < rings; ring++) extent[1 + ring] = wing[Math.min(ring, wing.length - 1)];
      for (let ring = 0; ring <= limit && ring < modulation.length; ring++) extent[1 + rings + ring] = modulation[ring];
    },
  };
}

function writeLevel(out: Float32Array, first: number, most: number, { limit, re, im }: Otf): void {
  const stride = roundUp4(most + 1);
  const imaginary = first + stride * (2 * most + 1);
  for (let l = -Math.min(limit, most); l <= Math.min(limit, most); l++)
    for (let m = 0, from = (l + limit) * (limit + 1), to = stride * (l + most); m <= Math.min(limit, most); m++, from++, to++) {
      out[first + to] = re[from];
      out[imaginary + to] = im[from];
    }
}
