import { type MissionDatabase, mdbNumber, mdbTable } from "@elvis/formats/product";

/** Solid angle of a VIS pixel, arcsec2: 0.1 x 0.1. */
const PIXEL_AREA = 0.01;
/** Planck's constant times the speed of light, erg cm. */
const HC = 6.62607015e-27 * 2.99792458e10;

const SPECTRUM = "Environment.SolarSystem.ZodiacalLambda";
const LATITUDE = "Environment.SolarSystem.ZodiacalEclipticLat";
const TRANSMISSION = "SpaceSegment.PLM.PLMTransmissionVISCBENominalEOL";
const EFFICIENCY = "SpaceSegment.Instrument.VIS.MeanDetectorQuantumEfficiencyCBENominalEOL";
const AREA = "SpaceSegment.PLM.TelescopeCollectingSurface";

/**
 * Zodiacal light at the ecliptic pole, e-/s/pixel: the tables of the public mission database (SC3, 2017) through its VIS throughput
 * and 0.9926 m2. For databases that lack one of the tables.
 */
const POLE_RATE = 0.12695;
/** Factor at ecliptic latitudes (degrees), of the same database. */
const LATITUDE_FACTOR: readonly Point[] = [
  [0, 3.36],
  [10, 2.92],
  [20, 2.16],
  [30, 1.71],
  [40, 1.444],
  [50, 1.2625],
  [60, 1.12],
  [70, 1.047],
  [80, 1.02],
  [90, 1],
];

type Point = readonly [x: number, y: number];

/**
 * Zodiacal light, e-/s/pixel, by the mission database: spectrum at the pole x telescope area x transmission (mean over the field) x quantum
 * efficiency, times the factor of the ecliptic latitude. Its change with the longitude from the Sun is not in the database.
 *
 * @param latitude ecliptic, degrees
 */
export function zodiacalRate(mdb: MissionDatabase, latitude: number): number {
  const has = [SPECTRUM, LATITUDE, TRANSMISSION, EFFICIENCY, AREA].every((title) => mdb.parameters.has(title));
  const beta = Math.abs(latitude);
  if (!has) return POLE_RATE * interpolate(LATITUDE_FACTOR, beta);
  return poleRate(mdb) * interpolate(curve(mdb, LATITUDE), beta);
}

/** By the trapezium rule in steps of 1 nm; all four tables are linear between their entries. */
function poleRate(mdb: MissionDatabase): number {
  const spectrum = curve(mdb, SPECTRUM);
  const transmission = curve(mdb, TRANSMISSION);
  const efficiency = curve(mdb, EFFICIENCY);
  const area = mdbNumber(mdb, AREA, "m2") * 1e4;
  const [from, to] = [Math.ceil(transmission[0][0]), Math.floor(transmission[transmission.length - 1][0])];
  const photons = (nm: number): number => (interpolate(spectrum, nm / 1000) * 10 * (nm * 1e-7)) / HC;
  const rate = (nm: number): number => photons(nm) * interpolate(transmission, nm) * interpolate(efficiency, nm);
  let sum = (rate(from) + rate(to)) / 2;
  for (let nm = from + 1; nm < to; nm++) sum += rate(nm);
  return sum * area * PIXEL_AREA;
}

/** A table's first column, and the mean of all its others. */
const curve = (mdb: MissionDatabase, title: string): readonly Point[] =>
  mdbTable(mdb, title).rows.map(([x, ...values]): Point => [x, values.reduce((sum, value) => sum + value, 0) / values.length]);

/** Linear between ascending points; the end values beyond them. */
function interpolate(points: readonly Point[], x: number): number {
  let low = 0;
  let high = points.length - 1;
  if (x <= points[low][0]) return points[low][1];
  if (x >= points[high][0]) return points[high][1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (points[middle][0] <= x) low = middle;
    else high = middle;
  }
  const [[x0, y0], [x1, y1]] = [points[low], points[high]];
  return y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}
