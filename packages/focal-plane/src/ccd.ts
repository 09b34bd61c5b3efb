import type { QuadrantLetter } from "@elvis/formats/product";
import {
  CCD_HEIGHT,
  CCD_WIDTH,
  type Ccd,
  cornerOf,
  INJECTION_ROWS,
  PIXEL_PITCH,
  PRESCAN,
  QUADRANT_HEIGHT,
  QUADRANT_WIDTH,
} from "./layout.ts";

/** A place in the focal plane, mm. */
export interface FocalPlanePoint {
  readonly x: number;
  readonly y: number;
}

/** A place in the frame of a CCD, pixels; (0, 0) is the centre of the lower left pixel as laid on the focal plane. */
export interface CcdPixel {
  readonly x: number;
  /** Row of the charge frame; 2065.5 within the charge-injection structure, which has no rows there. */
  readonly y: number;
  /** Row on the silicon, where the charge-injection structure counts as 4: what shapes that cross it must be drawn by. */
  readonly siliconY: number;
}

const GAP_START = QUADRANT_HEIGHT - 0.5;
const GAP_END = GAP_START + INJECTION_ROWS;
const CENTRE_X = (CCD_WIDTH - 1) / 2;
const CENTRE_SILICON_Y = (CCD_HEIGHT + INJECTION_ROWS - 1) / 2;

/** Row of the charge frame from row on the silicon; the four injection rows all give 2065.5. */
export function frameRow(siliconY: number): number {
  if (siliconY <= GAP_START) return siliconY;
  return siliconY >= GAP_END ? siliconY - INJECTION_ROWS : GAP_START;
}

/** Row on the silicon from row of the charge frame (2065.5 and above lies beyond the injection rows). */
export const siliconRow = (y: number): number => (y < GAP_START ? y : y + INJECTION_ROWS);

/** Whether the place is on the injection rows, where nothing is collected. */
const isInjectionRow = (siliconY: number): boolean => siliconY >= GAP_START && siliconY < GAP_END;

/** Focal plane (mm) to pixels of `ccd`; outside the CCD the pixels go on beyond its edges. */
export function focalPlaneToCcd(ccd: Ccd, point: FocalPlanePoint): CcdPixel {
  const siliconY = (point.y - ccd.y) / PIXEL_PITCH + CENTRE_SILICON_Y;
  return { x: (point.x - ccd.x) / PIXEL_PITCH + CENTRE_X, y: frameRow(siliconY), siliconY };
}

/** Pixels of the charge frame to the focal plane, mm. */
export function ccdToFocalPlane(ccd: Ccd, x: number, y: number): FocalPlanePoint {
  return { x: ccd.x + (x - CENTRE_X) * PIXEL_PITCH, y: ccd.y + (siliconRow(y) - CENTRE_SILICON_Y) * PIXEL_PITCH };
}

/** Whether the place lies on a pixel that collects light. */
export const isOnCcd = (pixel: CcdPixel): boolean =>
  pixel.x >= -0.5 &&
  pixel.x < CCD_WIDTH - 0.5 &&
  pixel.siliconY >= -0.5 &&
  pixel.siliconY < CCD_HEIGHT + INJECTION_ROWS - 0.5 &&
  !isInjectionRow(pixel.siliconY);

/** A place in a quadrant's readout plane. */
export interface ReadoutPixel {
  readonly quadrant: QuadrantLetter;
  /** From 0 at the first pixel read; light begins at column 51, row 0. */
  readonly x: number;
  readonly y: number;
}

/** The quadrant that collects the light of a place of the charge frame, and the place in its readout plane. Beyond the edges the nearest quadrant's plane goes on. */
export function ccdToReadout(ccd: Ccd, x: number, y: number): ReadoutPixel {
  const isLeft = x < QUADRANT_WIDTH - 0.5;
  const isLower = y < QUADRANT_HEIGHT - 0.5;
  const corner = isLower ? (isLeft ? "lowerLeft" : "lowerRight") : isLeft ? "upperLeft" : "upperRight";
  return { quadrant: ccd.letters[corner], x: PRESCAN + (isLeft ? x : CCD_WIDTH - 1 - x), y: isLower ? y : CCD_HEIGHT - 1 - y };
}

/** The place of the charge frame whose charge is at a place of a quadrant's readout plane. */
export function readoutToCcd(ccd: Ccd, pixel: ReadoutPixel): { readonly x: number; readonly y: number } {
  const corner = cornerOf(ccd, pixel.quadrant);
  const x = pixel.x - PRESCAN;
  return {
    x: corner.endsWith("Left") ? x : CCD_WIDTH - 1 - x,
    y: corner.startsWith("lower") ? pixel.y : CCD_HEIGHT - 1 - pixel.y,
  };
}
