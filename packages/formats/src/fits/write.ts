import type { Sink } from "../io.ts";
import { BLOCK, formatHeader } from "./cards.ts";
import { encodeChecksum, OnesComplementSum } from "./checksum.ts";
import type { Card } from "./header.ts";
import type { HduToWrite } from "./types.ts";
import { imageCards, imageData, imageSpec } from "./write-image.ts";
import { tableCards, tableData, tableSpec } from "./write-table.ts";

export interface WriteOptions {
  /** Writes CHECKSUM and DATASUM into every HDU; true by default. */
  readonly checksums?: boolean;
}

/** An HDU about to be written: its cards for what is known, its data in pieces, its cards once the data are through. */
export interface Draft {
  /** Without CHECKSUM and DATASUM; the same number of cards whenever it is asked. */
  cards(): Card[];
  data(): AsyncIterable<Uint8Array>;
}

/**
 * Writes a FITS file HDU by HDU, data in pieces as they come: no image or table need be in memory whole.
 * (Arrays in the heap of a variable-length column are, until their table is done.)
 *
 * The first HDU becomes the primary; where it is a table, an empty primary goes before it.
 * What depends on the data (checksums, numbers of rows) is put in afterwards through `sink.patch`.
 * Of a given header, cards that describe the data's structure are replaced by the right ones; all others are written as they are.
 * Nothing is added by itself that would differ between two runs.
 *
 * @throws RangeError when an HDU contradicts itself (pieces that do not fill the shape, a value FITS cannot hold)
 */
export async function writeFits(
  sink: Sink,
  hdus: Iterable<HduToWrite> | AsyncIterable<HduToWrite>,
  options: WriteOptions = {},
): Promise<void> {
  let isFirst = true;
  for await (const hdu of hdus) {
    if (isFirst && hdu.kind === "table") {
      await writeUnit(sink, draftOf({ kind: "image", shape: [] }, true), options);
      isFirst = false;
    }
    await writeUnit(sink, draftOf(hdu, isFirst), options);
    isFirst = false;
  }
  if (isFirst) await writeUnit(sink, draftOf({ kind: "image", shape: [] }, true), options);
}

function draftOf(hdu: HduToWrite, isPrimary: boolean): Draft {
  if (hdu.kind === "image") {
    const spec = imageSpec(hdu);
    return { cards: () => imageCards(spec, isPrimary), data: () => imageData(spec) };
  }
  const spec = tableSpec(hdu);
  return { cards: () => tableCards(spec), data: () => tableData(spec) };
}

async function writeUnit(sink: Sink, draft: Draft, options: WriteOptions): Promise<void> {
  const withSums = options.checksums ?? true;
  const headerAt = sink.position;
  const draftHeader = header(draft, withSums, 0, "0".repeat(16));
  await sink.write(draftHeader);
  const sum = new OnesComplementSum();
  const dataAt = sink.position;
  for await (const piece of draft.data()) {
    if (withSums) sum.add(piece);
    await sink.write(piece);
  }
  const past = (sink.position - dataAt) % BLOCK;
  if (past > 0) await sink.write(new Uint8Array(BLOCK - past));

  let final = header(draft, withSums, sum.value, "0".repeat(16));
  if (withSums) final = header(draft, true, sum.value, encodeChecksum(new OnesComplementSum(sum.value).add(final).value));
  if (final.length !== draftHeader.length) throw new Error("a header grew while its data were written");
  if (final.some((byte, at) => byte !== draftHeader[at])) await sink.patch(headerAt, final);
}

function header(draft: Draft, withSums: boolean, dataSum: number, checksum: string): Uint8Array {
  const cards = draft.cards();
  if (withSums) {
    cards.push({ keyword: "CHECKSUM", value: checksum, comment: "of the whole HDU" });
    // Ten characters always, so that the card does not move when the sum is known.
    cards.push({ keyword: "DATASUM", value: String(dataSum).padEnd(10), comment: "of the data unit" });
  }
  return formatHeader(cards);
}
