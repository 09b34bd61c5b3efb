import { FormatError } from "@elvis/formats";
import {
  type Catalog,
  type Column,
  catalogFromColumns,
  inputGalaxyColumns,
  inputGalaxyFlux,
  inputStarColumns,
  starFlux,
  TU_BANDS,
} from "@elvis/formats/catalog";
import { z } from "zod";
import { blackBody, fillBands, galaxySpectrum, type KnownFlux } from "./fill.ts";
import type { SourceTable } from "./source-table.ts";

/** From the unit of a source column to that of the catalogue: what one has to do to the number. */
const CONVERSIONS = {
  "rad to deg": (value: number) => (value * 180) / Math.PI,
  "hour to deg": (value: number) => value * 15,
  "rad/yr to mas/yr": (value: number) => (value * 180 * 3.6e6) / Math.PI,
  "rad to mas": (value: number) => (value * 180 * 3.6e6) / Math.PI,
  "kpc to pc": (value: number) => value * 1000,
  "AB to Jy": (value: number) => 10 ** (-0.4 * (value - 8.9)),
  "AB to erg/s/cm2/Hz": (value: number) => 10 ** (-0.4 * (value + 48.6)),
  "Jy to erg/s/cm2/Hz": (value: number) => value * 1e-23,
  "uJy to Jy": (value: number) => value * 1e-6,
  "nJy to Jy": (value: number) => value * 1e-9,
  "uJy to erg/s/cm2/Hz": (value: number) => value * 1e-29,
  "nJy to erg/s/cm2/Hz": (value: number) => value * 1e-32,
  "maggies to Jy": (value: number) => value * 3631,
} as const;

const CONVERSION_NAMES = Object.keys(CONVERSIONS) as [keyof typeof CONVERSIONS, ...(keyof typeof CONVERSIONS)[]];

const rule = z.union([
  z.string().describe("a source column, as it is"),
  z.number().describe("the same number in every row"),
  z.strictObject({
    from: z.string(),
    convert: z.enum(CONVERSION_NAMES).optional(),
    scale: z.number().default(1),
    offset: z.number().default(0),
  }),
]);

/** A mapping file: which column of the input catalogue comes from which column of the source. */
const mappingFile = z.strictObject({
  kind: z.enum(["star", "galaxy"]),
  columns: z.record(z.string(), rule),
  /** Bands that no rule names: filled by the colour rules, or an error. */
  fillBands: z.boolean().default(false),
});
export type Mapping = z.output<typeof mappingFile>;

/** @throws FormatError naming the place in the mapping file */
export function parseMapping(text: string, file: string): Mapping {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new FormatError(file, "", "JSON", (cause as Error).message, { cause });
  }
  const result = mappingFile.safeParse(value);
  if (!result.success)
    throw new FormatError(file, result.error.issues[0].path.join("."), "a mapping of columns", result.error.issues[0].message);
  return result.data;
}

/**
 * Rows of an input catalogue by a mapping: a column is a source column, a constant, or `scale * convert(column) + offset`.
 *
 * What has no rule: ids count rows, lensed positions and redshifted copies follow their plain ones, other optional meanings are 0; needed columns are an error.
 *
 * @throws FormatError naming the column that is unknown, missing or not made of numbers
 */
export function mappedRows(table: SourceTable, mapping: Mapping, file: string): Catalog {
  const columns = mapping.kind === "star" ? inputStarColumns : inputGalaxyColumns;
  for (const name of Object.keys(mapping.columns))
    if (!columns.some((column) => column.name === name))
      throw new FormatError(file, `columns.${name}`, `a column of the input ${mapping.kind} catalogue`, name);
  const data: Record<string, ArrayLike<number | bigint>> = {};
  for (const column of columns) {
    const values = ruled(table, mapping, column);
    if (values !== undefined) data[column.name] = values;
  }
  for (const [name, values] of defaultsOf(mapping.kind, data, table)) data[name] ??= values;
  fillMissing(mapping, data, table.rows);
  const missing = columns.find(({ name, optional }) => !optional && data[name] === undefined);
  if (missing !== undefined) throw new FormatError(file, "columns", `a rule for ${missing.name} (${missing.doc})`, "none");
  try {
    return catalogFromColumns(columns, data);
  } catch (cause) {
    if (cause instanceof RangeError) throw new FormatError(table.file, "", "values that fit", cause.message, { cause });
    throw cause;
  }
}

function ruled(table: SourceTable, { columns }: Mapping, column: Column): ArrayLike<number | bigint> | undefined {
  const it = columns[column.name];
  if (it === undefined) return undefined;
  if (typeof it === "number") return new Float64Array(table.rows).fill(it);
  if (typeof it === "string") return column.type === "int64" ? (table.ids(it) ?? table.numbers(it)) : table.numbers(it);
  const convert = it.convert === undefined ? (value: number) => value : CONVERSIONS[it.convert];
  return table.numbers(it.from).map((value) => it.scale * convert(value) + it.offset);
}

function defaultsOf(
  kind: Mapping["kind"],
  data: Readonly<Record<string, ArrayLike<number | bigint>>>,
  table: SourceTable,
): Iterable<readonly [string, ArrayLike<number | bigint>]> {
  const { rows } = table;
  const zeros = new Float64Array(rows);
  const ones = new Float64Array(rows).fill(1);
  const count = BigInt64Array.from({ length: rows }, (_, row) => table.number(row));
  const entries: [string, ArrayLike<number | bigint> | undefined][] =
    kind === "star"
      ? [
          ["SOURCE_ID", count],
          ["PMRA", zeros],
          ["PMDEC", zeros],
          ["PARALLAX", zeros],
          ["DIST", ones.map(() => 1000)],
          ["SED_TEMPLATE", zeros],
          ["AV", zeros],
        ]
      : [
          ["galaxy_id", count],
          ["halo_id", data.galaxy_id ?? count],
          ["kind", zeros],
          ["ra_mag_gal", data.ra_gal],
          ["dec_mag_gal", data.dec_gal],
          ...[
            "sed_cosmos_1",
            "sed_cosmos_2",
            "ext_curve_cosmos_1",
            "ext_curve_cosmos_2",
            "ebv_cosmos_1",
            "ebv_cosmos_2",
            "mw_extinction",
            "kappa",
            "gamma1",
            "gamma2",
          ].map((name): [string, Float64Array] => [name, zeros]),
          ["frac_cosmos_1", ones],
        ];
  return entries.filter((entry): entry is [string, ArrayLike<number | bigint>] => entry[1] !== undefined);
}

/** Star template of 5800 K and galaxy template 15 where nothing says which. */
function fillMissing(mapping: Mapping, data: Record<string, ArrayLike<number | bigint>>, rows: number): void {
  const bands = TU_BANDS.map((band) => ({ band, name: mapping.kind === "star" ? starFlux(band.name) : inputGalaxyFlux(band) }));
  const given = bands.filter(({ name }) => data[name] !== undefined);
  if (mapping.fillBands && given.length > 0 && given.length < bands.length) {
    const filled = bands.map(() => new Float64Array(rows));
    for (let row = 0; row < rows; row++) {
      const known: KnownFlux[] = given
        .map(({ band, name }) => ({ wavelength: band.wavelength, flux: Number(data[name][row]) }))
        .filter(({ flux }) => flux > 0);
      const spectrum =
        mapping.kind === "star"
          ? blackBody(5800)
          : galaxySpectrum(
              mapping.columns.sed_cosmos_1 === undefined ? 15 : Number(data.sed_cosmos_1[row]),
              Number(data.observed_redshift_gal?.[row] ?? 0),
            );
      const values = known.length === 0 ? undefined : fillBands(known, spectrum);
      for (let band = 0; band < bands.length; band++) filled[band][row] = values?.[band] ?? Number.NaN;
    }
    for (const [band, { name }] of bands.entries()) data[name] ??= filled[band];
  }
  const flux = data[starFlux("H_2MASS")];
  if (mapping.kind === "star" && flux !== undefined)
    data.TU_MAG_H_2MASS ??= Float64Array.from({ length: rows }, (_, row) => 8.9 - 2.5 * Math.log10(Number(flux[row])));
}
