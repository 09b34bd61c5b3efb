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
 * The cubic through the pairs that ELViS itself wrote (`VIS_sim_INSTRUMENTclass.convertFoVToFPA`, Zemax distortion at 800 nm; public in SHE_GST's tests).
 *
 * Least squares on the 47 pairs that lie on its focal plane; residuals: x 0.053 um rms, 0.16 um at most; y 0.094 um rms, 0.20 um at most.
 * The pairs end at 0.34 and 0.392 degrees, at the edge of the CCDs; the field in which it is used ends 0.06 degree further, so that bright stars beside the
 * focal plane still have a place: 2000 pixels.
 * The scale is 0.09976 (x) and 0.10062 (y) seconds of arc per pixel.
 */
export const nominalDistortion: DistortionModel = {
  x: [
    [-0.691573185, -433.022829, 6.73018593, -2.7970545],
    [0.0352232629, 0.00592776003, 0.0010961943, 0],
    [2.25792363, -2.74117311, 0, 0],
    [8.32733214e-5, 0, 0, 0],
  ],
  y: [
    [-4.41156885e-5, 0.0321212526, 0.00253688132, 0.000207418779],
    [429.348643, -4.45922488, 2.74055254, 0],
    [0.00108963661, 0.00102756533, 0, 0],
    [2.77246936, 0, 0, 0],
  ],
  validX: 0.4,
  validY: 0.45,
};

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
