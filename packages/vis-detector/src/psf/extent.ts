import type { Otf } from "@elvis/kernels";

/** How far a stamp's light spreads. */
export interface StampExtent {
  /** Mean variance along x and y, pixels squared, within the stamp. */
  readonly variance: number;
  /** Largest share of the light in one pixel at a distance of n pixels or beyond. */
  readonly wing: Float64Array;
}

/** Rings of one pixel about the origin, for stamps of one size: which ring each sample belongs to, its squared distance, and each ring's area. */
interface Rings {
  readonly ring: Uint16Array;
  readonly squared: Float32Array;
  readonly area: Float64Array;
}

/** Entries of a wing. */
export const ringsOf = (size: number, oversampling: number): number => Math.ceil(size / oversampling) + 1;

export function makeRings(size: number, oversampling: number): Rings {
  const origin = Math.floor(size / 2);
  const count = ringsOf(size, oversampling);
  const ring = new Uint16Array(size * size);
  const squared = new Float32Array(size * size);
  const area = new Float64Array(count);
  for (let y = 0, at = 0; y < size; y++)
    for (let x = 0; x < size; x++, at++) {
      squared[at] = ((x - origin) ** 2 + (y - origin) ** 2) / (oversampling * oversampling);
      ring[at] = Math.min(count - 1, Math.floor(Math.sqrt(squared[at])));
      area[ring[at]] += 1 / (oversampling * oversampling);
    }
  return { ring, squared, area };
}

/** @param blur variance that the stamp will be convolved with, pixels squared */
export function extentOf(samples: Float32Array, { ring, squared, area }: Rings, blur: number): StampExtent {
  const light = new Float64Array(area.length);
  let sum = 0;
  let moment = 0;
  for (let at = 0; at < samples.length; at++) {
    const value = samples[at];
    sum += value;
    moment += value * squared[at];
    light[ring[at]] += value;
  }
  // Spikes stand out of the ring's mean by a factor of a few; the outermost rings are the stamp's corners.
  const wing = light.map((value, n) => (area[n] > 0 ? (4 * Math.abs(value)) / area[n] : 0));
  for (let n = wing.length - 2; n >= 0; n--) wing[n] = Math.max(wing[n], wing[n + 1]);
  return { variance: moment / (2 * sum) + blur, wing };
}

/** Mean modulus of a transform in rings of 1 / period cycles per pixel about the origin. */
export function modulationOf({ limit, re, im }: Otf): Float64Array {
  const sum = new Float64Array(limit + 1);
  const count = new Float64Array(limit + 1);
  for (let l = -limit, at = 0; l <= limit; l++)
    for (let m = 0; m <= limit; m++, at++) {
      const ring = Math.round(Math.sqrt(m * m + l * l));
      if (ring > limit) continue;
      sum[ring] += Math.sqrt(re[at] * re[at] + im[at] * im[at]);
      count[ring]++;
    }
  return sum.map((value, ring) => value / count[ring]);
}
