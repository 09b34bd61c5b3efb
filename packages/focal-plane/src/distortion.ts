import type { DistortionModel } from "@elvis/formats/product";
import type { FocalPlanePoint } from "./ccd.ts";

/** Field angles about the pointing, degrees, gnomonic: x against position angle PA, y along PA + 90 degrees. */
export interface FieldAngles {
  readonly x: number;
  readonly y: number;
}

/** Partial derivatives of the focal plane by field angle, mm per degree: `xy` is d x / d y. */
export interface DistortionDerivatives {
  readonly xx: number;
  readonly xy: number;
  readonly yx: number;
  readonly yy: number;
}

/**
 * The polynomial behind the pairs that ELViS itself wrote (`VIS_sim_INSTRUMENTclass.convertFoVToFPA`, Zemax distortion at 800 nm; public in SHE_GST's tests).
 *
 * Least squares on the 47 pairs that lie on its focal plane, over the 20 terms of x and 18 of y that are not zero in a fit of all terms to degree 6. Nothing
 * is left over: residuals are below 2e-4 um, and a pair that is left out is met to 6e-6 um by the others. So it is their own polynomial, not one close to it.
 * The pairs end at 0.34 and 0.392 degrees, at the edge of the CCDs; the field in which it is used ends 0.06 degree further, so that bright stars beside the
 * focal plane still have a place: 2000 pixels.
 * The scale is 0.09976 (x) and 0.10062 (y) seconds of arc per pixel.
 */
export const nominalDistortion: DistortionModel = {
  x: [
    [-0.691451156, -433.023773, 6.72831023, -2.78716093, 0.00136678693, -0.000844164981],
    [0.0352074838, 0.00550057858, 0.00157888596, -0.00261556849, 0, 0],
    [2.25651514, -2.73030248, 0.0189990003, -0.110227458, 0, 0],
    [-4.2751067e-5, 0.00616659704, -0.000105430518, -0.00388335957, 0, 0],
    [0.000458487051, -0.00055678919, 0, 0, 0, 0],
  ],
  y: [
    [-9.45953555e-5, 0.03217289, 0.00329288933, -7.45305046e-5, 0],
    [429.349334, -4.45374058, 2.73123883, -0.0183406513, 0.000556334175],
    [0.00149729673, 0.000525051501, -0.00619215199, -0.0034113606, 0],
    [2.76659995, -0.0370340926, 0.0761175675, 0.0518961127, 0],
    [0, 0, 0, 0, 0],
    [0.000836558824, 0, 0, 0, 0],
  ],
  validX: 0.4,
  validY: 0.45,
};

/** Half sides of the field in which ELViS has a place for a direction, degrees: half of TelescopeVISFOVXsc of the mission database of 2017, and its last row of pairs. */
const ELVIS_HALF_X = 0.35;
const ELVIS_HALF_Y = 0.392;

/**
 * Whether ELViS gives a place in the focal plane for field angles, or calls them outside.
 *
 * It goes by the field, not by the CCDs: in its pairs fov_x of +-0.34 is inside and +-0.37 outside whatever fov_y is, and the lower end of fov_y belongs to the
 * field (-0.392 is inside, though its places lie up to 1 mm below the outermost CCDs) while the upper end does not (+0.392 is outside, also where a CCD still is).
 * Simulations do not end there: the CCDs are lit to their edges, and stars beside them send ghosts and wings in.
 */
export const isInElvisField = ({ x, y }: FieldAngles): boolean =>
  x >= -ELVIS_HALF_X && x < ELVIS_HALF_X && y >= -ELVIS_HALF_Y && y < ELVIS_HALF_Y;

/** Whether field angles lie in the field the model was made for; beyond it a polynomial says nothing. */
export const isInField = (model: DistortionModel, field: FieldAngles): boolean =>
  Math.abs(field.x) <= model.validX && Math.abs(field.y) <= model.validY;

/** @returns mm in the focal plane, or undefined outside the model's field */
export function distort(model: DistortionModel, field: FieldAngles): FocalPlanePoint | undefined {
  if (!isInField(model, field)) return undefined;
  return { x: polynomial(model.x, field), y: polynomial(model.y, field) };
}

/** Derivatives of the focal plane by field angle, mm per degree. */
export const distortionDerivatives = (model: DistortionModel, field: FieldAngles): DistortionDerivatives => ({
  xx: polynomialDx(model.x, field),
  xy: polynomialDy(model.x, field),
  yx: polynomialDx(model.y, field),
  yy: polynomialDy(model.y, field),
});

/**
 * Inverse of {@link distort} by Newton's method from the linear terms.
 *
 * @param point mm
 * @returns field angles, degrees, exact to 1e-12; undefined when the point is outside the model's field
 * @throws RangeError when the model's linear terms are singular
 */
export function undistort(model: DistortionModel, point: FocalPlanePoint): FieldAngles | undefined {
  let field: FieldAngles = { x: 0, y: 0 };
  for (let step = 0; step < 20; step++) {
    const rx = point.x - polynomial(model.x, field);
    const ry = point.y - polynomial(model.y, field);
    const { xx, xy, yx, yy } = distortionDerivatives(model, field);
    const determinant = xx * yy - xy * yx;
    if (step === 0 && !(Math.abs(determinant) > 0)) throw new RangeError("distortion: linear terms are singular");
    const dx = (rx * yy - ry * xy) / determinant;
    const dy = (ry * xx - rx * yx) / determinant;
    field = { x: field.x + dx, y: field.y + dy };
    if (Math.abs(dx) + Math.abs(dy) < 1e-13) return isInField(model, field) ? field : undefined;
    // A model valid on a finite field may fold far outside; what wanders off is not in it.
    if (!(Math.abs(field.x) < 4 * model.validX && Math.abs(field.y) < 4 * model.validY)) return undefined;
  }
  return isInField(model, field) ? field : undefined;
}

/** Sum over rows (powers of y) and entries (powers of x), by Horner's rule. */
function polynomial(c: readonly (readonly number[])[], { x, y }: FieldAngles): number {
  let sum = 0;
  for (let row = c.length - 1; row >= 0; row--) {
    let inner = 0;
    for (let at = c[row].length - 1; at >= 0; at--) inner = inner * x + c[row][at];
    sum = sum * y + inner;
  }
  return sum;
}

function polynomialDx(c: readonly (readonly number[])[], { x, y }: FieldAngles): number {
  let sum = 0;
  for (let row = c.length - 1; row >= 0; row--) {
    let inner = 0;
    for (let at = c[row].length - 1; at >= 1; at--) inner = inner * x + at * c[row][at];
    sum = sum * y + inner;
  }
  return sum;
}

function polynomialDy(c: readonly (readonly number[])[], { x, y }: FieldAngles): number {
  let sum = 0;
  for (let row = c.length - 1; row >= 1; row--) {
    let inner = 0;
    for (let at = c[row].length - 1; at >= 0; at--) inner = inner * x + c[row][at];
    sum = sum * y + row * inner;
  }
  return sum;
}
