import { FormatError } from "../../errors.ts";
import { Header } from "../../fits/header.ts";
import type { FitsFile, HduToWrite, TableColumn, TableHdu } from "../../fits/types.ts";
import { AREAS, CCD_IDS } from "../layout.ts";
import type { CosmicRayModel, DefectMap } from "../types.ts";
import { checkUnit, type Unit } from "./units.ts";

type Defects = Awaited<ReturnType<DefectMap["read"]>>;

/**
 * Bits of FLAG that mean something to the simulation. The first four are the VIS flag map's (VIS_ImageTools 3.18, by number 0, 1, 2, 7); it has none for pixels
 * that blink or traps: those two are ours, from bits that it leaves free.
 */
export const DEFECT_FLAGS = {
  invalid: 1 << 0,
  /** Makes charge by itself, RATE. */
  hot: 1 << 1,
  /** Sees less than its neighbours, RESPONSE. */
  cold: 1 << 2,
  badColumn: 1 << 7,
  /** Makes charge, RATE, in some exposures and none in others. */
  blinking: 1 << 28,
  /** Swallows charge that is clocked over it. */
  trap: 1 << 29,
} as const;

const DEFECT_COLUMNS: readonly TableColumn[] = [
  { name: "X", letter: "I", repeat: 1, unit: "pixel", doc: "column of the CCD, the first is 1" },
  { name: "Y", letter: "I", repeat: 1, unit: "pixel", doc: "row of the CCD, the first is 1" },
  { name: "FLAG", letter: "J", repeat: 1, doc: "bits of the VIS flag map" },
  { name: "RATE", letter: "E", repeat: 1, unit: "electron/s", doc: "charge that the pixel makes by itself" },
  { name: "RESPONSE", letter: "E", repeat: 1, doc: "sensitivity relative to its neighbours" },
];

/**
 * Lists of defects, one table a CCD, named by it: X, Y (from 1 in the file, from 0 here; frame of the CCD), FLAG, RATE, RESPONSE.
 *
 * A CCD without a table has no defects. Values are checked when a list is read.
 *
 * @throws FormatError when a table has another name, lacks a column or has one in another unit
 */
export function readDefects(fits: FitsFile): DefectMap {
  const tables = new Map<string, TableHdu>();
  for (const hdu of fits.hdus) {
    if (hdu.kind !== "table") continue;
    if (!(CCD_IDS as readonly string[]).includes(hdu.name))
      throw new FormatError(fits.name, `HDU ${hdu.index}, EXTNAME`, "a CCD, 1-1 to 6-6", hdu.name || "nothing");
    const place = `HDU ${hdu.index} (${hdu.name})`;
    for (const { name } of DEFECT_COLUMNS) hdu.column(name);
    for (const name of ["X", "Y"]) checkUnit(hdu.column(name).unit, "pixel", fits.name, `${place}, ${name}`);
    checkUnit(hdu.column("RATE").unit, "electron/s", fits.name, `${place}, RATE`);
    tables.set(hdu.name, hdu);
  }
  return {
    ccds: [...tables.keys()],
    async read(ccd) {
      const table = tables.get(ccd);
      if (table === undefined) throw new FormatError(fits.name, "", `a table named ${ccd}`, `${tables.size} others`);
      const data = await table.readColumns(DEFECT_COLUMNS.map(({ name }) => name));
      const column = (name: string): ArrayLike<number> => data[name] as ArrayLike<number>;
      const defects = {
        x: Int32Array.from(column("X"), (x) => x - 1),
        y: Int32Array.from(column("Y"), (y) => y - 1),
        flag: Int32Array.from(column("FLAG")),
        rate: Float32Array.from(column("RATE")),
        response: Float32Array.from(column("RESPONSE")),
      };
      checkDefects(defects, fits.name, `HDU ${table.index} (${ccd})`);
      return defects;
    },
  };
}

function checkDefects({ x, y, rate, response }: Defects, file: string, place: string): void {
  const { width, height } = AREAS.ccd;
  for (let row = 0; row < x.length; row++) {
    const at = `${place}, row ${row + 1}`;
    if (x[row] < 0 || x[row] >= width || y[row] < 0 || y[row] >= height)
      throw new FormatError(file, at, `a pixel of ${width} x ${height}`, `(${x[row] + 1}, ${y[row] + 1})`);
    if (!(rate[row] >= 0 && rate[row] < Infinity)) throw new FormatError(file, `${at}, RATE`, "0 e-/s or more", String(rate[row]));
    if (!(response[row] >= 0 && response[row] <= 2)) throw new FormatError(file, `${at}, RESPONSE`, "0 to 2", String(response[row]));
  }
}

export function* defectsToWrite(defects: DefectMap): Iterable<HduToWrite> {
  yield { kind: "image", shape: [] };
  for (const ccd of defects.ccds) yield { kind: "table", name: ccd, columns: DEFECT_COLUMNS, batches: defectRows(defects, ccd) };
}

async function* defectRows(defects: DefectMap, ccd: string) {
  const { x, y, flag, rate, response } = await defects.read(ccd);
  if (x.length > 0)
    yield {
      X: Int16Array.from(x, (value) => value + 1),
      Y: Int16Array.from(y, (value) => value + 1),
      FLAG: flag,
      RATE: rate,
      RESPONSE: response,
    };
}

type Quantiles = CosmicRayModel["length"];

/**
 * A cosmic-ray library: tables LENGTH (pixels) and ENERGY (electrons), each PROBABILITY (0 to 1) and VALUE, both ascending;
 * COVER, the fraction of pixels touched in DURATION seconds, in the primary header.
 */
export async function readCosmicRays(fits: FitsFile): Promise<CosmicRayModel> {
  return {
    length: await readQuantiles(fits, "LENGTH", "pixel"),
    energy: await readQuantiles(fits, "ENERGY", "electron"),
    coveringFraction: within(fits, "COVER", 0, 1),
    duration: within(fits, "DURATION", 1e-3, 1e6),
  };
}

async function readQuantiles(fits: FitsFile, name: string, unit: Unit): Promise<Quantiles> {
  const table = fits.table(name);
  checkUnit(table.column("VALUE").unit, unit, fits.name, `HDU ${table.index} (${name}), VALUE`);
  const columns = await table.readColumns(["PROBABILITY", "VALUE"]);
  const probability = Array.from(columns.PROBABILITY as ArrayLike<number>);
  const value = Array.from(columns.VALUE as ArrayLike<number>);
  const isAscending = (values: readonly number[]): boolean =>
    values.every((entry, index) => Number.isFinite(entry) && (index === 0 || entry >= values[index - 1]));
  if (probability.length < 2 || probability[0] !== 0 || probability.at(-1) !== 1 || !isAscending(probability))
    throw new FormatError(
      fits.name,
      `${name}, PROBABILITY`,
      "ascending from 0 to 1",
      `${probability.length} rows, ${probability[0]} to ${probability.at(-1)}`,
    );
  if (!isAscending(value) || value[0] < 0) throw new FormatError(fits.name, `${name}, VALUE`, "ascending from 0", "other values");
  return { probability, value };
}

function within(fits: FitsFile, keyword: string, minimum: number, maximum: number): number {
  const value = fits.primary.header.number(keyword);
  if (value === undefined || !(value >= minimum && value <= maximum))
    throw new FormatError(
      fits.name,
      `HDU 0, ${keyword}`,
      `${minimum} to ${maximum}`,
      String(fits.primary.header.get(keyword) ?? "nothing"),
    );
  return value;
}

export function* cosmicRaysToWrite(model: CosmicRayModel): Iterable<HduToWrite> {
  const header = new Header()
    .setReal("COVER", model.coveringFraction, "fraction of pixels touched in DURATION")
    .setReal("DURATION", model.duration, "[s]");
  yield { kind: "image", shape: [], header };
  yield quantileTable("LENGTH", "pixel", model.length);
  yield quantileTable("ENERGY", "electron", model.energy);
}

const quantileTable = (name: string, unit: string, { probability, value }: Quantiles): HduToWrite => ({
  kind: "table",
  name,
  columns: [
    { name: "PROBABILITY", letter: "D", repeat: 1 },
    { name: "VALUE", letter: "D", repeat: 1, unit },
  ],
  rows: value.length,
  batches: [{ PROBABILITY: Float64Array.from(probability), VALUE: Float64Array.from(value) }],
});
