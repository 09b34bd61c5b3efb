import { type Catalog, catalogFromColumns, inputStarColumns, starFlux, TU_BANDS } from "@elvis/formats/catalog";
import type { SkyArea } from "@elvis/formats/product";
import { gaussian, type Stream, stream, uniform } from "@elvis/kernels";
import { type CountTable, countTable, densityOf, galacticLatitude, magnitudeAt, starCounts } from "./counts.ts";
import { type Cell, drawnIn, type Footprint, placeIn, streamOf, streamsOf } from "./footprint.ts";
import { bandFlux, STAR_TEMPERATURES, starIntegrals, starTemplateAt } from "./spectra.ts";

const BRIGHT = 10;
/** Cool stars are up to half a magnitude brighter in i than in VIS; none is fainter. */
const COLOUR_MARGIN = 0.05;
const VIS = TU_BANDS.findIndex(({ name }) => name === "VIS");
const I_BAND = TU_BANDS.findIndex(({ name }) => name === "I_LSST");
const H_BAND = TU_BANDS.findIndex(({ name }) => name === "H_2MASS");

/** Star tiles have no column of Y of LSST: the true universe makes it of the spectra. */
const COLUMNS = inputStarColumns.filter(({ name }) => name !== starFlux("Y_LSST"));

export interface StarSky {
  readonly footprint: Footprint;
  readonly magnitudeLimit: number;
  readonly root: Stream;
  readonly counts: CountTable;
}

export function starSky(seed: number, ra: number, dec: number, footprint: Footprint, magnitudeLimit: number): StarSky {
  const latitude = galacticLatitude(ra, dec);
  return {
    footprint,
    magnitudeLimit,
    root: stream(seed, "stars"),
    counts: countTable((i) => starCounts(i, latitude), BRIGHT, magnitudeLimit + COLOUR_MARGIN),
  };
}

/** A tile of about 2 x 2 degrees, as the original's: rows of 2 degrees of declination about odd degrees, in each as many degrees of RA as 2 degrees of arc. */
export interface StarTile {
  /** Centre, degrees: in the file's name. */
  readonly ra: number;
  readonly dec: number;
  readonly area: SkyArea;
  readonly cells: Uint32Array;
  readonly numbers: Uint32Array;
}

/** The tiles of the whole footprint, also those in which no star is bright enough: no tile would mean that nothing is known there. */
export function starTiles(sky: StarSky): readonly StarTile[] {
  const tiles = new Map<string, StarTileMembers>();
  const tileAt = (ra: number, dec: number): StarTileMembers => {
    const centre = 2 * Math.floor(dec / 2) + 1;
    const step = 2 / Math.cos((centre * Math.PI) / 180);
    const column = Math.floor(ra / step);
    const key = `${centre}/${column}`;
    const tile = tiles.get(key) ?? {
      ra: Math.min(360, (column + 0.5) * step),
      dec: centre,
      area: {
        kind: "box" as const,
        raMin: column * step,
        raMax: Math.min(360, (column + 1) * step),
        decMin: centre - 1,
        decMax: centre + 1,
      },
      cells: [],
      numbers: [],
    };
    tiles.set(key, tile);
    return tile;
  };
  sky.footprint.cells.forEach((cell, at) => {
    const middle = placeIn(cell, 0.5, 0.5);
    if (sky.footprint.contains(...middle)) tileAt(...middle);
    const from = streamOf(sky.root, cell);
    const count = drawnIn(from, cell, densityOf(sky.counts));
    for (let n = 0; n < count; n++) {
      const [ra, dec] = placeIn(cell, uniform(from, n, 1), uniform(from, n, 2));
      if (!sky.footprint.contains(ra, dec) || drawStar(sky, from, n).vis > sky.magnitudeLimit) continue;
      const tile = tileAt(ra, dec);
      tile.cells.push(at);
      tile.numbers.push(n);
    }
  });
  return [...tiles.values()]
    .sort((a, b) => a.dec - b.dec || a.ra - b.ra)
    .map((tile) => ({ ...tile, cells: Uint32Array.from(tile.cells), numbers: Uint32Array.from(tile.numbers) }));
}

type StarTileMembers = Pick<StarTile, "ra" | "dec" | "area"> & { readonly cells: number[]; readonly numbers: number[] };

interface DrawnStar {
  readonly i: number;
  readonly vis: number;
  readonly template: number;
}

function drawStar(sky: StarSky, from: Stream, n: number): DrawnStar {
  const i = magnitudeAt(sky.counts, uniform(from, n, 3));
  // Bright counts are Sun-like stars and giants, faint ones M dwarfs: median temperature from 5800 K at 12 to 3300 K at 24.
  const median = 5800 - (2500 / 12) * Math.min(12, Math.max(0, i - 12));
  const temperature = Math.min(15_000, Math.max(2700, median * Math.exp(0.15 * gaussian(from, n, 4))));
  const template = starTemplateAt(temperature);
  const vis = i - 2.5 * Math.log10(bandFlux(starIntegrals[template], VIS, 0) / bandFlux(starIntegrals[template], I_BAND, 0));
  return { i, vis, template };
}

/** Absolute i magnitude of the main sequence by temperature (K): Pecaut and Mamajek 2013, rounded. */
// biome-ignore format: a table
const MAIN_SEQUENCE = [[2600, 13], [3000, 10.5], [3500, 8.5], [4000, 7.3], [5000, 5.7], [6000, 4.2], [7000, 3.2], [10_000, 1.5], [20_000, -1]] as const;
function absoluteMagnitude(temperature: number): number {
  const above = MAIN_SEQUENCE.findIndex(([at], n) => n > 0 && at >= temperature);
  const [[t0, m0], [t1, m1]] = [MAIN_SEQUENCE[above - 1], MAIN_SEQUENCE[above]];
  return m0 + ((temperature - t0) / (t1 - t0)) * (m1 - m0);
}

/** Epoch J2016.0, as Gaia DR3. */
export async function* starRows(
  sky: StarSky,
  tile: StarTile,
  metadata: ReadonlyMap<string, string>,
  batch = 20_000,
): AsyncIterable<Catalog> {
  for (let first = 0; first < tile.numbers.length; first += batch)
    yield starBatch(sky, tile, first, Math.min(batch, tile.numbers.length - first), metadata);
}

function starBatch(sky: StarSky, tile: StarTile, first: number, count: number, metadata: ReadonlyMap<string, string>): Catalog {
  const data: Record<string, Float64Array> = Object.fromEntries(COLUMNS.map(({ name }) => [name, new Float64Array(count)]));
  const ids = new BigInt64Array(count);
  const streams = streamsOf(sky.root);
  const place = BigInt(Math.round(tile.dec + 90) * 1000 + Math.floor(tile.ra)) * 10_000_000n;
  for (let row = 0; row < count; row++) {
    const cell: Cell = sky.footprint.cells[tile.cells[first + row]];
    const n = tile.numbers[first + row];
    const from = streams(cell);
    const { i, vis, template } = drawStar(sky, from, n);
    const [ra, dec] = placeIn(cell, uniform(from, n, 1), uniform(from, n, 2));
    // Beyond 30 kpc there are hardly any: what would lie there on the main sequence is a subdwarf or a white dwarf nearer by.
    const distance = Math.min(30_000, 10 ** ((i - absoluteMagnitude(STAR_TEMPERATURES[template]) + 5) / 5));
    // Transverse motion: 35 km/s an axis in the disc, 150 in the halo, which takes over beyond 3 kpc.
    const speed = distance > 3000 ? 150 : 35;
    const perYear = (speed * 1000) / (4.74047 * distance);
    ids[row] = place + BigInt(first + row);
    data.RA[row] = ra;
    data.DEC[row] = dec;
    data.PMRA[row] = Math.max(-15_000, Math.min(15_000, perYear * gaussian(from, n, 5)));
    data.PMDEC[row] = Math.max(-15_000, Math.min(15_000, perYear * gaussian(from, n, 6)));
    data.PARALLAX[row] = Math.min(770, 1000 / distance);
    data.DIST[row] = distance;
    data.SED_TEMPLATE[row] = template;
    const visFlux = 10 ** (-0.4 * (vis - 8.9));
    const scale = visFlux / bandFlux(starIntegrals[template], VIS, 0);
    for (const [band, { name }] of TU_BANDS.entries())
      if (starFlux(name) in data) data[starFlux(name)][row] = scale * bandFlux(starIntegrals[template], band, 0);
    data.TU_MAG_H_2MASS[row] = 8.9 - 2.5 * Math.log10(scale * bandFlux(starIntegrals[template], H_BAND, 0));
  }
  return catalogFromColumns(COLUMNS, { ...data, SOURCE_ID: ids, SED_TEMPLATE: Int32Array.from(data.SED_TEMPLATE) }, metadata);
}
