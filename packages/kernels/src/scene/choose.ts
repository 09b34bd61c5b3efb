import { discTransform, sersicTransform } from "../profile.ts";
import type { Component } from "../stamp.ts";
import type { PointExtent } from "./types.ts";

/** A component with what belongs to its index. */
export interface Profile extends Component {
  /** Sersic index; 1 for a disc, and for a point, whose metric is 0. */
  readonly n: number;
  /** `sersicB(n)` and `sersicCentre(n)`: asked for often and dear. */
  readonly b: number;
  readonly centre: number;
}

const SMALLEST = 32;
const LARGEST = 1024;

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

/** What the choices below look at. */
export interface ChoiceOptions {
  /** Of the transforms, pixels; nothing of the point spread function lies outside. */
  readonly period: number;
  /** Factor on all errors that are allowed. Default 1. */
  readonly tolerance?: number;
  /** Whether the profiles' light beyond the square is followed. Default true. */
  readonly hasTails?: boolean;
  /** Smallest side. Default 32. */
  readonly smallest?: number;
}

/** Largest share of a point's light in one pixel at a distance or beyond. */
const wingAt = ({ wing }: PointExtent, distance: number): number => wing[Math.min(wing.length - 1, Math.floor(distance))];

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
export function chooseSide(
  profiles: readonly Profile[],
  extent: PointExtent,
  { period, tolerance = 1, hasTails = true, smallest = SMALLEST }: ChoiceOptions,
): number {
  const relative = SQUARE_ERROR * peakOf(profiles);
  const allowed = tolerance * Math.max(ERROR_FLOOR, relative);
  const allowedWrap = tolerance * Math.max(WRAP_FLOOR, relative);
  let electrons = 0;
  for (const profile of profiles) electrons += profile.electrons;
  let side = Math.max(SMALLEST, smallest);
  while (
    side < LARGEST &&
    ((side < period && electrons * wingAt(extent, side / 2) > allowedWrap) ||
      (hasTails && TAIL_CAUTION * tailError(profiles, side / 2, extent.variance) > allowed))
  )
    side *= 2;
  return side;
}

/**
 * Wave number (cycles per pixel) above which an object's light is left out: all of it together, in phase as it is in the brightest pixel, stays below
 * the error that is allowed.
 */
export function chooseBandLimit(
  profiles: readonly Profile[],
  { modulation }: PointExtent,
  { period, tolerance = 1 }: Pick<ChoiceOptions, "period" | "tolerance">,
): number {
  const allowed = tolerance * Math.max(BAND_FLOOR, BAND_ERROR * peakOf(profiles));
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
