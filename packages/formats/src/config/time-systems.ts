/** Time systems whose relation to TAI is known here; an OEM may name others, which can be read but not interpolated in UTC. */
export const TIME_SYSTEMS = ["UTC", "TAI", "TT", "TDB", "GPS"] as const;
export type TimeSystem = (typeof TIME_SYSTEMS)[number];

/**
 * TAI - UTC in whole seconds, from 0 h UTC of each day (MJD) on.
 *
 * @see IERS Bulletin C, to number 72 (no leap second since 2017-01-01)
 */
const LEAP_SECONDS: readonly (readonly [mjd: number, seconds: number])[] = [
  [41317, 10],
  [41499, 11],
  [41683, 12],
  [42048, 13],
  [42413, 14],
  [42778, 15],
  [43144, 16],
  [43509, 17],
  [43874, 18],
  [44239, 19],
  [44786, 20],
  [45151, 21],
  [45516, 22],
  [46247, 23],
  [47161, 24],
  [47892, 25],
  [48257, 26],
  [48804, 27],
  [49169, 28],
  [49534, 29],
  [50083, 30],
  [50630, 31],
  [51179, 32],
  [53736, 33],
  [54832, 34],
  [56109, 35],
  [57204, 36],
  [57754, 37],
];

/** @param mjd UTC, from 1972-01-01 on @returns seconds @throws RangeError before 1972 */
export function leapSeconds(mjd: number): number {
  const entry = LEAP_SECONDS.findLast(([from]) => mjd >= from);
  if (entry === undefined) throw new RangeError(`MJD ${mjd}: leap seconds are known from 1972-01-01 (MJD 41317) on`);
  return entry[1];
}

const MJD_2000 = 51544;
const DAY = 86400;

/** An instant as its calendar gives it: days as MJD and seconds of that day (86400 and above in a leap second). */
export interface CalendarTime {
  readonly day: number;
  readonly seconds: number;
}

/** @returns TAI, seconds since 2000-01-01T00:00:00 TAI: uniform, to about 1e-7 s */
export function taiSeconds({ day, seconds }: CalendarTime, system: TimeSystem): number {
  const plain = (day - MJD_2000) * DAY + seconds;
  switch (system) {
    case "UTC":
      return plain + leapSeconds(day);
    case "TAI":
      return plain;
    case "GPS":
      return plain + 19;
    case "TT":
      return plain - 32.184;
    case "TDB":
      return plain - 32.184 - tdbMinusTt(plain);
  }
}

/** UTC as MJD to TAI seconds since 2000-01-01T00:00:00 TAI. */
export const taiSecondsOfUtc = (mjdUtc: number): number =>
  taiSeconds({ day: Math.floor(mjdUtc), seconds: (mjdUtc - Math.floor(mjdUtc)) * DAY }, "UTC");

/** Largest term of TDB - TT, seconds; the rest is below 30 microseconds. @see Explanatory Supplement to the Astronomical Almanac (2013), eq. 3.67 */
function tdbMinusTt(secondsSince2000: number): number {
  const centuries = (secondsSince2000 - DAY / 2) / (36525 * DAY);
  return 0.001657 * Math.sin(628.3076 * centuries + 6.2401);
}

/**
 * An ISO 8601 time as CCSDS writes it: year-month-day or year-dayOfYear, any number of decimals, Z optional.
 *
 * @returns undefined when the text is not one
 */
export function parseTime(text: string): CalendarTime | undefined {
  const match = /^(\d{4})-(?:(\d{2})-(\d{2})|(\d{3}))T(\d{2}):(\d{2}):(\d{2})(\.\d*)?Z?$/.exec(text);
  if (match === null) return undefined;
  const [year, month, date, dayOfYear, hour, minute, second] = match.slice(1, 8).map(Number);
  const fraction = match[8] === undefined || match[8] === "." ? 0 : Number(match[8]);
  if (hour > 23 || minute > 59 || second > (hour === 23 && minute === 59 ? 60 : 59)) return undefined;
  const isOrdinal = match[4] !== undefined;
  const time = Date.UTC(year, isOrdinal ? 0 : month - 1, isOrdinal ? dayOfYear : date);
  const calendar = new Date(time);
  const isReal = isOrdinal
    ? dayOfYear >= 1 && calendar.getUTCFullYear() === year
    : calendar.getUTCMonth() === month - 1 && calendar.getUTCDate() === date;
  return isReal ? { day: 40587 + time / (DAY * 1000), seconds: hour * 3600 + minute * 60 + second + fraction } : undefined;
}
