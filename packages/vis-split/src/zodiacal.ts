/** Columns of the table: ecliptic latitude, degrees. */
const LATITUDES = [0, 5, 10, 15, 20, 25, 30, 45, 60, 75, 90] as const;

/** Not in the table: too close to the Sun to have been measured. */
const __ = Number.NaN;

/**
 * Zodiacal light seen from the Earth at 500 nm, 1e-8 W/m2/sr/um: Leinert et al. 1998, A&AS 127, 1, table 17. A row begins with the ecliptic
 * longitude from the Sun, degrees.
 */
// biome-ignore format: a table
const TABLE: readonly (readonly number[])[] = [
  [0, __, __, __, 3140, 1610, 985, 640, 275, 150, 100, 77],
  [5, __, __, __, 2940, 1540, 945, 625, 271, 150, 100, 77],
  [10, __, __, 4740, 2470, 1370, 865, 590, 264, 148, 100, 77],
  [15, 11500, 6780, 3440, 1860, 1110, 755, 525, 251, 146, 100, 77],
  [20, 6400, 4480, 2410, 1410, 910, 635, 454, 237, 141, 99, 77],
  [25, 3840, 2830, 1730, 1100, 749, 545, 410, 223, 136, 97, 77],
  [30, 2480, 1870, 1220, 845, 615, 467, 365, 207, 131, 95, 77],
  [35, 1650, 1270, 910, 680, 510, 397, 320, 193, 125, 93, 77],
  [40, 1180, 940, 700, 530, 416, 338, 282, 179, 120, 92, 77],
  [45, 910, 730, 555, 442, 356, 292, 250, 166, 116, 90, 77],
  [60, 505, 442, 352, 292, 243, 209, 183, 134, 104, 86, 77],
  [75, 338, 317, 269, 227, 196, 172, 151, 116, 93, 82, 77],
  [90, 259, 251, 225, 193, 166, 147, 132, 104, 86, 79, 77],
  [105, 212, 210, 197, 170, 150, 133, 119, 96, 82, 77, 77],
  [120, 188, 186, 177, 154, 138, 125, 113, 90, 77, 74, 77],
  [135, 179, 178, 166, 147, 134, 122, 110, 90, 77, 73, 77],
  [150, 179, 178, 165, 148, 137, 127, 116, 96, 79, 72, 77],
  [165, 196, 192, 179, 165, 151, 141, 131, 104, 82, 72, 77],
  [180, 230, 212, 195, 178, 163, 148, 134, 105, 83, 72, 77],
];

/** Brightness at the ecliptic pole, 1e-8 W/m2/sr/um at 500 nm. */
export const POLE_BRIGHTNESS = 77;

/**
 * Zodiacal light over that at the ecliptic pole, bilinear in the table.
 *
 * @param fromSun ecliptic longitude minus that of the Sun, degrees, any turn and sign
 * @param latitude ecliptic, degrees
 * @returns undefined where the table has no values: about 15 degrees round the Sun
 */
export function zodiacalFactor(fromSun: number, latitude: number): number | undefined {
  const turn = Math.abs(fromSun) % 360;
  const [row, above] = cellOf(
    TABLE.map(([longitude]) => longitude),
    Math.min(turn, 360 - turn),
  );
  const [column, beside] = cellOf(LATITUDES, Math.min(90, Math.abs(latitude)));
  const along = (at: number): number => mix(TABLE[at][column + 1], TABLE[at][column + 2], beside);
  const value = mix(along(row), along(row + 1), above);
  return Number.isNaN(value) ? undefined : value / POLE_BRIGHTNESS;
}

/** A corner with no share does not count, whether it has a value or not. */
const mix = (a: number, b: number, share: number): number => (share === 0 ? a : share === 1 ? b : a + share * (b - a));

/** Index of the interval that holds a value, and how far into it, 0 to 1. */
function cellOf(ascending: readonly number[], value: number): readonly [at: number, share: number] {
  let at = 0;
  while (at < ascending.length - 2 && ascending[at + 1] <= value) at++;
  return [at, (value - ascending[at]) / (ascending[at + 1] - ascending[at])];
}
