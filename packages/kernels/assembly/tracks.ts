// Straight tracks of charge in an image. The plain twin, with the reasons, is src/tracks: the same operations in the same order, so the same bits.
import { exp2, round } from "./math";

/** Longest piece of a track whose cloud is drawn as one, pixels. */
const PIECE: f64 = 0.5;
/** Bytes of a track: x, y, length, direction (x, y), electrons and rows moved, float64 each. */
const TRACK: usize = 64;

// The record. int32 each: first bytes of the pixels and of a bit for each that is crossed; the image's size; pixels to each side that a cloud reaches;
// pixels crossed so far.
@inline function pixelsOf(job: usize): usize { return load<u32>(job); }
@inline function bitsOf(job: usize): usize { return load<u32>(job, 4); }
@inline function widthOf(job: usize): i32 { return load<i32>(job, 8); }
@inline function heightOf(job: usize): i32 { return load<i32>(job, 12); }
@inline function reachOf(job: usize): i32 { return load<i32>(job, 16); }
const TOUCHED: usize = 20;
// float64 each: standard deviation of a cloud, pixels; pixels to be crossed; electrons that the image has gained.
@inline function sigmaOf(job: usize): f64 { return load<f64>(job, 24); }
@inline function targetOf(job: usize): f64 { return load<f64>(job, 32); }
const GAINED: usize = 40;

// The worker's memory. Of the track: electrons due so far, and those given. Then the cloud's shares, along x and along y, pixel by pixel.
const DUE: usize = 0;
const GIVEN: usize = 8;
const CLOUD: usize = 16;

/**
 * Adds tracks until so many pixels are crossed.
 *
 * @returns how many of them were needed
 */
export function addTracks(scratch: usize, tracks: usize, count: i32, job: usize): i32 {
  const target = targetOf(job);
  for (let n = 0; n < count; n++) {
    if (!(<f64>load<i32>(job, TOUCHED) < target)) return n;
    addTrack(scratch, tracks + <usize>n * TRACK, job);
  }
  return count;
}

/** Walks from pixel to pixel. */
function addTrack(scratch: usize, track: usize, job: usize): void {
  const startX = load<f64>(track);
  const startY = load<f64>(track, 8);
  const length = load<f64>(track, 16);
  const directionX = load<f64>(track, 24);
  const directionY = load<f64>(track, 32);
  store<f64>(scratch, 0, DUE);
  store<f64>(scratch, 0, GIVEN);
  let x = <i32>Math.floor(startX + 0.5);
  let y = <i32>Math.floor(startY + 0.5);
  const stepX = directionX < 0 ? -1 : 1;
  const stepY = directionY < 0 ? -1 : 1;
  let nextX: f64 = directionX == 0 ? Infinity : (<f64>x + 0.5 * <f64>stepX - startX) / directionX;
  let nextY: f64 = directionY == 0 ? Infinity : (<f64>y + 0.5 * <f64>stepY - startY) / directionY;
  const acrossX: f64 = directionX == 0 ? Infinity : <f64>stepX / directionX;
  const acrossY: f64 = directionY == 0 ? Infinity : <f64>stepY / directionY;
  let at: f64 = 0;
  let walked: f64 = 0;
  while (nextX < length || nextY < length) {
    const next = min<f64>(nextX, nextY);
    if (next > at) walked = visit(scratch, track, job, x, y, (next - at) / length, walked);
    at = next;
    if (nextX < nextY) {
      x += stepX;
      nextX += acrossX;
    } else {
      y += stepY;
      nextY += acrossY;
    }
  }
  if (length == 0) visit(scratch, track, job, x, y, 1, walked);
  else if (length > at) visit(scratch, track, job, x, y, (length - at) / length, walked);
}

/**
 * Gives a pixel, or the pixels about it, its share of a track.
 *
 * @param walked share of the track that lies before it
 * @returns the same with this share
 */
function visit(scratch: usize, track: usize, job: usize, x: i32, y: i32, share: f64, walked: f64): f64 {
  const length = load<f64>(track, 16);
  const electrons = load<f64>(track, 40);
  const rowsMoved = <i32>load<f64>(track, 48);
  const at = packet(job, x, y, rowsMoved);
  if (at >= 0) touch(job, at);
  if (sigmaOf(job) == 0) {
    const due = load<f64>(scratch, DUE) + electrons * share;
    const whole = round(due) - load<f64>(scratch, GIVEN);
    store<f64>(scratch, due, DUE);
    store<f64>(scratch, round(due), GIVEN);
    if (at >= 0) {
      add(job, at, whole);
      store<f64>(job, load<f64>(job, GAINED) + whole, GAINED);
    }
    return walked + share;
  }
  const pieces = max<f64>(1, Math.ceil((share * length) / PIECE));
  for (let n: f64 = 0; n < pieces; n++) {
    const middle = (walked + (share * (n + 0.5)) / pieces) * length;
    const centreX = load<f64>(track) + middle * load<f64>(track, 24);
    const centreY = load<f64>(track, 8) + middle * load<f64>(track, 32);
    spread(scratch, job, centreX, centreY, (electrons * share) / pieces, rowsMoved);
  }
  return walked + share;
}

/** Counts a pixel as crossed, once. */
function touch(job: usize, at: i32): void {
  const word = bitsOf(job) + ((<usize>(at >> 5)) << 2);
  const bit = <u32>1 << (<u32>at & 31);
  const bits = load<u32>(word);
  if ((bits & bit) != 0) return;
  store<u32>(word, bits | bit);
  store<i32>(job, load<i32>(job, TOUCHED) + 1, TOUCHED);
}

/** A cloud of charge. */
function spread(scratch: usize, job: usize, centreX: f64, centreY: f64, electrons: f64, rowsMoved: i32): void {
  const reach = reachOf(job);
  const side = 2 * reach + 1;
  const width = widthOf(job);
  const height = heightOf(job);
  const left = <i32>Math.floor(centreX + 0.5) - reach;
  const bottom = <i32>Math.floor(centreY + 0.5) - reach;
  if (left >= width || bottom >= height || left + side <= 0 || bottom + side <= 0) return;
  cloud(scratch, side, f64x2(<f64>left, <f64>bottom), f64x2(centreX, centreY), f64x2.splat(sigmaOf(job)));
  let due = load<f64>(scratch, DUE);
  let given = load<f64>(scratch, GIVEN);
  let gained = load<f64>(job, GAINED);
  const isWithin = rowsMoved == 0 && left >= 0 && bottom >= 0 && left + side <= width && bottom + side <= height;
  for (let l = 0; l < side; l++) {
    const alongY = load<f64>(scratch + ((<usize>l) << 4), CLOUD + 8);
    let at = (bottom + l) * width + left;
    for (let k = 0; k < side; k++, at++) {
      due += electrons * load<f64>(scratch + ((<usize>k) << 4), CLOUD) * alongY;
      const whole = round(due) - given;
      given += whole;
      if (!isWithin) at = packet(job, left + k, bottom + l, rowsMoved);
      if (at < 0) continue;
      add(job, at, whole);
      gained += whole;
    }
  }
  store<f64>(scratch, due, DUE);
  store<f64>(scratch, given, GIVEN);
  store<f64>(job, gained, GAINED);
}

/** Shares of a cloud in the pixels from `first` on, along x and y at once. */
@inline
function cloud(scratch: usize, side: i32, first: v128, centre: v128, sigma: v128): void {
  const half = f64x2.splat(0.5);
  let sum = f64x2.splat(0);
  let pixel = first;
  let below = normalBelow(f64x2.div(f64x2.sub(f64x2.sub(pixel, half), centre), sigma));
  const end = scratch + ((<usize>side) << 4);
  for (let at = scratch; at < end; at += 16) {
    const upTo = normalBelow(f64x2.div(f64x2.sub(f64x2.add(pixel, half), centre), sigma));
    const share = f64x2.sub(upTo, below);
    v128.store(at, share, CLOUD);
    sum = f64x2.add(sum, share);
    below = upTo;
    pixel = f64x2.add(pixel, f64x2.splat(1));
  }
  for (let at = scratch; at < end; at += 16) v128.store(at, f64x2.div(v128.load(at, CLOUD), sum), CLOUD);
}

/** a + t b */
@inline
function horner(a: f64, t: v128, b: v128): v128 {
  return f64x2.add(f64x2.splat(a), f64x2.mul(t, b));
}

/** Probabilities that a normal number is below each of two. */
@inline
function normalBelow(z: v128): v128 {
  const one = f64x2.splat(1);
  const t = f64x2.div(one, f64x2.add(one, f64x2.mul(f64x2.splat(0.2316419), f64x2.abs(z))));
  // Where the exponential is less than that of -700 no sum of shares would change.
  const power = f64x2.pmax(f64x2.mul(f64x2.mul(f64x2.splat(-0.5), z), z), f64x2.splat(-700));
  const series = horner(
    0.31938153,
    t,
    horner(-0.356563782, t, horner(1.781477937, t, horner(-1.821255978, t, f64x2.splat(1.330274429)))),
  );
  const tail = f64x2.mul(
    f64x2.mul(f64x2.mul(f64x2.splat(0.3989422804014327), exp2(power)), t),
    series,
  );
  return v128.bitselect(f64x2.sub(one, tail), tail, f64x2.gt(z, f64x2.splat(0)));
}

/** Adds whole electrons to a packet. */
@inline
function add(job: usize, at: i32, whole: f64): void {
  const pixel = pixelsOf(job) + ((<usize>at) << 2);
  store<f32>(pixel, <f32>(<f64>load<f32>(pixel) + whole));
}

/** The packet of charge that is in pixel (x, y) after rows have moved towards the outer edges; -1 where there is none. */
@inline
function packet(job: usize, x: i32, y: i32, rowsMoved: i32): i32 {
  const width = widthOf(job);
  const height = heightOf(job);
  if (x < 0 || x >= width || y < 0 || y >= height) return -1;
  const isLower = 2 * y < height;
  const from = isLower ? y + rowsMoved : y - rowsMoved;
  if (isLower != (2 * from < height)) return -1;
  return from * width + x;
}
