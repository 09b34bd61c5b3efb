import { ccdOf, focalPlaneToCcd, skyProjection } from "@elvis/focal-plane";
import type { CcdId, DistortionModel, SkyPointing } from "@elvis/formats/product";
import type { Matrix } from "./shape.ts";

/** Where the sky falls on one CCD. */
export interface Sky {
  /** ICRS, degrees */
  readonly pointing: SkyPointing;
  readonly distortion: DistortionModel;
}

/** A direction as one CCD sees it; the place may lie beyond the CCD's edges. */
export interface Place {
  /** Pixels, (0, 0) the centre of the lower left pixel. */
  readonly x: number;
  /** Row on the silicon, for drawing. */
  readonly siliconY: number;
  /** Row of the charge frame, for tables. */
  readonly y: number;
  /** mm in the focal plane */
  readonly fpaX: number;
  readonly fpaY: number;
  /** Pixels per arcsec: x by east and north, y by east and north. */
  readonly jacobian: Matrix;
}

/** A function from direction (degrees) to the place on a CCD; undefined outside the distortion model's field. */
export function placeOn(ccd: CcdId, { pointing, distortion }: Sky): (ra: number, dec: number) => Place | undefined {
  const projection = skyProjection(pointing, distortion);
  const laid = ccdOf(ccd);
  return (ra, dec) => {
    const point = projection.toFocalPlane(ra, dec);
    const jacobian = point && projection.jacobian(ra, dec);
    if (point === undefined || jacobian === undefined) return undefined;
    const { x, y, siliconY } = focalPlaneToCcd(laid, point);
    return { x, y, siliconY, fpaX: point.x, fpaY: point.y, jacobian: [jacobian.xEast, jacobian.xNorth, jacobian.yEast, jacobian.yNorth] };
  };
}
