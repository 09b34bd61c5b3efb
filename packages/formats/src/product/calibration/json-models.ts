import { FormatError } from "../../errors.ts";
import { QUADRANT_IDS } from "../layout.ts";
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

/** `{ "1-1.E": 3.48, … }`, e-/ADU. */
export const readGain = (json: Json): GainModel => perQuadrantOf(json, (gain) => numberOf(gain, Number.MIN_VALUE, 1000));

/** `{ "1-1.E": [c_n, …, c_0], … }`, electrons to electrons; must rise all the way from 0 to full well. */
export const readNonLinearity = (json: Json): NonLinearityModel =>
  perQuadrantOf(json, (value) => {
    const coefficients = numbersOf(value);
    const at = (electrons: number): number => coefficients.reduce((sum, coefficient) => sum * electrons + coefficient, 0);
    for (let step = 1; step <= 400; step++) {
      const [low, high] = [((step - 1) * FULL_WELL) / 400, (step * FULL_WELL) / 400];
      if (!(at(high) > at(low)))
        throw new FormatError(
          value.file,
          value.place,
          `a polynomial that rises from 0 to ${FULL_WELL} e-`,
          `${at(low)} at ${low} e- and ${at(high)} at ${high} e-`,
        );
    }
    return coefficients;
  });

/**
 * `{ date, author, comment, exp_list, cal_coeff: { source: { victim: coefficient } } }`.
 * Only couplings that exist are listed: inside the 12 quadrants of one readout unit.
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
      return [source, Object.fromEntries(names(victims).map((victim) => [victim, numberOf(key(victims, victim), -0.1, 0.1)]))];
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

/** `{ scale, aX, aY }`: border shifts in pixels per electron; both matrices of one shape. */
export function readBrighterFatter(json: Json): BrighterFatterModel {
  const aX = matrixOf(key(json, "aX"));
  const aY = matrixOf(key(json, "aY"));
  const [shapeX, shapeY] = [aX, aY].map((matrix) => `${matrix.length} x ${matrix[0].length}`);
  if (shapeX !== shapeY) throw new FormatError(json.file, "aY", `${shapeX} numbers as aX`, shapeY);
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
