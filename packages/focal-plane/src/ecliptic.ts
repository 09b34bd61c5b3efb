import type { SkyPointing } from "@elvis/formats/product";
import { ARCSECOND, DEGREE, directionOf, dot, eastNorth, longitudeLatitudeDeg, turnDeg, type Vector } from "./angles.ts";

/** Mean obliquity of the ecliptic at J2000.0, radians; IAU 2006 (Capitaine et al. 2003). */
const OBLIQUITY_J2000 = 84_381.406 * ARCSECOND;

const COS = Math.cos(OBLIQUITY_J2000);
const SIN = Math.sin(OBLIQUITY_J2000);

/** Rotates about the equinox; the frame bias of ICRS (0.02 seconds of arc) is left out, as in the flight headers. */
export const icrsToEcliptic = (v: Vector): Vector => [v[0], COS * v[1] + SIN * v[2], COS * v[2] - SIN * v[1]];
export const eclipticToIcrs = (v: Vector): Vector => [v[0], COS * v[1] - SIN * v[2], COS * v[2] + SIN * v[1]];

const POLE: Vector = eclipticToIcrs([0, 0, 1]);

/** An attitude in the mean ecliptic and equinox of J2000, degrees; the position angle counts from the ecliptic's north. */
export interface EclipticPointing {
  readonly longitude: number;
  readonly latitude: number;
  readonly positionAngle: number;
}

/** Position angle, degrees east of north, of the ecliptic's north pole at a direction (degrees, ICRS). */
function eclipticPoleAngleDeg(ra: number, dec: number): number {
  const { east, north } = eastNorth(ra, dec);
  return Math.atan2(dot(POLE, east), dot(POLE, north)) / DEGREE;
}

export function toEcliptic(pointing: SkyPointing): EclipticPointing {
  const at = longitudeLatitudeDeg(icrsToEcliptic(directionOf(pointing.ra, pointing.dec)));
  return { ...at, positionAngle: turnDeg(pointing.pa - eclipticPoleAngleDeg(pointing.ra, pointing.dec)) };
}

export function fromEcliptic(pointing: EclipticPointing): SkyPointing {
  const at = longitudeLatitudeDeg(eclipticToIcrs(directionOf(pointing.longitude, pointing.latitude)));
  return { ra: at.longitude, dec: at.latitude, pa: turnDeg(pointing.positionAngle + eclipticPoleAngleDeg(at.longitude, at.latitude)) };
}
