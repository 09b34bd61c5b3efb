// The side of an object's square and the wave numbers it needs. The plain twin, with the reasons, is src/scene/choose.ts.
import { at1 } from "./octaves";
import { indexNumbers, transformRow } from "./profile";
import {
  componentOf,
  componentsOf,
  electronsOf,
  extentBytesOf,
  extentsOf,
  hasTails,
  indexOf,
  limitOf,
  nodeOf,
  objectOf,
  periodOf,
  profilesOf,
  ringsOf,
  setBand,
  setReach,
  setSide,
  smallestOf,
  toleranceOf,
  xxOf,
  xyOf,
  yyOf,
} from "./scene";
import { NUMBERS, TRANSFORMS } from "./scratch";
import { LARGEST_SIDE, SMALLEST_SIDE } from "./sizes";

const ERROR_FLOOR: f64 = 3e-3;
const WRAP_FLOOR: f64 = 1e-2;
const SQUARE_ERROR: f64 = 5e-5;
const TAIL_CAUTION: f64 = 3;
const BAND_ERROR: f64 = 2e-5;
const BAND_FLOOR: f64 = 2e-3;
const TAIL_FLOOR: f64 = 1e-4;

/** Bytes of a component's numbers in the scratch: b, central brightness, tail radius. */
const EACH: usize = 24;

// An extent, float32: variance, then `rings` of the wing, then limit + 1 of the modulation.
@inline
function wing(scene: usize, extent: usize, distance: i32): f64 {
  return <f64>load<f32>(extent + <usize>(1 + min(distance, ringsOf(scene) - 1)) * 4);
}

/** Finds side, band limit and reach of objects first to last - 1. */
export function plan(scratch: usize, block: i32, scene: usize, count: i32, blockSize: i32): void {
  const last = min(count, (block + 1) * blockSize);
  for (let index = block * blockSize; index < last; index++) planOne(scratch, scene, objectOf(scene, index));
}

function planOne(scratch: usize, scene: usize, object: usize): void {
  const components = componentsOf(object);
  const numbers = scratch + NUMBERS;
  let peak: f64 = 0;
  let electrons: f64 = 0;
  for (let c = 0; c < components; c++) {
    const component = componentOf(object, c);
    const area = Math.sqrt(max<f64>(0, xxOf(component) * yyOf(component) - xyOf(component) * xyOf(component)));
    peak += electronsOf(component) / (12 * (1 + 0.45 * area));
    electrons += electronsOf(component);
    if (indexOf(component) > 0) indexNumbers(profilesOf(scene), indexOf(component), numbers + EACH * c);
  }
  const extent = extentsOf(scene) + extentBytesOf(scene) * nodeOf(object, 0);
  const tolerance = toleranceOf(scene);
  const relative = SQUARE_ERROR * peak;
  const allowed = tolerance * max(ERROR_FLOOR, relative);
  const allowedWrap = tolerance * max(WRAP_FLOOR, relative);
  const variance = <f64>load<f32>(extent);
  let side = max(SMALLEST_SIDE, smallestOf(object));
  while (
    side < LARGEST_SIDE &&
    ((side < periodOf(scene) && electrons * wing(scene, extent, side / 2) > allowedWrap) ||
      TAIL_CAUTION * tailError(object, numbers, <f64>(side / 2), variance) > allowed)
  )
    side *= 2;
  setSide(object, side);
  setBand(object, band(scratch, scene, object, extent, tolerance * max(BAND_FLOOR, BAND_ERROR * peak)));
  setReach(object, reach(object, numbers, side));
}

/** What the tails neglect at a distance. */
function tailError(object: usize, numbers: usize, distance: f64, variance: f64): f64 {
  let error: f64 = 0;
  for (let c = 0; c < componentsOf(object); c++) {
    const component = componentOf(object, c);
    const n = indexOf(component);
    const middle = (xxOf(component) + yyOf(component)) / 2;
    const half = hypot((xxOf(component) - yyOf(component)) / 2, xyOf(component));
    const major = middle + half;
    const area = Math.sqrt(max<f64>(0, xxOf(component) * yyOf(component) - xyOf(component) * xyOf(component)));
    if (!(area > 0) || n == 0 || !hasTails(object)) continue;
    const minor = (area * area) / major;
    const radius = distance / Math.sqrt(major);
    const b = load<f64>(numbers + EACH * c);
    const root = NativeMath.pow(radius, 1 / n);
    const brightness = ((electronsOf(component) * load<f64>(numbers + EACH * c, 8)) / area) * NativeMath.exp(-b * root);
    const slope = (b / n) * (root / radius);
    error += brightness * min<f64>(1, (variance / 2) * ((slope * slope) / major + slope / radius / minor));
  }
  return error;
}

/** Cycles per pixel above which all the light together stays below what is allowed. */
function band(scratch: usize, scene: usize, object: usize, extent: usize, allowed: f64): f64 {
  const period = <f64>periodOf(scene);
  const limit = limitOf(scene);
  const modulation = extent + <usize>(1 + ringsOf(scene)) * 4;
  const components = componentsOf(object);
  const step = 6.283185307179586 / period;
  for (let c = 0; c < components; c++) {
    const component = componentOf(object, c);
    const n = indexOf(component);
    const minor = minorOf(component);
    if (n > 0 && n != 1) transformRow(profilesOf(scene), n, step * step * <f64>limit * <f64>limit * minor, scratch + TRANSFORMS + 8192 * c);
  }
  let left: f64 = 0;
  let ring = limit;
  for (; ring > 0; ring--) {
    const k = step * <f64>ring;
    let light: f64 = 0;
    for (let c = 0; c < components; c++) {
      const component = componentOf(object, c);
      const n = indexOf(component);
      const squared = <f32>(k * k * minorOf(component));
      const factor: f32 = n == 0 ? 1 : n == 1 ? disc(squared) : at1(scratch + TRANSFORMS + 8192 * c, squared);
      light += electronsOf(component) * <f64>abs(factor);
    }
    left += (light * <f64>load<f32>(modulation + <usize>ring * 4) * 6.283185307179586 * <f64>ring) / (period * period);
    if (left > allowed) break;
  }
  return <f64>ring / period;
}

const DISC_SCALE: f64 = 1 / (1.6783469900166605 * 1.6783469900166605);

@inline
function disc(squared: f32): f32 {
  const q: f32 = 1 + squared * <f32>DISC_SCALE;
  return 1 / (q * sqrt(q));
}

/** Square of the semi-minor axis of the half-light ellipse. */
@inline
function minorOf(component: usize): f64 {
  return max<f64>(0, (xxOf(component) + yyOf(component)) / 2 - hypot((xxOf(component) - yyOf(component)) / 2, xyOf(component)));
}

@inline
function hypot(a: f64, b: f64): f64 {
  return Math.sqrt(a * a + b * b);
}

/** Pixels from the object to the furthest pixel it changes, along x or y. */
function reach(object: usize, numbers: usize, side: i32): f64 {
  let furthest = <f64>(side / 2) + 1;
  for (let c = 0; c < componentsOf(object) && hasTails(object); c++) {
    const component = componentOf(object, c);
    const radius = tailRadius(component, numbers + EACH * c);
    if (radius > 0) furthest = max(furthest, radius * Math.sqrt(max(xxOf(component), yyOf(component))) + 1);
  }
  return furthest;
}

/** Half-light radii to which a component's tail is followed; 0 when it is nowhere bright enough. */
export function tailRadius(component: usize, numbers: usize): f64 {
  const n = indexOf(component);
  const determinant = xxOf(component) * yyOf(component) - xyOf(component) * xyOf(component);
  if (n == 0 || !(determinant > 0)) return 0;
  const centre = (electronsOf(component) * load<f64>(numbers, 8)) / Math.sqrt(determinant);
  if (!(centre > TAIL_FLOOR)) return 0;
  return min(load<f64>(numbers, 16), NativeMath.pow(NativeMath.log(centre / TAIL_FLOOR) / load<f64>(numbers), n));
}
