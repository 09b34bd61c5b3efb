import { blurOtf, type Otf } from "../otf.ts";
import type { KernelMemory } from "../wasm/memory.ts";
import type { PlainPsf } from "./plain.ts";
import { type PsfShape, type PsfTables, packNode, psfTables } from "./psf-tables.ts";
import type { Canvas, SceneObject, SceneProfile } from "./types.ts";

/** One round or lopsided spot of a test's point image: place and standard deviation in pixels, share of the light. */
export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly sigma: number;
  readonly share: number;
}

export const ROUND: readonly Spot[] = [{ x: 0, y: 0, sigma: 0.9, share: 1 }];

/** The transform of Gaussian spots and the pixel, known in closed form. */
function otfOf(spots: readonly Spot[], period = 64, limit = 64): Otf {
  const columns = limit + 1;
  const re = new Float64Array(columns * (2 * limit + 1));
  const im = new Float64Array(re.length);
  const step = (2 * Math.PI) / period;
  for (const { x, y, sigma, share } of spots)
    for (let l = -limit; l <= limit; l++)
      for (let m = 0; m <= limit; m++) {
        if (m * m + l * l > limit * limit) continue;
        const size = share * Math.exp(-0.5 * sigma * sigma * step * step * (m * m + l * l));
        const phase = -step * (m * x + l * y);
        re[(l + limit) * columns + m] += size * Math.cos(phase);
        im[(l + limit) * columns + m] += size * Math.sin(phase);
      }
  const otf = { period, limit, re, im };
  blurOtf(otf, 0, 0, true);
  return otf;
}

/** Point spread functions of tests, as both drawers want them. @param nodes for each node, for each plane, its spots */
export function psfOf(nodes: readonly (readonly (readonly Spot[])[])[], period = 64): PlainPsf {
  return {
    period,
    nodes: nodes.map((planes) => {
      const otfs = planes.map((spots) => otfOf(spots, period, period));
      const all = planes.flat();
      const variance = Math.max(...all.map(({ x, y, sigma }) => sigma * sigma + (x * x + y * y) / 2)) + 1 / 12;
      const wing = Float64Array.from({ length: period }, (_, r) =>
        all.reduce((most, { x, y, sigma, share }) => {
          const distance = Math.max(0, r - Math.hypot(x, y) - 1);
          return Math.max(most, (share * Math.exp(-0.5 * (distance / sigma) ** 2)) / (2 * Math.PI * sigma * sigma));
        }, 0),
      );
      const modulation = Float64Array.from({ length: period + 1 }, (_, ring) =>
        Math.max(...otfs.map(({ limit, re, im }) => Math.hypot(re[limit * (limit + 1) + ring], im[limit * (limit + 1) + ring]))),
      );
      return { planes: otfs, extent: { variance, wing, modulation } };
    }),
  };
}

/** The same in the memory of kernels. */
export function tablesOf(heap: KernelMemory, { period, nodes }: PlainPsf): PsfTables {
  const shape: PsfShape = { planes: nodes[0].planes.length, period, limit: period, rings: period };
  return psfTables(
    heap,
    shape,
    nodes.map(({ planes, extent }) => packNode(shape, planes, extent)),
  );
}

export function canvasOf(width: number, height: number, gapStart = height, gapRows = 0): Canvas {
  return { width, height, pixels: new Float32Array(width * (height - gapRows)), gapStart, gapRows };
}

/** A profile whose half-light ellipse has these semi-axes (pixels), the major one at an angle (radians) from x towards y. */
export function ellipse(index: number, electrons: number, major: number, minor: number, angle: number): SceneProfile {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [a, b] = [major * major, minor * minor];
  return { index, electrons, xx: a * cos * cos + b * sin * sin, xy: (a - b) * cos * sin, yy: a * sin * sin + b * cos * cos };
}

export const star = (x: number, y: number, electrons: number): SceneObject => ({
  x,
  y,
  profiles: [{ index: 0, electrons, xx: 0, xy: 0, yy: 0 }],
});

export const largest = (values: ArrayLike<number>): number => {
  let most = 0;
  for (let n = 0; n < values.length; n++) most = Math.max(most, Math.abs(values[n]));
  return most;
};
export const difference = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let most = 0;
  for (let n = 0; n < a.length; n++) most = Math.max(most, Math.abs(a[n] - b[n]));
  return most;
};
