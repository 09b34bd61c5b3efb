import { cos, exp, log, logFactorial, sin } from "./math.ts";
import { philox } from "./philox.ts";

/**
 * A named source of random numbers: a key, and nothing that changes.
 *
 * A number is looked up by its index; drawing one does not disturb another. 96 of the 128 bits key the generator, the fourth
 * word only goes into the names of children.
 */
export interface Stream {
  readonly words: readonly [number, number, number, number];
}

const block = new Int32Array(4);
const TWO_32 = 4294967296;
/** What a counter is for: streams may be asked for different kinds of numbers without meeting the same words. */
const UNIFORM = 1;
const GAUSSIAN = 2;
const POISSON = 3;
const POISSON_RETRY = 4;

/**
 * The stream of a seed and a path of names, for example `stream(seed, "pointing", 52929, "1-1", "cosmic-rays")`.
 *
 * A number and its spelling are different names. `child(stream(s, "a"), "b")` is `stream(s, "a", "b")`.
 *
 * @throws RangeError when the seed or a numeric name is not finite
 */
export function stream(seed: number, ...names: (string | number)[]): Stream {
  return child({ words: [0x656c7669, 0x73, 0, 0] }, seed, ...names);
}

/** The stream below `parent` under the given names. */
export function child(parent: Stream, ...names: (string | number)[]): Stream {
  const state = Int32Array.from(parent.words);
  for (const name of names) {
    const words = wordsOf(name);
    // Each step encrypts what is known so far mixed with two words of the name; the position is the key.
    for (let at = 0; at < words.length; at += 2) {
      philox(block, state[0] ^ words[at], state[1] ^ words[at + 1], state[2], state[3], at, words.length);
      for (let n = 0; n < 4; n++) state[n] ^= block[n];
    }
  }
  return { words: [state[0], state[1], state[2], state[3]] };
}

function wordsOf(name: string | number): number[] {
  if (typeof name === "number") {
    if (!Number.isFinite(name)) throw new RangeError(`kernels: random stream: name ${name}, expected a finite number`);
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, name === 0 ? 0 : name);
    return [1, 0, view.getInt32(0), view.getInt32(4)];
  }
  const words = [2, name.length];
  for (let at = 0; at < name.length; at += 2) words.push(name.charCodeAt(at) | (at + 1 < name.length ? name.charCodeAt(at + 1) << 16 : 0));
  if (words.length % 2 === 1) words.push(0);
  return words;
}

/** Fills `block` for a number kind, block index (to 2^53) and draw. */
function fillBlock(from: Stream, kind: number, index: number, draw: number): void {
  const w = from.words;
  philox(block, index, Math.floor(index / TWO_32) ^ (kind << 24), draw, w[2], w[0], w[1]);
}

/**
 * The uniform number of an index: multiples of 2^-53 in [0, 1).
 *
 * @param index 0 to 2^53: pixel, object, ...
 * @param draw 0 to 2^32: which of several independent numbers for that index
 */
export function uniform(from: Stream, index: number, draw = 0): number {
  fillBlock(from, UNIFORM, Math.floor(index / 2), draw);
  const at = (index % 2) * 2;
  return ((block[at] >>> 5) * 67108864 + (block[at + 1] >>> 6)) / 9007199254740992;
}

/**
 * Writes uniform numbers: `out[n]` is `uniform(from, first + n)`.
 *
 * @param first index of the first one; a fill in pieces equals a fill in one go
 */
export function fillUniform(from: Stream, out: Float64Array, first = 0): void {
  const count = out.length;
  let n = 0;
  if (count > 0 && first % 2 === 1) out[n++] = uniform(from, first);
  for (let index = (first + n) / 2; n + 2 <= count; n += 2, index++) {
    fillBlock(from, UNIFORM, index, 0);
    out[n] = ((block[0] >>> 5) * 67108864 + (block[1] >>> 6)) / 9007199254740992;
    out[n + 1] = ((block[2] >>> 5) * 67108864 + (block[3] >>> 6)) / 9007199254740992;
  }
  if (n < count) out[n] = uniform(from, first + n);
}

/**
 * The normal number (mean 0, standard deviation 1) of an index.
 *
 * Box-Muller on two 32-bit uniforms, so at most 6.76 from 0; the distribution is exact to 2^-32 in probability.
 */
export function gaussian(from: Stream, index: number, draw = 0): number {
  fillBlock(from, GAUSSIAN, Math.floor(index / 4), draw);
  const lane = index % 4;
  const at = lane & 2;
  const radius = radiusOf(block[at]);
  return radius * (lane % 2 === 0 ? cosTurn(block[at + 1]) : sinTurn(block[at + 1]));
}

/** sqrt(-2 ln u), u = (word + 1/2) / 2^32 in (0, 1). */
function radiusOf(word: number): number {
  return Math.sqrt(-2 * log(((word >>> 0) + 0.5) / TWO_32));
}

/** 2 pi / 2^32: a signed word is an angle in (-pi, pi]. */
const TURN = 6.283185307179586 / TWO_32;

function cosTurn(word: number): number {
  return cos((word | 0) * TURN);
}
function sinTurn(word: number): number {
  return sin((word | 0) * TURN);
}

/**
 * Writes normal numbers: `out[n]` is `gaussian(from, first + n)`.
 *
 * @param first index of the first one; a fill in pieces equals a fill in one go
 */
export function fillGaussian(from: Stream, out: Float32Array, first = 0): void {
  out.fill(0);
  addGaussian(from, out, 1, first);
}

/**
 * Adds sigma times the normal numbers of indices first, first + 1, ... to the pixels.
 *
 * @param pixels changed in place
 * @param sigma standard deviation, in the unit of the pixels
 */
export function addGaussian(from: Stream, pixels: Float32Array, sigma: number, first = 0): void {
  const count = pixels.length;
  let n = 0;
  for (; n < count && (first + n) % 4 !== 0; n++) pixels[n] += sigma * gaussian(from, first + n);
  let index = (first + n) / 4;
  for (; n + 4 <= count; n += 4, index++) {
    fillBlock(from, GAUSSIAN, index, 0);
    const a = block[1] * TURN;
    const b = block[3] * TURN;
    const r = radiusOf(block[0]);
    const s = radiusOf(block[2]);
    pixels[n] += sigma * (r * cos(a));
    pixels[n + 1] += sigma * (r * sin(a));
    pixels[n + 2] += sigma * (s * cos(b));
    pixels[n + 3] += sigma * (s * sin(b));
  }
  for (; n < count; n++) pixels[n] += sigma * gaussian(from, first + n);
}

/** Above this mean, a Poisson number is a rounded normal one with the first skewness term. */
const POISSON_EXACT_LIMIT = 1e6;

/**
 * The Poisson number of an index.
 *
 * Below mean 10 by inversion, to 1e6 by transformed rejection: both exact to the resolution of their uniforms (2^-53, 2^-32).
 * Above 1e6 a normal number with the Cornish-Fisher skewness term, rounded: its distribution function is off by less than 1e-6.
 * A mean of 0 or below gives 0.
 *
 * @throws RangeError when the mean is not a number or infinite
 * @see Hormann 1993, "The transformed rejection method for generating Poisson random variables", algorithm PTRS
 */
export function poisson(from: Stream, index: number, mean: number): number {
  if (mean <= 0) return 0;
  if (!(mean < Infinity)) throw new RangeError(`kernels: poisson: mean ${mean} at index ${index}, expected a finite number`);
  fillBlock(from, POISSON, Math.floor(index / 2), 0);
  const at = (index % 2) * 2;
  return poissonOf(from, index, mean, block[at], block[at + 1]);
}

/** Poisson number from two words; when they are rejected, from further blocks of this index alone. */
function poissonOf(from: Stream, index: number, mean: number, word0: number, word1: number): number {
  if (mean < 10) return invert(mean, ((word0 >>> 5) * 67108864 + (word1 >>> 6)) / 9007199254740992);
  if (mean > POISSON_EXACT_LIMIT) {
    const z = radiusOf(word0) * cosTurn(word1);
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * z + (z * z - 1) / 6));
  }
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const quickLimit = 0.9277 - 3.6224 / (b - 2);
  for (let attempt = 0; ; attempt++) {
    if (attempt > 0) {
      // A retry block serves two attempts.
      if (attempt % 2 === 1) fillBlock(from, POISSON_RETRY, index, attempt);
      word0 = block[attempt % 2 === 1 ? 0 : 2];
      word1 = block[attempt % 2 === 1 ? 1 : 3];
    }
    const u = ((word0 >>> 0) + 0.5) / TWO_32 - 0.5;
    const v = ((word1 >>> 0) + 0.5) / TWO_32;
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= quickLimit) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
    if (log((v * inverseAlpha) / (a / (us * us) + b)) <= k * log(mean) - mean - logFactorial(k)) return k;
  }
}

/** Smallest k whose cumulative probability exceeds u. */
function invert(mean: number, u: number): number {
  let probability = exp(-mean);
  let k = 0;
  // Past k = 120 the terms of a mean below 10 no longer change a sum of 53 bits.
  while (u >= probability && k < 120) {
    u -= probability;
    k++;
    probability *= mean / k;
  }
  return k;
}

/**
 * Replaces each pixel by a Poisson number of that mean: pixel n becomes `poisson(from, first + n, pixels[n])`.
 *
 * @param pixels means, overwritten by counts; 0 and below becomes 0. Float32 holds counts to 2^24 exactly.
 * @returns how many pixels were below 0
 * @throws RangeError when a mean is not a number or infinite
 */
export function poissonInPlace(from: Stream, pixels: Float32Array, first = 0): number {
  let below = 0;
  let held = -1;
  let word2 = 0;
  let word3 = 0;
  for (let n = 0; n < pixels.length; n++) {
    const mean = pixels[n];
    if (mean <= 0) {
      if (mean < 0) below++;
      pixels[n] = 0;
      continue;
    }
    const index = first + n;
    if (!(mean < Infinity)) throw new RangeError(`kernels: poisson: mean ${mean} at index ${index}, expected a finite number`);
    if (index % 2 === 1 && held === index) {
      pixels[n] = poissonOf(from, index, mean, word2, word3);
      continue;
    }
    fillBlock(from, POISSON, Math.floor(index / 2), 0);
    if (index % 2 === 1) {
      pixels[n] = poissonOf(from, index, mean, block[2], block[3]);
      continue;
    }
    // The other half of the block is the next pixel's; retries overwrite the block, so it is put aside.
    held = index + 1;
    word2 = block[2];
    word3 = block[3];
    pixels[n] = poissonOf(from, index, mean, block[0], block[1]);
  }
  return below;
}

/** Numbers one after the other, for an object whose draws are few and made in a fixed order. */
export interface Sequence {
  /** [0, 1) */
  uniform(): number;
  gaussian(): number;
  poisson(mean: number): number;
  /** 0 to count - 1. */
  integer(count: number): number;
  /** One of the items. */
  pick<Item>(items: readonly Item[]): Item;
}

/** Reads a stream from index 0 on, one index for each number. Give each object a child stream of its own. */
export function sequence(from: Stream): Sequence {
  let next = 0;
  const integer = (count: number): number => {
    if (!(count >= 1)) throw new RangeError(`kernels: sequence: integer below ${count}, expected a count of at least 1`);
    return Math.floor(uniform(from, next++) * count);
  };
  return {
    uniform: () => uniform(from, next++),
    gaussian: () => gaussian(from, next++),
    poisson: (mean) => poisson(from, next++, mean),
    integer,
    pick: (items) => items[integer(items.length)],
  };
}
