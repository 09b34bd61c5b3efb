import { ARCSECOND, combine, DEGREE, scale, type Vector } from "./angles.ts";
import { eclipticToIcrs } from "./ecliptic.ts";
import { ttCenturies, type UtcMicroseconds } from "./times.ts";
import { EARTH_LATITUDE, EARTH_LONGITUDE, EARTH_RADIUS, type Series } from "./vsop.ts";

/** km */
export const ASTRONOMICAL_UNIT = 149_597_870.7;
/** Constant of annual aberration at 1 au. */
const ABERRATION = 20.4898 * ARCSECOND;
/** Meeus, Astronomical Algorithms (2nd ed. 1998), eq. 25.9: dynamical equinox of VSOP87 to FK5. */
const FK5_LONGITUDE = -0.09033 * ARCSECOND;

/** The Sun as the Earth sees it. */
export interface ApparentSun {
  /** Unit vector, ICRS axes. */
  readonly direction: Vector;
  /** au */
  readonly distance: number;
}

/**
 * Apparent geocentric Sun, referred to the axes of J2000: aberration in, nutation and precession out.
 * Against ERFA's epv00 the direction is off by at most 1.4e-4 degree, 4e-5 on average, from 2020 to 2037.
 *
 * @see Meeus, Astronomical Algorithms (2nd ed. 1998), chapter 25
 */
export function apparentSun(time: UtcMicroseconds): ApparentSun {
  const { longitude, latitude, distance } = geometricSun(ttCenturies(time));
  return { direction: eclipticToIcrs(onSphere(longitude - ABERRATION / distance, latitude)), distance };
}

/**
 * The Sun's centre from the Earth's, as it is at the moment: mean ecliptic and equinox of J2000, radians and au.
 *
 * VSOP87D (Bretagnon and Francou 1988) truncated as in Meeus chapter 25 and appendix III, carried from the ecliptic of date to that of
 * J2000 by Meeus eq. 21.7.
 *
 * @param centuries of TT since J2000.0
 */
function geometricSun(centuries: number): { readonly longitude: number; readonly latitude: number; readonly distance: number } {
  const millennia = centuries / 10;
  const distance = sum(EARTH_RADIUS, millennia);
  const ofDate = sum(EARTH_LONGITUDE, millennia) + Math.PI;
  const latitudeOfDate = -sum(EARTH_LATITUDE, millennia);

  const tilt = (47.0029 * centuries - 0.03302 * centuries ** 2) * ARCSECOND;
  const node = 174.876384 * DEGREE - (869.8089 * centuries - 0.03536 * centuries ** 2) * ARCSECOND;
  const precession = (5029.0966 * centuries + 1.11113 * centuries ** 2) * ARCSECOND;
  const a = ofDate - precession - node;
  const y = Math.cos(latitudeOfDate) * Math.sin(a);
  const z = Math.sin(latitudeOfDate);
  return {
    longitude: Math.atan2(y * Math.cos(tilt) - z * Math.sin(tilt), Math.cos(latitudeOfDate) * Math.cos(a)) + node + FK5_LONGITUDE,
    latitude: Math.asin(z * Math.cos(tilt) + y * Math.sin(tilt)),
    distance,
  };
}

const onSphere = (longitude: number, latitude: number): Vector => [
  Math.cos(latitude) * Math.cos(longitude),
  Math.cos(latitude) * Math.sin(longitude),
  Math.sin(latitude),
];

/** s; over so short a time the velocity changes by 2e-9 of itself in the second order. */
const STEP = 600;
const CENTURY = 36_525 * 86_400;

/**
 * Velocity of the Earth's centre against the barycentre of the solar system, km/s, ICRS axes: the rate of {@link geometricSun}'s place and what Jupiter,
 * Saturn, Uranus and Neptune give the Sun. Against ERFA's epv00 it is off by at most 1.2 m/s from 2020 to 2037.
 */
export function earthVelocity(time: UtcMicroseconds): Vector {
  const centuries = ttCenturies(time);
  const step = STEP / CENTURY;
  const at = (when: number): Vector => {
    const { longitude, latitude, distance } = geometricSun(when);
    return scale(distance, onSphere(longitude, latitude));
  };
  const ofSun = combine(1, at(centuries + step), -1, at(centuries - step));
  const heliocentric = scale(-ASTRONOMICAL_UNIT / (2 * STEP), eclipticToIcrs(ofSun));
  return combine(1, heliocentric, 1, sunVelocity(centuries));
}

/**
 * Mean Keplerian elements of J2000: the Sun's mass over the planet's, semi-major axis (au), eccentricity, longitude of perihelion, mean longitude (degrees) and
 * its rate (degrees a century). @see Standish 1992, "Approximate positions of the planets", table 1; masses of the IAU 2009 system
 */
const GIANTS: readonly (readonly [mass: number, axis: number, e: number, perihelion: number, longitude: number, rate: number])[] = [
  [1047.3486, 5.202887, 0.04838624, 14.72847983, 34.39644051, 3034.74612775],
  [3497.898, 9.53667594, 0.05386179, 92.59887831, 49.95424423, 1222.49362201],
  [22902.98, 19.18916464, 0.04725744, 170.9542763, 313.23810451, 428.48202785],
  [19412.24, 30.06992276, 0.00859048, 44.96476227, -55.12002969, 218.45945325],
];

/** Velocity of the Sun against the barycentre, km/s, ICRS: 16 m/s at most. The planets' orbits are taken as in the ecliptic, which is 0.3 m/s off. */
function sunVelocity(centuries: number): Vector {
  let [x, y] = [0, 0];
  for (const [mass, axis, e, perihelion, longitude, rate] of GIANTS) {
    const omega = perihelion * DEGREE;
    const anomaly = (longitude + rate * centuries) * DEGREE - omega;
    const onOrbit = anomaly + omega + 2 * e * Math.sin(anomaly) + 1.25 * e * e * Math.sin(2 * anomaly);
    const speed = (axis * ASTRONOMICAL_UNIT * rate * DEGREE) / CENTURY / Math.sqrt(1 - e * e) / (1 + mass);
    x += speed * (Math.sin(onOrbit) + e * Math.sin(omega));
    y -= speed * (Math.cos(onOrbit) + e * Math.cos(omega));
  }
  return eclipticToIcrs([x, y, 0]);
}

/** Sum over powers of time of sums of a cos(b + c t). */
function sum(series: readonly Series[], millennia: number): number {
  let total = 0;
  for (let power = series.length - 1; power >= 0; power--) {
    let inner = 0;
    for (const [amplitude, phase, frequency] of series[power]) inner += amplitude * Math.cos(phase + frequency * millennia);
    total = total * millennia + inner;
  }
  return total * 1e-8;
}
