import type { EclipticAttitude, OrbitState, SkyPointing } from "@elvis/formats/product";
import { combine, cross, DEGREE, directionOf, dot, eastNorth, normalise, separation, turnDeg, type Vector } from "./angles.ts";
import { toEcliptic } from "./ecliptic.ts";
import { fieldToSky, tangentPlane } from "./projection.ts";
import { ASTRONOMICAL_UNIT, apparentSun } from "./sun.ts";
import type { UtcMicroseconds } from "./times.ts";

/**
 * From the centre of the VIS field to the spacecraft's axis, degrees, against the position angle.
 * Found so that the solar angles of a flight header come out (observation 357); the mission database of 2017 has 0.822 (TelescopeVISFoVCentreXscNominal).
 */
const SPACECRAFT_AXIS_OFFSET_DEG = 0.8102;

/** Half sides of the field, degrees, as the corners in flight headers have it: along PA + 90 degrees and along PA. */
export const FIELD_HALF_LONG_DEG = 0.38988;
export const FIELD_HALF_SHORT_DEG = 0.3501;

/** Direction (ICRS) and distance (km) of the Sun seen from the spacecraft. */
function sunFromSpacecraft(time: UtcMicroseconds, orbit: OrbitState): { readonly direction: Vector; readonly distance: number } {
  const sun = apparentSun(time);
  const from = combine(sun.distance * ASTRONOMICAL_UNIT, sun.direction, -1, orbit.position);
  return { direction: normalise(from), distance: Math.hypot(...from) };
}

/**
 * Ecliptic attitude and solar angles of a pointing, degrees.
 *
 * With z the spacecraft's axis and y the direction of the position angle there, x = y cross z, s the Sun: solar aspect angle = angle(z, s),
 * alpha = -atan2(s.x, s.y), beta = atan2(s.z, s.y). Alpha of a flight header is the planned value, up to 0.04 degree from the one of the final attitude.
 */
export function attitudeOf(pointing: SkyPointing, time: UtcMicroseconds, orbit: OrbitState): EclipticAttitude {
  const centre = directionOf(pointing.ra, pointing.dec);
  const { east, north } = eastNorth(pointing.ra, pointing.dec);
  const pa = pointing.pa * DEGREE;
  const along = combine(Math.sin(pa), east, Math.cos(pa), north);
  const offset = SPACECRAFT_AXIS_OFFSET_DEG * DEGREE;
  const z = combine(Math.cos(offset), centre, -Math.sin(offset), along);
  const y = combine(Math.cos(offset), along, Math.sin(offset), centre);
  const x = cross(y, z);
  const { direction: sun } = sunFromSpacecraft(time, orbit);
  return {
    ...toEcliptic(pointing),
    solarAspectAngle: separation(z, sun) / DEGREE,
    alpha: -Math.atan2(dot(sun, x), dot(sun, y)) / DEGREE,
    beta: Math.atan2(dot(sun, z), dot(sun, y)) / DEGREE,
  };
}

/** Corners 1 to 4 of the field, [ra, dec] in degrees, in the order of flight headers: (+, +), (-, +), (-, -), (+, -) along PA + 90 degrees and PA. */
export function fieldCorners(pointing: SkyPointing): readonly (readonly [number, number])[] {
  const plane = tangentPlane(pointing);
  const corner = (long: number, short: number): readonly [number, number] => {
    const { ra, dec } = fieldToSky(plane, { x: -short * FIELD_HALF_SHORT_DEG, y: long * FIELD_HALF_LONG_DEG });
    return [turnDeg(ra), dec];
  };
  return [corner(1, 1), corner(-1, 1), corner(-1, -1), corner(1, -1)];
}
