import type { Codec } from "../codec.ts";
import { FormatError } from "../errors.ts";
import { gunzipSource, isGzip } from "../gzip.ts";
import { appendChild, childOf } from "../xml/edit.ts";
import {
  defaultField,
  type Field,
  type Fields,
  localName,
  type Product,
  type ProductDescriptor,
  readFields,
  readProduct,
  textField,
  writeFields,
  writeProduct,
  type XmlElement,
} from "../xml/index.ts";
import { readMdbValue, writeMdbValue } from "./mission-database-value.ts";
import type { MdbParameter, MdbValue, MissionDatabase } from "./types.ts";

const valueField: Field<MdbValue> = {
  holder: "Value",
  read: (parent) => readMdbValue(parent.child("Value")),
  write(parent, value) {
    // Declared last, so a new one goes last.
    writeMdbValue(childOf(parent, "Value") ?? appendChild(parent, "Value"), value);
  },
};

const parameterFields: Fields<MdbParameter> = {
  title: textField("@title"),
  description: defaultField(textField("Description"), ""),
  source: defaultField(textField("Source"), ""),
  expression: defaultField(textField("Expression"), ""),
  release: defaultField(textField("Release"), ""),
  value: valueField,
};

/** The parameters by title, in the file's order. */
const parametersField: Field<ReadonlyMap<string, MdbParameter>> = {
  holder: "Parameter",
  read(parent) {
    const parameters = new Map<string, MdbParameter>();
    for (const found of parent.all("Parameter")) {
      const parameter = readFields(parameterFields, found);
      if (parameters.has(parameter.title)) throw found.error("@title", "a title of its own", `${parameter.title} again`);
      parameters.set(parameter.title, parameter);
    }
    return parameters;
  },
  write(parent, parameters) {
    const present = new Map<string, XmlElement>();
    parent.children = parent.children.filter((child) => {
      if (!("children" in child) || localName(child.name) !== "Parameter") return true;
      const title = (child.attributes.title ?? "").trim();
      present.set(title, child);
      return parameters.has(title);
    });
    for (const [title, parameter] of parameters) {
      if (title !== parameter.title) throw new RangeError(`mission database: ${parameter.title} stands under ${title}`);
      writeFields(parameterFields, present.get(title) ?? appendChild(parent, "Parameter"), parameter);
    }
  },
};

const descriptor: ProductDescriptor<Omit<MissionDatabase, keyof Product>> = {
  id: "sim.mission-database",
  doc: "mission database (XML, also gzipped)",
  type: "MissionDataBaseSetOfParameters",
  namespace: "http://euclid.esa.org/schema/interfaces/sys/mdb",
  prefix: "mdb",
  body: "EuclidMissionParameterSet",
  fields: { parameters: parametersField },
};

/**
 * The mission database: parameters by dotted title, each a number (or several), a text, file names or a table.
 *
 * @see EUC_MDB_MISSIONCONFIGURATION, release SC3 of 2017-06-01
 */
export const missionDatabase: Codec<MissionDatabase> = {
  id: descriptor.id,
  doc: descriptor.doc,
  extension: "xml",
  decode: async (source) => readProduct(descriptor, (await isGzip(source)) ? await gunzipSource(source) : source),
  encode: (value, sink) => writeProduct(descriptor, value, sink),
};

/**
 * The one number of a parameter.
 *
 * @param unit when given, the unit it must have
 * @throws FormatError naming the parameter when it is absent, not one number or in another unit
 */
export function mdbNumber(mdb: MissionDatabase, title: string, unit?: string): number {
  const value = valueIn(mdb, title);
  if (value.kind !== "double" && value.kind !== "long") throw wrong(mdb, title, "a number", `a ${value.kind}`);
  if (value.values.length !== 1) throw wrong(mdb, title, "one number", `${value.values.length} of them`);
  if (unit !== undefined && value.unit !== unit) throw wrong(mdb, title, `a number in ${unit}`, `one in ${value.unit || "no unit"}`);
  return value.values[0];
}

/** The table of a parameter. @throws FormatError naming the parameter */
export function mdbTable(mdb: MissionDatabase, title: string): Extract<MdbValue, { readonly kind: "table" }> {
  const value = valueIn(mdb, title);
  if (value.kind !== "table") throw wrong(mdb, title, "a table", `a ${value.kind}`);
  return value;
}

/** The names of a parameter's files, in `data/`. @throws FormatError naming the parameter */
export function mdbFiles(mdb: MissionDatabase, title: string): readonly string[] {
  const value = valueIn(mdb, title);
  if (value.kind !== "files") throw wrong(mdb, title, "file names", `a ${value.kind}`);
  return value.fileNames;
}

function valueIn(mdb: MissionDatabase, title: string): MdbValue {
  const parameter = mdb.parameters.get(title);
  if (parameter === undefined) throw wrong(mdb, title, "a parameter", `none among ${mdb.parameters.size}`);
  return parameter.value;
}

const wrong = (mdb: MissionDatabase, title: string, expected: string, found: string): FormatError =>
  new FormatError(`mission database ${mdb.header.productId}`, title, expected, found);
