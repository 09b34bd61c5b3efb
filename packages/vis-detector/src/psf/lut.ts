import type { PsfModel } from "@elvis/formats/product";
import {
  blendNodes,
  type Otf,
  type Pool,
  type PsfNode,
  type PsfShape,
  type PsfTables,
  packNode,
  psfTables,
  soloPool,
  transformSamples,
} from "@elvis/kernels";
import { type ColourPlanes, type ColourWeights, colourPlanes, NO_COLOUR } from "./colour.ts";
import { diffusionSigma } from "./diffusion.ts";
import { extentReader, modulationOf, ringsOf } from "./extent.ts";
import { neighbours } from "./grid.ts";
import { type Border, borderReader, type Halo, haloOf } from "./halo.ts";
import { NO_PIXEL, type PixelResponse, SQUARE_PIXEL } from "./response.ts";

/** What is convolved with the model's stamps. */
export interface PsfOptions {
  /** Charge diffusion in the silicon at low signal, as the mission database has it; false for a model that contains it. Default true. */
  readonly diffusion?: boolean;
  /** Attitude jitter during the exposure, standard deviation along each axis, pixels. Default 0.25 (25 mas: with it the reference table has the 0.16 arcsec seen in flight). */
  readonly jitter?: number;
  /** How a pixel responds. Default the square pixel; `NO_PIXEL` for images whose samples are pixels already. */
  readonly response?: PixelResponse;
  /** Diameter of the aperture, m: above diameter / wavelength there is no signal. Default 1.2. */
  readonly aperture?: number;
}

/** Where an object stands between the nodes of the table: up to four, their shares sum to 1. */
export type Corners = readonly { readonly node: number; readonly share: number }[];

/**
 * Point spread functions over one CCD and over the passband, as transforms: at each field position of the model three broad-band planes (`colour.ts`).
 *
 * A field position is read and transformed when an object first needs it. Between them the result is bilinear, so it is continuous everywhere; beyond the
 * outermost ones it is that of the nearest.
 */
export interface PsfField {
  readonly shape: PsfShape;
  /** Corners of a place (mm in the focal plane); once this has resolved, `tables` has them. */
  at(x: number, y: number): Promise<Corners>;
  /** Shares of the planes that are there, for an object's colour. */
  sharesOf(colour: ColourWeights): readonly number[];
  /** All that have been asked for so far, in the memory of a pool: until it is taken back. */
  tables(pool: Pool): PsfTables;
  /** Share of the light of an object with these shares of the planes that lies within the stamp. */
  insideOf(corners: Corners, shares: readonly number[]): number;
  /** Light beyond the stamp; undefined when it holds all. */
  halo(corners: Corners): Halo | undefined;
  /** The image of a place as a node of its own, for all that lies near it. */
  nodeAt(corners: Corners): PsfNode;
  /** Nodes that have been asked for so far, in the order of `Corners`. */
  nodes(): readonly PsfNode[];
}

/** arcsec; along which a cycle per pixel is 1 / 0.1 cycles per arcsec */
const PIXEL_ARCSEC = 0.1;
const NM_PER_M = 1e9;
/** pixels; a small stamp is padded, so that longer periods interpolate between fine steps */
const SHORTEST_PERIOD = 64;
const ARCSEC = Math.PI / 648000;
/** cycles per pixel, past which diffusion leaves nothing */
const MOST_BAND = 1.5;

export function psfField(model: PsfModel, options: PsfOptions = {}): PsfField {
  const { diffusion = true, jitter = 0.25, response = SQUARE_PIXEL, aperture = 1.2 } = options;
  const { size, oversampling, wavelengths, gridX, gridY } = model;
  const period = Math.max(SHORTEST_PERIOD, 2 ** Math.ceil(Math.log2(size / oversampling)));
  // 2 % above the diffraction limit, for scale errors of the model; never above what the samples can carry.
  const bandOf = (wavelength: number): number =>
    Math.min(MOST_BAND, oversampling / 2, (1.02 * aperture * PIXEL_ARCSEC * ARCSEC * NM_PER_M) / wavelength);
  const colours = colourPlanes(wavelengths);
  const distinct = [...new Set(colours.sameAs)];
  const limit = Math.floor(bandOf(wavelengths[0]) * period);
  const shape: PsfShape = { planes: distinct.length, period, limit, rings: ringsOf(size, oversampling) };
  const extentOf = extentReader(size, oversampling);
  const borderOf = borderReader(size, oversampling);
  const known = new Map<string, Promise<number>>();
  const nodes: Prepared[] = [];

  async function prepare(x: number, y: number): Promise<number> {
    const sums = distinct.map(() => zeroOtf(period, limit));
    const mean = new Float32Array(size * size);
    let blur = 0;
    for (const [n, wavelength] of wavelengths.entries()) {
      const shares = distinct.map((plane) => colours.weights[plane][n]);
      const share = meanShare(colours, n);
      if (share === 0 && shares.every((value) => value === 0)) continue;
      const samples = await model.stamp(wavelength, x, y);
      const otf = transformSamples(soloPool(), samples, size, oversampling, period, bandOf(wavelength));
      const spread = diffusion ? diffusionSigma(wavelength) : { x: 0, y: 0 };
      addBlurred(sums, shares, otf, Math.hypot(spread.x, jitter), Math.hypot(spread.y, jitter), response);
      for (let at = 0; at < mean.length; at++) mean[at] += share * samples[at];
      blur += share * ((spread.x ** 2 + spread.y ** 2) / 2 + jitter ** 2);
    }
    const { variance, wing } = extentOf(mean, blur);
    const node = packNode(shape, sums, { variance, wing, modulation: largestModulation(sums) });
    const border = borderOf(mean);
    const inside = sums.map(({ re }) => re[limit * (limit + 1)]);
    nodes.push({ node, border, inside, blur: blur + (response === NO_PIXEL ? 0 : 1 / 12) });
    return nodes.length - 1;
  }

  return {
    shape,
    async at(x, y) {
      const corners: { node: number; share: number }[] = [];
      for (const [gridRow, yShare] of neighbours(gridY, y))
        for (const [gridColumn, xShare] of neighbours(gridX, x)) {
          const key = `${gridColumn} ${gridRow}`;
          let node = known.get(key);
          node ??= prepare(gridColumn, gridRow);
          known.set(key, node);
          corners.push({ node: await node, share: xShare * yShare });
        }
      return corners;
    },
    sharesOf: (colour) => sharesOf(colours, distinct, colour),
    tables: (pool) =>
      psfTables(
        pool,
        shape,
        nodes.map(({ node }) => node),
      ),
    insideOf: (corners, shares) =>
      corners.reduce((sum, { node, share }) => sum + share * shares.reduce((all, of, plane) => all + of * nodes[node].inside[plane], 0), 0),
    halo: (corners) =>
      haloOf(
        corners.map(({ node }) => nodes[node].border),
        corners.map(({ share }) => share),
        nodes[corners[0].node].blur,
      ),
    nodeAt: (corners) =>
      blendNodes(
        corners.map(({ node }) => nodes[node].node),
        corners.map(({ share }) => share),
      ),
    nodes: () => nodes.map(({ node }) => node),
  };
}

/** One field position of the model. */
interface Prepared {
  readonly node: PsfNode;
  readonly border: Border;
  /** Of each plane: share of the light in the stamp. */
  readonly inside: readonly number[];
  /** Variance of diffusion, jitter and pixel along an axis, pixels squared. */
  readonly blur: number;
}

/** An object's shares of the planes, those that are the same counted together. */
function sharesOf({ sameAs }: ColourPlanes, distinct: readonly number[], colour: ColourWeights): readonly number[] {
  return distinct.map((plane) => colour.reduce((sum, weight, n) => sum + (sameAs[n] === plane ? weight : 0), 0));
}

/** Weight of a wavelength in the image of an object without a colour: what the extent and the halo are those of. */
const meanShare = ({ weights }: ColourPlanes, wavelength: number): number =>
  weights.reduce((sum, plane, n) => sum + NO_COLOUR[n] * plane[wavelength], 0);

const zeroOtf = (period: number, limit: number): Otf & { readonly re: Float32Array; readonly im: Float32Array } => {
  const length = (limit + 1) * (2 * limit + 1);
  return { period, limit, re: new Float32Array(length), im: new Float32Array(length) };
};

/** Adds shares of a transform times those of a Gaussian and of the pixel to sums that reach at least as far. */
function addBlurred(
  sums: readonly ReturnType<typeof zeroOtf>[],
  shares: readonly number[],
  otf: Otf,
  sigmaX: number,
  sigmaY: number,
  response: PixelResponse,
): void {
  const step = (2 * Math.PI) / otf.period;
  const axis = (sigma: number): Float64Array =>
    Float64Array.from({ length: otf.limit + 1 }, (_, m) => Math.exp(-0.5 * (sigma * m * step) ** 2) * response(m * step));
  const x = axis(sigmaX);
  const y = axis(sigmaY);
  sums.forEach(({ limit, re, im }, plane) => {
    const share = shares[plane];
    if (share === 0) return;
    for (let l = -otf.limit; l <= otf.limit; l++) {
      const factor = share * y[Math.abs(l)];
      let to = (l + limit) * (limit + 1);
      let from = (l + otf.limit) * (otf.limit + 1);
      for (let m = 0; m <= otf.limit; m++, to++, from++) {
        re[to] += factor * x[m] * otf.re[from];
        im[to] += factor * x[m] * otf.im[from];
      }
    }
  });
}

/** Largest of the planes', ring by ring: an object of any colour is within it. */
function largestModulation(planes: readonly Otf[]): Float64Array {
  const each = planes.map(modulationOf);
  return each[0].map((_, ring) => Math.max(...each.map((modulation) => modulation[ring])));
}
