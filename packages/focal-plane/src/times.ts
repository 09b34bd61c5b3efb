import { leapSeconds, parseTime } from "@elvis/formats/config";

/**
 * Times as whole microseconds of UTC since 1970-01-01, 86400 s a day: a leap second has no number of its own, as in MJD.
 * Exact in a double until the year 2255.
 */
export type UtcMicroseconds = number;

const DAY = 86_400_000_000;
/** MJD of 1970-01-01. */
const MJD_1970 = 40_587;
/** MJD of the survey's day 0. */
const MJD2000_DAY_0 = 51_544;

/**
 * @param text ISO 8601, "2024-03-04T00:17:20.075495Z"; a day alone is its midnight; any number of decimals; the Z may be missing (it is UTC)
 * @throws RangeError when it is not such a time, or within a leap second, which has no number here
 */
export function parseUtc(text: string): UtcMicroseconds {
  const time = parseTime(/^\s*\d{4}-\d\d-\d\d\s*$/.test(text) ? `${text.trim()}T00:00:00` : text.trim());
  if (time === undefined || time.seconds >= DAY / 1e6)
    throw new RangeError(`${JSON.stringify(text)} is not a UTC time such as 2024-03-04T00:17:20.075495Z`);
  return (time.day - MJD_1970) * DAY + Math.round(time.seconds * 1e6);
}

/** ISO 8601 with microseconds and Z. */
export function formatUtc(time: UtcMicroseconds): string {
  const milliseconds = Math.floor(time / 1000);
  return `${new Date(milliseconds).toISOString().slice(0, -1)}${String(Math.round(time - milliseconds * 1000)).padStart(3, "0")}Z`;
}

/** Modified Julian date, UTC; a double holds it to a microsecond. */
export const mjdOf = (time: UtcMicroseconds): number => MJD_1970 + time / DAY;
export const utcOfMjd = (mjd: number): UtcMicroseconds => Math.round((mjd - MJD_1970) * DAY);
/** @param mjd2000 units of 1e-5 day since MJD 51544 (the survey plan's `Mjd2000`) */
export const utcOfMjd2000 = (mjd2000: number): UtcMicroseconds => Math.round(mjd2000 * (DAY / 100_000)) + (MJD2000_DAY_0 - MJD_1970) * DAY;
export const addSeconds = (time: UtcMicroseconds, seconds: number): UtcMicroseconds => time + Math.round(seconds * 1e6);

/** TAI - UTC, whole seconds. @throws RangeError before 1972 */
export const taiMinusUtc = (time: UtcMicroseconds): number => leapSeconds(mjdOf(time));

/** TT as Julian centuries since J2000.0 (2000-01-01T12:00:00 TT). */
export function ttCenturies(time: UtcMicroseconds): number {
  const tt = addSeconds(time, taiMinusUtc(time) + 32.184);
  return (mjdOf(tt) - 51_544.5) / 36_525;
}
