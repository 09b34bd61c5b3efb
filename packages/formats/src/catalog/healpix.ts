/**
 * HEALPix in the nested scheme: which pixel of the sky a direction is in, and where a pixel is.
 *
 * A pixel is kept as its base face (0 to 11) and its place (x, y) on that face, both 0 to 1 across the face;
 * interleaving the bits of x and y gives the nested index.
 *
 * @see Gorski et al. 2005, ApJ 622, 759, sections 4 and 5
 */

/** A place on the sphere in HEALPix's own terms: `face` 0 to 11, `x` to the north-east, `y` to the north-west, 0 to 1. */
interface FacePlace {
  readonly face: number;
  readonly x: number;
  readonly y: number;
}

/** Number of pixels at `order`: 12 nside^2, nside = 2^order. */
export const healpixCount = (order: number): number => 12 * 4 ** order;

/**
 * The pixel that holds a direction.
 *
 * @param order 0 to 26 (the index stays below 2^53)
 * @param ra degrees
 * @param dec degrees
 * @returns nested index, from 0
 */
export function healpixAt(order: number, ra: number, dec: number): number {
  const side = 2 ** order;
  const { face, x, y } = faceAt(ra, dec);
  const across = Math.min(side - 1, Math.floor(x * side));
  const up = Math.min(side - 1, Math.floor(y * side));
  let index = 0;
  for (let bit = order - 1; bit >= 0; bit--) index = 4 * index + 2 * (Math.floor(up / 2 ** bit) % 2) + (Math.floor(across / 2 ** bit) % 2);
  return face * side * side + index;
}

/**
 * Where a pixel is: its centre and its four corners (south, east, north, west), degrees.
 *
 * @throws RangeError when there is no such pixel
 */
export function healpixPixel(
  order: number,
  index: number,
): { readonly centre: readonly [number, number]; readonly corners: readonly (readonly [number, number])[] } {
  if (!Number.isInteger(order) || order < 0 || order > 26) throw new RangeError(`HEALPix order: expected 0 to 26, found ${order}`);
  if (!Number.isInteger(index) || index < 0 || index >= healpixCount(order))
    throw new RangeError(`HEALPix pixel of order ${order}: expected 0 to ${healpixCount(order) - 1}, found ${index}`);
  const side = 2 ** order;
  const face = Math.floor(index / (side * side));
  let rest = index % (side * side);
  let across = 0;
  let up = 0;
  for (let bit = 1; bit < side; bit *= 2) {
    across += bit * (rest % 2);
    up += bit * (Math.floor(rest / 2) % 2);
    rest = Math.floor(rest / 4);
  }
  const at = (dx: number, dy: number) => directionOf({ face, x: (across + dx) / side, y: (up + dy) / side });
  return { centre: at(0.5, 0.5), corners: [at(0, 0), at(1, 0), at(1, 1), at(0, 1)] };
}

/** Ring number (in units of nside) of a face's southern corner, and its longitude in units of 45 degrees. */
const FACE_RING = [2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4] as const;
const FACE_LONGITUDE = [1, 3, 5, 7, 0, 2, 4, 6, 1, 3, 5, 7] as const;

function directionOf({ face, x, y }: FacePlace): readonly [number, number] {
  const ring = FACE_RING[face] - x - y;
  // Distance from the nearer pole in rings; 1 in the equatorial belt, where rings have equal numbers of pixels.
  const fromPole = ring < 1 ? ring : ring > 3 ? 4 - ring : 1;
  const polar = (Math.asin(Math.min(1, fromPole / Math.sqrt(6))) * 360) / Math.PI;
  const dec = ring < 1 ? 90 - polar : ring > 3 ? polar - 90 : (Math.asin(((2 - ring) * 2) / 3) * 180) / Math.PI;
  const eighth = FACE_LONGITUDE[face] * fromPole + x - y;
  const ra = fromPole < 1e-15 ? 0 : (45 * eighth) / fromPole;
  return [((ra % 360) + 360) % 360, dec];
}

function faceAt(ra: number, dec: number): FacePlace {
  const quarter = (((((ra % 360) + 360) % 360) / 90) % 4) as number;
  const z = Math.sin((dec * Math.PI) / 180);
  if (Math.abs(z) <= 2 / 3) {
    const falling = 0.5 + quarter - 0.75 * z;
    const rising = 0.5 + quarter + 0.75 * z;
    const fallingFace = Math.floor(falling);
    const risingFace = Math.floor(rising);
    const face = fallingFace === risingFace ? 4 + (fallingFace % 4) : fallingFace < risingFace ? fallingFace % 4 : 8 + (risingFace % 4);
    return { face, x: rising - risingFace, y: 1 - (falling - fallingFace) };
  }
  const sector = Math.min(3, Math.floor(quarter));
  const within = quarter - sector;
  // sqrt(3 (1 - |z|)) written so that nothing cancels near the pole.
  const fromPole = Math.sqrt(6) * Math.abs(Math.sin(((90 - Math.abs(dec)) * Math.PI) / 360));
  const east = Math.min(1, within * fromPole);
  const west = Math.min(1, (1 - within) * fromPole);
  return z > 0 ? { face: sector, x: 1 - west, y: 1 - east } : { face: 8 + sector, x: east, y: west };
}
