import {
  apparentSun,
  directionOf,
  FIELD_HALF_LONG_DEG,
  FIELD_HALF_SHORT_DEG,
  fieldToSky,
  icrsToEcliptic,
  longitudeLatitudeDeg,
  parseUtc,
  tangentPlane,
} from "@elvis/focal-plane";
import type { MissionDatabase, SkyPointing } from "@elvis/formats/product";
import { StageError } from "@elvis/stage";
import { type Curve, curveOf, electronRate, interpolate, passbandOf } from "./passband.ts";
import { zodiacalFactor } from "./zodiacal.ts";

/** How the zodiacal light changes over the sky: Leinert's table by place and date, or the mission database's factor of the ecliptic latitude alone. */
export const ZODIACAL_MODELS = ["leinert", "latitude"] as const;
export type ZodiacalModel = (typeof ZODIACAL_MODELS)[number];

/** Solid angle of a VIS pixel, arcsec2: 0.1 x 0.1. */
export const PIXEL_AREA = 0.01;
/** Planck's constant times the speed of light, erg cm. */
const HC = 6.62607015e-27 * 2.99792458e10;

const SPECTRUM = "Environment.SolarSystem.ZodiacalLambda";
const LATITUDE = "Environment.SolarSystem.ZodiacalEclipticLat";

/**
 * Zodiacal light at the ecliptic pole, e-/s/pixel: the tables of the public mission database (SC3, 2017) through its VIS throughput
 * and 0.9926 m2. For databases that lack one of the tables.
 */
const POLE_RATE = 0.12695;
/** Factor at ecliptic latitudes (degrees), of the same database. */
const LATITUDE_FACTOR: Curve = [
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

/** Zodiacal light of a field. */
export interface ZodiacalLight {
  /** At the field's centre, e-/s/pixel. */
  readonly rate: number;
  /** Its change over 100 mm along fpa_x and fpa_y, as a fraction of that. */
  readonly gradient: { readonly x: number; readonly y: number };
}

/** Degrees in 100 mm of the focal plane, at 0.1 arcsec a pixel of 12 um. */
const GRADIENT_LENGTH_DEG = 100 / 0.012 / 36_000;

/**
 * Zodiacal light of a field at a time: spectrum at the pole x telescope area x throughput x what the model says of the direction.
 * The gradient is that between opposite edges of the field.
 *
 * @param start UTC, ISO 8601: says where the Sun is
 * @throws StageError where Leinert's table has no values: about 15 degrees round the Sun
 */
export function zodiacalLight(
  mdb: MissionDatabase,
  model: ZodiacalModel,
  { pointing, start }: { readonly pointing: SkyPointing; readonly start: string },
): ZodiacalLight {
  const plane = tangentPlane(pointing);
  const sun = longitudeLatitudeDeg(icrsToEcliptic(apparentSun(parseUtc(start)).direction)).longitude;
  const factorAt = (x: number, y: number): number => {
    const { ra, dec } = fieldToSky(plane, { x, y });
    const { longitude, latitude } = longitudeLatitudeDeg(icrsToEcliptic(directionOf(ra, dec)));
    const factor = model === "latitude" ? latitudeFactor(mdb, latitude) : zodiacalFactor(longitude - sun, latitude);
    if (factor !== undefined) return factor;
    throw new StageError(
      `zodiacal light: expected a field farther from the Sun than about 15 degrees, where Leinert's table begins, found one ${Math.abs(((longitude - sun + 540) % 360) - 180).toFixed(1)} degrees from it in ecliptic longitude, at latitude ${latitude.toFixed(1)}; --zodiacal=latitude knows nothing of the Sun`,
    );
  };
  const centre = factorAt(0, 0);
  const slope = (plus: number, minus: number, half: number): number => ((plus - minus) / (2 * half) / centre) * GRADIENT_LENGTH_DEG;
  const [short, long] = [FIELD_HALF_SHORT_DEG, FIELD_HALF_LONG_DEG];
  return {
    rate: poleRate(mdb) * centre,
    // fpa_x runs against fov_x.
    gradient: { x: slope(factorAt(-short, 0), factorAt(short, 0), short), y: slope(factorAt(0, long), factorAt(0, -long), long) },
  };
}

/** @param latitude ecliptic, degrees @returns brightness over that at the pole */
function latitudeFactor(mdb: MissionDatabase, latitude: number): number {
  return interpolate(mdb.parameters.has(LATITUDE) ? curveOf(mdb, LATITUDE) : LATITUDE_FACTOR, Math.abs(latitude));
}

/** Zodiacal light at the ecliptic pole, e-/s/pixel. */
export function poleRate(mdb: MissionDatabase): number {
  const passband = passbandOf(mdb);
  if (passband === undefined || !mdb.parameters.has(SPECTRUM)) return POLE_RATE;
  // erg/s/cm2/A/arcsec2 at um
  const spectrum = curveOf(mdb, SPECTRUM);
  return PIXEL_AREA * electronRate(passband, (nm) => (interpolate(spectrum, nm / 1000) * 10 * (nm * 1e-7)) / HC);
}
