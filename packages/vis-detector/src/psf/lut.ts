import type { PsfModel } from "@elvis/formats/product";
import { blendOtf, blurOtf, type Otf, type OtfMemory, otfOfSamples, thinOtf } from "@elvis/kernels";
import { diffusionSigma } from "./diffusion.ts";
import { type Border, borderOf, type Halo, haloOf } from "./halo.ts";

/** What is convolved with the model's stamps. */
export interface PsfOptions {
  /** Charge diffusion in the silicon at low signal, as the mission database has it; false for a model that contains it. Default true. */
  readonly diffusion?: boolean;
  /** Attitude jitter during the exposure, standard deviation along each axis, pixels. Default 0.1 (0.01 arcsec). */
  readonly jitter?: number;
  /** Whether the square pixel's response is convolved. Default true; false only for images whose samples are already pixels. */
  readonly pixel?: boolean;
  /** Diameter of the aperture, m: above diameter / wavelength there is no signal. Default 1.2. */
  readonly aperture?: number;
}

/** The point spread function of a place and a colour, ready to render with. */
export interface PointImage {
  /**
   * Transform on the grid of a period: a power of two, pixels. It lasts until the field's next transform is asked for.
   *
   * @param bandLimit cycles per pixel, above which it is not needed
   */
  otf(period: number, bandLimit?: number): Otf;
  readonly extent: PsfExtent;
  /** What lies beyond the stamp; undefined when it holds all the light. */
  halo(): Halo | undefined;
}

/** How far a point's light spreads. */
export interface PsfExtent {
  /** Side of the model's stamp, pixels. Nothing of it lies outside. */
  readonly side: number;
  /** Period that holds the stamp without wrapping. */
  readonly period: number;
  /** Mean variance along x and y, pixels squared, within the stamp. */
  readonly variance: number;
  /** Share of the light inside the stamp. */
  readonly sum: number;
  /** Largest share of the light in one pixel at a distance (pixels) or beyond. */
  wing(distance: number): number;
  /** Mean modulus of the transform in rings of 1 / period cycles per pixel about the origin. */
  readonly modulation: Float64Array;
}

/**
 * Point spread functions over one CCD and over the passband, as transforms.
 *
 * Each stamp of the model is transformed once, when an object first needs it. Between field positions the result is bilinear, between wavelengths
 * linear, so it is continuous everywhere; beyond the outermost ones it is that of the nearest.
 */
export interface PsfField {
  /**
   * @param x mm in the focal plane
   * @param y mm
   * @param wavelength effective, nm
   */
  at(x: number, y: number, wavelength: number): Promise<PointImage>;
}

/** arcsec; along which a cycle per pixel is 1 / 0.1 cycles per arcsec */
const PIXEL_ARCSEC = 0.1;
const NM_PER_M = 1e9;
/** pixels; a small stamp is padded, so that longer periods interpolate between fine steps */
const SHORTEST_PERIOD = 64;
const ARCSEC = Math.PI / 648000;

export function psfField(model: PsfModel, options: PsfOptions = {}): PsfField {
  const { diffusion = true, jitter = 0.1, pixel = true, aperture = 1.2 } = options;
  const side = model.size / model.oversampling;
  const period = Math.max(SHORTEST_PERIOD, 2 ** Math.ceil(Math.log2(side)));
  const known = new Map<string, Promise<Prepared>>();
  const memory: OtfMemory = { re: new Float64Array(0), im: new Float64Array(0) };

  async function prepare(wavelength: number, x: number, y: number): Promise<Prepared> {
    const samples = await model.stamp(wavelength, x, y);
    // 2 % above the diffraction limit, for scale errors of the model; never above what the samples can carry, nor 1.5 cycles per pixel, past which diffusion leaves nothing.
    const bandLimit = Math.min(1.5, model.oversampling / 2, (1.02 * aperture * PIXEL_ARCSEC * ARCSEC * NM_PER_M) / wavelength);
    const otf = otfOfSamples(samples, model.size, model.oversampling, period, bandLimit);
    const spread = diffusion ? diffusionSigma(wavelength) : { x: 0, y: 0 };
    blurOtf(otf, Math.hypot(spread.x, jitter), Math.hypot(spread.y, jitter), pixel);
    const blur = (spread.x ** 2 + spread.y ** 2) / 2 + jitter ** 2;
    return {
      otfs: new Map([[period, otf]]),
      extent: { ...extentOf(samples, model.size, model.oversampling, period, blur), modulation: modulationOf(otf) },
      border: borderOf(samples, model.size, model.oversampling),
      blur: blur + (pixel ? 1 / 12 : 0),
    };
  }

  return {
    async at(x, y, wavelength) {
      const nodes: Prepared[] = [];
      const weights: number[] = [];
      for (const [gridWavelength, wavelengthShare] of neighbours(model.wavelengths, wavelength))
        for (const [gridY, yShare] of neighbours(model.gridY, y))
          for (const [gridX, xShare] of neighbours(model.gridX, x)) {
            const key = `${gridWavelength} ${gridX} ${gridY}`;
            let stamp = known.get(key);
            stamp ??= prepare(gridWavelength, gridX, gridY);
            known.set(key, stamp);
            nodes.push(await stamp);
            weights.push(wavelengthShare * yShare * xShare);
          }
      return {
        otf(wanted, bandLimit) {
          const thin = Math.min(wanted, period);
          return blendOtf(
            nodes.map((node) => otfOf(node, period, thin)),
            weights,
            wanted,
            bandLimit,
            memory,
          );
        },
        extent: nodes[0].extent,
        halo: () =>
          haloOf(
            nodes.map(({ border }) => border),
            weights,
            nodes[0].blur,
          ),
      };
    },
  };
}

/** One stamp of the model, ready to be blended. */
interface Prepared {
  /** By period: the full one, and shorter ones that were asked for. */
  readonly otfs: Map<number, Otf>;
  readonly extent: PsfExtent;
  readonly border: Border;
  /** Variance of diffusion, jitter and pixel along an axis, pixels squared. */
  readonly blur: number;
}

/** The transform on the grid of `thin`, at most the full period. Thinned once: objects then read it in one piece. */
function otfOf({ otfs }: Prepared, period: number, thin: number): Otf {
  let otf = otfs.get(thin);
  otf ??= thinOtf(otfs.get(period)!, thin);
  otfs.set(thin, otf);
  return otf;
}

function modulationOf({ limit, re, im }: Otf): Float64Array {
  const sum = new Float64Array(limit + 1);
  const count = new Float64Array(limit + 1);
  for (let l = -limit, at = 0; l <= limit; l++)
    for (let m = 0; m <= limit; m++, at++) {
      const ring = Math.round(Math.hypot(m, l));
      if (ring > limit) continue;
      sum[ring] += Math.hypot(re[at], im[at]);
      count[ring]++;
    }
  return sum.map((value, ring) => value / count[ring]);
}

/** The one or two entries of a grid about a value, with their shares. */
function neighbours(ascending: readonly number[], value: number): (readonly [number, number])[] {
  const last = ascending.length - 1;
  if (!(value > ascending[0])) return [[ascending[0], 1]];
  if (value >= ascending[last]) return [[ascending[last], 1]];
  let above = 1;
  while (ascending[above] < value) above++;
  const share = (value - ascending[above - 1]) / (ascending[above] - ascending[above - 1]);
  return share === 1
    ? [[ascending[above], 1]]
    : [
        [ascending[above - 1], 1 - share],
        [ascending[above], share],
      ];
}

function extentOf(
  samples: Float32Array,
  size: number,
  oversampling: number,
  period: number,
  blurVariance: number,
): Omit<PsfExtent, "modulation"> {
  const origin = Math.floor(size / 2);
  const rings = Math.ceil(size / oversampling);
  const light = new Float64Array(rings + 1);
  const area = new Float64Array(rings + 1);
  let sum = 0;
  let moment = 0;
  for (let y = 0, at = 0; y < size; y++) {
    for (let x = 0; x < size; x++, at++) {
      const squared = ((x - origin) ** 2 + (y - origin) ** 2) / (oversampling * oversampling);
      sum += samples[at];
      moment += samples[at] * squared;
      const ring = Math.min(rings, Math.floor(Math.sqrt(squared)));
      light[ring] += samples[at];
      area[ring] += 1 / (oversampling * oversampling);
    }
  }
  // Spikes stand out of the ring's mean by a factor of a few; the outermost rings are the stamp's corners.
  const peaks = light.map((value, ring) => (area[ring] > 0 ? (4 * Math.abs(value)) / area[ring] : 0));
  for (let ring = rings - 1; ring >= 0; ring--) peaks[ring] = Math.max(peaks[ring], peaks[ring + 1]);
  return {
    side: size / oversampling,
    period,
    variance: moment / (2 * sum) + blurVariance,
    sum,
    wing: (distance) => peaks[Math.min(rings, Math.max(0, Math.floor(distance)))],
  };
}
