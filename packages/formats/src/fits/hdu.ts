import { FormatError } from "../errors.ts";
import type { Source } from "../io.ts";
import { asciiText } from "./bytes.ts";
import { BLOCK, parseCards } from "./cards.ts";
import { OnesComplementSum } from "./checksum.ts";
import type { Header } from "./header.ts";

/** Where an HDU lies in its file, and its header as written. */
export interface Unit {
  readonly index: number;
  readonly source: Source;
  readonly header: Header;
  /** bytes */
  readonly headerOffset: number;
  readonly dataOffset: number;
  /** bytes without the padding */
  readonly dataLength: number;
}

export const place = (unit: { index: number }, keyword = ""): string => `HDU ${unit.index}${keyword === "" ? "" : ` (${keyword})`}`;

const padded = (length: number): number => Math.ceil(length / BLOCK) * BLOCK;

/**
 * Finds the HDUs of a file by reading headers only, stepping over data by their size.
 *
 * @throws FormatError when it is not FITS, ends too early, or a header is wrong
 */
export async function findUnits(source: Source): Promise<Unit[]> {
  const units: Unit[] = [];
  let offset = 0;
  while (offset < source.size || units.length === 0) {
    const index = units.length;
    const text = await readHeaderText(source, offset, index);
    if (text === undefined) break;
    const header = parseCards(text.cards, source.name, place({ index }));
    const dataOffset = offset + text.length;
    const dataLength = sizeOfData(header, source.name, index);
    const end = dataOffset + padded(dataLength);
    if (end > source.size)
      throw new FormatError(source.name, place({ index }), `data up to byte ${end}`, `the end of the file at ${source.size}`);
    units.push({ index, source, header, headerOffset: offset, dataOffset, dataLength });
    offset = end;
  }
  return units;
}

/** Cards up to END, and the length of the header in whole blocks; nothing when only zeros or blanks follow the last HDU. */
async function readHeaderText(source: Source, offset: number, index: number): Promise<{ cards: string; length: number } | undefined> {
  let text = "";
  for (;;) {
    const left = source.size - offset - text.length;
    if (left < BLOCK) {
      if (index === 0 && text === "") throw await wrongMagic(source);
      if (text === "" && isPadding(asciiText(await source.read(offset, left)))) return undefined;
      throw new FormatError(
        source.name,
        place({ index }),
        text === "" ? "a header of 2880 bytes or more" : "an END card",
        `the end of the file at ${source.size}`,
      );
    }
    // Most headers have one to four blocks: one read.
    const blocks = Math.min(text === "" ? 2 : 8, Math.floor(left / BLOCK));
    const start = text.length;
    text += asciiText(await source.read(offset + start, blocks * BLOCK));
    if (start === 0) {
      const magic = index === 0 ? "SIMPLE  =" : "XTENSION=";
      if (!text.startsWith(magic)) {
        if (index === 0) throw await wrongMagic(source);
        if (isPadding(text.slice(0, BLOCK))) return undefined;
        throw new FormatError(source.name, place({ index }), "an extension that begins with XTENSION", JSON.stringify(text.slice(0, 20)));
      }
    }
    for (let at = start; at < text.length; at += 80)
      if (text.startsWith("END", at) && text.slice(at + 3, at + 80).trim() === "")
        return { cards: text.slice(0, at), length: padded(at + 80) };
    // A header that never ends: a file cut and joined, or data where a header should be.
    if (text.length > 100_000 * 80) throw new FormatError(source.name, place({ index }), "an END card within 100000 cards", "none");
  }
}

const isPadding = (text: string): boolean => /^[\0 ]*$/.test(text);

async function wrongMagic(source: Source): Promise<FormatError> {
  const start = asciiText(await source.read(0, Math.min(source.size, 16)));
  const kinds: readonly [string, string][] = [
    ["<?xml", "an XML file"],
    ["ARROW1", "an Arrow file"],
    ["PK\x03\x04", "a zip file"],
    ["\x89PNG", "a PNG picture"],
    ["\x89HDF", "an HDF5 file"],
    ["{", "a JSON file"],
    ["[", "a JSON file"],
  ];
  const kind = kinds.find(([magic]) => start.startsWith(magic))?.[1];
  return new FormatError(
    source.name,
    "",
    "a FITS file, which begins with 'SIMPLE  ='",
    kind ??
      (source.size === 0
        ? "an empty file"
        : start.startsWith("SIMPLE  =")
          ? `${source.size} bytes, less than one block`
          : JSON.stringify(start)),
  );
}

/** Whole number of at least `least` under a keyword. */
export function integerCard(header: Header, keyword: string, file: string, index: number, least = 0): number {
  const value = header.get(keyword);
  if (typeof value !== "number" || !Number.isInteger(value) || value < least)
    throw new FormatError(
      file,
      place({ index }, keyword),
      `an integer of at least ${least}`,
      value === undefined ? "no such card" : String(value),
    );
  return value;
}

/** Lengths of the axes, NAXIS1 first. */
export function axes(header: Header, file: string, index: number, prefix = "NAXIS"): number[] {
  const count = integerCard(header, prefix, file, index);
  if (count > 999) throw new FormatError(file, place({ index }, prefix), "at most 999", String(count));
  return Array.from({ length: count }, (_, n) => integerCard(header, `${prefix}${n + 1}`, file, index));
}

function sizeOfData(header: Header, file: string, index: number): number {
  const bits = header.get("BITPIX");
  if (![8, 16, 32, 64, -32, -64].includes(bits as number))
    throw new FormatError(
      file,
      place({ index }, "BITPIX"),
      "one of 8, 16, 32, 64, -32, -64",
      bits === undefined ? "no such card" : String(bits),
    );
  const shape = axes(header, file, index);
  if (index === 0 && header.get("GROUPS") === true && shape[0] === 0)
    throw new FormatError(file, place({ index }, "GROUPS"), "an image", "random groups, which are not read here");
  if (shape.length === 0) return 0;
  const parameters = header.has("PCOUNT") ? integerCard(header, "PCOUNT", file, index) : 0;
  const groups = header.has("GCOUNT") ? integerCard(header, "GCOUNT", file, index) : 1;
  const size = (Math.abs(bits as number) / 8) * groups * (parameters + shape.reduce((product, axis) => product * axis, 1));
  if (!Number.isSafeInteger(size)) throw new FormatError(file, place({ index }), "a data unit below 2^53 bytes", String(size));
  return size;
}

/** Compares DATASUM and CHECKSUM, where present, with the bytes. @throws FormatError on a difference */
export async function verifyUnit(unit: Unit): Promise<void> {
  const { source, header } = unit;
  if (!header.has("DATASUM") && !header.has("CHECKSUM")) return;
  const data = new OnesComplementSum();
  const end = unit.dataOffset + padded(unit.dataLength);
  const step = 4 * 1024 * 1024;
  for (let at = unit.dataOffset; at < end; at += step) data.add(await source.read(at, Math.min(step, end - at)));
  const written = header.get("DATASUM");
  if (written !== undefined && String(written).trim() !== "" && Number(written) !== data.value)
    throw new FormatError(source.name, place(unit, "DATASUM"), String(written), `data whose sum is ${data.value}`);
  if (!header.has("CHECKSUM") || String(header.get("CHECKSUM")).trim() === "") return;
  const whole = new OnesComplementSum(data.value).add(await source.read(unit.headerOffset, unit.dataOffset - unit.headerOffset)).value;
  // Both forms of the ones'-complement zero.
  if (whole !== 0xffffffff && whole !== 0)
    throw new FormatError(
      source.name,
      place(unit, "CHECKSUM"),
      "a sum of all ones",
      `0x${whole.toString(16).padStart(8, "0")}: header or data were changed`,
    );
}
