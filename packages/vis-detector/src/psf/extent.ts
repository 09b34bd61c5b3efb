import type { PsfExtent } from "./lut.ts";

/** All of an extent that the samples tell; the modulation is the transform's. */
export type SampledExtent = Omit<PsfExtent, "modulation">;

/** Spikes stand out of the ring's mean by a factor of a few; the outermost rings are the stamp's corners. */
const SPIKE = 4;

/**
 * Reads how far the light of stamps of one size spreads. The ring, a pixel wide, that each sample belongs to is worked out once.
 *
 * @param size samples on a side; the origin is sample (floor(size / 2), floor(size / 2))
 * @param oversampling samples per pixel
 * @param period pixels; handed on
 * @returns of samples and the variance (pixels squared) that they will be convolved with
 */
export function extentReader(
  size: number,
  oversampling: number,
  period: number,
): (samples: Float32Array, blurVariance: number) => SampledExtent {
  const origin = Math.floor(size / 2);
  const rings = Math.ceil(size / oversampling);
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
    return {
      side: size / oversampling,
      period,
      variance: moment / (2 * sum) + blurVariance,
      sum,
      wing: (distance) => peaks[Math.min(rings, Math.max(0, Math.floor(distance)))],
    };
  };
}
