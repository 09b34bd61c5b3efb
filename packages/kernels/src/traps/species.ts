/**
 * Kinds of charge traps. Densities are traps per pixel, in all its phases together; times are in units of the dwell times of the clock, which by
 * custom are transfers: one from pixel to pixel.
 */
export type Species = InstantCapture | SlowCapture | InstantCaptureContinuum | SlowCaptureContinuum;

interface Traps {
  /** Traps per pixel, from 0 up. */
  readonly density: number;
  /** Time constant of release, above 0; of a continuum the median. */
  readonly releaseTime: number;
}

/** Empty traps that the electrons reach are full at once. */
export interface InstantCapture extends Traps {
  readonly kind: "instant-capture";
  /** For traps near the surface: none lie in the well below the volume `none`, all above `full`, their share grows linearly between. */
  readonly surface?: { readonly none: number; readonly full: number };
}

/** Empty traps fill with a time constant. */
export interface SlowCapture extends Traps {
  readonly kind: "slow-capture";
  /** Time constant of capture, from 0 up; at 0 every empty trap in reach is full after a dwell time. */
  readonly captureTime: number;
}

/** As instant capture, with release times spread about their median: log-normal, of this standard deviation in ln(time). */
export interface InstantCaptureContinuum extends Traps {
  readonly kind: "instant-capture-continuum";
  readonly releaseSigma: number;
}

/** As slow capture, with release times spread about their median. */
export interface SlowCaptureContinuum extends Traps {
  readonly kind: "slow-capture-continuum";
  readonly releaseSigma: number;
  /** Time constant of capture, above 0. */
  readonly captureTime: number;
}

/** @throws RangeError naming what is outside its range */
export function checkSpecies(species: Species): void {
  const refuse = (name: string, value: number, expected: string): never => {
    throw new RangeError(`kernels: traps: ${name} ${value} of ${species.kind} traps, expected ${expected}`);
  };
  if (!(species.density >= 0 && species.density < Infinity)) refuse("density", species.density, "traps per pixel from 0 up");
  if (!(species.releaseTime > 0)) refuse("release time", species.releaseTime, "above 0");
  if ("captureTime" in species && !(species.captureTime >= 0)) refuse("capture time", species.captureTime, "from 0 up");
  if (species.kind === "slow-capture-continuum" && species.captureTime === 0)
    refuse("capture time", 0, "above 0; traps that fill at once are an instant-capture-continuum");
  if ("releaseSigma" in species && !(species.releaseSigma > 0)) refuse("spread of release times", species.releaseSigma, "above 0");
  if (species.kind === "instant-capture" && species.surface !== undefined) {
    const { none, full } = species.surface;
    if (!(none >= 0 && none <= full)) refuse("volume without traps", none, `0 to ${full}, where all are`);
    if (!(full <= 1 && none < 1)) refuse("volume with all traps", full, "at most 1, and some traps below it");
  }
}
