import { AREAS, CCD_IDS, type CcdId, QUADRANT_IDS, type QuadrantLetter, SCANS } from "@elvis/formats/product";

/** Columns and rows of a CCD that collect light: 4096 x 4132; the charge-injection rows are not counted. */
export const { width: CCD_WIDTH, height: CCD_HEIGHT } = AREAS.ccd;
/** 2048 x 2066: what one amplifier reads of it. */
export const { width: QUADRANT_WIDTH, height: QUADRANT_HEIGHT } = AREAS.light;
/** Rows of the charge-injection structure between rows 2065 and 2066; they collect nothing. */
export const INJECTION_ROWS = 4;
/** Serial prescan, serial overscan (columns) and parallel overscan (rows) of a readout plane. */
export const { prescan: PRESCAN, overscan: OVERSCAN, parallelOverscan: PARALLEL_OVERSCAN } = SCANS;
/** 2128 x 2086: one amplifier's plane as it is read out. */
export const { width: READOUT_WIDTH, height: READOUT_HEIGHT } = AREAS.readout;
/** mm */
export const PIXEL_PITCH = 0.012;
/** Centre to centre of neighbouring CCDs, mm; from the ELViS table of CCD centres (`ccd_data.dat` of GalSim-Euclid-Like, xc and yc). */
export const PITCH_X = 50.648259;
export const PITCH_Y = 57.358944;

/** A corner of a CCD as it lies on the focal plane. */
export type Corner = "lowerLeft" | "lowerRight" | "upperLeft" | "upperRight";
/** In the order in which a raw frame lists a CCD's quadrants. */
const CORNERS: readonly Corner[] = ["lowerLeft", "lowerRight", "upperLeft", "upperRight"];

/** One CCD in the focal plane. */
export interface Ccd {
  readonly id: CcdId;
  /** First and second digit of the id, 1 to 6: row from the top of the focal plane (y falls with j), column from the left. */
  readonly row: number;
  readonly column: number;
  /** 0 to 35, the science telemetry's number. */
  readonly detectorId: number;
  /** Readout electronics, 1 to 12: one for the three CCDs of half a row, in the order of the detector ids. */
  readonly roeId: number;
  /** Centre, mm in the focal plane. */
  readonly x: number;
  readonly y: number;
  /** Laid down turned by 180 degrees: columns 4 to 6. */
  readonly turned: boolean;
  readonly letters: Readonly<Record<Corner, QuadrantLetter>>;
}

/** Letters of a CCD by corner: frames list its quadrants in the order of the corners. */
const lettersOf = (id: CcdId): Ccd["letters"] =>
  Object.fromEntries(
    QUADRANT_IDS.filter((quadrant) => quadrant.startsWith(id)).map((quadrant, n) => [CORNERS[n], quadrant.slice(-1)]),
  ) as Ccd["letters"];

function makeCcd(id: CcdId): Ccd {
  const [row, column] = id.split("-").map(Number);
  const turned = column > 3;
  const detectorId = turned ? 18 + 3 * (row - 1) + (6 - column) : 3 * (row - 1) + column - 1;
  return {
    id,
    row,
    column,
    detectorId,
    roeId: Math.floor(detectorId / 3) + 1,
    x: (column - 3.5) * PITCH_X,
    y: (3.5 - row) * PITCH_Y,
    turned,
    letters: lettersOf(id),
  };
}

/**
 * The 36 CCDs in the order of a raw frame: rows 1 to 6, in each columns 1 to 6.
 *
 * Detector ids, quadrant letters: calibrated frames of the Euclid archive (EXTNAME, DETID), as read by VIS_ImageTools and SHE_PPT.
 * Centres: see {@link PITCH_X}. ROE ids: flight headers give DETID 0 ROEID 1 and twelve units of three CCDs; the order of the others follows the detector ids.
 */
export const CCDS: readonly Ccd[] = CCD_IDS.map(makeCcd);

const byId = new Map<string, Ccd>(CCDS.map((ccd) => [ccd.id, ccd]));
const byDetectorId = new Map(CCDS.map((ccd) => [ccd.detectorId, ccd]));

export const isCcdId = (id: string): id is CcdId => byId.has(id);

/** @throws RangeError when there is no such CCD */
export function ccdOf(id: string): Ccd {
  const ccd = byId.get(id);
  if (ccd === undefined) throw new RangeError(`no CCD ${JSON.stringify(id)}: expected 1-1 to 6-6`);
  return ccd;
}

/** @param detectorId 0 to 35 @throws RangeError for another number */
export function ccdOfDetector(detectorId: number): Ccd {
  const ccd = byDetectorId.get(detectorId);
  if (ccd === undefined) throw new RangeError(`no detector ${detectorId}: expected 0 to 35`);
  return ccd;
}

/** The quadrant letters of a CCD, lower left, lower right, upper left, upper right. */
export const quadrantsOf = (ccd: Ccd): readonly QuadrantLetter[] => CORNERS.map((corner) => ccd.letters[corner]);

/** At which corner of its CCD a quadrant, and its readout node, lies. */
export function cornerOf(ccd: Ccd, quadrant: QuadrantLetter): Corner {
  return CORNERS.find((corner) => ccd.letters[corner] === quadrant)!;
}
