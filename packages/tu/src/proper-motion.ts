import { apparentSun, DEGREE, utcOfMjd } from "@elvis/focal-plane";

/** Epoch of the input star catalogue, J2016.0, as MJD. */
export const CATALOGUE_EPOCH = 57388.5;

const MILLIARCSECOND = DEGREE / 3.6e6;

/** Where the stars stand at one moment, seen from the Earth. */
export interface Epoch {
  /** Julian years since the catalogue's epoch. */
  readonly years: number;
  /** Sun to Earth, au, ICRS axes. */
  readonly earth: readonly [number, number, number];
}

/** @param mjd UTC, from 1999 on */
export function epochOf(mjd: number): Epoch {
  const { direction, distance } = apparentSun(utcOfMjd(mjd));
  return { years: (mjd - CATALOGUE_EPOCH) / 365.25, earth: [-distance * direction[0], -distance * direction[1], -distance * direction[2]] };
}

/**
 * A star's direction at an epoch: straight motion from J2016.0 and annual parallax.
 *
 * Not included: aberration (the same for all stars of a field to 0.3 arcsec, and part of the attitude), motion along the line of sight,
 * the distances of the Sun from the barycentre (0.01 au) and of the spacecraft from the Earth (0.01 au).
 *
 * @param ra degrees, ICRS, J2016.0
 * @param dec degrees
 * @param motionRa mas/yr, times cos(dec)
 * @param motionDec mas/yr
 * @param parallax mas
 * @returns degrees; right ascension at least 0 and below 360
 * @see The Hipparcos and Tycho Catalogues (ESA SP-1200), vol. 1, section 1.5.5, without its radial terms
 */
export function atEpoch(
  ra: number,
  dec: number,
  motionRa: number,
  motionDec: number,
  parallax: number,
  { years, earth }: Epoch,
): readonly [number, number] {
  const [sinRa, cosRa, sinDec, cosDec] = [Math.sin(ra * DEGREE), Math.cos(ra * DEGREE), Math.sin(dec * DEGREE), Math.cos(dec * DEGREE)];
  const east = motionRa * MILLIARCSECOND * years;
  const north = motionDec * MILLIARCSECOND * years;
  const shift = parallax * MILLIARCSECOND;
  const x = cosDec * cosRa - east * sinRa - north * sinDec * cosRa - shift * earth[0];
  const y = cosDec * sinRa + east * cosRa - north * sinDec * sinRa - shift * earth[1];
  const z = sinDec + north * cosDec - shift * earth[2];
  const longitude = Math.atan2(y, x) / DEGREE;
  return [longitude < 0 ? (longitude + 360) % 360 : longitude, Math.atan2(z, Math.hypot(x, y)) / DEGREE];
}
