import type { Otf } from "@elvis/kernels";

/** How far a stamp's light spreads. */
export interface StampExtent {
  /** Mean variance along x and y, pixels squared, within the stamp. */
  readonly variance: number;
  /** Largest share of the light in one pixel at a distance of n pixels or beyond. */
  readonly wing: Float64Array;
}

/** Entries of a wing. */
export const ringsOf = (size: number, oversampling: number): number => Math.ceil(size / oversampling) + 1;

/** Spikes stand out of the ring's mean by a factor of a few; the outermost rings are the stamp's corners. */
const SPIKE = 4;

/**
 * Reads how far the light of stamps of one size spreads. The ring, a pixel wide, that each sample belongs to is worked out once.
 *
 * @param size samples on a side; the origin is sample (floor(size / 2), floor(size / 2))
 * @param oversampling samples per pixel
 * @returns of samples and the variance (pixels squared) that they will be convolved with
 */
export function extentReader(size: number, oversampling: number): (samples: Float32Array, blurVariance: number) => StampExtent {
  const origin = Math.floor(size / 2);
  const rings = ringsOf(size, oversampling) - 1;
  const area = new Float64Array(rings + 1);
  const ringOf = new Uint16Array(size * size);
  /** Square of each column's or row's distance from the origin, pixels. */
  const squares = Float64Array.from({ length: size }, (_, n) => ((n - origin) / oversampling) ** 2);
  for (let y = 0, at = 0; y < size; y++)
    for (let x = 0; x < size; x++, at++) {
      const ring = Math.min(rings, Math.floor(Math.sqrt(squares[x] + squares[y])));
      ringOf[at] = ring;
      area[ring] += 1 / (oversampling * oversampling);
    }
  return (samples, blurVariance) => {
    const light = new Float64Array(rings + 1);
    let sum = 0;
    let moment = 0;
    for (let y = 0, at = 0; y < size; y++) {
      let row = 0;
      for (let x = 0; x < size; x++, at++) {
        const sample = samples[at];
        row += sample;
        moment += sample * squares[x];
        light[ringOf[at]] += sample;
      }
      sum += row;
      moment += row * squares[y];
    }
    const peaks = light.map((value, ring) => (area[ring] > 0 ? (SPIKE * Math.abs(value)) / area[ring] : 0));
    for (let ring = rings - 1; ring >= 0; ring--) peaks[ring] = Math.max(peaks[ring], peaks[ring + 1]);
    return { variance: moment / (2 * sum) + blurVariance, wing: peaks };
  };
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
