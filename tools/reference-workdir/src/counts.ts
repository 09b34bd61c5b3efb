/**
 * Galaxies: log10 of the number per magnitude and square degree at i (AB), COSMOS2020 Farmer (Weaver et al. 2022); its last point (27.25) is incomplete and left out.
 */
// biome-ignore format: a table
const GALAXIES: readonly (readonly [magnitude: number, log: number])[] = [
  [19.25, 3.01], [19.75, 3.23], [20.25, 3.44], [20.75, 3.64], [21.25, 3.85], [21.75, 4.03], [22.25, 4.21], [22.75, 4.38], [23.25, 4.54], [23.75, 4.71], [24.25, 4.86], [24.75, 4.97], [25.25, 5.08], [25.75, 5.2],
  [26.25, 5.29], [26.75, 5.35],
];

/** Stars: N per magnitude and square degree at i, TRILEGAL towards b = -52 (Girardi et al. 2005), bins of one magnitude from 10. Below 15 its sample has few stars: smoothed here. */
// biome-ignore format: a table
const STARS: readonly (readonly [magnitude: number, log: number])[] = [22, 34, 40, 55, 80, 174, 207, 380, 450, 687, 1109, 1498, 2591, 3046, 3924, 4834, 5182].map((count, n) => [10.5 + n, Math.log10(count)]);

/** Stars at 17.5 to |b|, over those at 50: Bahcall and Soneira 1980, cumulative numbers 2000, 1200, 700 at 30, 50, 90 degrees. */
// biome-ignore format: a table
const LATITUDE: readonly (readonly [latitude: number, log: number])[] = [[30, Math.log10(2000 / 1200)], [50, 0], [90, Math.log10(700 / 1200)]];

/** Linear between the points; the slope of the outer ones beyond them. */
function interpolate(points: readonly (readonly [number, number])[], x: number): number {
  const above = Math.min(
    Math.max(
      points.findIndex(([at]) => at >= x),
      1,
    ),
    points.length - 1,
  );
  const index = x > points[points.length - 1][0] ? points.length - 1 : above;
  const [[x0, y0], [x1, y1]] = [points[index - 1], points[index]];
  return y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}

/** Galaxies per magnitude and square degree at i magnitude (AB). Brighter than 19.25 the Euclidean 0.6 dex a magnitude. */
export function galaxyCounts(i: number): number {
  const [faintest, brightest] = [GALAXIES[GALAXIES.length - 1][0], GALAXIES[0]];
  if (i < brightest[0]) return 10 ** (brightest[1] + 0.6 * (i - brightest[0]));
  return 10 ** (i > faintest ? GALAXIES[GALAXIES.length - 1][1] + 0.12 * (i - faintest) : interpolate(GALAXIES, i));
}

/**
 * Quasars per magnitude and square degree at i, all redshifts: 20 at i = 20, a slope of 0.4 to 20 and of 0.2 beyond, which gives 80 to i = 22 and
 * 130 to i = 23 (rounded from Palanque-Delabrouille et al. 2016).
 */
export const quasarCounts = (i: number): number => 20 * 10 ** ((i < 20 ? 0.4 : 0.2) * (i - 20));

/** Share of galaxies at redshift above 3 that come as the HIGHZ population: ours, rising from 0 at 24 to 4 % at 26. */
export const highRedshiftShare = (i: number): number => Math.min(0.04, Math.max(0, 0.02 * (i - 24)));

/** Stars per magnitude and square degree at i, at a galactic latitude (degrees). */
export function starCounts(i: number, latitude: number): number {
  const scale = interpolate(LATITUDE, Math.min(90, Math.max(20, Math.abs(latitude)))) - interpolate(LATITUDE, 52);
  return 10 ** (interpolate(STARS, i) + scale);
}

/** Galactic latitude, degrees, of a direction (ICRS, degrees): pole at 192.85948, 27.12825 (Hipparcos catalogue, vol. 1, 1.5.3). */
export function galacticLatitude(ra: number, dec: number): number {
  const [alpha, delta, pole] = [ra - 192.85948, dec, 27.12825].map((degrees) => (degrees * Math.PI) / 180);
  return (Math.asin(Math.sin(delta) * Math.sin(pole) + Math.cos(delta) * Math.cos(pole) * Math.cos(alpha)) * 180) / Math.PI;
}

/** A law of counts made ready for drawing: the number brighter than each magnitude, in steps of 0.05. */
export interface CountTable {
  readonly bright: number;
  /** Cumulative, per square degree. */
  readonly cumulative: Float64Array;
}
const STEP = 0.05;

export function countTable(counts: (magnitude: number) => number, bright: number, faint: number): CountTable {
  const steps = Math.max(1, Math.round((faint - bright) / STEP));
  const cumulative = new Float64Array(steps + 1);
  for (let n = 0; n < steps; n++) cumulative[n + 1] = cumulative[n] + counts(bright + (n + 0.5) * STEP) * STEP;
  return { bright, cumulative };
}

/** per square degree */
export const densityOf = ({ cumulative }: CountTable): number => cumulative[cumulative.length - 1];

/** The magnitude below which a fraction `share` of the objects lie. */
export function magnitudeAt({ bright, cumulative }: CountTable, share: number): number {
  const wanted = share * cumulative[cumulative.length - 1];
  let [low, high] = [0, cumulative.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (cumulative[middle] <= wanted) low = middle;
    else high = middle;
  }
  return bright + STEP * (low + (wanted - cumulative[low]) / (cumulative[high] - cumulative[low]));
}

/** Sizes and shapes of galaxies in a bin of VIS magnitude: median and the 16th and 84th percentiles. */
interface Shape {
  readonly radius: readonly [number, number, number];
  readonly sersic: readonly [number, number, number];
  readonly axisRatio: readonly [number, number, number];
  readonly redshift: number;
}

/**
 * From 18 in steps of 0.5: half-light radius along the major axis (arcsec), Sersic index, axis ratio, median redshift; of 22 304 galaxies of 3D-HST in COSMOS
 * (van der Wel et al. 2012, Skelton et al. 2014). Before 19, where they are few, as at 19.
 */
const SHAPES: readonly Shape[] = (
  [
    [1.374, 0.924, 1.86, 3.2, 1.83, 5.37, 0.626, 0.454, 0.865, 0.2],
    [1.374, 0.924, 1.86, 3.2, 1.83, 5.37, 0.626, 0.454, 0.865, 0.21],
    [1.159, 0.808, 1.74, 2.17, 1.22, 4.75, 0.618, 0.325, 0.835, 0.22],
    [0.937, 0.607, 1.413, 2.74, 1.36, 4.35, 0.645, 0.421, 0.901, 0.27],
    // biome-ignore lint/suspicious/noApproximativeNumericConstant: 0.434 is a measured axis ratio
    [0.72, 0.453, 1.301, 2.51, 0.96, 4.97, 0.606, 0.434, 0.822, 0.35],
    [0.77, 0.403, 1.289, 2.51, 1.1, 4.83, 0.7, 0.416, 0.85, 0.43],
    [0.803, 0.441, 1.297, 1.92, 1.11, 4.6, 0.563, 0.349, 0.815, 0.52],
    [0.602, 0.313, 1.055, 1.67, 1, 3.68, 0.61, 0.362, 0.877, 0.5],
    [0.567, 0.312, 0.876, 1.63, 0.95, 3.42, 0.591, 0.337, 0.831, 0.69],
    [0.487, 0.258, 0.82, 1.46, 0.8, 3.26, 0.593, 0.348, 0.812, 0.72],
    [0.431, 0.233, 0.709, 1.37, 0.76, 2.91, 0.574, 0.311, 0.794, 0.75],
    [0.392, 0.208, 0.669, 1.3, 0.74, 2.81, 0.538, 0.317, 0.767, 0.89],
    [0.34, 0.186, 0.59, 1.3, 0.69, 2.81, 0.508, 0.317, 0.75, 1.08],
    [0.297, 0.164, 0.51, 1.28, 0.66, 3, 0.492, 0.295, 0.735, 1.23],
    [0.258, 0.14, 0.472, 1.3, 0.6, 3.03, 0.468, 0.273, 0.724, 1.35],
    [0.237, 0.13, 0.436, 1.34, 0.6, 3.33, 0.472, 0.262, 0.73, 1.31],
    [0.215, 0.114, 0.404, 1.37, 0.58, 3.36, 0.459, 0.254, 0.724, 1.31],
    [0.196, 0.104, 0.375, 1.36, 0.56, 3.33, 0.468, 0.239, 0.737, 1.29],
  ] as const
).map(([r, r16, r84, n, n16, n84, q, q16, q84, redshift]) => ({
  radius: [r, r16, r84],
  sersic: [n, n16, n84],
  axisRatio: [q, q16, q84],
  redshift,
}));

export const shapeAt = (magnitude: number): Shape => SHAPES[Math.min(SHAPES.length - 1, Math.max(0, Math.floor((magnitude - 18) / 0.5)))];

/** A number with the given median and percentiles: log-normal, of its own width on each side. @param normal standard normal deviate */
export const splitLogNormal = ([median, low, high]: readonly [number, number, number], normal: number): number =>
  median * (normal < 0 ? median / low : high / median) ** normal;
