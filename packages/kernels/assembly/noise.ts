// Random numbers of pixels. The plain twin, with the reasons, is src/random.ts; the numbers are the same, bit for bit.
import { exp, HALF_LOG_TWO_PI, log, log2, logSmallFactorial, roughLog2, roughLogRatio2, round, sinCos2, stirling } from "./math";
import { philox, philox4 } from "./philox";

const GAUSSIAN: u32 = 2 << 24;
const POISSON: u32 = 3 << 24;
const POISSON_RETRY: u32 = 4 << 24;
const TWO_32: f64 = 4294967296;
/** Exactly 2^-32: to multiply by it is to divide by 2^32. */
const UNIT: f64 = 1 / TWO_32;
const TURN: f64 = 6.283185307179586 / TWO_32;
const POISSON_EXACT_LIMIT: f64 = 1e6;

/** Pixels of one task, as src/pixels/strips.ts has it. */
const STRIP: i32 = 65536;
// A task's own memory, bytes from its scratch on.
const WORDS: usize = 0;
const COSINES: usize = 64;
const RETRY: usize = 80;
const LAST: usize = 256;
/** Pixels whose first proposal is not accepted at once: their places in the chunk, int32. */
const OPEN: usize = 512;
// Of each pixel of a chunk, float64: mean, b, u's distance from its ends, v, proposal.
const MEANS: usize = 1024;
const BS: usize = 1536;
const US: usize = 2048;
const VS: usize = 2560;
const KS: usize = 3072;

/** Pixels that are drawn together. */
const CHUNK: i32 = 64;

/** sqrt(-2 ln u), u = (word + 1/2) / 2^32, of the low two words. */
@inline
function radii(words: v128): v128 {
  const u = f64x2.mul(f64x2.add(f64x2.convert_low_i32x4_u(words), f64x2.splat(0.5)), f64x2.splat(UNIT));
  return f64x2.sqrt(f64x2.mul(f64x2.splat(-2), log2(u)));
}

/** The high two words as the low two. */
@inline
function high(words: v128): v128 {
  return v128.shuffle<i64>(words, words, 1, 1);
}

/** Adds two normal numbers, times sigma, to two pixels. */
@inline
function add2(pixels: usize, sigma: v128, numbers: v128): void {
  const sum = f64x2.add(f64x2.promote_low_f32x4(v128.load64_zero(pixels)), f64x2.mul(sigma, numbers));
  v128.store64_lane(pixels, f32x4.demote_f64x2_zero(sum), 0);
}

/** Pixels 0 and 1 of each of two blocks, 16 bytes apart. */
@inline
function addBlocks(scratch: usize, pixels: usize, sigma: v128, radiusWords: v128, angleWords: v128): void {
  const radius = radii(radiusWords);
  const angle = f64x2.mul(f64x2.convert_low_i32x4_s(angleWords), f64x2.splat(TURN));
  const sines = f64x2.mul(radius, sinCos2(angle, scratch + COSINES));
  const cosines = f64x2.mul(radius, v128.load(scratch + COSINES));
  add2(pixels, sigma, v128.shuffle<i64>(cosines, sines, 0, 2));
  add2(pixels + 16, sigma, v128.shuffle<i64>(cosines, sines, 1, 3));
}

/** Sixteen pixels. */
@inline
function add16(scratch: usize, pixels: usize, block: u32, sigma: v128, k0: u32, k1: u32, c3: u32): void {
  philox4(scratch + WORDS, block, GAUSSIAN, c3, k0, k1);
  const w0 = v128.load(scratch, WORDS);
  const w1 = v128.load(scratch, WORDS + 16);
  const w2 = v128.load(scratch, WORDS + 32);
  const w3 = v128.load(scratch, WORDS + 48);
  addBlocks(scratch, pixels, sigma, w0, w1);
  addBlocks(scratch, pixels + 8, sigma, w2, w3);
  addBlocks(scratch, pixels + 32, sigma, high(w0), high(w1));
  addBlocks(scratch, pixels + 40, sigma, high(w2), high(w3));
}

/** Adds sigma times the normal number of its index to each pixel of strip `task`. */
export function addGaussian(scratch: usize, task: i32, pixels: usize, count: i32, sigma: f64, k0: u32, k1: u32, c3: u32): void {
  const end = min(count, (task + 1) * STRIP);
  const sigmas = f64x2.splat(sigma);
  let n = task * STRIP;
  for (; n + 16 <= end; n += 16) add16(scratch, pixels + ((<usize>n) << 2), n >> 2, sigmas, k0, k1, c3);
  if (n == end) return;
  const bytes = <usize>(end - n) * 4;
  memory.copy(scratch + LAST, pixels + ((<usize>n) << 2), bytes);
  add16(scratch, scratch + LAST, n >> 2, sigmas, k0, k1, c3);
  memory.copy(pixels + ((<usize>n) << 2), scratch + LAST, bytes);
}

/**
 * Replaces each pixel of strip `task` by a Poisson number of that mean.
 *
 * @param found for each strip, int32: pixels below 0, and the first pixel that is not finite, or -1
 */
export function drawPoisson(scratch: usize, task: i32, pixels: usize, count: i32, found: usize, k0: u32, k1: u32, c3: u32): void {
  const end = min(count, (task + 1) * STRIP);
  const at = found + <usize>task * 8;
  store<i32>(at, 0);
  store<i32>(at, -1, 4);
  let n = task * STRIP;
  for (; n + CHUNK <= end; n += CHUNK) drawChunk(scratch, pixels + ((<usize>n) << 2), n, at, k0, k1, c3);
  if (n == end) return;
  const bytes = <usize>(end - n) * 4;
  memory.fill(scratch + LAST, 0, <usize>CHUNK * 4);
  memory.copy(scratch + LAST, pixels + ((<usize>n) << 2), bytes);
  drawChunk(scratch, scratch + LAST, n, at, k0, k1, c3);
  memory.copy(pixels + ((<usize>n) << 2), scratch + LAST, bytes);
}

/** A chunk: first the proposals of all its pixels, then, two at a time, those that are not accepted at once. */
function drawChunk(scratch: usize, pixels: usize, index: u32, found: usize, k0: u32, k1: u32, c3: u32): void {
  let open = 0;
  for (let first = 0; first < CHUNK; first += 8) {
    // Eight pixels, which are four blocks: pixels 2 c and 2 c + 1 have words 0, 1 and 2, 3 of block c.
    philox4(scratch + WORDS, (index + first) >> 1, POISSON, c3, k0, k1);
    const w0 = v128.load(scratch, WORDS);
    const w1 = v128.load(scratch, WORDS + 16);
    const w2 = v128.load(scratch, WORDS + 32);
    const w3 = v128.load(scratch, WORDS + 48);
    const low0 = v128.shuffle<i32>(w0, w2, 0, 4, 1, 5);
    const low1 = v128.shuffle<i32>(w1, w3, 0, 4, 1, 5);
    const high0 = v128.shuffle<i32>(w0, w2, 2, 6, 3, 7);
    const high1 = v128.shuffle<i32>(w1, w3, 2, 6, 3, 7);
    open = propose2(scratch, pixels, first, open, index, found, low0, low1, k0, k1, c3);
    open = propose2(scratch, pixels, first + 2, open, index, found, high(low0), high(low1), k0, k1, c3);
    open = propose2(scratch, pixels, first + 4, open, index, found, high0, high1, k0, k1, c3);
    open = propose2(scratch, pixels, first + 6, open, index, found, high(high0), high(high1), k0, k1, c3);
  }
  if (open == 0) return;
  // An odd one is looked at twice; the second time changes nothing.
  store<i32>(scratch + OPEN + ((<usize>open) << 2), load<i32>(scratch + OPEN + ((<usize>(open - 1)) << 2)));
  for (let n = 0; n < open; n += 2) {
    const list = scratch + OPEN + ((<usize>n) << 2);
    settle2(scratch, pixels, load<i32>(list), load<i32>(list, 4), index, k0, k1, c3);
  }
}

/**
 * Proposals of two pixels, from the low two words of each of `words0` and `words1`.
 *
 * @param first place of the first of the two in the chunk
 * @param open pixels that are listed as open
 * @returns the same, with these two
 */
@inline
function propose2(
  scratch: usize,
  pixels: usize,
  first: i32,
  open: i32,
  index: u32,
  found: usize,
  words0: v128,
  words1: v128,
  k0: u32,
  k1: u32,
  c3: u32,
): i32 {
  const pixel = pixels + ((<usize>first) << 2);
  const means = f64x2.promote_low_f32x4(v128.load64_zero(pixel));
  const isLarge = f64x2.ge(means, f64x2.splat(10));
  const isExact = f64x2.le(means, f64x2.splat(POISSON_EXACT_LIMIT));
  if (!i64x2.all_true(v128.and(isLarge, isExact))) {
    const at = index + first;
    drawAny(scratch, pixel, at, found, i32x4.extract_lane(words0, 0), i32x4.extract_lane(words1, 0), k0, k1, c3);
    drawAny(scratch, pixel + 4, at + 1, found, i32x4.extract_lane(words0, 1), i32x4.extract_lane(words1, 1), k0, k1, c3);
    return open;
  }
  const b = f64x2.add(f64x2.splat(0.931), f64x2.mul(f64x2.splat(2.53), f64x2.sqrt(means)));
  const a = f64x2.add(f64x2.splat(-0.059), f64x2.mul(f64x2.splat(0.02483), b));
  const quick = f64x2.sub(f64x2.splat(0.9277), f64x2.div(f64x2.splat(3.6224), f64x2.sub(b, f64x2.splat(2))));
  const half = f64x2.splat(0.5);
  const u = f64x2.sub(f64x2.mul(f64x2.add(f64x2.convert_low_i32x4_u(words0), half), f64x2.splat(UNIT)), half);
  const v = f64x2.mul(f64x2.add(f64x2.convert_low_i32x4_u(words1), half), f64x2.splat(UNIT));
  const us = f64x2.sub(half, f64x2.abs(u));
  const k = f64x2.floor(
    f64x2.add(f64x2.add(f64x2.mul(f64x2.add(f64x2.div(f64x2.mul(f64x2.splat(2), a), us), b), u), means), f64x2.splat(0.43)),
  );
  const isQuick = i64x2.bitmask(v128.and(f64x2.ge(us, f64x2.splat(0.07)), f64x2.le(v, quick)));
  v128.store64_lane(pixel, f32x4.demote_f64x2_zero(k), 0);
  const at = scratch + ((<usize>first) << 3);
  v128.store(at, means, MEANS);
  v128.store(at, b, BS);
  v128.store(at, us, US);
  v128.store(at, v, VS);
  v128.store(at, k, KS);
  store<i32>(scratch + OPEN + ((<usize>open) << 2), first);
  open += (isQuick & 1) ^ 1;
  store<i32>(scratch + OPEN + ((<usize>open) << 2), first + 1);
  return open + ((isQuick >> 1) ^ 1);
}

/** The number of each of two pixels of the chunk. */
@inline
function pairOf(table: usize, one: i32, other: i32): v128 {
  return v128.load64_lane(table + ((<usize>other) << 3), v128.load64_zero(table + ((<usize>one) << 3)), 1);
}

/** Accepts or refuses the proposals of two pixels, and draws again what is refused. */
function settle2(scratch: usize, pixels: usize, one: i32, other: i32, index: u32, k0: u32, key1: u32, c3: u32): void {
  const means = pairOf(scratch + MEANS, one, other);
  const b = pairOf(scratch + BS, one, other);
  const us = pairOf(scratch + US, one, other);
  const v = pairOf(scratch + VS, one, other);
  const k = pairOf(scratch + KS, one, other);
  const a = f64x2.add(f64x2.splat(-0.059), f64x2.mul(f64x2.splat(0.02483), b));
  const k1 = f64x2.add(k, f64x2.splat(1));
  const isOut = v128.or(
    f64x2.lt(k, f64x2.splat(0)),
    v128.and(f64x2.lt(us, f64x2.splat(0.013)), f64x2.gt(v, us)),
  );
  // The logarithms of the twin's test, roughly: where both sides differ by more than the error, the answer is the twin's.
  const squared = f64x2.mul(us, us);
  const alpha = f64x2.add(f64x2.splat(1.1239), f64x2.div(f64x2.splat(1.1328), f64x2.sub(b, f64x2.splat(3.4))));
  const ratio = f64x2.div(f64x2.mul(f64x2.mul(v, alpha), squared), f64x2.add(a, f64x2.mul(b, squared)));
  const t = f64x2.div(f64x2.sub(means, k1), f64x2.add(means, k1));
  // With Stirling's series, ln of the Poisson probability is k ln(mean / (k + 1)) + (k + 1) - mean - ln(2 pi (k + 1)) / 2 - r / 12 + r^3 / 360.
  const r = f64x2.div(f64x2.splat(1), k1);
  const series = f64x2.mul(r, f64x2.sub(f64x2.splat(1.0 / 12.0), f64x2.mul(f64x2.mul(r, r), f64x2.splat(1.0 / 360.0))));
  const probability = f64x2.sub(
    f64x2.add(f64x2.mul(k, roughLogRatio2(t)), f64x2.sub(f64x2.sub(k1, means), f64x2.splat(HALF_LOG_TWO_PI))),
    series,
  );
  const excess = f64x2.sub(probability, roughLog2(f64x2.mul(ratio, f64x2.sqrt(k1))));
  const isSure = v128.and(
    v128.and(f64x2.le(f64x2.abs(t), f64x2.splat(0.2)), f64x2.ge(k, f64x2.splat(16))),
    f64x2.gt(f64x2.abs(excess), f64x2.add(f64x2.splat(1e-6), f64x2.mul(k, f64x2.splat(1e-11)))),
  );
  const isIn = f64x2.gt(excess, f64x2.splat(0));
  const isDone = i64x2.bitmask(v128.andnot(v128.and(isSure, isIn), isOut));
  if (isDone == 3) return;
  const isClose = i64x2.bitmask(v128.not(v128.or(isSure, isOut)));
  if ((isDone & 1) == 0) settle(scratch, pixels, one, (isClose & 1) != 0, index, k0, key1, c3);
  if ((isDone & 2) == 0) settle(scratch, pixels, other, (isClose & 2) != 0, index, k0, key1, c3);
}

/** One pixel whose first proposal is refused, or too close to tell roughly. */
function settle(scratch: usize, pixels: usize, place: i32, isClose: bool, index: u32, k0: u32, k1: u32, c3: u32): void {
  const at = scratch + ((<usize>place) << 3);
  const mean = load<f64>(at, MEANS);
  const b = load<f64>(at, BS);
  const a = -0.059 + 0.02483 * b;
  if (isClose && isAccepted(mean, b, a, load<f64>(at, US), load<f64>(at, VS), load<f64>(at, KS))) return;
  const k = retry(scratch, index + <u32>place, mean, b, a, 0.9277 - 3.6224 / (b - 2), k0, k1, c3);
  store<f32>(pixels + ((<usize>place) << 2), <f32>k);
}

/** Whether a proposal that is not accepted at once is accepted. */
function isAccepted(mean: f64, b: f64, a: f64, us: f64, v: f64, k: f64): bool {
  if (k < 0 || (us < 0.013 && v > us)) return false;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const logs = log2(f64x2(mean, (v * inverseAlpha) / (a / (us * us) + b)));
  const logFactorial = k < 16 ? logSmallFactorial(k) : stirling(k + 1, log(k + 1));
  return f64x2.extract_lane(logs, 1) <= k * f64x2.extract_lane(logs, 0) - mean - logFactorial;
}

/** Transformed rejection from its second attempt on; a retry block serves two attempts. */
function retry(scratch: usize, index: u32, mean: f64, b: f64, a: f64, quick: f64, k0: u32, k1: u32, c3: u32): f64 {
  let k: f64;
  let isDone: bool;
  let attempt: u32 = 0;
  do {
    attempt++;
    const isFirst = attempt % 2 == 1;
    if (isFirst) philox(scratch + RETRY, index, POISSON_RETRY, attempt, c3, k0, k1);
    const words = scratch + RETRY + (isFirst ? 0 : 8);
    const u = (<f64>load<u32>(words) + 0.5) * UNIT - 0.5;
    const v = (<f64>load<u32>(words, 4) + 0.5) * UNIT;
    const us = 0.5 - Math.abs(u);
    k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    isDone = (us >= 0.07 && v <= quick) || isAccepted(mean, b, a, us, v, k);
  } while (!isDone);
  return k;
}

/** One pixel of any mean. */
function drawAny(
  scratch: usize,
  pixel: usize,
  index: u32,
  found: usize,
  word0: u32,
  word1: u32,
  k0: u32,
  k1: u32,
  c3: u32,
): void {
  const mean = <f64>load<f32>(pixel);
  if (mean <= 0) {
    if (mean < 0) store<i32>(found, load<i32>(found) + 1);
    store<f32>(pixel, 0);
  } else if (!(mean < Infinity)) {
    if (load<i32>(found, 4) < 0) store<i32>(found, index, 4);
  } else if (mean < 10) {
    store<f32>(pixel, <f32>invert(mean, (<f64>(word0 >>> 5) * 67108864 + <f64>(word1 >>> 6)) / 9007199254740992));
  } else if (mean > POISSON_EXACT_LIMIT) {
    const radius = f64x2.extract_lane(radii(i32x4.splat(word0)), 0);
    sinCos2(f64x2.splat(<f64>(<i32>word1) * TURN), scratch + COSINES);
    const z = radius * load<f64>(scratch, COSINES);
    store<f32>(pixel, <f32>max<f64>(0, round(mean + Math.sqrt(mean) * z + (z * z - 1) / 6)));
  } else {
    const b = 0.931 + 2.53 * Math.sqrt(mean);
    const a = -0.059 + 0.02483 * b;
    const quick = 0.9277 - 3.6224 / (b - 2);
    const u = (<f64>word0 + 0.5) * UNIT - 0.5;
    const v = (<f64>word1 + 0.5) * UNIT;
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    const isDone = (us >= 0.07 && v <= quick) || isAccepted(mean, b, a, us, v, k);
    store<f32>(pixel, <f32>(isDone ? k : retry(scratch, index, mean, b, a, quick, k0, k1, c3)));
  }
}

/** Smallest k whose cumulative probability exceeds u. */
function invert(mean: f64, u: f64): f64 {
  let probability = exp(-mean);
  let k: f64 = 0;
  while (u >= probability && k < 120) {
    u -= probability;
    k++;
    probability *= mean / k;
  }
  return k;
}
