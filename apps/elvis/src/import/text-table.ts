import { FormatError } from "@elvis/formats";
import { type Catalog, type ColumnArray, catalogFromColumns, column } from "@elvis/formats/catalog";

/**
 * Reads a text table whole: CSV, ECSV (its data are a table with one line of names), or columns parted by white space.
 *
 * Lines that begin with "#" are comments; where no line of names stands before the numbers, the last comment with as many words has them. Fields may stand in double quotes; arrays in brackets may hold commas without them,
 * as in tables made from Parquet. A column is int64, float64 or text by what all its fields are; an empty field is NaN.
 *
 * @throws FormatError naming the line that has more or fewer fields than the names
 */
export function parseTextTable(text: string, file: string): Catalog {
  let names: readonly string[] | undefined;
  let split = splitter(",");
  const fields: string[][] = [];
  const comments: string[] = [];
  for (const [at, line] of text
    .replace(/^\ufeff/, "")
    .split(/\r\n|\r|\n/)
    .entries()) {
    if (line.startsWith("#") && names === undefined) comments.push(line);
    if (line.trim() === "" || line.startsWith("#")) continue;
    if (names === undefined) {
      split = splitter(line.includes(",") ? "," : line.includes("\t") ? "\t" : " ");
      const inComment = isNumbers(split(line)) ? namesIn(comments, split, split(line).length) : undefined;
      names = inComment ?? split(line);
      const twice = names.find((name, index) => names!.indexOf(name) !== index);
      if (twice !== undefined) throw new FormatError(file, `line ${at + 1}`, "each column once", `${twice} twice`);
      for (const _ of names) fields.push([]);
      if (inComment === undefined) continue;
    }
    const row = split(line);
    if (row.length !== names.length) throw new FormatError(file, `line ${at + 1}`, `${names.length} fields`, `${row.length}`);
    for (let index = 0; index < row.length; index++) fields[index].push(row[index]);
  }
  if (names === undefined) throw new FormatError(file, "", "a line with the names of columns", "none");
  const typed = fields.map(valuesOf);
  return catalogFromColumns(
    names.map((name, index) =>
      column(name, typed[index] instanceof BigInt64Array ? "int64" : typed[index] instanceof Float64Array ? "float64" : "string", "", name),
    ),
    Object.fromEntries(names.map((name, index) => [name, typed[index]])),
  );
}

const isNumbers = (words: readonly string[]): boolean => words.every((word) => MISSING.test(word) || !Number.isNaN(Number(word)));

/** The last comment line that has a word for each column. */
const namesIn = (comments: readonly string[], split: (line: string) => string[], columns: number): readonly string[] | undefined =>
  comments.map((line) => split(line.replace(/^#+/, "").trim())).findLast((words) => words.length === columns && !isNumbers(words));

function splitter(delimiter: "," | "\t" | " "): (line: string) => string[] {
  if (delimiter === " ") return (line) => (line.match(/"(?:[^"]|"")*"|\S+/g) ?? []).map(unquote);
  return (line) => {
    if (!/["[]/.test(line)) return line.split(delimiter).map((field) => field.trim());
    const row: string[] = [];
    let depth = 0;
    let isQuoted = false;
    let start = 0;
    for (let at = 0; at <= line.length; at++) {
      const character = line[at];
      if (at === line.length || (character === delimiter && depth === 0 && !isQuoted)) {
        row.push(unquote(line.slice(start, at).trim()));
        start = at + 1;
      } else if (character === '"') isQuoted = !isQuoted;
      else if (!isQuoted && character === "[") depth++;
      else if (!isQuoted && character === "]") depth--;
    }
    return row;
  };
}

const unquote = (field: string): string =>
  field.startsWith('"') && field.endsWith('"') && field.length > 1 ? field.slice(1, -1).replaceAll('""', '"') : field;

const MISSING = /^(|nan|null|none|n\/a|--)$/i;

function valuesOf(fields: readonly string[]): ColumnArray {
  if (fields.length > 0 && fields.every((field) => /^[+-]?\d{1,18}$/.test(field))) return BigInt64Array.from(fields, BigInt);
  const numbers = fields.map((field) =>
    MISSING.test(field) ? Number.NaN : /^[+-]?inf(inity)?$/i.test(field) ? Number.POSITIVE_INFINITY : Number(field),
  );
  if (numbers.every((number, at) => !Number.isNaN(number) || MISSING.test(fields[at]))) return Float64Array.from(numbers);
  return fields;
}
