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

/** A sin(w t + p): amplitude in microseconds, rate in radians per thousand Julian years, phase in radians. */
type Term = readonly [amplitude: number, rate: number, phase: number];

/**
 * TDB - TT at the Earth's centre: terms by powers of thousands of Julian years from J2000.0, those of 0.3 microseconds and more in this century.
 *
 * @see Fairhead and Bretagnon 1990, A&A 229, 240
 */
const TDB_TERMS: readonly (readonly Term[])[] = [
  [
    [1656.674564, 6283.075849991, 6.240054195],
    [22.417471, 5753.384884897, 4.296977442],
    [13.839792, 12566.151699983, 6.19690441],
    [4.770086, 529.690965095, 0.444401603],
    [4.67674, 6069.776754553, 4.021195093],
    [2.256707, 213.299095438, 5.543113262],
    [1.694205, -3.523118349, 5.025132748],
    [1.554905, 77713.77146792, 5.19846709],
    [1.276839, 7860.419392439, 5.988822341],
    [1.193379, 5223.693919802, 3.64982373],
    [1.115322, 3930.20969622, 1.422745069],
    [0.794185, 11506.769769794, 2.322313077],
    [0.600309, 1577.343542448, 2.678271909],
    [0.496817, 6208.294251424, 5.696701824],
    [0.486306, 5884.926846583, 0.520007179],
    [0.468597, 6244.942814354, 5.866398759],
    [0.447061, 26.2983198, 3.615796498],
    [0.435206, -398.149003408, 4.349338347],
    [0.432392, 74.781598567, 2.435898309],
    [0.37551, 5507.553238667, 4.103476804],
  ],
  [
    [102.156724, 6283.075849991, 4.249032005],
    [1.706807, 12566.151699983, 4.205904248],
  ],
  [[4.32299, 6283.075849991, 2.642893748]],
];

/** Seconds; within 3 microseconds of the full series from 1972 to 2050. */
function tdbMinusTt(secondsSince2000: number): number {
  const millennia = (secondsSince2000 - DAY / 2) / (365_250 * DAY);
  const powers = TDB_TERMS.map((terms) =>
    terms.reduce((sum, [amplitude, rate, phase]) => sum + amplitude * Math.sin(rate * millennia + phase), 0),
  );
  return 1e-6 * powers.reduceRight((sum, it) => sum * millennia + it, 0);
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
