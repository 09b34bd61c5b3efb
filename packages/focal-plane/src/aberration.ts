import type { OrbitState, SkyPointing } from "@elvis/formats/product";
import { combine, directionOf, dot, longitudeLatitudeDeg, normalise, scale, type Vector } from "./angles.ts";
import type { SkyDirection } from "./projection.ts";
import { earthVelocity } from "./sun.ts";
import type { UtcMicroseconds } from "./times.ts";

/** km/s */
const SPEED_OF_LIGHT = 299_792.458;

/**
 * Direction in which an observer moving with `velocity` sees a source of direction `direction`: exact special relativity
 * (Urban and Seidelmann 2013, Explanatory Supplement, eq. 7.30). With the velocity turned round it goes back from the direction seen to the source's.
 *
 * @param direction unit vector
 * @param velocity km/s, in the same axes and against the frame in which `direction` is given
 */
export function aberrate(direction: Vector, velocity: Vector): Vector {
  const beta = scale(1 / SPEED_OF_LIGHT, velocity);
  const root = Math.sqrt(1 - dot(beta, beta));
  return normalise(combine(root, direction, 1 + dot(direction, beta) / (1 + root), beta));
}

/** Velocity of the spacecraft against the barycentre of the solar system, km/s, ICRS: the Earth's and its own in the orbit about it. */
export const spacecraftVelocity = (time: UtcMicroseconds, orbit: Pick<OrbitState, "velocity">): Vector =>
  combine(1, earthVelocity(time), 1, orbit.velocity);

/** Where sources appear in the field of a telescope that moves. Degrees, ICRS. */
export interface SeenSky {
  /** The direction whose place in the field a source takes, had the telescope stood still. */
  seen(ra: number, dec: number): SkyDirection;
  /** The source that takes the place of a direction: back from {@link seen}. */
  source(ra: number, dec: number): SkyDirection;
}

/**
 * Velocity aberration over the field of a pointing: only what differs from the field's centre.
 *
 * A pointing is commanded as the catalogue's direction of the field centre, with a position angle there. So the telescope is turned to where that direction
 * appears, by up to 21 seconds of arc, along the great circle on which aberration moves it: the source at the pointing stays in the middle, and a source a little
 * beside it stays at its position angle, as aberration keeps angles. What is left is a change of scale, 1 - v.p / c with v the velocity and p the pointing: up to
 * 1e-4, 0.14 seconds of arc at 0.39 degrees and 0.19 at the corners; and a bending of up to a milliarcsecond there.
 *
 * @param velocity km/s, ICRS; see {@link spacecraftVelocity}
 */
export function seenSky(pointing: SkyPointing, velocity: Vector): SeenSky {
  const centre = directionOf(pointing.ra, pointing.dec);
  const apparent = aberrate(centre, velocity);
  const away = scale(-1, velocity);
  const degrees = (v: Vector): SkyDirection => {
    const { longitude, latitude } = longitudeLatitudeDeg(v);
    return { ra: longitude, dec: latitude };
  };
  return {
    seen: (ra, dec) => degrees(turned(aberrate(directionOf(ra, dec), velocity), apparent, centre)),
    source: (ra, dec) => degrees(aberrate(turned(directionOf(ra, dec), centre, apparent), away)),
  };
}

/** `v` after the smallest turn that takes the unit vector `from` to `to`; the two are not opposite. */
function turned(v: Vector, from: Vector, to: Vector): Vector {
  const middle = combine(1, from, 1, to);
  return combine(1, combine(1, v, 2 * dot(from, v), to), -dot(middle, v) / (1 + dot(from, to)), middle);
}
