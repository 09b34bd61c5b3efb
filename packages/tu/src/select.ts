import {
  DEGREE,
  directionOf,
  fieldToSky,
  type SkyDirection,
  separation,
  skyToField,
  type TangentPlane,
  tangentPlane,
} from "@elvis/focal-plane";
import { healpixAt, healpixPixel } from "@elvis/formats/catalog";
import type { SkyArea, SkyPointing } from "@elvis/formats/product";

/** Half sides of the VIS field, degrees: along the position angle and along it plus 90 degrees. */
const HALF_SHORT = 0.35;
const HALF_LONG = 0.39;
/**
 * Added on all sides, degrees: light of objects beyond the edge falls on the detectors. Halos are followed over 24 mm of focal plane (2000 pixels, 0.056 degree),
 * ghosts lie less than 13 mm from their stars, the outermost pixels are 0.003 degree beyond the nominal sides, and aberration moves all directions by up to
 * 26 arcsec (0.007 degree).
 */
export const MARGIN = 0.07;

/** The part of the sky of which a pointing's true universe consists: a rectangle in the tangent plane. */
export interface SkyField {
  readonly pointing: SkyPointing;
  readonly plane: TangentPlane;
  readonly halfShort: number;
  readonly halfLong: number;
  /** Of the circle around the rectangle, degrees. */
  readonly radius: number;
}

/** @param margin degrees, added on all sides of the VIS field */
export function skyFieldOf(pointing: SkyPointing, margin: number = MARGIN): SkyField {
  const halfShort = HALF_SHORT + margin;
  const halfLong = HALF_LONG + margin;
  return {
    pointing,
    plane: tangentPlane(pointing),
    halfShort,
    halfLong,
    radius: Math.atan(Math.hypot(halfShort, halfLong) * DEGREE) / DEGREE,
  };
}

/** Whether a direction (degrees) is in the field; its border belongs to it. */
export function isInside(field: SkyField, ra: number, dec: number): boolean {
  // Most rows of a tile are far off; the declination alone says so.
  if (Math.abs(dec - field.pointing.dec) > field.radius + 1e-9) return false;
  const angles = skyToField(field.plane, ra, dec);
  return angles !== undefined && Math.abs(angles.x) <= field.halfShort && Math.abs(angles.y) <= field.halfLong;
}

/**
 * The rows whose declination lets them be in the field, in order: a glance that leaves out most of a tile.
 *
 * @param beyond degrees by which they may be seen away from it
 */
export function rowsNear(field: SkyField, dec: Float64Array, beyond: number): number[] {
  const [low, high] = [field.pointing.dec - field.radius - beyond - 1e-9, field.pointing.dec + field.radius + beyond + 1e-9];
  const rows: number[] = [];
  for (let row = 0; row < dec.length; row++) if (dec[row] >= low && dec[row] <= high) rows.push(row);
  return rows;
}

/** The rows whose directions are in the field, in order. */
export function rowsInside(field: SkyField, ra: Float64Array, dec: Float64Array): number[] {
  const rows: number[] = [];
  for (let row = 0; row < ra.length; row++) if (isInside(field, ra[row], dec[row])) rows.push(row);
  return rows;
}

/**
 * Whether a tile may hold objects of the field. Sometimes true for one that only comes near; never false for one that has some.
 *
 * @param beyond degrees by which objects may have moved out of their tile
 */
export function touches(field: SkyField, area: SkyArea, beyond = 0): boolean {
  const { ra, dec } = field.pointing;
  const reach = field.radius + beyond;
  if (area.kind === "box") return isBoxNear(area, ra, dec, reach);
  const { centre, corners } = healpixPixel(area.order, area.index);
  const middle = directionOf(centre[0], centre[1]);
  // A pixel's borders bend outward a little; a twentieth of its size covers that.
  const size = 1.05 * Math.max(...corners.map((corner) => separation(middle, directionOf(corner[0], corner[1]))));
  return separation(middle, directionOf(ra, dec)) <= size + reach * DEGREE;
}

type Box = Extract<SkyArea, { readonly kind: "box" }>;

function isBoxNear({ raMin, raMax, decMin, decMax }: Box, ra: number, dec: number, reach: number): boolean {
  if (dec + reach < decMin || dec - reach > decMax) return false;
  // A circle that holds a pole reaches every right ascension.
  if (Math.abs(dec) + reach >= 90) return true;
  const half = Math.asin(Math.min(1, Math.sin(reach * DEGREE) / Math.cos(dec * DEGREE))) / DEGREE;
  const width = raMax - raMin >= 360 ? 360 : turn(raMax - raMin);
  return width === 360 || turn(ra + half - raMin) <= width + 2 * half;
}

/** Tells whether a direction belongs to one of some tiles. */
function coverOf(areas: readonly SkyArea[]): (direction: SkyDirection) => boolean {
  const boxes: Box[] = [];
  const pixels = new Map<number, Set<number>>();
  for (const area of areas) {
    if (area.kind === "box") boxes.push(area);
    else pixels.set(area.order, (pixels.get(area.order) ?? new Set()).add(area.index));
  }
  return (direction) =>
    boxes.some((box) => isInBox(box, direction)) ||
    [...pixels].some(([order, indices]) => indices.has(healpixAt(order, direction.ra, direction.dec)));
}

function isInBox({ raMin, raMax, decMin, decMax }: Box, { ra, dec }: SkyDirection): boolean {
  const width = raMax - raMin >= 360 ? 360 : turn(raMax - raMin);
  return dec >= decMin && dec <= decMax && turn(ra - raMin) <= width;
}

/** A part of the field that no tile covers. */
export interface Hole {
  /** Of the field, 0 to 1. */
  readonly share: number;
  /** Its point nearest to the pointing. */
  readonly place: SkyDirection;
}

/** Points along each half of a side. */
const STEPS = 20;

/** What tiles leave empty, looked for on a grid of 41 x 41 points over the field, its border included; undefined when they cover it. */
export function holeIn(field: SkyField, areas: readonly SkyArea[]): Hole | undefined {
  const isCovered = coverOf(areas);
  const empty: { readonly place: SkyDirection; readonly far: number }[] = [];
  for (let y = -STEPS; y <= STEPS; y++)
    for (let x = -STEPS; x <= STEPS; x++) {
      const place = fieldToSky(field.plane, { x: (x / STEPS) * field.halfShort, y: (y / STEPS) * field.halfLong });
      if (!isCovered(place)) empty.push({ place, far: Math.hypot(x, y) });
    }
  if (empty.length === 0) return undefined;
  const [{ place }] = empty.sort((a, b) => a.far - b.far);
  return { share: empty.length / (2 * STEPS + 1) ** 2, place };
}

const turn = (angle: number): number => ((angle % 360) + 360) % 360;
