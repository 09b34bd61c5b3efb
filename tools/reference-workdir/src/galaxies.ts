import { type Catalog, catalogFromColumns, healpixAt, inputGalaxyColumns, inputGalaxyFlux, TU_BANDS } from "@elvis/formats/catalog";
import { child, gaussian, log, type Stream, stream, uniform } from "@elvis/kernels";
import {
  type CountTable,
  countTable,
  densityOf,
  galacticLatitude,
  galaxyCounts,
  highRedshiftShare,
  magnitudeAt,
  quasarCounts,
  shapeAt,
  splitLogNormal,
} from "./counts.ts";
import { type Cell, drawnIn, type Footprint, placeIn, streamOf, streamsOf } from "./footprint.ts";
import { type Lensing, lensingField } from "./lensing.ts";
import { bandFlux, DUST_LAW, dust, GALAXY_TEMPLATES, galaxyIntegrals, intergalactic, QUASAR_TEMPLATE } from "./spectra.ts";

export type Population = "STANDARD" | "HIGHZ" | "QSO";
export const POPULATIONS: readonly Population[] = ["STANDARD", "HIGHZ", "QSO"];

/** HEALPix order of the tiles. */
export const TILE_ORDER = 5;
const BRIGHT = 15;
/** Galaxies are drawn by i; those up to this much fainter in i can still be above the limit in VIS. */
const COLOUR_MARGIN = 0.2;
const VIS = TU_BANDS.findIndex(({ name }) => name === "VIS");
const I_BAND = TU_BANDS.findIndex(({ name }) => name === "I_LSST");
/** Bands that these populations have no column of: the true universe makes them of the spectra. */
const LACKING: Readonly<Record<Population, readonly string[]>> = {
  STANDARD: [],
  HIGHZ: ["Y_LSST", "KS_2MASS"],
  QSO: ["Y_LSST", "KS_2MASS"],
};
/** Intrinsic axis ratio of discs seen edge-on. */
const DISC_THICKNESS = 0.2;

/** What draws the galaxies of a sky: the same seed gives the same sky, whichever part of it is asked for. */
export interface GalaxySky {
  readonly footprint: Footprint;
  readonly magnitudeLimit: number;
  readonly lensing: (ra: number, dec: number, redshift: number) => Lensing;
  /** A(V) of the Milky Way. */
  readonly av: number;
  readonly roots: Readonly<Record<Population, Stream>>;
  readonly counts: Readonly<Record<Population, CountTable>>;
}

export function galaxySky(seed: number, ra: number, dec: number, footprint: Footprint, magnitudeLimit: number): GalaxySky {
  const root = stream(seed, "galaxies");
  const faint = magnitudeLimit + COLOUR_MARGIN;
  return {
    footprint,
    magnitudeLimit,
    lensing: lensingField(root, ra, dec),
    // A plane-parallel layer of 0.038 mag at the pole: 0.056 at COSMOS, as E(B-V) = 0.018 there (Schlegel et al. 1998).
    av: Math.min(0.5, 0.038 / Math.sin((Math.max(5, Math.abs(galacticLatitude(ra, dec))) * Math.PI) / 180)),
    roots: { STANDARD: child(root, "STANDARD"), HIGHZ: child(root, "HIGHZ"), QSO: child(root, "QSO") },
    counts: {
      STANDARD: countTable((i) => galaxyCounts(i) * (1 - highRedshiftShare(i)), BRIGHT, faint),
      HIGHZ: countTable((i) => galaxyCounts(i) * highRedshiftShare(i) + 1e-6, BRIGHT, faint),
      QSO: countTable(quasarCounts, BRIGHT, faint),
    },
  };
}

/** Objects of a tile: the cell and the number in it of each, in the order of cells. */
export interface TileMembers {
  readonly population: Population;
  readonly index: number;
  readonly cells: Uint32Array;
  readonly numbers: Uint32Array;
}

/**
 * Which tiles the galaxies of a population fall into, in the order of their indices. They cover the whole footprint,
 * also where no galaxy of the population is bright enough: no tile would mean that nothing is known there.
 */
export function galaxyTiles(sky: GalaxySky, population: Population): readonly TileMembers[] {
  const tiles = new Map<number, { cells: number[]; numbers: number[] }>();
  const tileAt = (ra: number, dec: number) => {
    const index = healpixAt(TILE_ORDER, ra, dec);
    const tile = tiles.get(index) ?? { cells: [], numbers: [] };
    tiles.set(index, tile);
    return tile;
  };
  sky.footprint.cells.forEach((cell, at) => {
    const middle = placeIn(cell, 0.5, 0.5);
    if (sky.footprint.contains(...middle)) tileAt(...middle);
    const from = streamOf(sky.roots[population], cell);
    const count = drawnIn(from, cell, densityOf(sky.counts[population]));
    for (let n = 0; n < count; n++) {
      const [ra, dec] = placeOf(from, cell, n);
      if (!sky.footprint.contains(ra, dec) || drawGalaxy(sky, population, from, n).vis > sky.magnitudeLimit) continue;
      const tile = tileAt(ra, dec);
      tile.cells.push(at);
      tile.numbers.push(n);
    }
  });
  return [...tiles]
    .sort(([a], [b]) => a - b)
    .map(([index, { cells, numbers }]) => ({ population, index, cells: Uint32Array.from(cells), numbers: Uint32Array.from(numbers) }));
}

/** Uniform deviate `draw` of object n; draw 0 of the cell's stream is its number of objects. */
const deviate = (from: Stream, n: number, draw: number): number => uniform(from, n, draw);
const normal = (from: Stream, n: number, draw: number): number => gaussian(from, n, draw);
const placeOf = (from: Stream, cell: Cell, n: number): readonly [number, number] => placeIn(cell, deviate(from, n, 1), deviate(from, n, 2));

interface DrawnGalaxy {
  readonly i: number;
  readonly vis: number;
  readonly redshift: number;
  /** 0 to 30, with a fraction between two templates; 31 for a quasar. */
  readonly template: number;
  readonly ebv: number;
  /** Mean f_nu in VIS on the templates' scale. */
  readonly visFlux: number;
}

/** Magnitude and spectrum of an object. */
function drawGalaxy(sky: GalaxySky, population: Population, from: Stream, n: number): DrawnGalaxy {
  const i = magnitudeAt(sky.counts[population], deviate(from, n, 3));
  const redshift = redshiftOf(population, i, deviate(from, n, 4), deviate(from, n, 5));
  const isQuasar = population === "QSO";
  const sersic = splitLogNormal(shapeAt(i).sersic, normal(from, n, 6));
  // Round, concentrated galaxies are old; the young ones take over with redshift.
  const youth = Math.min(1, Math.max(0, 0.8 - 0.2 * (sersic - 1) + 0.15 * normal(from, n, 7) + 0.1 * (redshift - 0.5)));
  const template = isQuasar ? QUASAR_TEMPLATE : (population === "HIGHZ" ? 0.6 + 0.4 * youth : youth) * (GALAXY_TEMPLATES - 1);
  const ebv = isQuasar ? 0 : 0.3 * deviate(from, n, 8) ** 2 * (population === "HIGHZ" ? 0.5 : 1);
  const visFlux = templateFlux(template, ebv, redshift, VIS);
  const vis = i - 2.5 * Math.log10(visFlux / templateFlux(template, ebv, redshift, I_BAND));
  return { i, vis, redshift, template, ebv, visFlux };
}

/** z^2 exp(-(z / z0)^1.5) about the median of the magnitude: (z / z0)^1.5 is the sum of two exponential deviates. */
function redshiftOf(population: Population, i: number, u: number, v: number): number {
  const two = -log((1 - u) * (1 - v));
  if (population === "HIGHZ") return Math.min(5.5, 3 + 0.25 * two);
  if (population === "QSO") return Math.min(5, 0.3 + 0.95 * two ** (2 / 3));
  return Math.min(6, Math.max(0.02, (shapeAt(i).redshift / 1.412) * two ** (2 / 3)));
}

function templateFlux(template: number, ebv: number, redshift: number, band: number): number {
  const [first, share] = templatesOf(template);
  const centre = TU_BANDS[band].wavelength;
  const flux =
    (1 - share) * bandFlux(galaxyIntegrals[first], band, redshift) +
    (share === 0 ? 0 : share * bandFlux(galaxyIntegrals[first + 1], band, redshift));
  return Math.max(1e-12, flux * dust(centre / (1 + redshift), ebv) * intergalactic(centre, redshift));
}

function templatesOf(template: number): readonly [first: number, shareOfNext: number] {
  const first = Math.min(Math.floor(template), QUASAR_TEMPLATE);
  return [first, template >= GALAXY_TEMPLATES - 1 ? 0 : template - first];
}

/** The rows of a tile, in batches; each is made when its turn comes. */
export async function* galaxyRows(
  sky: GalaxySky,
  tile: TileMembers,
  metadata: ReadonlyMap<string, string>,
  batch = 20_000,
): AsyncIterable<Catalog> {
  for (let first = 0; first < tile.numbers.length; first += batch)
    yield galaxyBatch(sky, tile, first, Math.min(batch, tile.numbers.length - first), metadata);
}

function galaxyBatch(sky: GalaxySky, tile: TileMembers, first: number, count: number, metadata: ReadonlyMap<string, string>): Catalog {
  const fluxes = TU_BANDS.filter(({ name }) => !LACKING[tile.population].includes(name)).map(inputGalaxyFlux);
  const columns = inputGalaxyColumns.filter(({ name, optional }) => !optional || fluxes.includes(name));
  const data: Record<string, Float64Array> = Object.fromEntries(columns.map(({ name }) => [name, new Float64Array(count)]));
  const ids = new BigInt64Array(count);
  const bandColumns = TU_BANDS.map((band): Float64Array | undefined => data[inputGalaxyFlux(band)]);
  const family = POPULATIONS.indexOf(tile.population);
  const streams = streamsOf(sky.roots[tile.population]);
  for (let row = 0; row < count; row++) {
    const cell = sky.footprint.cells[tile.cells[first + row]];
    const n = tile.numbers[first + row];
    const from = streams(cell);
    const drawn = drawGalaxy(sky, tile.population, from, n);
    const [ra, dec] = placeOf(from, cell, n);
    const lens = sky.lensing(ra, dec, drawn.redshift);
    // Tile, population and number in the tile: unique in the whole sky.
    ids[row] = BigInt(tile.index) * 10_000_000_000n + BigInt(family) * 1_000_000_000n + BigInt(first + row);
    data.kind[row] = tile.population === "STANDARD" ? (deviate(from, n, 9) < 0.25 ? 1 : 0) : tile.population === "HIGHZ" ? 2 : 3;
    data.ra_mag_gal[row] = ra;
    data.dec_mag_gal[row] = dec;
    data.ra_gal[row] = (((ra - lens.east / Math.cos((dec * Math.PI) / 180)) % 360) + 360) % 360;
    data.dec_gal[row] = dec - lens.north;
    data.observed_redshift_gal[row] = drawn.redshift;
    data.kappa[row] = lens.kappa;
    data.gamma1[row] = lens.gamma1;
    data.gamma2[row] = lens.gamma2;
    data.mw_extinction[row] = sky.av;
    const [template, share] = templatesOf(drawn.template);
    data.sed_cosmos_1[row] = template;
    data.sed_cosmos_2[row] = share === 0 ? template : template + 1;
    data.frac_cosmos_1[row] = 1 - share;
    data.ebv_cosmos_1[row] = drawn.ebv;
    data.ebv_cosmos_2[row] = drawn.ebv;
    fillShape(data, row, tile.population, drawn, from, n);
    const flux = 10 ** (-0.4 * (drawn.vis + 48.6));
    for (const [band, column] of bandColumns.entries())
      if (column) column[row] = Math.max(1e-37, (flux * templateFlux(drawn.template, drawn.ebv, drawn.redshift, band)) / drawn.visFlux);
    const magnification = 1 / ((1 - lens.kappa) ** 2 - lens.gamma1 ** 2 - lens.gamma2 ** 2);
    data.euclid_vis_abs[row] = (flux / magnification) * (luminosityDistance(drawn.redshift) / 1e-5) ** 2;
  }
  return catalogFromColumns(
    columns,
    {
      ...data,
      galaxy_id: ids,
      halo_id: ids,
      kind: Int16Array.from(data.kind),
      ext_curve_cosmos_1: new Int16Array(count).fill(DUST_LAW),
      ext_curve_cosmos_2: new Int16Array(count).fill(DUST_LAW),
    },
    metadata,
  );
}

/** Bulge and disc from a single Sersic law's radius, index and axis ratio: the more concentrated, the more bulge. */
function fillShape(
  data: Readonly<Record<string, Float64Array>>,
  row: number,
  population: Population,
  { i, vis }: DrawnGalaxy,
  from: Stream,
  n: number,
): void {
  const shape = shapeAt(vis);
  const sersic = splitLogNormal(shapeAt(i).sersic, normal(from, n, 6));
  const radius = Math.min(8, splitLogNormal(shape.radius, normal(from, n, 10)));
  const axisRatio = Math.min(0.98, Math.max(DISC_THICKNESS + 0.02, splitLogNormal(shape.axisRatio, normal(from, n, 11))));
  data.disk_angle[row] = 180 * deviate(from, n, 12);
  data.bulge_nsersic[row] = Math.min(6, Math.max(0.7, sersic));
  if (population === "QSO") {
    // The host is not drawn: a point, as small as the columns can say.
    data.bulge_fraction[row] = 1;
    data.bulge_r50[row] = 0.01;
    data.bulge_nsersic[row] = 1;
    data.bulge_axis_ratio[row] = 1;
    return;
  }
  const bulge = Math.min(1, Math.max(0, (sersic - 0.8) / 3.2));
  const isSpheroid = bulge > 0.85;
  data.bulge_fraction[row] = isSpheroid ? 1 : bulge;
  data.bulge_r50[row] = isSpheroid ? radius : radius * (0.25 + 0.35 * deviate(from, n, 13));
  data.disk_r50[row] = isSpheroid ? 0 : radius * (1 + 0.3 * bulge);
  data.bulge_nsersic[row] = isSpheroid ? Math.min(6, sersic) : Math.min(4, 1 + 3 * deviate(from, n, 14));
  data.bulge_axis_ratio[row] = isSpheroid ? axisRatio : Math.sqrt(axisRatio);
  const cos2 = (axisRatio ** 2 - DISC_THICKNESS ** 2) / (1 - DISC_THICKNESS ** 2);
  data.inclination_angle[row] = (Math.acos(Math.sqrt(Math.min(1, cos2))) * 180) / Math.PI;
}

/** Mpc, by redshift in steps of 0.02: flat, matter 0.319, H0 67 (the cosmology of Euclid's Flagship). */
const DISTANCES = (() => {
  const table = [0];
  for (let n = 1; n <= 400; n++) {
    const z = (n - 0.5) * 0.02;
    table.push(table[n - 1] + ((299_792.458 / 67) * 0.02) / Math.sqrt(0.319 * (1 + z) ** 3 + 0.681));
  }
  return table;
})();
/** Mpc */
function luminosityDistance(redshift: number): number {
  const place = Math.min(399.999, redshift / 0.02);
  const index = Math.floor(place);
  return (1 + redshift) * (DISTANCES[index] + (place - index) * (DISTANCES[index + 1] - DISTANCES[index]));
}
