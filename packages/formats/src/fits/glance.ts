import type { Field } from "./columns.ts";
import type { Glance } from "./types.ts";

/**
 * Limits of a column as bounds on the first four bytes of its numbers.
 *
 * The bits of floats, read as whole numbers, are in the order of the floats; of negative ones in the opposite order, which turning their lower bits round puts right.
 * So a float is compared as an integer, a double by its upper half: where only the lower half would tell, the number counts as outside.
 *
 * @returns undefined for a column that is not one number a row, stored as it is meant
 */
export function glanceAt({ column, offset, count, isShifted, linear }: Field, low: number, high: number): Glance | undefined {
  if (column.variable !== undefined || count !== 1 || isShifted || linear !== undefined) return undefined;
  const [least, most] = column.letter === "E" ? [floatFrom(low), floatTo(high)] : [doubleFrom(low), doubleTo(high)];
  switch (column.letter) {
    case "E":
    case "D":
      return { offset, kind: "float", least, span: most - least };
    case "J":
    case "I": {
      const [from, to] = column.letter === "J" ? [-(2 ** 31), 2 ** 31 - 1] : [-(2 ** 15), 2 ** 15 - 1];
      const lowest = Math.max(from, Math.ceil(low));
      return { offset, kind: column.letter === "J" ? "int32" : "int16", least: lowest, span: Math.min(to, Math.floor(high)) - lowest };
    }
    default:
      return undefined;
  }
}

/** @param view stored rows, big-endian */
export function mark(
  view: DataView,
  rowBytes: number,
  { offset, kind, least, span }: Glance,
  marks: Uint8Array,
  first: number,
  count: number,
): void {
  const end = first + count;
  if (span < 0) {
    marks.fill(1, first, end);
    return;
  }
  let at = first * rowBytes + offset;
  // One loop a kind: the body must stay free of choices to be fast. What is below `least` wraps round to a large number.
  if (kind === "float")
    for (let row = first; row < end; row++, at += rowBytes) {
      const bits = view.getInt32(at);
      if (((bits ^ ((bits >> 31) >>> 1)) - least) >>> 0 > span) marks[row] = 1;
    }
  else if (kind === "int32")
    for (let row = first; row < end; row++, at += rowBytes) {
      if ((view.getInt32(at) - least) >>> 0 > span) marks[row] = 1;
    }
  else
    for (let row = first; row < end; row++, at += rowBytes) {
      if ((view.getInt16(at) - least) >>> 0 > span) marks[row] = 1;
    }
}

const ordered = (bits: number): number => bits ^ ((bits >> 31) >>> 1);
const word = new DataView(new ArrayBuffer(8));

/** The float's place in the order of floats. */
function floatPlace(value: number): number {
  word.setFloat32(0, value);
  return ordered(word.getInt32(0));
}
/** Rounding to a float may leave the limits: then the next float within them. Zero of either sign is one number, and minus zero comes first. */
const floatFrom = (low: number): number => (low === 0 ? floatPlace(-0) : floatPlace(low) + (Math.fround(low) < low ? 1 : 0));
const floatTo = (high: number): number => floatPlace(high) - (Math.fround(high) > high ? 1 : 0);

/** Place of the upper half of a double, and whether the lower half is zero. */
function doublePlace(value: number): readonly [place: number, isWhole: boolean] {
  word.setFloat64(0, value);
  return [ordered(word.getInt32(0)), word.getInt32(4) === 0];
}
function doubleFrom(low: number): number {
  if (low === 0) return doublePlace(-0)[0];
  const [place, isWhole] = doublePlace(low);
  return low > 0 && isWhole ? place : place + 1;
}
function doubleTo(high: number): number {
  const [place, isWhole] = doublePlace(high);
  return high < 0 && isWhole ? place : place - 1;
}
