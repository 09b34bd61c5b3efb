import { DEGREE, directionOf } from "@elvis/focal-plane";
import type { SkyPointing } from "@elvis/formats/product";

/** North galactic pole, ICRS: ESA 1997, The Hipparcos and Tycho Catalogues, vol. 1, section 1.5.3. */
const GALACTIC_POLE = directionOf(192.85948, 27.12825);

/** Degrees: nearer to the plane the light, which comes from many degrees around, grows no more. Ours. */
const PLANE = 10;

/** Galactic latitude of a direction, degrees. */
export function galacticLatitude(ra: number, dec: number): number {
  const [x, y, z] = directionOf(ra, dec);
  return Math.asin(Math.max(-1, Math.min(1, x * GALACTIC_POLE[0] + y * GALACTIC_POLE[1] + z * GALACTIC_POLE[2]))) / DEGREE;
}

/**
 * Light of stars beside the field that reaches the detectors, e-/s/pixel, the same over the field.
 *
 * A stand-in for the mission database's map against galactic coordinates (VISOutfieldTelescopestraylightmap...), which is not public: the
 * surface brightness of a plane-parallel Galaxy, 1 / sin |b|, down to 10 degrees.
 *
 * @param atPole e-/s/pixel at the galactic poles
 */
export const outfieldRate = (atPole: number, { ra, dec }: SkyPointing): number =>
  atPole / Math.sin(Math.max(PLANE, Math.abs(galacticLatitude(ra, dec))) * DEGREE);
