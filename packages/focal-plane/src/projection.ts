import type { SkyPointing } from "@elvis/formats/product";
import { combine, DEGREE, directionOf, dot, eastNorth, longitudeLatitudeDeg, normalise, type Vector } from "./angles.ts";
import type { FieldAngles } from "./distortion.ts";

/** A direction on the sky, ICRS, degrees. */
export interface SkyDirection {
  readonly ra: number;
  readonly dec: number;
}

/** A pointing made ready for many projections. */
export interface TangentPlane {
  readonly centre: Vector;
  /** Unit vectors of growing fov_x (against PA) and fov_y (along PA + 90 degrees). */
  readonly fieldX: Vector;
  readonly fieldY: Vector;
}

/** @param pointing degrees, ICRS */
export function tangentPlane(pointing: SkyPointing): TangentPlane {
  const { east, north } = eastNorth(pointing.ra, pointing.dec);
  const pa = pointing.pa * DEGREE;
  return {
    centre: directionOf(pointing.ra, pointing.dec),
    fieldX: combine(-Math.sin(pa), east, -Math.cos(pa), north),
    fieldY: combine(Math.cos(pa), east, -Math.sin(pa), north),
  };
}

/** Gnomonic projection. @returns degrees, or undefined for a direction 90 degrees or more from the pointing */
export function skyToField(plane: TangentPlane, ra: number, dec: number): FieldAngles | undefined {
  const s = directionOf(ra, dec);
  const depth = dot(s, plane.centre);
  if (!(depth > 0)) return undefined;
  return { x: dot(s, plane.fieldX) / depth / DEGREE, y: dot(s, plane.fieldY) / depth / DEGREE };
}

export function fieldToSky(plane: TangentPlane, field: FieldAngles): SkyDirection {
  const offset = combine(field.x * DEGREE, plane.fieldX, field.y * DEGREE, plane.fieldY);
  const { longitude, latitude } = longitudeLatitudeDeg(normalise(combine(1, plane.centre, 1, offset)));
  return { ra: longitude, dec: latitude };
}

/**
 * How field angles change when a source moves a little on the sky, at the source itself (not at the pointing).
 *
 * @returns dimensionless: `xEast` is the change of fov_x for one unit of the same angle towards east
 */
export function fieldDerivatives(
  plane: TangentPlane,
  ra: number,
  dec: number,
): { readonly xEast: number; readonly xNorth: number; readonly yEast: number; readonly yNorth: number } {
  const s = directionOf(ra, dec);
  const { east, north } = eastNorth(ra, dec);
  const depth = dot(s, plane.centre);
  const slope = (axis: Vector, towards: Vector): number =>
    (dot(towards, axis) * depth - dot(s, axis) * dot(towards, plane.centre)) / (depth * depth);
  return {
    xEast: slope(plane.fieldX, east),
    xNorth: slope(plane.fieldX, north),
    yEast: slope(plane.fieldY, east),
    yNorth: slope(plane.fieldY, north),
  };
}
