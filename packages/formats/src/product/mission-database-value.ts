import { safeName } from "../io.ts";
import { element, leaf, localName, type XmlElement, XmlReader } from "../xml/index.ts";
import type { MdbValue } from "./types.ts";

/** Reads the `Value` element of a parameter. @throws FormatError */
export function readMdbValue(value: XmlReader): MdbValue {
  const [inside, ...others] = value.elements();
  if (inside === undefined || others.length > 0)
    throw value.error(".", "one of Double, Long, Text, Files, Table", inside === undefined ? "none" : `${others.length + 1} elements`);
  switch (localName(inside.element.name)) {
    case "Double":
      return {
        kind: "double",
        unit: inside.maybeText("@unit") ?? "",
        values: atLeastOne(inside, "DoubleValue").map((it) => it.number(".")),
      };
    case "Long":
      return { kind: "long", unit: inside.maybeText("@unit") ?? "", values: atLeastOne(inside, "LongValue").map((it) => it.integer(".")) };
    case "Text":
      return { kind: "text", text: inside.text(".") };
    case "Files":
      return {
        kind: "files",
        fileNames: atLeastOne(inside, "File").map((file) => safeName(file.text("FileName"), file.file, `${file.path}/FileName`)),
      };
    case "Table":
      return readTable(inside);
    default:
      throw value.error(".", "one of Double, Long, Text, Files, Table", inside.element.name);
  }
}

function atLeastOne(parent: XmlReader, name: string): readonly XmlReader[] {
  const found = parent.all(name);
  if (found.length === 0) throw parent.error(name, "at least one", "none");
  return found;
}

/** `units` and `colNames` are parted by single spaces, and what has no unit or name stands as nothing between two of them. */
function readTable(table: XmlReader): MdbValue {
  const width = table.integer("@nColumns");
  const height = table.integer("@nRows");
  const labels = (attribute: string): readonly string[] => {
    const parts = (table.element.attributes[attribute] ?? "").split(" ");
    return Array.from({ length: width }, (_, at) => parts[at] ?? "");
  };
  const names = labels("colNames");
  const units = labels("units");
  // Both kinds in the order in which they stand: a row's place is part of the table.
  const rows = table
    .elements()
    .filter((row) => ["DoubleRow", "LongRow"].includes(localName(row.element.name)))
    .map((row) => row.numbers(".", width));
  if (rows.length !== height) throw table.error("@nRows", `${rows.length}, as there are rows`, String(height));
  return { kind: "table", columns: names.map((name, at) => ({ name, unit: units[at] })), rows };
}

/**
 * Puts a value into a parameter's `Value` element; one that reads as the same value is left as it is.
 *
 * @throws RangeError for a table whose rows are not as long as its columns are many
 */
export function writeMdbValue(target: XmlElement, value: MdbValue): void {
  if (target.children.length > 0 && JSON.stringify(readMdbValue(new XmlReader("", target))) === JSON.stringify(value)) return;
  target.children = [mdbValueElement(value)];
}

function mdbValueElement(value: MdbValue): XmlElement {
  switch (value.kind) {
    case "double":
      return element("Double", { unit: value.unit }, ...value.values.map((it) => leaf("DoubleValue", it)));
    case "long":
      return element("Long", { unit: value.unit }, ...value.values.map((it) => leaf("LongValue", it)));
    case "text":
      return leaf("Text", value.text);
    case "files":
      return element("Files", {}, ...value.fileNames.map((name) => element("File", { filestatus: "PROPOSED" }, leaf("FileName", name))));
    case "table": {
      const { columns, rows } = value;
      const uneven = rows.findIndex((row) => row.length !== columns.length);
      if (uneven >= 0) throw new RangeError(`table row ${uneven + 1}: ${rows[uneven].length} numbers for ${columns.length} columns`);
      const isWhole = rows.length > 0 && rows.every((row) => row.every(Number.isSafeInteger));
      return element(
        "Table",
        {
          nColumns: columns.length,
          nRows: rows.length,
          colNames: columns.map(({ name }) => name).join(" "),
          units: columns.map(({ unit }) => unit).join(" "),
        },
        ...rows.map((row) => leaf(isWhole ? "LongRow" : "DoubleRow", row.map(numberText).join(" "))),
      );
    }
  }
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`table: ${value} cannot be written`);
  return Object.is(value, -0) ? "-0" : String(value);
}
