import { type Catalog, healpixAt, sliceRows, takeRows } from "@elvis/formats/catalog";
import type { CatalogTile, SkyArea } from "@elvis/formats/product";
import { newHeader } from "@elvis/formats/xml";

/** A tile and the name of its XML file in the workdir. */
export interface ImportedTile {
  readonly name: string;
  readonly tile: CatalogTile;
}

export interface TileOptions {
  readonly release: string;
  readonly population: string;
  readonly runDate: Date;
  /** Bare name in `data/`. */
  readonly sedLibrary?: string;
}

/** HEALPix order of the original's galaxy tiles, nested. */
const ORDER = 5;
/** degrees: height of a star tile, and about its width on the sky */
const SIDE = 2;

/**
 * Cuts rows into tiles as the original has them: galaxies by HEALPix pixel of order 5 (nested) of the lensed position, stars by boxes of 2 degrees
 * (as many in a row of declination as go round, so that each is about 2 degrees wide). In order of the tiles' numbers.
 */
export function* tilesOf(kind: CatalogTile["kind"], rows: Catalog, options: TileOptions): Iterable<ImportedTile> {
  const [ra, dec] = kind === "star" ? [rows.float64("RA"), rows.float64("DEC")] : [rows.float64("ra_mag_gal"), rows.float64("dec_mag_gal")];
  const members = new Map<number, number[]>();
  for (let row = 0; row < rows.rows; row++) {
    const number = kind === "star" ? boxAt(ra[row], dec[row]) : healpixAt(ORDER, ra[row], dec[row]);
    const list = members.get(number);
    if (list === undefined) members.set(number, [row]);
    else list.push(row);
  }
  for (const number of [...members.keys()].sort((a, b) => a - b)) yield tileOf(kind, number, takeRows(rows, members.get(number)!), options);
}

function tileOf(
  kind: CatalogTile["kind"],
  number: number,
  rows: Catalog,
  { release, population, runDate, sedLibrary }: TileOptions,
): ImportedTile {
  const area: SkyArea = kind === "star" ? boxOf(number) : { kind: "healpix", order: ORDER, index: number };
  const stem =
    area.kind === "box"
      ? `STARCAT-RA${((area.raMin + (area.raMax > area.raMin ? area.raMax : 360)) / 2).toFixed(2)}-DEC${((area.decMin + area.decMax) / 2).toFixed(2)}-${release}`
      : `EUC-GALCAT_${population}-${release}_HPIX_${ORDER}_NEST_${number}`;
  return {
    name: `${stem}.xml`,
    tile: {
      header: newHeader({
        type: kind === "star" ? "DpdStarsCatalogProduct" : "DpdGalaxyCatalogProduct",
        id: stem,
        date: runDate,
        software: "elvis import",
        dataSetRelease: release,
      }),
      kind,
      population,
      release,
      area,
      fileName: `${stem}.fits`,
      ...(sedLibrary !== undefined && { sedLibrary }),
      open: async () => ({
        rows: rows.rows,
        async *read(batch = 65_536) {
          for (let first = 0; first < rows.rows; first += batch) yield sliceRows(rows, first, batch);
        },
      }),
    },
  };
}

/** Most boxes in a row of declination. */
const STRIDE = 1000;
const boxesIn = (row: number): number => Math.max(1, Math.floor((360 * Math.cos(((-90 + SIDE * (row + 0.5)) * Math.PI) / 180)) / SIDE));

function boxAt(ra: number, dec: number): number {
  const row = Math.min(180 / SIDE - 1, Math.floor((dec + 90) / SIDE));
  const boxes = boxesIn(row);
  return row * STRIDE + Math.min(boxes - 1, Math.floor((ra / 360) * boxes));
}

function boxOf(number: number): SkyArea {
  const row = Math.floor(number / STRIDE);
  const boxes = boxesIn(row);
  const at = number % STRIDE;
  // The last box ends where the first begins.
  return {
    kind: "box",
    raMin: (360 * at) / boxes,
    raMax: at + 1 === boxes ? 360 : (360 * (at + 1)) / boxes,
    decMin: -90 + SIDE * row,
    decMax: -90 + SIDE * (row + 1),
  };
}
