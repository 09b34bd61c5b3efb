import { FormatError } from "../../errors.ts";
import { QUADRANT_IDS } from "../layout.ts";
import { fallOf } from "../polynomial.ts";
import type {
  BrighterFatterModel,
  CrosstalkModel,
  DistortionModel,
  GainModel,
  GhostModel,
  GhostStrut,
  NonLinearityModel,
  PluginModel,
  QualityTable,
  ZeroPointModel,
} from "../types.ts";
import { arrayOf, type Json, key, matrixOf, numberOf, numbersOf, objectOf, perQuadrantOf } from "./json.ts";

/** CCDs hold about 200 000 electrons a pixel at the beginning of life (mission database, NLFWC). */
const FULL_WELL = 200_000;

/** `{ "1-1.E": 3.48, … }`, e-/ADU; within what a detector configuration can hold. */
export const readGain = (json: Json): GainModel => perQuadrantOf(json, (gain) => numberOf(gain, 1e-6, 1000));

/** `{ "1-1.E": [c_n, …, c_0], … }`, electrons to electrons; must rise all the way from 0 to full well. */
export const readNonLinearity = (json: Json): NonLinearityModel =>
  perQuadrantOf(json, (value) => {
    const coefficients = numbersOf(value);
    const fall = fallOf(coefficients, FULL_WELL);
    if (fall !== undefined)
      throw new FormatError(
        value.file,
        value.place,
        `a polynomial that rises from 0 to ${FULL_WELL} e-`,
        `one that does not at ${Math.round(fall)} e-`,
      );
    return coefficients;
  });

/** Three CCDs, j-1 to j-3 or j-4 to j-6, share one readout unit: "1a" for those of 1-1, "1b" for 1-6. */
const readoutUnit = (quadrant: string): string => `${quadrant[0]}${quadrant[2] <= "3" ? "a" : "b"}`;

/**
 * `{ date, author, comment, exp_list, cal_coeff: { source: { victim: coefficient } } }`.
 * Only couplings that exist are listed: inside the 12 quadrants of one readout unit, none of a quadrant with itself.
 */
export function readCrosstalk(json: Json): CrosstalkModel {
  const quadrants: ReadonlySet<string> = new Set(QUADRANT_IDS);
  const names = (at: Json): readonly string[] => {
    const found = Object.keys(objectOf(at));
    for (const name of found) if (!quadrants.has(name)) throw new FormatError(at.file, at.place, "quadrants, 1-1.E to 6-6.H", name);
    return found;
  };
  const sources = key(json, "cal_coeff");
  return Object.fromEntries(
    names(sources).map((source) => {
      const victims = key(sources, source);
      const coupling = (victim: string): number => {
        if (victim === source || readoutUnit(victim) !== readoutUnit(source))
          throw new FormatError(victims.file, victims.place, "other quadrants of the same readout unit", victim);
        return numberOf(key(victims, victim), -0.1, 0.1);
      };
      return [source, Object.fromEntries(names(victims).map((victim) => [victim, coupling(victim)]))];
    }),
  );
}
export const crosstalkToWrite = (model: CrosstalkModel): unknown => ({
  date: "",
  author: "",
  comment: "fraction of the source's signal that is added to the victim",
  exp_list: [],
  cal_coeff: model,
});

/** `{ electrons, perQuadrant }`: AB magnitudes that give 1 e-/s. */
export const readZeroPoint = (json: Json): ZeroPointModel => ({
  electrons: numberOf(key(json, "electrons"), 15, 35),
  perQuadrant: perQuadrantOf(key(json, "perQuadrant"), (value) => numberOf(value, 15, 35)),
});

/** Whether a[l][1 - k] = -a[l][k] and a[-l][k] = a[l][k], to the rounding of a millionth of the largest. */
function isMirrored(matrix: readonly (readonly number[])[]): boolean {
  const least = 1e-6 * Math.max(...matrix.flat().map(Math.abs));
  return matrix.every((row, l) =>
    row.every(
      (shift, k) => Math.abs(shift + row[row.length - 1 - k]) <= least && Math.abs(shift - matrix[matrix.length - 1 - l][k]) <= least,
    ),
  );
}

/** `{ scale, aX, aY }`: border shifts in pixels per electron; both matrices of one shape, each its own mirror image. */
export function readBrighterFatter(json: Json): BrighterFatterModel {
  const aX = matrixOf(key(json, "aX"));
  const aY = matrixOf(key(json, "aY"));
  const [shapeX, shapeY] = [aX, aY].map((matrix) => `${matrix.length} x ${matrix[0].length}`);
  if (shapeX !== shapeY) throw new FormatError(json.file, "aY", `${shapeX} numbers as aX`, shapeY);
  if (aX.length % 2 === 0 || aX[0].length % 2 === 1)
    throw new FormatError(json.file, "aX", "an odd number of rows of one even length", shapeX);
  for (const [name, matrix] of Object.entries({ aX, aY }))
    if (!isMirrored(matrix))
      throw new FormatError(
        json.file,
        name,
        "shifts that change sign from one side of the border to the other and are alike along it",
        "others",
      );
  return { aX, aY, scale: numberOf(key(json, "scale"), 0, 100) };
}

/** `{ x, y, validX, validY }`: field angles (degrees) to focal plane (mm). */
export const readDistortion = (json: Json): DistortionModel => ({
  x: matrixOf(key(json, "x")),
  y: matrixOf(key(json, "y")),
  validX: numberOf(key(json, "validX"), 0.1, 5),
  validY: numberOf(key(json, "validY"), 0.1, 5),
});

/** Rows of five numbers: centre, angle, length and width of a bar. @throws FormatError for rows of another length, or a length or width below 0 */
export function ghostStruts(rows: readonly (readonly number[])[], file: string, place: string): readonly GhostStrut[] {
  for (const row of rows)
    if (row.length !== 5 || row[3] < 0 || row[4] < 0)
      throw new FormatError(file, place, "rows of x, y, angle, length and width, the last two of 0 or more", row.join(" "));
  return rows as readonly unknown[] as readonly GhostStrut[];
}

/** `{ a, b, shift, brightness, outerRadius, innerRatio }`, and `struts` where there are some. */
export function readGhost(json: Json): GhostModel {
  const square = (name: string): readonly (readonly number[])[] => {
    const matrix = matrixOf(key(json, name));
    if (matrix.length !== 4 || matrix[0].length !== 4)
      throw new FormatError(json.file, name, "4 x 4 numbers", `${matrix.length} x ${matrix[0].length}`);
    return matrix;
  };
  const shift = numbersOf(key(json, "shift"));
  if (shift.length !== 2) throw new FormatError(json.file, "shift", "2 numbers", String(shift.length));
  return {
    a: square("a"),
    b: square("b"),
    shift: [shift[0], shift[1]],
    brightness: numberOf(key(json, "brightness"), 0, 1),
    outerRadius: numberOf(key(json, "outerRadius"), 0, 100),
    innerRatio: numberOf(key(json, "innerRatio"), 0, 1),
    ...(objectOf(json).struts !== undefined && { struts: ghostStruts(matrixOf(key(json, "struts")), json.file, "struts") }),
  };
}

/** `{ "limits": [ { parameter, minimum, maximum, unit } ] }` */
export const readQualityTable = (json: Json): QualityTable => ({
  limits: arrayOf(key(json, "limits")).map((limit) => ({
    parameter: String(objectOf(limit).parameter ?? ""),
    minimum: numberOf(key(limit, "minimum")),
    maximum: numberOf(key(limit, "maximum"), numberOf(key(limit, "minimum"))),
    unit: String(objectOf(limit).unit ?? ""),
  })),
});

export const readPlugin = (json: Json): PluginModel => objectOf(json);
