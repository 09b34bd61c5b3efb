import { CCD_HEIGHT, CCD_WIDTH, CCDS, ccdToFocalPlane } from "@elvis/focal-plane";
import { type LampLed, type MissionDatabase, mdbTable, type VisInputConfiguration } from "@elvis/formats/product";
import { StageError } from "@elvis/stage";

/** Titles of ours: the public database names the profile as a file (CUUniformityMapNormalised), which is not public. */
const WAVELENGTHS = "SpaceSegment.Instrument.VIS.CULedWavelength";
const profileTitle = (led: number): string => `SpaceSegment.Instrument.VIS.CUUniformityPolynomialLed${led}`;

/** mm; unit of the profiles' coordinates */
const LENGTH = 100;

type Task = Pick<VisInputConfiguration, "effects" | "calibUnit" | "fileName">;

/**
 * The LEDs that are on in an exposure, each with its wavelength and profile from the mission database; the profile's mean over the pixels of the focal plane becomes 1.
 *
 * @throws StageError when the lamp is on and the task does not say which LEDs; FormatError when the mission database lacks one
 */
export function lampOf({ effects, calibUnit, fileName }: Task, mdb: MissionDatabase): { readonly lamp?: readonly LampLed[] } {
  if (!effects.CALIBLAMP) return {};
  const isLit = (led: number): boolean => calibUnit?.isOn === true && Math.floor(calibUnit.ledMask / 2 ** (led - 1)) % 2 === 1;
  const lit = [1, 2, 3, 4, 5, 6].filter(isLit);
  if (calibUnit === undefined || lit.length === 0)
    throw new StageError(
      `${fileName}: CALIBLAMP is on: expected a CalibUnit with Status true and a LED in its LedMask, found ${calibUnit === undefined ? "none" : `Status ${calibUnit.isOn}, LedMask ${calibUnit.ledMask}`}`,
    );
  const wavelengths = mdbTable(mdb, WAVELENGTHS).rows;
  const lamp = lit.map((led) => {
    const wavelength = wavelengths.find(([number]) => number === led)?.[1];
    if (wavelength === undefined)
      throw new StageError(`--mdb: ${mdb.header.productId}: ${WAVELENGTHS}: expected LED ${led} (${fileName} has it on), found none`);
    return { led, wavelength, fluence: calibUnit.fluence[led - 1], profile: normalised(mdbTable(mdb, profileTitle(led)).rows, mdb, led) };
  });
  return { lamp };
}

type Matrix = readonly (readonly number[])[];

/** @throws StageError for a profile that is not above 0 in the mean */
function normalised(profile: Matrix, mdb: MissionDatabase, led: number): Matrix {
  const mean = meanOverField(profile);
  if (!(mean > 0))
    throw new StageError(
      `--mdb: ${mdb.header.productId}: ${profileTitle(led)}: expected a mean above 0 over the focal plane, found ${mean}`,
    );
  return profile.map((row) => row.map((coefficient) => coefficient / mean));
}

/** Mean of a polynomial over the pixels of the 36 CCDs. They lie on a grid of columns and rows, so each term is a mean over columns times one over rows. */
export function meanOverField(profile: Matrix): number {
  const columns = CCDS.slice(0, 6).flatMap((ccd) => Array.from({ length: CCD_WIDTH }, (_, x) => ccdToFocalPlane(ccd, x, 0).x / LENGTH));
  const firstColumn = CCDS.filter(({ column }) => column === 1);
  const rows = firstColumn.flatMap((ccd) => Array.from({ length: CCD_HEIGHT }, (_, y) => ccdToFocalPlane(ccd, 0, y).y / LENGTH));
  const means = (values: readonly number[], powers: number): readonly number[] =>
    Array.from({ length: powers }, (_, power) => values.reduce((sum, value) => sum + value ** power, 0) / values.length);
  const alongX = means(columns, Math.max(...profile.map((row) => row.length)));
  const alongY = means(rows, profile.length);
  return profile.reduce((sum, row, v) => sum + row.reduce((part, coefficient, u) => part + coefficient * alongX[u], 0) * alongY[v], 0);
}
