import { type Component, discTransform, gammaP, type Renderer, renderStamp, sersicRadius, sersicTransform } from "@elvis/kernels";
import type { PointImage, PsfExtent } from "../../psf/lut.ts";
import { addSquare, type Canvas, isWhollyOn, rowStart } from "./canvas.ts";

/** A component with the index its row was made for. */
export interface Profile extends Component {
  /** Sersic index; 1 for a disc. */
  readonly n: number;
  /** `sersicB(n)` and `sersicCentre(n)`: asked for often and dear. */
  readonly b: number;
  readonly centre: number;
}

export interface Drawn {
  /** Electrons that fell on the canvas. */
  readonly collected: number;
  /** More than a thousandth of what was drawn fell beside it. */
  readonly isCut: boolean;
}

const SMALLEST = 32;
const LARGEST = 1024;
/** The tail of a profile is followed to this share of its light. */
const TAIL_SHARE = 0.99995;
/** e-/pixel; fainter parts of a tail are dropped. */
const TAIL_FLOOR = 2e-4;
/** Steps of the table a tail is read from: linear between them to 1e-4 of the tail. */
const TAIL_STEPS = 512;

/** e-/pixel; errors below it are not looked at: a thousandth of the noise of readout alone, 1e-4 of the peak of galaxies at the limit. */
const ERROR_FLOOR = 3e-3;
/** Likewise for the point spread function's light that comes back in: it lies far from the object, and none of it is lost. */
const WRAP_FLOOR = 1e-2;
/** Of the brightest pixel: likewise, for the square. */
const SQUARE_ERROR = 5e-5;
/** What the tails neglect has one sign all around, so it adds up. */
const TAIL_CAUTION = 3;
/** Of the brightest pixel, likewise, for the wave numbers that are left out. */
const BAND_ERROR = 2e-5;
/** e-/pixel */
const BAND_FLOOR = 2e-3;

/** Brightest pixel, estimated from below: a tenth of a point's light, less as the profile widens. */
function peakOf(profiles: readonly Profile[]): number {
  let peak = 0;
  for (const { electrons, xx, xy, yy } of profiles) peak += electrons / (12 * (1 + 0.45 * Math.sqrt(Math.max(0, xx * yy - xy * xy))));
  return peak;
}

/**
 * Side of the square to render on, a power of two.
 *
 * Two errors shrink with it. The light of the point spread function beyond half the side comes back in on the other side. And the profiles' tails,
 * which come back in too, are taken out again as if no point spread function had widened them: what that neglects is the variance times half their
 * curvature, along the major axis and across it.
 */
export function chooseSide(profiles: readonly Profile[], extent: PsfExtent): number {
  const relative = SQUARE_ERROR * peakOf(profiles);
  const allowed = Math.max(ERROR_FLOOR, relative);
  const allowedWrap = Math.max(WRAP_FLOOR, relative);
  let electrons = 0;
  for (const profile of profiles) electrons += profile.electrons;
  let side = SMALLEST;
  while (
    side < LARGEST &&
    ((side < extent.period && electrons * extent.wing(side / 2) > allowedWrap) ||
      TAIL_CAUTION * tailError(profiles, side / 2, extent.variance) > allowed)
  )
    side *= 2;
  return side;
}

/**
 * Wave number (cycles per pixel) above which an object's light is left out: all of it together, in phase as it is in the brightest pixel, stays below
 * the error that is allowed.
 */
export function chooseBandLimit(profiles: readonly Profile[], { modulation, period }: PsfExtent): number {
  const allowed = Math.max(BAND_FLOOR, BAND_ERROR * peakOf(profiles));
  const minors = profiles.map(minorOf);
  let left = 0;
  let ring = modulation.length - 1;
  for (; ring > 0; ring--) {
    const k = (2 * Math.PI * ring) / period;
    let light = 0;
    for (let n = 0; n < profiles.length; n++) {
      const { electrons, row } = profiles[n];
      const squared = k * k * minors[n];
      light += electrons * Math.abs(row === undefined ? discTransform(squared) : sersicTransform(row, squared));
    }
    left += (light * modulation[ring] * 2 * Math.PI * ring) / (period * period);
    if (left > allowed) break;
  }
  return ring / period;
}

/** Square of the semi-minor axis of the half-light ellipse. */
function minorOf({ xx, xy, yy }: Profile): number {
  return Math.max(0, (xx + yy) / 2 - Math.hypot((xx - yy) / 2, xy));
}

function tailError(profiles: readonly Profile[], distance: number, variance: number): number {
  let error = 0;
  for (const { electrons, n, b, centre, xx, xy, yy } of profiles) {
    const middle = (xx + yy) / 2;
    const half = Math.hypot((xx - yy) / 2, xy);
    const major = middle + half;
    const area = Math.sqrt(Math.max(0, xx * yy - xy * xy));
    if (!(area > 0)) continue;
    const minor = (area * area) / major;
    const radius = distance / Math.sqrt(major);
    const root = radius ** (1 / n);
    const brightness = ((electrons * centre) / area) * Math.exp(-b * root);
    const slope = (b / n) * (root / radius);
    // Where the minor axis is thinner than the point spread function, the loss across it saturates at the brightness itself.
    error += brightness * Math.min(1, (variance / 2) * ((slope * slope) / major + slope / radius / minor));
  }
  return error;
}

/**
 * Draws an object: Sersic profiles or a point, through the point spread function, the square pixel included.
 *
 * @param x pixels on the silicon, (0, 0) the centre of the lower left pixel
 * @param smallest side of the square, a power of two
 * @param finish may change the square before it is added; x and y are the object's place in it
 */
export function drawObject(
  canvas: Canvas,
  work: Renderer,
  image: PointImage,
  profiles: readonly Profile[],
  x: number,
  y: number,
  smallest = SMALLEST,
  finish?: (square: Float64Array, side: number, x: number, y: number) => void,
): Drawn {
  const { extent } = image;
  const side = Math.max(smallest, chooseSide(profiles, extent));
  const left = Math.floor(x + 0.5) - side / 2;
  const bottom = Math.floor(y + 0.5) - side / 2;
  const tails = profiles.map((profile) => tailOf(profile, side)).filter((tail) => tail !== undefined);
  const reach = Math.max(side / 2, ...tails.map((tail) => Math.max(tail.reachX, tail.reachY)));
  if (x + reach < -0.5 || y + reach < -0.5 || x - reach > canvas.width || y - reach > canvas.height) return { collected: 0, isCut: true };
  const square = squareOf(work, side);
  renderStamp(work, image.otf(side, chooseBandLimit(profiles, extent)), profiles, x - left, y - bottom, square);
  let collected = 0;
  let all = 0;
  for (const tail of tails) {
    const part = drawTail(canvas, tail, square, side, left, bottom, x, y);
    collected += part.collected;
    all += part.all;
  }
  // What lies beyond the tails came back into the square too, spread evenly: it is far from the object and smooth.
  let beyond = 0;
  for (const profile of profiles) beyond += lightBeyond(profile, tails.find((tail) => tail.profile === profile)?.radius, side);
  const each = beyond / square.length;
  if (each > 0) for (let at = 0; at < square.length; at++) square[at] -= each;
  finish?.(square, side, x - left, y - bottom);
  const inSquare = addSquare(canvas, square, side, left, bottom);
  collected += inSquare;
  all += isWhollyOn(canvas, left, bottom, side) ? inSquare : sumOf(square);
  return { collected, isCut: all - collected > 1e-3 * all };
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at];
  return sum;
}

/** Memory for a square, the renderer's own from one object to the next. */
function squareOf(work: Renderer, side: number): Float64Array {
  if (work.square.length !== side * side) work.square = new Float64Array(side * side);
  return work.square;
}

interface Tail {
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
function tailOf(profile: Profile, side: number): Tail | undefined {
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
function lightBeyond({ electrons, n, b, xx, xy, yy }: Profile, tailRadius: number | undefined, side: number): number {
  if (!(xx * yy - xy * xy > 0)) return 0;
  const radius = tailRadius ?? side / 2 / Math.sqrt(Math.max(xx, yy));
  return electrons * (1 - gammaP(2 * n, b * radius ** (1 / n)));
}

/**
 * Puts the tail outside the square where it belongs, and takes it out of the square, into which the transform folded it: no light is made or lost.
 *
 * @returns electrons of the tail, and those of them on the canvas
 */
function drawTail(
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
