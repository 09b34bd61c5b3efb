/**
 * The Euclid entrance pupil, mm, x and y about the centre of the stop.
 *
 * Stop 1200 mm across; central obscuration 395 mm across, centred at (0, +51); three spiders 12 mm wide and 700 mm long, each on the
 * line through its point with its slope.
 *
 * @see numbers: GalSim-Euclid-Like, make_euclidlike_pupil_plane (after wf-psf, CosmoStat). How pupil and focal plane are turned to each other is not given there: ours are parallel.
 */
const STOP_RADIUS = 600;
const OBSCURATION = { radius: 197.5, x: 0, y: 51 };
const SPIDER = { halfWidth: 6, halfLength: 350 };
const SPIDERS = [
  { x: 260, y: 240, slope: 16.78 },
  { x: -330, y: 130, slope: -39.89 },
  { x: 70, y: -330, slope: -100.76 },
].map(({ x, y, slope }) => ({ x, y, cos: Math.cos((slope * Math.PI) / 180), sin: Math.sin((slope * Math.PI) / 180) }));

/** Whether light passes at a point of the pupil plane, mm. */
function isOpen(x: number, y: number): boolean {
  if (x * x + y * y > STOP_RADIUS * STOP_RADIUS) return false;
  if ((x - OBSCURATION.x) ** 2 + (y - OBSCURATION.y) ** 2 < OBSCURATION.radius ** 2) return false;
  return !SPIDERS.some((spider) => {
    const along = (x - spider.x) * spider.cos + (y - spider.y) * spider.sin;
    const across = (y - spider.y) * spider.cos - (x - spider.x) * spider.sin;
    return Math.abs(across) < SPIDER.halfWidth && Math.abs(along) < SPIDER.halfLength;
  });
}

/** The pupil on a square grid of cells, for a transform. */
export interface PupilGrid {
  /** Cells on a side; the centre of the stop is the centre of cell (side / 2, side / 2). */
  readonly side: number;
  /** mm */
  readonly step: number;
  /** Open fraction about the centre of each cell, weighted with a cubic spline that reaches two cells to either side; x fastest. Its sum is the open area in cells. */
  readonly transmission: Float32Array;
}

/** Points across a cell at which the pupil is looked at. */
const POINTS = 5;
/** A cell's box, this many times convolved with itself. */
const BOXES = 4;
/** Weights of the points about a cell's centre: sum 1. */
const SPLINE: readonly number[] = Array.from({ length: BOXES }).reduce<number[]>(
  (weights) =>
    Array.from({ length: weights.length + POINTS - 1 }, (_, n) =>
      weights.reduce((sum, weight, m) => sum + (n >= m && n < m + POINTS ? weight / POINTS : 0), 0),
    ),
  [1],
);

/**
 * The pupil in cells. What varies within a cell would come back as light from other angles: the spline keeps it out (an open fraction of each cell alone would let in,
 * at a quarter of the transform's field from the axis, six per cent of the amplitude there), and fades the image towards the field's edge by `fading`.
 *
 * @param step side of a cell, mm
 */
export function pupilGrid(step: number): PupilGrid {
  const reach = (SPLINE.length - 1) / 2;
  const side = 2 * Math.ceil(STOP_RADIUS / step + 1 + BOXES / 2);
  const points = side * POINTS;
  /** Place of a point's column or row, mm; the centre of cell n is point n POINTS + (POINTS - 1) / 2. */
  const place = (point: number): number => ((point - (POINTS - 1) / 2) / POINTS - side / 2) * step;
  // Rows of points, already gathered into cells along x.
  const rows = new Float64Array(points * side);
  const line = new Float64Array(points);
  for (let y = 0; y < points; y++) {
    for (let x = 0; x < points; x++) line[x] = isOpen(place(x), place(y)) ? 1 : 0;
    for (let cell = 0; cell < side; cell++) rows[y * side + cell] = gathered(line, cell, reach, 1, 0);
  }
  const transmission = new Float32Array(side * side);
  for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) transmission[y * side + x] = gathered(rows, y, reach, side, x);
  return { side, step, transmission };
}

/** The spline's mean about a cell of a line whose points lie `stride` apart; beyond the line there is nothing. */
function gathered(values: Float64Array, cell: number, reach: number, stride: number, start: number): number {
  const first = cell * POINTS + (POINTS - 1) / 2 - reach;
  let sum = 0;
  for (let n = 0, at = start + first * stride; n < SPLINE.length; n++, at += stride)
    if (at >= 0 && at < values.length) sum += SPLINE[n] * values[at];
  return sum;
}

/** The amplitude that the spline leaves at an angle along one axis. @param share the angle over the transform's field, -1/2 to 1/2 */
export function fading(share: number): number {
  const turn = Math.PI * share;
  return turn === 0 ? 1 : (Math.sin(turn) / (POINTS * Math.sin(turn / POINTS))) ** BOXES;
}

/** Collecting area, m2. */
export const openArea = ({ transmission, step }: PupilGrid): number =>
  transmission.reduce((sum, open) => sum + open, 0) * step * step * 1e-6;

/**
 * The wave-front error at a point of the pupil: Zernike polynomials 4 to 11, Noll's order and normalisation (unit rms over the full stop).
 *
 * @param coefficients of Z4 to Z11, any unit
 * @param u,v pupil coordinates in units of the stop's radius
 * @see Noll 1976, JOSA 66, 207, table I
 */
export function wavefront(coefficients: readonly number[], u: number, v: number): number {
  const r2 = u * u + v * v;
  const [defocus, astigmatism45, astigmatism0, comaY, comaX, trefoilY, trefoilX, spherical] = coefficients;
  return (
    defocus * Math.sqrt(3) * (2 * r2 - 1) +
    astigmatism45 * Math.sqrt(6) * 2 * u * v +
    astigmatism0 * Math.sqrt(6) * (u * u - v * v) +
    comaY * Math.sqrt(8) * (3 * r2 - 2) * v +
    comaX * Math.sqrt(8) * (3 * r2 - 2) * u +
    trefoilY * Math.sqrt(8) * (3 * u * u - v * v) * v +
    trefoilX * Math.sqrt(8) * (u * u - 3 * v * v) * u +
    spherical * Math.sqrt(5) * (6 * r2 * r2 - 6 * r2 + 1)
  );
}

/** rms over the field's worst point: mission database, TelescopeVISPSFWFE, 28.2 nm at 800 nm. */
const WORST_RMS = 28.2;

/**
 * Wave-front error at a field position, nm: Z4 to Z11. The shape over the field is ours: smooth, of second order, as tilts and a curved field make it; its
 * size is such that the corner that is worst has the published 28.2 nm rms.
 *
 * @param x,y mm in the focal plane
 */
export function aberrations(x: number, y: number): readonly number[] {
  const worst = Math.max(...[-1, 0, 1].flatMap((v) => [-1, 0, 1].map((u) => rms(relative(u, v)))));
  return relative(x / HALF_X, y / HALF_Y).map((coefficient) => (coefficient * WORST_RMS) / worst);
}

/** Outer grid positions, mm: a little beyond the pixels farthest out. */
export const HALF_X = 152;
export const HALF_Y = 170;

const rms = (coefficients: readonly number[]): number => Math.hypot(...coefficients);

const relative = (u: number, v: number): readonly number[] => [
  4 + 7 * (u * u + v * v - 0.7),
  4 * u * v + 3 * u,
  5 + 5 * (u * u - v * v),
  4 + 5 * v,
  5 * u - 3,
  5 - 2 * u,
  4 + 2 * v,
  9,
];
