import type { DistortionModel, GhostModel, SkyPointing } from "@elvis/formats/product";
import type { FocalPlanePoint } from "./ccd.ts";
import { distort, type FieldAngles } from "./distortion.ts";
import { PIXEL_PITCH } from "./layout.ts";
import { skyToField, tangentPlane } from "./projection.ts";

/** e-/pixel; a ghost whose mean brightness is not above it is neither looked for nor drawn: a hundredth of the noise of readout. */
export const GHOST_FLOOR = 0.05;

/**
 * Displacement of a ghost from its star in the ghost model's own axes, mm: Y' A X and Y' B X with X = (1, x, x2, …), Y = (1, y, y2, …).
 *
 * @param x,y field position, degrees, the model's shift already added
 * @see Euclid mission database SC3, GhostModel
 */
export function ghostDisplacement(model: Pick<GhostModel, "a" | "b">, x: number, y: number): FocalPlanePoint {
  const sum = (matrix: readonly (readonly number[])[]): number =>
    matrix.reduceRight((outer, row) => outer * y + row.reduceRight((inner, c) => inner * x + c, 0), 0);
  return { x: sum(model.a), y: sum(model.b) };
}

/**
 * Displacement of a ghost from its star in the focal plane, mm.
 *
 * The model's axes are those of the telescope's optical design. Its y is the angle from the telescope's axis towards the VIS field, so along the short side of the
 * field: the mission database gives its nine field points as x to +-0.39 and y from 0.47 to 1.17 degrees; with the shift, y = 0.9 - fov_x. Its x is fov_y. Its detector
 * plane is inverted against the sky: the shared ghost image of that design lies at y = -352.9 mm for a field at positive y. fpa_x and fpa_y grow with
 * the model's y and x, so both displacements change their signs: ghosts lie further from the telescope's axis than their stars, as a longer path behind the
 * exit pupil demands. This reading of the axes is ours; how ELViS reads them is not public.
 */
export function ghostShift(model: Pick<GhostModel, "a" | "b" | "shift">, field: FieldAngles): FocalPlanePoint {
  const displaced = ghostDisplacement(model, field.y + model.shift[0], model.shift[1] - field.x);
  return { x: -displaced.y, y: -displaced.x };
}

/** A function from a star's direction (degrees) to the centre of its ghost, mm in the focal plane; undefined for a star outside the distortion model's field. */
export function ghostPosition(
  model: Pick<GhostModel, "a" | "b" | "shift">,
  pointing: SkyPointing,
  distortion: DistortionModel,
): (ra: number, dec: number) => FocalPlanePoint | undefined {
  const plane = tangentPlane(pointing);
  return (ra, dec) => {
    const field = skyToField(plane, ra, dec);
    const star = field && distort(distortion, field);
    if (field === undefined || star === undefined) return undefined;
    const shift = ghostShift(model, field);
    return { x: star.x + shift.x, y: star.y + shift.y };
  };
}

/** Pixels that a ghost's annulus covers, the shadows of its struts included. */
export const ghostArea = ({ outerRadius, innerRatio }: Pick<GhostModel, "outerRadius" | "innerRatio">): number =>
  Math.PI * (outerRadius / PIXEL_PITCH) ** 2 * (1 - innerRatio * innerRatio);
