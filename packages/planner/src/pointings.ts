import {
  directionOf,
  FIELD_HALF_LONG_DEG,
  FIELD_HALF_SHORT_DEG,
  formatUtc,
  fromEcliptic,
  parseUtc,
  separation,
  skyToField,
  tangentPlane,
  type UtcMicroseconds,
  utcOfMjd2000,
} from "@elvis/focal-plane";
import {
  type ObservationRequest,
  type PointingRequest,
  productToken,
  type SimRequest,
  type SkyPointing,
  type SurveyPlan,
} from "@elvis/formats/product";
import { StageError } from "@elvis/stage";
import { requestName } from "./effects.ts";

/** A pointing of the survey that is to be simulated. */
export interface SelectedPointing {
  readonly observation: ObservationRequest;
  readonly request: PointingRequest;
  /** ICRS, degrees. */
  readonly sky: SkyPointing;
  readonly start: UtcMicroseconds;
}

/** Constraints of a request on the survey plan, and the seed by which dithers are drawn. */
export type Constraints = Pick<
  SimRequest,
  "surveyArea" | "surveyTime" | "surveyObservations" | "randomDithers" | "randomSeed" | "fileName"
>;

/** Corners of an area may be this far from their mean; beyond it a polygon cannot be laid on a tangent plane. Degrees. */
const LARGEST_RADIUS_DEG = 40;

/**
 * The survey's pointings that meet all constraints, in order of their time, then of their ids.
 *
 * A pointing is in the area when its field touches the polygon; it is in the time window when it starts in it (the end excluded).
 * Of `randomDithers` the definition is not public: here it is how many of the pointings of each observation that meet the other constraints are taken, drawn with
 * the request's seed.
 *
 * @throws StageError when an observation is not in the survey plan, an area or a time cannot be understood, or nothing is left
 */
export function selectPointings(request: Constraints, survey: SurveyPlan): readonly SelectedPointing[] {
  const known = new Set(survey.observations.map(({ id }) => id));
  for (const id of request.surveyObservations ?? [])
    if (!known.has(id))
      throw new StageError(`${surveyName(survey)}: expected observation ${id} of the simulation request, found ${listOf(known)}`);
  const window = request.surveyTime && { start: timeOf(request.surveyTime.start, request), end: timeOf(request.surveyTime.end, request) };
  const touches = request.surveyArea && areaTest(request.surveyArea, request);

  const selected = survey.observations
    .filter(({ id }) => request.surveyObservations === undefined || request.surveyObservations.includes(id))
    .flatMap((observation) => observation.pointings.map((pointing) => resolve(observation, pointing)))
    .filter(({ start }) => window === undefined || (start >= window.start && start < window.end))
    .filter(({ sky }) => touches === undefined || touches(sky));
  if (selected.length === 0)
    throw new StageError(
      `${surveyName(survey)}: expected a pointing that meets the constraints of the simulation request (${describe(request)}), found none`,
    );
  selected.sort((a, b) => a.start - b.start || a.observation.id - b.observation.id || a.request.id - b.request.id);
  return request.randomDithers === undefined ? selected : drawnOfEach(selected, request.randomDithers, request.randomSeed, survey);
}

/** The file of a survey plan, or where it has none its product. */
export const surveyName = ({ fileName, header }: SurveyPlan): string => fileName ?? `survey ${header.productId}`;

/** `count` of the pointings of each observation: those first in an order that the seed shuffles. */
function drawnOfEach(selected: readonly SelectedPointing[], count: number, seed: number, survey: SurveyPlan): readonly SelectedPointing[] {
  const byObservation = new Map<number, SelectedPointing[]>();
  for (const it of selected) byObservation.set(it.observation.id, [...(byObservation.get(it.observation.id) ?? []), it]);
  const drawn = new Set<SelectedPointing>();
  for (const [id, all] of byObservation) {
    if (all.length < count)
      throw new StageError(
        `${surveyName(survey)}: expected observation ${id} to have ${count} pointings (RandomDithers of the simulation request), found ${all.length}`,
      );
    const lot = ({ request }: SelectedPointing): string => productToken(seed, "DITHER", `${id}-${request.id}`);
    for (const it of [...all].sort((a, b) => (lot(a) < lot(b) ? -1 : 1)).slice(0, count)) drawn.add(it);
  }
  return selected.filter((it) => drawn.has(it));
}

function resolve(observation: ObservationRequest, request: PointingRequest): SelectedPointing {
  const { ra, dec, pa } = fromEcliptic(request.attitude);
  return { observation, request, sky: { ra: commanded(ra), dec: commanded(dec), pa: commanded(pa) }, start: utcOfMjd2000(request.mjd2000) };
}

/** Commanded angles have 8 decimals of a degree, as in flight headers: 0.04 milliarcseconds. */
const commanded = (degrees: number): number => Math.round(degrees * 1e8) / 1e8;

function timeOf(text: string, request: Constraints): UtcMicroseconds {
  try {
    return parseUtc(text);
  } catch (cause) {
    throw new StageError(`${requestName(request)}: survey time: ${(cause as Error).message}`, { cause });
  }
}

type Point = readonly [number, number];

/** Whether the field of a pointing touches the polygon with corners (ra, dec), degrees. */
function areaTest(area: readonly Point[], request: Constraints): (sky: SkyPointing) => boolean {
  if (area.length < 3) throw new StageError(`${requestName(request)}: survey area: expected at least 3 corners, found ${area.length}`);
  const directions = area.map(([ra, dec]) => directionOf(ra, dec));
  const mean = [0, 1, 2].map((axis) => directions.reduce((sum, direction) => sum + direction[axis], 0)) as unknown as [
    number,
    number,
    number,
  ];
  const isWide = directions.some((direction) => !(separation(direction, mean) <= (LARGEST_RADIUS_DEG * Math.PI) / 180));
  if (isWide)
    throw new StageError(
      `${requestName(request)}: survey area: expected corners within ${LARGEST_RADIUS_DEG} degrees of their middle, found a larger area`,
    );
  const x = FIELD_HALF_SHORT_DEG;
  const y = FIELD_HALF_LONG_DEG;
  const field: readonly Point[] = [
    [-x, -y],
    [x, -y],
    [x, y],
    [-x, y],
  ];
  return (sky) => {
    const plane = tangentPlane(sky);
    const corners: Point[] = [];
    for (const [ra, dec] of area) {
      const at = skyToField(plane, ra, dec);
      // A corner in the other half of the sky: the area (at most 80 degrees across) ends before the field begins.
      if (at === undefined) return false;
      corners.push([at.x, at.y]);
    }
    return overlap(corners, field);
  };
}

/** Whether two polygons of the plane overlap; to touch along an edge is not enough. */
export function overlap(a: readonly Point[], b: readonly Point[]): boolean {
  if (a.some((point) => isInside(point, b)) || b.some((point) => isInside(point, a))) return true;
  return edges(a).some(([p, q]) => edges(b).some(([r, s]) => crosses(p, q, r, s)));
}

const edges = (polygon: readonly Point[]): readonly (readonly [Point, Point])[] =>
  polygon.map((point, at) => [point, polygon[(at + 1) % polygon.length]]);

/** Counts the edges that a ray towards +x meets. */
function isInside([x, y]: Point, polygon: readonly Point[]): boolean {
  let inside = false;
  for (const [[ax, ay], [bx, by]] of edges(polygon)) if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
  return inside;
}

function crosses(p: Point, q: Point, r: Point, s: Point): boolean {
  const side = (a: Point, b: Point, c: Point): number => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
  return side(p, q, r) * side(p, q, s) < 0 && side(r, s, p) * side(r, s, q) < 0;
}

/** "12 observations, 4924 to 4935". */
function listOf(ids: ReadonlySet<number>): string {
  const sorted = [...ids].sort((a, b) => a - b);
  return sorted.length === 0 ? "no observations" : `${sorted.length} observations, ${sorted[0]} to ${sorted.at(-1)}`;
}

function describe(request: Constraints): string {
  const { surveyArea, surveyObservations, surveyTime } = request;
  const parts = [
    surveyObservations && `observations ${surveyObservations.join(", ")}`,
    surveyTime && `from ${formatUtc(timeOf(surveyTime.start, request))} to ${formatUtc(timeOf(surveyTime.end, request))}`,
    surveyArea && `an area of ${surveyArea.length} corners`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? "none given" : parts.join("; ");
}
