import { gammaP } from "../gamma.ts";
import { sersicRadius } from "../profile.ts";
import { TAIL_SHARE } from "../wasm/profile-table.ts";
import { rowStart } from "./canvas.ts";
import type { Profile } from "./choose.ts";
import type { Canvas } from "./types.ts";

/** e-/pixel; fainter parts of a tail are dropped. */
const TAIL_FLOOR = 1e-4;
/** Steps of the table a tail is read from: linear between them to 1e-6 of the tail. */
const TAIL_STEPS = 4096;

/** The part of a profile outside its square. */
export interface Tail {
  readonly profile: Profile;
  /** Brightness from `from` to `radius`, in equal steps. */
  readonly brightness: Float64Array;
  readonly from: number;
  /** Inverse metric. */
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
  readonly radius: number;
  readonly reachX: number;
  readonly reachY: number;
}

/** What of a profile lies outside the square and is worth following; undefined when nothing is. */
export function tailOf(profile: Profile, side: number): Tail | undefined {
  const { electrons, n, b, xx, xy, yy } = profile;
  const determinant = xx * yy - xy * xy;
  if (!(determinant > 0)) return undefined;
  const centre = (electrons * profile.centre) / Math.sqrt(determinant);
  if (!(centre > TAIL_FLOOR)) return undefined;
  const radius = Math.min(sersicRadius(n, TAIL_SHARE), (Math.log(centre / TAIL_FLOOR) / b) ** n);
  const reachX = radius * Math.sqrt(xx);
  const reachY = radius * Math.sqrt(yy);
  if (reachX < side / 2 - 1 && reachY < side / 2 - 1) return undefined;
  // No pixel outside the square lies further in than the ellipse that touches its sides.
  const from = (side / 2 - 1) / Math.sqrt(Math.max(xx, yy));
  const brightness = new Float64Array(TAIL_STEPS + 2);
  for (let step = 0; step < brightness.length; step++)
    brightness[step] = centre * Math.exp(-b * (from + (step / TAIL_STEPS) * (radius - from)) ** (1 / n));
  return { profile, brightness, from, xx: yy / determinant, xy: -xy / determinant, yy: xx / determinant, radius, reachX, reachY };
}

/** Electrons of a profile outside its tail, or outside the largest ellipse in the square when it has none. */
export function lightBeyond({ electrons, n, b, xx, xy, yy }: Profile, tailRadius: number | undefined, side: number): number {
  if (!(xx * yy - xy * xy > 0)) return 0;
  const radius = tailRadius ?? side / 2 / Math.sqrt(Math.max(xx, yy));
  return electrons * (1 - gammaP(2 * n, b * radius ** (1 / n)));
}

/**
 * Puts the tail outside the square where it belongs, and takes it out of the square, into which the transform folded it: no light is made or lost.
 *
 * @returns electrons of the tail, and those of them on the canvas
 */
export function drawTail(
  canvas: Canvas,
  tail: Tail,
  square: Float64Array,
  side: number,
  left: number,
  bottom: number,
  x: number,
  y: number,
): { collected: number; all: number } {
  const { brightness, from } = tail;
  const perUnit = TAIL_STEPS / (tail.radius - from);
  let collected = 0;
  let all = 0;
  const mask = side - 1;
  for (let py = Math.ceil(y - tail.reachY); py <= y + tail.reachY; py++) {
    const dy = py - y;
    // The row's part of the ellipse: xx dx^2 + 2 xy dx dy + yy dy^2 <= radius^2.
    const middle = (-tail.xy * dy) / tail.xx;
    const squared = middle * middle - (tail.yy * dy * dy - tail.radius * tail.radius) / tail.xx;
    if (squared < 0) continue;
    const half = Math.sqrt(squared);
    const start = rowStart(canvas, py);
    const isInSquare = py >= bottom && py < bottom + side;
    const row = ((py - bottom) & mask) * side;
    const end = Math.floor(x + middle + half);
    for (let px = Math.ceil(x + middle - half); px <= end; px++) {
      if (isInSquare && px >= left && px < left + side) px = left + side;
      if (px > end) break;
      const dx = px - x;
      const place = (Math.sqrt(tail.xx * dx * dx + 2 * tail.xy * dx * dy + tail.yy * dy * dy) - from) * perUnit;
      const step = place | 0;
      const value = brightness[step] + (place - step) * (brightness[step + 1] - brightness[step]);
      square[row + ((px - left) & mask)] -= value;
      all += value;
      if (start >= 0 && px >= 0 && px < canvas.width) {
        canvas.pixels[start + px] += value;
        collected += value;
      }
    }
  }
  return { collected, all };
}
