import type { CosmicRayModel } from "@elvis/formats/product";
import { cos, type Stream, sin, uniform } from "@elvis/kernels";
import { StageError } from "@elvis/stage";
import type { Effect, EffectContext } from "../../effect.ts";
import type { Charge } from "../../frame.ts";
import { cloud, walk } from "./track.ts";

export interface CosmicRaysSettings {
  /** Lengths (pixels) and energies (electrons) by probability, and the fraction of pixels touched in a time. */
  readonly model: CosmicRayModel;
  /** A track's length and energy come from the same deviate, as ELViS draws them: the long are the energetic. */
  readonly isCorrelated: boolean;
  /** Spread of the charge on its way to the gates, standard deviation, pixels; 0 for none. */
  readonly diffusion: number;
}

/** Adds the tracks of charged particles, whole electrons. See ./cosmic-rays.md. */
export const cosmicRays = {
  name: "cosmic-rays",
  elvisKey: "COSMICRAYS",
  apply(frame, settings, context) {
    const rowTime = context.readoutTime / (Math.ceil(frame.height / 2) + frame.margins.parallelOverscan);
    const fraction = (settings.model.coveringFraction * meanTimeOnCcd(frame, context, rowTime)) / settings.model.duration;
    if (!(fraction >= 0 && fraction < 1))
      throw new StageError(`cosmic rays: expected a fraction of pixels from 0 to below 1, found ${fraction}`);
    const target = fraction * frame.pixels.length;
    const touched = new TouchedPixels(frame.pixels.length);
    const depositor = new Depositor(frame, touched, settings.diffusion);
    let tracks = 0;
    let collected = 0;
    while (touched.count < target) {
      const track = drawTrack(context.random, tracks++, frame, settings, context.commandedDuration + context.readoutTime);
      // Charge that is there already has moved towards the registers by whole rows when the particle comes during the readout.
      const rowsMoved = rowTime > 0 ? Math.max(0, Math.floor((track.time - context.commandedDuration) / rowTime)) : 0;
      collected += depositor.add(track, rowsMoved);
      if (tracks % 10000 === 0) context.signal.throwIfAborted();
    }
    context.report({ tracks, touchedPixels: touched.count, electrons: collected });
    return frame;
  },
} as const satisfies Effect<Charge, Charge, CosmicRaysSettings>;

/** s; from the start of the exposure until a row is read, the mean over the rows */
function meanTimeOnCcd(frame: Charge, { commandedDuration }: EffectContext, rowTime: number): number {
  return commandedDuration + (rowTime * Math.ceil(frame.height / 2)) / 2;
}

interface Track {
  /** One end, pixels. */
  readonly x: number;
  readonly y: number;
  readonly length: number;
  readonly directionX: number;
  readonly directionY: number;
  readonly electrons: number;
  /** s since the start of the exposure. */
  readonly time: number;
}

/**
 * Track `index`. Its middle may lie beyond the CCD by half the longest length, so that the flux is the same up to the edges.
 *
 * @param duration s; particles come at any time of it alike
 */
function drawTrack(
  random: Stream,
  index: number,
  { width, height }: Charge,
  { model, isCorrelated }: CosmicRaysSettings,
  duration: number,
): Track {
  const deviate = uniform(random, index, 0);
  const length = quantile(model.length, deviate);
  const electrons = quantile(model.energy, isCorrelated ? deviate : uniform(random, index, 1));
  const margin = model.length.value[model.length.value.length - 1] / 2;
  const angle = Math.PI * uniform(random, index, 2);
  const directionX = cos(angle);
  const directionY = sin(angle);
  const x = uniform(random, index, 3) * (width + 2 * margin) - margin - 0.5 - (length / 2) * directionX;
  const y = uniform(random, index, 4) * (height + 2 * margin) - margin - 0.5 - (length / 2) * directionY;
  return { x, y, length, directionX, directionY, electrons, time: uniform(random, index, 5) * duration };
}

/**
 * Value at a probability, linear between the entries of the table.
 *
 * @param table probabilities ascending from 0 to 1
 */
export function quantile(
  { probability, value }: { readonly probability: readonly number[]; readonly value: readonly number[] },
  at: number,
): number {
  let low = 0;
  let high = probability.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (probability[middle] <= at) low = middle;
    else high = middle;
  }
  const share = (at - probability[low]) / (probability[high] - probability[low]);
  return value[low] + share * (value[high] - value[low]);
}

/** Which pixels a track has crossed, one bit each. */
class TouchedPixels {
  count = 0;
  readonly #bits: Uint8Array;
  constructor(pixels: number) {
    this.#bits = new Uint8Array((pixels + 7) >> 3);
  }
  add(at: number): void {
    const bit = 1 << (at & 7);
    if ((this.#bits[at >> 3] & bit) !== 0) return;
    this.#bits[at >> 3] |= bit;
    this.count++;
  }
}

/** Longest piece of a track whose cloud is drawn as one, pixels. */
const PIECE = 0.5;

/** Puts tracks into a frame, in whole electrons: what is rounded away in one pixel is carried to the next. */
class Depositor {
  readonly #frame: Charge;
  readonly #touched: TouchedPixels;
  readonly #sigma: number;
  readonly #reach: number;
  readonly #alongX: Float64Array;
  readonly #alongY: Float64Array;
  #due = 0;
  #given = 0;

  constructor(frame: Charge, touched: TouchedPixels, sigma: number) {
    if (!(sigma >= 0 && sigma < 10)) throw new StageError(`cosmic rays: expected a diffusion of 0 to 10 pixels, found ${sigma}`);
    this.#frame = frame;
    this.#touched = touched;
    this.#sigma = sigma;
    this.#reach = Math.ceil(3 * sigma);
    this.#alongX = new Float64Array(2 * this.#reach + 1);
    this.#alongY = new Float64Array(2 * this.#reach + 1);
  }

  /** @returns electrons that stayed in the frame */
  add(track: Track, rowsMoved: number): number {
    this.#due = 0;
    this.#given = 0;
    let collected = 0;
    const { x: startX, y: startY, directionX, directionY, length, electrons } = track;
    let walked = 0;
    walk(startX, startY, length, directionX, directionY, (x, y, share) => {
      const at = this.#packet(x, y, rowsMoved);
      if (at >= 0) this.#touched.add(at);
      if (this.#sigma === 0) collected += this.#give(at, electrons * share);
      else {
        const pieces = Math.max(1, Math.ceil((share * length) / PIECE));
        for (let n = 0; n < pieces; n++) {
          const middle = (walked + (share * (n + 0.5)) / pieces) * length;
          collected += this.#spread(startX + middle * directionX, startY + middle * directionY, (electrons * share) / pieces, rowsMoved);
        }
      }
      walked += share;
    });
    return collected;
  }

  #spread(centreX: number, centreY: number, electrons: number, rowsMoved: number): number {
    const left = Math.floor(centreX + 0.5) - this.#reach;
    const bottom = Math.floor(centreY + 0.5) - this.#reach;
    const { width, height } = this.#frame;
    const side = 2 * this.#reach + 1;
    if (left >= width || bottom >= height || left + side <= 0 || bottom + side <= 0) return 0;
    cloud(this.#alongX, left, centreX, this.#sigma);
    cloud(this.#alongY, bottom, centreY, this.#sigma);
    let collected = 0;
    for (let l = 0; l < side; l++) {
      for (let k = 0; k < side; k++) {
        collected += this.#give(this.#packet(left + k, bottom + l, rowsMoved), electrons * this.#alongX[k] * this.#alongY[l]);
      }
    }
    return collected;
  }

  /** @returns whole electrons given to the packet; 0 when it is -1, and its charge is lost */
  #give(at: number, electrons: number): number {
    this.#due += electrons;
    const whole = Math.round(this.#due) - this.#given;
    this.#given += whole;
    if (at < 0) return 0;
    this.#frame.pixels[at] += whole;
    return whole;
  }

  /**
   * The packet of charge that is in pixel (x, y) after the rows have moved towards their registers at the outer edges.
   *
   * @returns its index in the frame, or -1 outside the frame and where the rows behind are empty
   */
  #packet(x: number, y: number, rowsMoved: number): number {
    const { width, height } = this.#frame;
    if (x < 0 || x >= width || y < 0 || y >= height) return -1;
    const isLower = y < height / 2;
    const from = isLower ? y + rowsMoved : y - rowsMoved;
    if (isLower ? from >= height / 2 : from < height / 2) return -1;
    return from * width + x;
  }
}
