import { FormatError } from "../errors.ts";
import { type FitsFile, Header, type TableColumn, type TableHdu, type TableToWrite } from "../fits/index.ts";
import type { DetectorExposure, ObjectCount, SkippedObject, TruthRow } from "./types.ts";

const KINDS: readonly TruthRow["kind"][] = ["star", "galaxy", "faint-galaxy", "ghost"];

/** Characters of the longest of some texts, at least 1: the width of a column. */
export const longest = (texts: readonly string[]): number => texts.reduce((length, text) => Math.max(length, text.length), 1);

/** @throws FormatError for a text that is none of the words */
export function oneOf<const Word extends string>(found: string, words: readonly Word[], file: string, place: string): Word {
  const word = words.find((it) => it === found);
  if (word === undefined) throw new FormatError(file, place, `one of ${words.join(", ")}`, JSON.stringify(found));
  return word;
}

const TRUTH: readonly TableColumn[] = [
  { name: "SOURCE_ID", letter: "K", repeat: 1, doc: "of the true-universe catalogue" },
  { name: "KIND", letter: "A", repeat: longest(KINDS) },
  { name: "X", letter: "D", repeat: 1, unit: "pixel", doc: "of the CCD, 1 at the centre of the first" },
  { name: "Y", letter: "D", repeat: 1, unit: "pixel" },
  { name: "ELECTRONS", letter: "D", repeat: 1, unit: "electron", doc: "that the object sends" },
  { name: "COLLECTED", letter: "D", repeat: 1, unit: "electron", doc: "that fell on this CCD" },
  { name: "CUT", letter: "L", repeat: 1, doc: "more than 1e-3 of it fell beside the CCD" },
];

/** Keywords of TRUTH: objects of a kind that were drawn, and that could not be. Neither is there for a kind whose effect did not run. */
const COUNTS: Readonly<Record<TruthRow["kind"], readonly [drawn: string, skipped: string, what: string]>> = {
  star: ["NSTAR", "NSTARSKP", "stars"],
  galaxy: ["NGALAXY", "NGALSKP", "galaxies"],
  "faint-galaxy": ["NFAINT", "NFAINSKP", "faint galaxies"],
  ghost: ["NGHOST", "NGHOSSKP", "ghosts"],
};

export function truthTable({ truth, objects }: Pick<DetectorExposure, "truth" | "objects">): TableToWrite {
  const header = new Header();
  for (const { kind, drawn, skipped } of objects) {
    const [drawnKey, skippedKey, what] = COUNTS[kind];
    header.set(drawnKey, drawn, `${what} that left light on the CCD`).set(skippedKey, skipped, `${what} that could not be drawn`);
  }
  const numbers = (value: (row: TruthRow) => number): Float64Array => Float64Array.from(truth, value);
  return {
    kind: "table",
    name: "TRUTH",
    header,
    columns: TRUTH,
    rows: truth.length,
    batches: [
      {
        SOURCE_ID: BigInt64Array.from(truth, (row) => row.sourceId),
        KIND: truth.map((row) => row.kind),
        X: numbers((row) => row.x + 1),
        Y: numbers((row) => row.y + 1),
        ELECTRONS: numbers((row) => row.electrons),
        COLLECTED: numbers((row) => row.collected),
        CUT: Uint8Array.from(truth, (row) => (row.isCut ? 1 : 0)),
      },
    ],
  };
}

export function readCounts({ header, index }: TableHdu, file: string): ObjectCount[] {
  const count = (keyword: string): number => {
    const value = header.number(keyword);
    if (value !== undefined && Number.isSafeInteger(value) && value >= 0) return value;
    throw new FormatError(
      file,
      `HDU ${index} (TRUTH, ${keyword})`,
      "a whole number of objects",
      String(header.get(keyword) ?? "no such card"),
    );
  };
  return KINDS.filter((kind) => header.has(COUNTS[kind][0])).map((kind) => ({
    kind,
    drawn: count(COUNTS[kind][0]),
    skipped: count(COUNTS[kind][1]),
  }));
}

export function skippedTable(skipped: readonly SkippedObject[]): TableToWrite {
  return {
    kind: "table",
    name: "SKIPPED",
    columns: [
      { name: "SOURCE_ID", letter: "K", repeat: 1, doc: "of the true-universe catalogue" },
      { name: "KIND", letter: "A", repeat: longest(KINDS) },
      { name: "REASON", letter: "A", repeat: longest(skipped.map(({ reason }) => reason)), doc: "found, and expected" },
    ],
    rows: skipped.length,
    batches: [
      {
        SOURCE_ID: BigInt64Array.from(skipped, ({ sourceId }) => sourceId),
        KIND: skipped.map(({ kind }) => kind),
        REASON: skipped.map(({ reason }) => reason),
      },
    ],
  };
}

export async function readSkipped(file: FitsFile): Promise<SkippedObject[]> {
  const table = file.table("SKIPPED");
  const read = await table.readColumns(["SOURCE_ID", "KIND", "REASON"]);
  return Array.from({ length: table.rows }, (_, row) => ({
    sourceId: (read.SOURCE_ID as BigInt64Array)[row],
    kind: oneOf((read.KIND as readonly string[])[row], KINDS, file.name, `HDU ${table.index} (SKIPPED), row ${row + 1}, KIND`),
    reason: (read.REASON as readonly string[])[row],
  }));
}

export async function readTruth(table: TableHdu, file: string): Promise<TruthRow[]> {
  const read = await table.readColumns(TRUTH.map((column) => column.name));
  const [x, y, electrons, collected] = ["X", "Y", "ELECTRONS", "COLLECTED"].map((name) => read[name] as Float64Array);
  return Array.from({ length: table.rows }, (_, row) => ({
    sourceId: (read.SOURCE_ID as BigInt64Array)[row],
    kind: oneOf((read.KIND as readonly string[])[row], KINDS, file, `HDU ${table.index} (TRUTH), row ${row + 1}, KIND`),
    x: x[row] - 1,
    y: y[row] - 1,
    electrons: electrons[row],
    collected: collected[row],
    isCut: (read.CUT as Uint8Array)[row] === 1,
  }));
}
