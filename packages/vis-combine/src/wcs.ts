import {
  ccdOf,
  ccdToFocalPlane,
  fieldToSky,
  PRESCAN,
  QUADRANT_HEIGHT,
  QUADRANT_WIDTH,
  readoutToCcd,
  type SkyProjection,
  skyToField,
  tangentPlane,
} from "@elvis/focal-plane";
import type { CcdId, QuadrantLetter } from "@elvis/formats/product";

/** Coefficients of u^2, u v, v^2, u and v pixels from the reference. */
export type Quadratic = readonly [uu: number, uv: number, vv: number];

/** A tangent-plane WCS of one quadrant, in its readout orientation, with quadratic distortion (SIP). FITS pixels, degrees. */
export interface LocalWcs {
  readonly crpix1: number;
  readonly crpix2: number;
  readonly crval1: number;
  readonly crval2: number;
  readonly cd1_1: number;
  readonly cd1_2: number;
  readonly cd2_1: number;
  readonly cd2_2: number;
  /** SIP A and B: pixels added to u and to v. */
  readonly a: Quadratic;
  readonly b: Quadratic;
}

/**
 * The gnomonic WCS that fits a quadrant about the centre of its light pixels, where it is exact. The flips of the readout are in its signs.
 *
 * @returns nothing where the distortion model has no sky for the quadrant
 * @see Shupe et al. 2005, "The SIP convention for representing distortion in FITS image headers"
 */
export function localWcs(ccdId: CcdId, quadrant: QuadrantLetter, projection: Pick<SkyProjection, "toSky">): LocalWcs | undefined {
  const ccd = ccdOf(ccdId);
  const x = PRESCAN + (QUADRANT_WIDTH - 1) / 2;
  const y = (QUADRANT_HEIGHT - 1) / 2;
  const skyAt = (u: number, v: number) => {
    const at = readoutToCcd(ccd, { quadrant, x: x + u, y: y + v });
    return projection.toSky(ccdToFocalPlane(ccd, at.x, at.y));
  };
  const centre = skyAt(0, 0);
  if (centre === undefined) return undefined;
  // A tangent plane at the centre with PA 0: its field angles are -(towards north) and (towards east).
  const plane = tangentPlane({ ...centre, pa: 0 });
  const points: { terms: number[]; east: number; north: number }[] = [];
  for (let n = -3; n <= 3; n++)
    for (let k = -3; k <= 3; k++) {
      const u = (n / 3) * ((QUADRANT_WIDTH - 1) / 2);
      // Not to the edge itself: beyond the last row lie the injection rows, where the frame jumps.
      const v = (k / 3) * ((QUADRANT_HEIGHT - 1) / 2);
      const sky = skyAt(u, v);
      const field = sky && skyToField(plane, sky.ra, sky.dec);
      if (field === undefined) return undefined;
      points.push({ terms: [u, v, u * u, u * v, v * v], east: field.y, north: -field.x });
    }
  const terms = points.map((point) => point.terms);
  const [cd1_1, cd1_2, ...east] = leastSquares(
    terms,
    points.map((point) => point.east),
  );
  const [cd2_1, cd2_2, ...north] = leastSquares(
    terms,
    points.map((point) => point.north),
  );
  // SIP distorts pixels, so what the sky is off goes back through the inverse of CD.
  const determinant = cd1_1 * cd2_2 - cd1_2 * cd2_1;
  const a = east.map((value, n) => (cd2_2 * value - cd1_2 * north[n]) / determinant) as unknown as Quadratic;
  const b = east.map((value, n) => (cd1_1 * north[n] - cd2_1 * value) / determinant) as unknown as Quadratic;
  return { crpix1: x + 1, crpix2: y + 1, crval1: centre.ra, crval2: centre.dec, cd1_1, cd1_2, cd2_1, cd2_2, a, b };
}

/** Coefficients of `terms` that come nearest to `values`: normal equations, terms scaled to their largest so that they are well conditioned. */
function leastSquares(terms: readonly (readonly number[])[], values: readonly number[]): number[] {
  const size = terms[0].length;
  const scale = terms[0].map((_, n) => Math.max(...terms.map((row) => Math.abs(row[n]))));
  const matrix = scale.map((_, n) => [
    ...scale.map((__, k) => terms.reduce((sum, row) => sum + (row[n] / scale[n]) * (row[k] / scale[k]), 0)),
    terms.reduce((sum, row, at) => sum + (row[n] / scale[n]) * values[at], 0),
  ]);
  for (let pivot = 0; pivot < size; pivot++)
    for (let row = 0; row < size; row++) {
      // Positive definite: no pivot is 0, and no rows need to change places.
      if (row === pivot) continue;
      const factor = matrix[row][pivot] / matrix[pivot][pivot];
      for (let k = pivot; k <= size; k++) matrix[row][k] -= factor * matrix[pivot][k];
    }
  return matrix.map((row, n) => row[size] / row[n] / scale[n]);
}

/** Sky (degrees) of a FITS pixel by a local WCS. */
export function wcsToSky(
  { crpix1, crpix2, crval1, crval2, cd1_1, cd1_2, cd2_1, cd2_2, a, b }: LocalWcs,
  x: number,
  y: number,
): { readonly ra: number; readonly dec: number } {
  const u = x - crpix1;
  const v = y - crpix2;
  const du = u + a[0] * u * u + a[1] * u * v + a[2] * v * v;
  const dv = v + b[0] * u * u + b[1] * u * v + b[2] * v * v;
  return fieldToSky(tangentPlane({ ra: crval1, dec: crval2, pa: 0 }), { x: -(cd2_1 * du + cd2_2 * dv), y: cd1_1 * du + cd1_2 * dv });
}
