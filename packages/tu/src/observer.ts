import { apparentSun, DEGREE, eclipticToIcrs, mjdOf, type UtcMicroseconds } from "@elvis/focal-plane";
import type { OrbitState } from "@elvis/formats/product";

/** au; ICRS axes */
export type Position = readonly [number, number, number];

/** km */
const ASTRONOMICAL_UNIT = 149_597_870.7;
/** s; how long light takes for one of them */
const LIGHT_TIME = 499.004784;
/** J2000.0 as MJD, and days in a Julian century. */
const J2000 = 51544.5;
const CENTURY = 36_525;

/** A planet's mass over the Sun's, and its mean orbit: at J2000.0 and change in a century. Lengths in au, angles in degrees, ecliptic and equinox of J2000. */
interface Planet {
  readonly mass: number;
  readonly axis: readonly [number, number];
  readonly eccentricity: readonly [number, number];
  readonly inclination: readonly [number, number];
  readonly longitude: readonly [number, number];
  readonly perihelion: readonly [number, number];
  readonly node: readonly [number, number];
}

/**
 * The four that move the Sun: the others together move it by 4e-6 au.
 *
 * @see Standish, "Keplerian elements for approximate positions of the major planets" (JPL), table 1, for 1800 to 2050; masses: IAU 2009 system of constants
 */
// biome-ignore format: a table
const PLANETS: readonly Planet[] = [
  { mass: 1 / 1047.3486, axis: [5.202887, -0.00011607], eccentricity: [0.04838624, -0.00013253], inclination: [1.30439695, -0.00183714], longitude: [34.39644051, 3034.74612775], perihelion: [14.72847983, 0.21252668], node: [100.47390909, 0.20469106] },
  { mass: 1 / 3497.902, axis: [9.53667594, -0.0012506], eccentricity: [0.05386179, -0.00050991], inclination: [2.48599187, 0.00193609], longitude: [49.95424423, 1222.49362201], perihelion: [92.59887831, -0.41897216], node: [113.66242448, -0.28867794] },
  { mass: 1 / 22_902.98, axis: [19.18916464, -0.00196176], eccentricity: [0.04725744, -0.00004397], inclination: [0.77263783, -0.00242939], longitude: [313.23810451, 428.48202785], perihelion: [170.9542763, 0.40805281], node: [74.01692503, 0.04240589] },
  { mass: 1 / 19_412.26, axis: [30.06992276, 0.00026291], eccentricity: [0.00859048, 0.00005105], inclination: [1.77004347, 0.00035372], longitude: [-55.12002969, 218.45945325], perihelion: [44.96476227, -0.32241464], node: [131.78422574, -0.00508664] },
];

/**
 * Where the spacecraft is about the barycentre of the solar system, in the axes of ICRS: within 3e-5 au of ERFA's Earth from 2024 to 2030, a parallax of 0.8 arcsec
 * then within 0.03 mas.
 *
 * @param orbit Earth-centred; the Earth itself, when left out
 */
export function observerAt(time: UtcMicroseconds, orbit?: OrbitState): Position {
  // The Sun is seen where the Earth was, in relation to it, when its light set out: now is what is seen a light time later.
  const { distance, direction } = apparentSun(time + 1e6 * LIGHT_TIME);
  const sun = sunAt(mjdOf(time));
  const at = (axis: 0 | 1 | 2): number => sun[axis] - distance * direction[axis] + (orbit?.position[axis] ?? 0) / ASTRONOMICAL_UNIT;
  return [at(0), at(1), at(2)];
}

/** The Sun about the barycentre, au. */
function sunAt(mjd: number): Position {
  const centuries = (mjd - J2000) / CENTURY;
  const sum = [0, 0, 0];
  let mass = 1;
  for (const planet of PLANETS) {
    const place = heliocentric(planet, centuries);
    for (const axis of [0, 1, 2] as const) sum[axis] -= planet.mass * place[axis];
    mass += planet.mass;
  }
  return eclipticToIcrs([sum[0] / mass, sum[1] / mass, sum[2] / mass]);
}

/** A planet about the Sun, au, ecliptic of J2000. */
function heliocentric(planet: Planet, centuries: number): Position {
  const at = ([start, rate]: readonly [number, number]): number => start + rate * centuries;
  const angle = (element: readonly [number, number]): number => at(element) * DEGREE;
  const e = at(planet.eccentricity);
  const [node, tilt] = [angle(planet.node), angle(planet.inclination)];
  const perihelion = angle(planet.perihelion) - node;
  const meanAnomaly = angle(planet.longitude) - angle(planet.perihelion);
  let anomaly = meanAnomaly + e * Math.sin(meanAnomaly);
  // Newton's method on Kepler's equation: orbits as round as these need three steps.
  for (let step = 0; step < 4; step++) anomaly -= (anomaly - e * Math.sin(anomaly) - meanAnomaly) / (1 - e * Math.cos(anomaly));
  const [x, y] = [at(planet.axis) * (Math.cos(anomaly) - e), at(planet.axis) * Math.sqrt(1 - e * e) * Math.sin(anomaly)];
  const along = x * Math.cos(perihelion) - y * Math.sin(perihelion);
  const across = x * Math.sin(perihelion) + y * Math.cos(perihelion);
  return [
    along * Math.cos(node) - across * Math.cos(tilt) * Math.sin(node),
    along * Math.sin(node) + across * Math.cos(tilt) * Math.cos(node),
    across * Math.sin(tilt),
  ];
}
