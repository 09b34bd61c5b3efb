import type { CcdId, DistortionModel, QuadrantLetter, SkyPointing } from "@elvis/formats/product";
import { type CcdPixel, ccdToFocalPlane, ccdToReadout, type FocalPlanePoint, focalPlaneToCcd, isOnCcd } from "./ccd.ts";
import { distort, distortionDerivatives, undistort } from "./distortion.ts";
import { CCDS, type Ccd, ccdOf, PITCH_X, PITCH_Y, PIXEL_PITCH } from "./layout.ts";
import { fieldDerivatives, fieldToSky, type SkyDirection, skyToField, tangentPlane } from "./projection.ts";

/** Where a direction is collected. */
export interface Location {
  readonly ccd: CcdId;
  readonly quadrant: QuadrantLetter;
  /** Pixels of the CCD's charge frame. */
  readonly x: number;
  readonly y: number;
}

/**
 * Change of pixel for a small move of the source on the sky, pixels per second of arc, towards east and towards north at the source.
 * The same for every CCD: none is rotated against another in the focal plane.
 */
export interface PixelJacobian {
  readonly xEast: number;
  readonly xNorth: number;
  readonly yEast: number;
  readonly yNorth: number;
}

/** A pointing and a distortion made ready for many directions. */
export interface SkyProjection {
  /** @param ra degrees @param dec degrees @returns mm, or undefined outside the distortion model's field */
  toFocalPlane(ra: number, dec: number): FocalPlanePoint | undefined;
  /** @returns degrees, or undefined outside the distortion model's field */
  toSky(point: FocalPlanePoint): SkyDirection | undefined;
  /** Undefined outside the distortion model's field. */
  jacobian(ra: number, dec: number): PixelJacobian | undefined;
}

/** @param pointing ICRS, degrees */
export function skyProjection(pointing: SkyPointing, distortion: DistortionModel): SkyProjection {
  const plane = tangentPlane(pointing);
  return {
    toFocalPlane(ra, dec) {
      const field = skyToField(plane, ra, dec);
      return field && distort(distortion, field);
    },
    toSky(point) {
      const field = undistort(distortion, point);
      return field && fieldToSky(plane, field);
    },
    jacobian(ra, dec) {
      const field = skyToField(plane, ra, dec);
      if (field === undefined || distort(distortion, field) === undefined) return undefined;
      const d = distortionDerivatives(distortion, field);
      const f = fieldDerivatives(plane, ra, dec);
      // mm per degree to pixels per second of arc
      const scale = 1 / (PIXEL_PITCH * 3600);
      return {
        xEast: (d.xx * f.xEast + d.xy * f.yEast) * scale,
        xNorth: (d.xx * f.xNorth + d.xy * f.yNorth) * scale,
        yEast: (d.yx * f.xEast + d.yy * f.yEast) * scale,
        yNorth: (d.yx * f.xNorth + d.yy * f.yNorth) * scale,
      };
    },
  };
}

/** The CCD in whose cell of the focal plane (CCD and half the gaps around it) a point lies. */
function cellOf(point: FocalPlanePoint): Ccd | undefined {
  const column = Math.round(point.x / PITCH_X + 3.5);
  const row = Math.round(3.5 - point.y / PITCH_Y);
  return column >= 1 && column <= 6 && row >= 1 && row <= 6 ? CCDS[6 * (row - 1) + column - 1] : undefined;
}

/** The CCD, quadrant and pixel that collect light at a point of the focal plane; undefined in gaps, on injection rows and outside. */
export function locateFocalPlane(point: FocalPlanePoint): Location | undefined {
  const ccd = cellOf(point);
  if (ccd === undefined) return undefined;
  const pixel = focalPlaneToCcd(ccd, point);
  if (!isOnCcd(pixel)) return undefined;
  return { ccd: ccd.id, quadrant: ccdToReadout(ccd, pixel.x, pixel.y).quadrant, x: pixel.x, y: pixel.y };
}

/** Where a direction (degrees, ICRS) lands; undefined where no pixel collects its light. */
export function locate(direction: SkyDirection, pointing: SkyPointing, distortion: DistortionModel): Location | undefined {
  const point = skyProjection(pointing, distortion).toFocalPlane(direction.ra, direction.dec);
  return point && locateFocalPlane(point);
}

/** Pixels of one CCD for a direction (degrees), also beyond the CCD's edges; undefined outside the distortion model's field. */
export function skyToPixel(pointing: SkyPointing, distortion: DistortionModel, ccd: CcdId, ra: number, dec: number): CcdPixel | undefined {
  const point = skyProjection(pointing, distortion).toFocalPlane(ra, dec);
  return point && focalPlaneToCcd(ccdOf(ccd), point);
}

/** Direction (degrees) of a place in the charge frame of a CCD; undefined outside the distortion model's field. */
export function pixelToSky(pointing: SkyPointing, distortion: DistortionModel, ccd: CcdId, x: number, y: number): SkyDirection | undefined {
  return skyProjection(pointing, distortion).toSky(ccdToFocalPlane(ccdOf(ccd), x, y));
}
