import { CCD_HEIGHT, CCD_WIDTH, type Ccd, type FocalPlanePoint, INJECTION_ROWS, PIXEL_PITCH, type SkyProjection } from "@elvis/focal-plane";
import { type Catalog, concatCatalogs, takeRows } from "@elvis/formats/catalog";
import type { CcdId, Rows, TrueUniverse } from "@elvis/formats/product";
import { StageError } from "@elvis/stage";

/** Where an object of a catalogue is, and how far from its centre its light may still matter. */
export interface Reach {
  /** Columns of the position, degrees. */
  readonly ra: string;
  readonly dec: string;
  /** Pixels from the object's centre, by row; called once a batch. */
  margin(catalog: Catalog): (row: number) => number;
  /** Where else its light falls, by row; called once a batch. */
  ghost?(catalog: Catalog): (row: number) => Spot | undefined;
}

/** A round piece of light in the focal plane, mm. */
export interface Spot extends FocalPlanePoint {
  readonly radius: number;
}

/** Pixels around every object: the stamps of the PSF and of most galaxies are smaller. */
export const MARGIN = 200;
/** No object reaches further, pixels. */
const LARGEST_MARGIN = 2000;
/** AB magnitude of a flux of 1 Jy. */
export const JANSKY = 8.9;
/** VIS magnitude of stars whose halo is as large as the margin; wings that fall with the cube of the radius make it grow with the cube root of the flux. */
const HALO_MAGNITUDE = 17;
/** Pixels per half-light radius of 1 arcsec at which a de Vaucouleurs profile has 96 % of its light inside: 10 radii of 10 pixels. */
const GALAXY_REACH = 100;

/** Stars: at RA, DEC; the bright ones reach further by their halo. */
export const starReach: Reach = {
  ra: "RA",
  dec: "DEC",
  margin(catalog) {
    const flux = catalog.float32("TU_FNU_VIS");
    return (row) => {
      if (!(flux[row] > 0)) return MARGIN;
      const magnitude = JANSKY - 2.5 * Math.log10(flux[row]);
      const halo = MARGIN * 10 ** ((HALO_MAGNITUDE - magnitude) / 7.5);
      return Math.min(LARGEST_MARGIN, Math.max(MARGIN, halo));
    };
  },
};

/** Galaxies: where lensing puts them; the large ones reach further by their size. */
export const galaxyReach: Reach = {
  ra: "RA_MAG",
  dec: "DEC_MAG",
  margin(catalog) {
    const [bulge, disk] = [catalog.float32("BULGE_R50"), catalog.float32("DISK_R50")];
    return (row) => Math.min(LARGEST_MARGIN, MARGIN + GALAXY_REACH * Math.max(0, bulge[row] || 0, disk[row] || 0));
  },
};

/** A catalogue cut to CCDs. */
export interface SplitCatalog {
  readonly rows: ReadonlyMap<CcdId, Rows>;
  /** Objects read, and those of them that go to at least one CCD. */
  readonly read: number;
  readonly used: number;
}

const HALF_WIDTH = (CCD_WIDTH / 2) * PIXEL_PITCH;
const HALF_HEIGHT = ((CCD_HEIGHT + INJECTION_ROWS) / 2) * PIXEL_PITCH;

/** Whether a spot falls on a CCD, its injection rows included. */
function touches(ccd: Ccd, { x, y, radius }: Spot): boolean {
  const beyondX = Math.max(0, Math.abs(x - ccd.x) - HALF_WIDTH);
  const beyondY = Math.max(0, Math.abs(y - ccd.y) - HALF_HEIGHT);
  return Math.hypot(beyondX, beyondY) <= radius;
}

/**
 * Gives each CCD the objects whose light may reach it, ghosts included, each once, in the catalogue's order; an object near a border goes to several.
 *
 * One pass over the rows. What the CCDs get is kept in memory: about the part of the catalogue that lies on the chosen CCDs.
 * Objects outside the field of the distortion model go to none.
 *
 * @param what name of the catalogue, for messages
 * @throws StageError naming the row of a position that is not a number
 */
export async function splitCatalog(
  catalog: Rows,
  what: string,
  reach: Reach,
  projection: SkyProjection,
  ccds: readonly Ccd[],
): Promise<SplitCatalog> {
  const pieces = new Map<CcdId, Catalog[]>(ccds.map(({ id }) => [id, []]));
  let read = 0;
  let used = 0;
  for await (const batch of catalog.read()) {
    const indices = new Map<CcdId, number[]>(ccds.map(({ id }) => [id, []]));
    const [ra, dec] = [batch.float64(reach.ra), batch.float64(reach.dec)];
    const margin = reach.margin(batch);
    const ghost = reach.ghost?.(batch);
    for (let row = 0; row < batch.rows; row++) {
      if (!Number.isFinite(ra[row]) || !Number.isFinite(dec[row]))
        throw new StageError(`${what}, row ${read + row + 1}: expected a position, found ${reach.ra} ${ra[row]}, ${reach.dec} ${dec[row]}`);
      const at = projection.toFocalPlane(ra[row], dec[row]);
      if (at === undefined) continue;
      const far = margin(row) * PIXEL_PITCH;
      const spot = ghost?.(row);
      let isUsed = false;
      for (const ccd of ccds) {
        const isNear = Math.abs(at.x - ccd.x) <= HALF_WIDTH + far && Math.abs(at.y - ccd.y) <= HALF_HEIGHT + far;
        if (!isNear && (spot === undefined || !touches(ccd, spot))) continue;
        indices.get(ccd.id)!.push(row);
        isUsed = true;
      }
      if (isUsed) used++;
    }
    read += batch.rows;
    for (const [id, rows] of indices) if (rows.length > 0) pieces.get(id)!.push(takeRows(batch, rows));
  }
  return { rows: new Map([...pieces].map(([id, parts]) => [id, rowsOf(parts)])), read, used };
}

/**
 * Stars and galaxies of a true universe, cut to CCDs; none for an exposure that shows no sky.
 *
 * @param ghost where stars have ghosts; left out for an exposure without them
 */
export async function splitUniverse(
  universe: TrueUniverse | undefined,
  projection: SkyProjection,
  ccds: readonly Ccd[],
  ghost?: Reach["ghost"],
): Promise<{ readonly stars: SplitCatalog; readonly galaxies: SplitCatalog }> {
  if (universe === undefined) return { stars: noObjects, galaxies: noObjects };
  const { starFileName, galaxyFileName } = universe;
  return {
    stars: await splitCatalog(universe.stars, starFileName, { ...starReach, ...(ghost && { ghost }) }, projection, ccds),
    galaxies: await splitCatalog(universe.galaxies, galaxyFileName, galaxyReach, projection, ccds),
  };
}

const noObjects: SplitCatalog = { rows: new Map(), read: 0, used: 0 };

/** No objects: for exposures behind a closed shutter. */
export const noRows: Rows = { rows: 0, async *read() {} };

function rowsOf(parts: readonly Catalog[]): Rows {
  if (parts.length === 0) return noRows;
  return {
    rows: parts.reduce((sum, part) => sum + part.rows, 0),
    async *read() {
      yield concatCatalogs(parts);
    },
  };
}
