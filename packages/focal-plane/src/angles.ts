/** A vector of three components; directions have length 1. */
export type Vector = readonly [number, number, number];

/** radians in one degree */
export const DEGREE = Math.PI / 180;
/** radians in one second of arc */
export const ARCSECOND = DEGREE / 3600;

/** @param longitudeDeg degrees @param latitudeDeg degrees @returns unit vector */
export function directionOf(longitudeDeg: number, latitudeDeg: number): Vector {
  const longitude = longitudeDeg * DEGREE;
  const latitude = latitudeDeg * DEGREE;
  const c = Math.cos(latitude);
  return [c * Math.cos(longitude), c * Math.sin(longitude), Math.sin(latitude)];
}

/** @returns degrees; longitude 0 to 360, latitude -90 to 90; any length of `v` above 0 */
export function longitudeLatitudeDeg(v: Vector): { readonly longitude: number; readonly latitude: number } {
  return { longitude: turnDeg(Math.atan2(v[1], v[0]) / DEGREE), latitude: Math.atan2(v[2], Math.hypot(v[0], v[1])) / DEGREE };
}

/** The same angle, degrees, at least 0 and below 360. */
export function turnDeg(angle: number): number {
  const rest = ((angle % 360) + 360) % 360;
  return rest === 360 ? 0 : rest;
}

export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a: Vector, b: Vector): Vector => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
/** p a */
export const scale = (p: number, a: Vector): Vector => [p * a[0], p * a[1], p * a[2]];
/** p a + q b */
export const combine = (p: number, a: Vector, q: number, b: Vector): Vector => [
  p * a[0] + q * b[0],
  p * a[1] + q * b[1],
  p * a[2] + q * b[2],
];
export function normalise(v: Vector): Vector {
  const length = Math.hypot(v[0], v[1], v[2]);
  return [v[0] / length, v[1] / length, v[2] / length];
}

/** Angle between two directions, radians; exact for small angles too. */
export function separation(a: Vector, b: Vector): number {
  const c = cross(a, b);
  return Math.atan2(Math.hypot(c[0], c[1], c[2]), dot(a, b));
}

/**
 * East and north at a direction: unit vectors along growing longitude and growing latitude.
 * At a pole east is that of longitude `longitudeDeg`.
 */
export function eastNorth(longitudeDeg: number, latitudeDeg: number): { readonly east: Vector; readonly north: Vector } {
  const l = longitudeDeg * DEGREE;
  const b = latitudeDeg * DEGREE;
  return {
    east: [-Math.sin(l), Math.cos(l), 0],
    north: [-Math.sin(b) * Math.cos(l), -Math.sin(b) * Math.sin(l), Math.cos(b)],
  };
}

/**
 * Where something is that has gone straight on, along a great circle, from a direction (degrees).
 *
 * @param eastArcsec as it set out; times cos(latitude), a distance on the sky
 * @returns degrees
 */
export function movedBy(longitudeDeg: number, latitudeDeg: number, eastArcsec: number, northArcsec: number): readonly [number, number] {
  const far = Math.hypot(eastArcsec, northArcsec);
  if (far === 0) return [longitudeDeg, latitudeDeg];
  const { east, north } = eastNorth(longitudeDeg, latitudeDeg);
  const along = combine(eastArcsec / far, east, northArcsec / far, north);
  const { longitude, latitude } = longitudeLatitudeDeg(
    combine(Math.cos(far * ARCSECOND), directionOf(longitudeDeg, latitudeDeg), Math.sin(far * ARCSECOND), along),
  );
  return [longitude, latitude];
}
