import { FormatError } from "@elvis/formats";
import { catalogFromColumns, column } from "@elvis/formats/catalog";
import { dust, GALAXY_TEMPLATES } from "@elvis/reference-workdir";
import { BANDS } from "./cosmos-3dhst.ts";
import { fillBetween, galaxySpectrum, type KnownFlux } from "./fill.ts";
import { type SourceTable, sourceTable } from "./source-table.ts";

/** The filter of a file of fits, by its name. */
const FILTERS = ["F125W", "F160W"] as const;
/** Flags of the fits: 0 good, 1 suspicious; 2 (bad) and 3 (none) are not used. @see van der Wel et al. 2012, ApJS 203, 24, section 4 */
const WORST_FLAG = 1;
/** E(B-V) per A(V). @see Calzetti et al. 2000, ApJ 533, 682: R(V) = 4.05 */
const CALZETTI_RV = 4.05;
/** log sSFR (1/yr) from which a galaxy is the oldest template, and from which the youngest. */
const [QUIET, BURST] = [-12, -8];

const isFast = (table: SourceTable): boolean => ["id", "z", "Av", "lssfr"].every((name) => table.has(name));
const isFits = (table: SourceTable): boolean => ["NUMBER", "RA", "DEC", "f", "mag", "re", "n", "q", "pa"].every((name) => table.has(name));

/**
 * The 3D-HST COSMOS release v4.1 as it is published, as one table of the columns that `cosmos3dHstGalaxies` takes; any other tables as they are.
 *
 * `cosmos_3dhst.v4.1.fout` (FAST: redshift, A(V), specific star formation) and the fits of van der Wel+12 (`..._f160w.galfit`, and
 * `..._f125w.galfit` for a second band) are joined by id, in whatever order they are given. Shapes are those of the redder band.
 * Template: linear in log sSFR from the oldest at -12 to the youngest at -8. E(B-V) = A(V) / 4.05. VIS: the template's continuum behind
 * that dust, through the bands of the fits: an estimate, from the infrared.
 *
 * @throws FormatError when one of the two kinds of files is not there
 */
export function joinRaw3dHst(tables: readonly SourceTable[]): readonly SourceTable[] {
  if (!tables.some((table) => isFast(table) || isFits(table))) return tables;
  const files = tables.map(({ file }) => file).join(", ");
  const [fast, fits] = [tables.find(isFast), tables.filter(isFits).map(fitsOf)];
  if (fast === undefined) throw new FormatError(files, "", "the .fout file too, with columns id, z, Av, lssfr", "none");
  if (fits.length === 0) throw new FormatError(files, "", "a .galfit file too, with columns NUMBER, RA, DEC, f, mag, re, n, q, pa", "none");
  return [
    joined(
      fast,
      fits.sort((a, b) => BANDS[`mag_${b.filter}`] - BANDS[`mag_${a.filter}`]),
      files,
    ),
  ];
}

function joined(fast: SourceTable, fits: readonly Fits[], file: string): SourceTable {
  const [shapes] = fits;
  const ids = idsOf(shapes.table, "NUMBER");
  const rowOf = rowsById(fast, "id");
  const [redshift, extinction, star] = ["z", "Av", "lssfr"].map((name) => {
    const values = fast.numbers(name);
    return Float64Array.from(ids, (id) => values[rowOf.get(id) ?? -1] ?? Number.NaN);
  });
  const template = star.map((rate) => (GALAXY_TEMPLATES - 1) * Math.min(1, Math.max(0, (rate - QUIET) / (BURST - QUIET))));
  const reddening = extinction.map((av) => Math.max(0, av) / CALZETTI_RV);
  const known = fits.map((band) => Float64Array.from(ids, (id) => magnitudeOf(band, band.rows.get(id))));
  const visible = Float64Array.from(ids, (_, row) => {
    const points = fits.flatMap(({ filter }, band): KnownFlux[] =>
      Number.isNaN(known[band][row]) ? [] : [{ wavelength: BANDS[`mag_${filter}`], flux: 10 ** (-0.4 * known[band][row]) }],
    );
    if (points.length === 0 || Number.isNaN(known[0][row]) || !(redshift[row] > 0)) return Number.NaN;
    const light = galaxySpectrum(template[row], redshift[row]);
    const behindDust = (wavelength: number) => light(wavelength) * dust(wavelength / (1 + redshift[row]), reddening[row]);
    return -2.5 * Math.log10(fillBetween(points, behindDust, [BANDS.mag_VIS])[0]);
  });
  const columns: Readonly<Record<string, Float64Array>> = {
    ra: shapes.table.numbers("RA"),
    dec: shapes.table.numbers("DEC"),
    z: redshift,
    sed_template: template,
    ebv: reddening,
    // Without a usable fit in the first band there is no shape: the row is left out.
    re_arcsec_semimajor: shapes.table.numbers("re").map((radius, row) => (Number.isNaN(visible[row]) ? Number.NaN : radius)),
    n_sersic: shapes.table.numbers("n"),
    axis_ratio: shapes.table.numbers("q"),
    pa_deg_EofN: shapes.table.numbers("pa"),
    mag_VIS: visible,
    ...Object.fromEntries(fits.map(({ filter }, band) => [`mag_${filter}`, known[band]])),
  };
  const catalog = catalogFromColumns(
    [column("id", "int64", "", "id"), ...Object.keys(columns).map((name) => column(name, "float64", "", name))],
    { id: ids, ...columns },
  );
  return sourceTable(catalog, file, 0);
}

interface Fits {
  readonly table: SourceTable;
  readonly filter: (typeof FILTERS)[number];
  readonly rows: ReadonlyMap<bigint, number>;
  readonly flags: Float64Array;
  readonly magnitudes: Float64Array;
}

function fitsOf(table: SourceTable): Fits {
  const filter = FILTERS.find((name) => table.file.toUpperCase().includes(name));
  if (filter === undefined) throw new FormatError(table.file, "", "a name that says its filter, f125w or f160w", "none of them");
  return { table, filter, rows: rowsById(table, "NUMBER"), flags: table.numbers("f"), magnitudes: table.numbers("mag") };
}

const magnitudeOf = ({ flags, magnitudes }: Fits, row: number | undefined): number =>
  row !== undefined && flags[row] <= WORST_FLAG && magnitudes[row] > 0 ? magnitudes[row] : Number.NaN;

const rowsById = (table: SourceTable, name: string): ReadonlyMap<bigint, number> =>
  new Map(Array.from(idsOf(table, name), (id, row) => [id, row]));

function idsOf(table: SourceTable, name: string): BigInt64Array {
  const ids = table.ids(name);
  if (ids === undefined) throw new FormatError(table.file, `column ${name}`, "whole numbers", "others");
  return ids;
}
