import { type MissionDatabase, mdbNumber, mdbTable } from "@elvis/formats/product";

const TRANSMISSION = "SpaceSegment.PLM.PLMTransmissionVISCBENominalEOL";
const EFFICIENCY = "SpaceSegment.Instrument.VIS.MeanDetectorQuantumEfficiencyCBENominalEOL";
const AREA = "SpaceSegment.PLM.TelescopeCollectingSurface";

/** What becomes of light on its way from the aperture to electrons. */
export interface Passband {
  /** nm, whole numbers: nothing is known beyond, and nothing comes through. */
  readonly from: number;
  readonly to: number;
  /** Collecting area of the telescope, cm2. */
  readonly area: number;
  /** Electrons for each photon on the aperture, 0 to 1. @param nm wavelength */
  response(nm: number): number;
}

/** A table of two columns, x ascending. */
export type Curve = readonly (readonly [x: number, y: number])[];

/** Telescope transmission (mean over the field) x quantum efficiency of the mission database; undefined where it lacks a table of them. */
export function passbandOf(mdb: MissionDatabase): Passband | undefined {
  if (![TRANSMISSION, EFFICIENCY, AREA].every((title) => mdb.parameters.has(title))) return undefined;
  const transmission = curveOf(mdb, TRANSMISSION);
  const efficiency = curveOf(mdb, EFFICIENCY);
  return {
    from: Math.ceil(transmission[0][0]),
    to: Math.floor(transmission[transmission.length - 1][0]),
    area: mdbNumber(mdb, AREA, "m2") * 1e4,
    response: (nm) => interpolate(transmission, nm) * interpolate(efficiency, nm),
  };
}

/**
 * Electrons per second that a photon spectrum gives, by the trapezium rule in steps of 1 nm: the tables are linear between their entries.
 *
 * @param photons per second, cm2 and nm, at a wavelength in nm
 */
export function electronRate({ from, to, area, response }: Passband, photons: (nm: number) => number): number {
  const rate = (nm: number): number => photons(nm) * response(nm);
  let sum = (rate(from) + rate(to)) / 2;
  for (let nm = from + 1; nm < to; nm++) sum += rate(nm);
  return sum * area;
}

/** A table's first column, and the mean of all its others. */
export const curveOf = (mdb: MissionDatabase, title: string): Curve =>
  mdbTable(mdb, title).rows.map(([x, ...values]) => [x, values.reduce((sum, value) => sum + value, 0) / values.length]);

/** Linear between ascending points; the end values beyond them. */
export function interpolate(points: Curve, x: number): number {
  let low = 0;
  let high = points.length - 1;
  if (x <= points[low][0]) return points[low][1];
  if (x >= points[high][0]) return points[high][1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (points[middle][0] <= x) low = middle;
    else high = middle;
  }
  const [[x0, y0], [x1, y1]] = [points[low], points[high]];
  return y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}
