/** Of the Milky Way's dust: A(V) / E(B-V). */
const R_V = 3.1;

/**
 * Extinction by the Milky Way's dust, A(lambda) / A(V) for R_V = 3.1.
 *
 * The law holds from 100 nm to 3.3 um (10 to 0.3 per um); longward its power law goes on, shortward its last value.
 *
 * @see O'Donnell 1994, ApJ 422, 158 (303 to 909 nm); Cardelli, Clayton and Mathis 1989, ApJ 345, 245 (infrared and ultraviolet)
 * @param wavelength nm
 */
export function milkyWay(wavelength: number): number {
  // Waves in a micrometre, as both papers count.
  const x = 1000 / Math.max(100, wavelength);
  const [a, b] = x < 1.1 ? infrared(x) : x < 3.3 ? optical(x) : x < 8 ? ultraviolet(x) : farUltraviolet(x);
  return a + b / R_V;
}

type Coefficients = readonly [a: number, b: number];

const infrared = (x: number): Coefficients => [0.574 * x ** 1.61, -0.527 * x ** 1.61];

/** O'Donnell's, in powers of x - 1.82. */
const OPTICAL_A = [1, 0.104, -0.609, 0.701, 1.137, -1.718, -0.827, 1.647, -0.505];
const OPTICAL_B = [0, 1.952, 2.908, -3.989, -7.985, 11.102, 5.491, -10.805, 3.347];
const power = (coefficients: readonly number[], y: number): number => coefficients.reduceRight((sum, term) => sum * y + term, 0);
const optical = (x: number): Coefficients => [power(OPTICAL_A, x - 1.82), power(OPTICAL_B, x - 1.82)];

function ultraviolet(x: number): Coefficients {
  const far = Math.max(0, x - 5.9);
  return [
    1.752 - 0.316 * x - 0.104 / ((x - 4.67) ** 2 + 0.341) - 0.04473 * far ** 2 - 0.009779 * far ** 3,
    -3.09 + 1.825 * x + 1.206 / ((x - 4.62) ** 2 + 0.263) + 0.213 * far ** 2 + 0.1207 * far ** 3,
  ];
}

const farUltraviolet = (x: number): Coefficients => [
  power([-1.073, -0.628, 0.137, -0.07], x - 8),
  power([13.67, 4.257, -0.42, 0.374], x - 8),
];
