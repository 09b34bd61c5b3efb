import { DEGREE, mjdOf, type UtcMicroseconds } from "@elvis/focal-plane";
import type { OrbitState } from "@elvis/formats/product";
import { observerAt, type Position } from "./observer.ts";

/** Epoch of the input star catalogue, J2016.0, as MJD. */
export const CATALOGUE_EPOCH = 57388.5;

const MILLIARCSECOND = DEGREE / 3.6e6;

/** Where the stars stand at one moment, and from where they are seen. */
export interface Epoch {
  /** Julian years since the catalogue's epoch. */
  readonly years: number;
  /** Barycentre to observer, au, ICRS axes. */
  readonly observer: Position;
}

/** @param orbit of the spacecraft; seen from the Earth, when left out */
export const epochOf = (time: UtcMicroseconds, orbit?: OrbitState): Epoch => ({
  years: (mjdOf(time) - CATALOGUE_EPOCH) / 365.25,
  observer: observerAt(time, orbit),
});

/**
 * A star's direction at an epoch: straight motion from J2016.0 and annual parallax.
 *
 * Vectors throughout, so the poles are places like others. Not included: aberration (the same for all stars of a field to 0.3 arcsec, and part of the attitude),
 * deflection of light, motion along the line of sight.
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
  { years, observer }: Epoch,
): readonly [number, number] {
  const [sinRa, cosRa, sinDec, cosDec] = [Math.sin(ra * DEGREE), Math.cos(ra * DEGREE), Math.sin(dec * DEGREE), Math.cos(dec * DEGREE)];
  const east = motionRa * MILLIARCSECOND * years;
  const north = motionDec * MILLIARCSECOND * years;
  const shift = parallax * MILLIARCSECOND;
  const x = cosDec * cosRa - east * sinRa - north * sinDec * cosRa - shift * observer[0];
  const y = cosDec * sinRa + east * cosRa - north * sinDec * sinRa - shift * observer[1];
  const z = sinDec + north * cosDec - shift * observer[2];
  const longitude = Math.atan2(y, x) / DEGREE;
  return [longitude < 0 ? (longitude + 360) % 360 : longitude, Math.atan2(z, Math.hypot(x, y)) / DEGREE];
}
