import { ARCSECOND, DEGREE, type Vector } from "./angles.ts";
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
 *
 * VSOP87D (Bretagnon and Francou 1988) truncated as in Meeus chapter 25 and appendix III, carried from the ecliptic of date to that of
 * J2000 by Meeus eq. 21.7. Against ERFA's epv00 the direction is off by at most 1.4e-4 degree, 4e-5 on average, from 2020 to 2037.
 */
export function apparentSun(time: UtcMicroseconds): ApparentSun {
  const centuries = ttCenturies(time);
  const millennia = centuries / 10;
  const distance = sum(EARTH_RADIUS, millennia);
  const longitude = sum(EARTH_LONGITUDE, millennia) + Math.PI;
  const latitude = -sum(EARTH_LATITUDE, millennia);

  const tilt = (47.0029 * centuries - 0.03302 * centuries ** 2) * ARCSECOND;
  const node = 174.876384 * DEGREE - (869.8089 * centuries - 0.03536 * centuries ** 2) * ARCSECOND;
  const precession = (5029.0966 * centuries + 1.11113 * centuries ** 2) * ARCSECOND;
  const a = longitude - precession - node;
  const y = Math.cos(latitude) * Math.sin(a);
  const z = Math.sin(latitude);
  const longitude2000 =
    Math.atan2(y * Math.cos(tilt) - z * Math.sin(tilt), Math.cos(latitude) * Math.cos(a)) + node + FK5_LONGITUDE - ABERRATION / distance;
  const latitude2000 = Math.asin(z * Math.cos(tilt) + y * Math.sin(tilt));
  const c = Math.cos(latitude2000);
  return { direction: eclipticToIcrs([c * Math.cos(longitude2000), c * Math.sin(longitude2000), Math.sin(latitude2000)]), distance };
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
