import type { Codec } from "../codec.ts";
import { EFFECT_KEYS } from "../config/effect-keys.ts";
import { FormatError } from "../errors.ts";
import {
  type ColumnData,
  type FitsFile,
  type HduToWrite,
  Header,
  openFits,
  type TableColumn,
  type TableToWrite,
  writeFits,
} from "../fits/index.ts";
import { longest, oneOf, readCounts, readSkipped, readTruth, skippedTable, truthTable } from "./detector-exposure-objects.ts";
import { identityCards, writeSteps } from "./detector-exposure-steps.ts";
import { AREAS, CCD_IDS } from "./layout.ts";
import type { CcdId, DetectorExposure, DetectorQuadrant, EffectBudget, PerLetter, QuadrantLetter } from "./types.ts";

const LETTERS: readonly QuadrantLetter[] = ["E", "F", "G", "H"];
const { width, height } = AREAS.readout;

/**
 * One CCD as the detector stage writes it: a FITS file of four quadrants (uint16, readout order, named "3-5.E"), the table BUDGET
 * (what each effect added, removed and moved), the table TRUTH (objects as drawn; X and Y are FITS pixels, 1 at the centre of the first; in its
 * header, how many of each kind were drawn and could not be) and the table SKIPPED (those that could not, and why).
 *
 * Reading gives quadrants that are read when asked for. Kept steps are written as files of their own,
 * `data/<observation>-<dither>-<exposure>_CCD<nn>_<KEY>.fits` (float32; effect, settings, seed and budget in the header), and are not read back: `steps` of what was read is empty.
 */
export const detectorExposure: Codec<DetectorExposure> = {
  id: "sim.detector-exposure",
  doc: "one CCD of an exposure: four quadrants, budget of the effects, truth catalogue (FITS)",
  extension: "fits",
  async decode(source) {
    const file = await openFits(source);
    const { header } = file.primary;
    const need = <Value>(value: Value | undefined, keyword: string, expected: string): Value => {
      if (value !== undefined) return value;
      throw new FormatError(source.name, `HDU 0 (${keyword})`, expected, String(header.get(keyword) ?? "no such card"));
    };
    const integer = (keyword: string): number => {
      const value = header.number(keyword);
      return need(Number.isSafeInteger(value) ? value : undefined, keyword, "an integer");
    };
    const ccd = need(
      CCD_IDS.find((id) => id === header.get("CCDID")),
      "CCDID",
      "a CCD from 1-1 to 6-6",
    );
    const perLetter = (keyword: string): PerLetter<number> =>
      Object.fromEntries(LETTERS.map((letter) => [letter, quadrantNumber(file, `${ccd}.${letter}`, keyword)])) as Record<
        QuadrantLetter,
        number
      >;
    const truth = file.table("TRUTH");
    return {
      fileName: source.name,
      ccd,
      detectorId: integer("DETID"),
      identity: {
        observationId: integer("OBS_ID"),
        ditherId: integer("DITHOBS"),
        pointingId: integer("PTGID"),
        exposure: integer("EXPNUM"),
        totalExposures: integer("TOTEXP"),
        patchId: integer("PATCH_ID"),
      },
      randomSeed: integer("RANDSEED"),
      gain: perLetter("GAIN"),
      readNoise: perLetter("RDNOISE"),
      biasLevel: perLetter("BIAS_LVL"),
      ...(header.has("MAGZERO") ? { zeroPoint: need(header.number("MAGZERO"), "MAGZERO", "a number") } : {}),
      quadrants: LETTERS.map((letter) => readQuadrant(file, ccd, letter)),
      budget: await readBudget(file),
      truth: await readTruth(truth, file.name),
      objects: readCounts(truth, file.name),
      skipped: await readSkipped(file),
      steps: [],
    };
  },
  async encode(value, sink, folder) {
    await writeSteps(value, folder);
    await writeFits(sink, hdus(value));
  },
};

function* hdus(value: DetectorExposure): Iterable<HduToWrite> {
  const primary = identityCards(value);
  if (value.zeroPoint !== undefined) primary.setReal("MAGZERO", value.zeroPoint, "[mag] AB magnitude that gives 1 electron/s");
  yield { kind: "image", shape: [], header: primary };
  for (const letter of LETTERS) {
    const quadrant = value.quadrants.find((it) => it.quadrant === letter);
    if (quadrant === undefined) throw new RangeError(`CCD ${value.ccd}: no quadrant ${letter}`);
    const header = new Header()
      .set("BUNIT", "ADU")
      .set("CCDID", value.ccd)
      .set("QUADID", letter)
      .setReal("GAIN", value.gain[letter], "[electron/ADU]")
      .setReal("RDNOISE", value.readNoise[letter], "[electron] read noise, rms")
      .setReal("BIAS_LVL", value.biasLevel[letter], "[ADU] pedestal");
    yield { kind: "image", name: `${value.ccd}.${letter}`, shape: [width, height], type: "uint16", pixels: pixelsOf(quadrant), header };
  }
  yield budgetTable(value.budget);
  yield truthTable(value);
  yield skippedTable(value.skipped);
}

async function* pixelsOf(quadrant: DetectorQuadrant): AsyncGenerator<Uint16Array> {
  yield await quadrant.read();
}

function quadrantNumber(file: FitsFile, name: string, keyword: string): number {
  const { header, index } = file.image(name);
  const value = header.number(keyword);
  if (value === undefined)
    throw new FormatError(file.name, `HDU ${index} (${keyword})`, "a number", String(header.get(keyword) ?? "no such card"));
  return value;
}

function readQuadrant(file: FitsFile, ccd: CcdId, letter: QuadrantLetter): DetectorQuadrant {
  const hdu = file.image(`${ccd}.${letter}`);
  if (hdu.shape.length !== 2 || hdu.shape[0] !== width || hdu.shape[1] !== height)
    throw new FormatError(file.name, `HDU ${hdu.index} (${hdu.name})`, `${width} x ${height} pixels`, hdu.shape.join(" x ") || "none");
  if (hdu.header.get("BITPIX") !== 16 || hdu.header.number("BZERO") !== 32768)
    throw new FormatError(
      file.name,
      `HDU ${hdu.index} (${hdu.name})`,
      "unsigned 16-bit pixels",
      `BITPIX ${hdu.header.get("BITPIX")}, BZERO ${hdu.header.get("BZERO") ?? 0}`,
    );
  return { quadrant: letter, read: async () => (await hdu.read()).pixels as Uint16Array };
}

// ---------------------------------------------------------------- budget

function budgetTable(budget: readonly EffectBudget[]): TableToWrite {
  const columns: TableColumn[] = [
    { name: "EFFECT", letter: "A", repeat: longest(budget.map((it) => it.effect)), doc: "in the order in which they ran" },
    { name: "KEY", letter: "A", repeat: longest(EFFECT_KEYS), doc: "as in the detector configuration" },
    { name: "UNIT", letter: "A", repeat: 8, doc: "of ADDED and REMOVED" },
    { name: "ADDED", letter: "D", repeat: 1, doc: "sum of what pixels gained" },
    { name: "REMOVED", letter: "D", repeat: 1, doc: "sum of what pixels lost" },
    { name: "MOVED", letter: "D", repeat: 1, doc: "what pixels lost to others, in ADDED and REMOVED" },
    { name: "CHANGED", letter: "D", repeat: 1, doc: "pixels changed" },
    { name: "CLIPPED", letter: "D", repeat: 1, doc: "pixels clipped" },
    { name: "BEFORE", letter: "D", repeat: 1, doc: "sum over all pixels, in the unit they had" },
    { name: "AFTER", letter: "D", repeat: 1, doc: "sum over all pixels" },
  ];
  /** A sum that nobody gave is NaN. */
  const numbers = (key: "added" | "removed" | "moved" | "changed" | "clipped" | "before" | "after"): Float64Array =>
    Float64Array.from(budget, (it) => it[key] ?? Number.NaN);
  const batch = {
    EFFECT: budget.map((it) => it.effect),
    KEY: budget.map((it) => it.key),
    UNIT: budget.map((it) => it.unit),
    ADDED: numbers("added"),
    REMOVED: numbers("removed"),
    MOVED: numbers("moved"),
    CHANGED: numbers("changed"),
    CLIPPED: numbers("clipped"),
    BEFORE: numbers("before"),
    AFTER: numbers("after"),
  };
  return { kind: "table", name: "BUDGET", columns, rows: budget.length, batches: [batch] };
}

async function readBudget(file: FitsFile): Promise<EffectBudget[]> {
  const table = file.table("BUDGET");
  const read = (await table.readColumns([
    "EFFECT",
    "KEY",
    "UNIT",
    "ADDED",
    "REMOVED",
    "MOVED",
    "CHANGED",
    "CLIPPED",
    "BEFORE",
    "AFTER",
  ])) as Record<string, ColumnData> &
    Record<"EFFECT" | "KEY" | "UNIT", readonly string[]> &
    Record<"ADDED" | "REMOVED" | "MOVED" | "CHANGED" | "CLIPPED" | "BEFORE" | "AFTER", Float64Array>;
  return Array.from({ length: table.rows }, (_, row) => {
    const place = `HDU ${table.index} (BUDGET), row ${row + 1}`;
    return {
      effect: read.EFFECT[row],
      key: oneOf(read.KEY[row], EFFECT_KEYS, file.name, `${place}, KEY`),
      unit: oneOf(read.UNIT[row], ["electron", "adu"] as const, file.name, `${place}, UNIT`),
      added: read.ADDED[row],
      removed: read.REMOVED[row],
      moved: read.MOVED[row],
      changed: read.CHANGED[row],
      clipped: read.CLIPPED[row],
      ...(Number.isNaN(read.BEFORE[row]) ? {} : { before: read.BEFORE[row] }),
      ...(Number.isNaN(read.AFTER[row]) ? {} : { after: read.AFTER[row] }),
    };
  });
}
