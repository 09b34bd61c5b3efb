import type { CosmicRayModel } from "@elvis/formats/product";
import { addTracksOn, cos, type Stream, sin, type Track, uniform } from "@elvis/kernels";
import { StageError } from "@elvis/stage";
import type { Effect, EffectContext } from "../../effect.ts";
import type { Charge } from "../../frame.ts";

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
  async apply(frame, settings, context) {
    const { diffusion, model } = settings;
    const { commandedDuration, pool, random, readoutTime, report, signal } = context;
    const rowTime = readoutTime / (Math.ceil(frame.height / 2) + frame.margins.parallelOverscan);
    const fraction = (model.coveringFraction * meanTimeOnCcd(frame, context, rowTime)) / model.duration;
    if (!(fraction >= 0 && fraction < 1))
      throw new StageError(`cosmic rays: expected a fraction of pixels from 0 to below 1, found ${fraction}`);
    if (!(diffusion >= 0 && diffusion < 10))
      throw new StageError(`cosmic rays: expected a diffusion of 0 to 10 pixels, found ${diffusion}`);
    const { tracks, touched, electrons } = await addTracksOn(pool, frame, diffusion, fraction * frame.pixels.length, (index) => {
      if (index % 10000 === 0) signal.throwIfAborted();
      const track = drawTrack(random, index, frame, settings, commandedDuration + readoutTime);
      // Charge that is there already has moved towards the registers by whole rows when the particle comes during the readout.
      return { ...track, rowsMoved: rowTime > 0 ? Math.max(0, Math.floor((track.time - commandedDuration) / rowTime)) : 0 };
    });
    report({ tracks, touchedPixels: touched, electrons });
    return frame;
  },
} as const satisfies Effect<Charge, Charge, CosmicRaysSettings>;

/** s; from the start of the exposure until a row is read, the mean over the rows */
function meanTimeOnCcd(frame: Charge, { commandedDuration }: EffectContext, rowTime: number): number {
  return commandedDuration + (rowTime * Math.ceil(frame.height / 2)) / 2;
}

/** A track, and when it comes: s since the start of the exposure. */
type Drawn = Omit<Track, "rowsMoved"> & { readonly time: number };

/**
 * Track `index`. Its middle may lie beyond the CCD by half the longest length, so that the flux is the same up to the edges.
 *
 * @param duration s; particles come at any time of it alike
 */
export function drawTrack(
  random: Stream,
  index: number,
  { width, height }: Charge,
  { model, isCorrelated }: CosmicRaysSettings,
  duration: number,
): Drawn {
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
