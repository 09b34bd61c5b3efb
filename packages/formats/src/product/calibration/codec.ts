import type { Codec } from "../../codec.ts";
import { FormatError } from "../../errors.ts";
import { openFits } from "../../fits/open.ts";
import type { FitsFile, HduToWrite } from "../../fits/types.ts";
import { writeFits } from "../../fits/write.ts";
import { readText, type Sink, type Source, safeName, writeText } from "../../io.ts";
import { formatProduct, type ProductDescriptor, readProductTree } from "../../xml/data-product.ts";
import { type Field, listField } from "../../xml/fields.ts";
import { parseXml } from "../../xml/parse.ts";
import { fileField } from "../../xml/product-fields.ts";
import { localName, textOf } from "../../xml/read.ts";
import type { Calibration } from "../types.ts";
import { type Json, readJson, writeJson } from "./json.ts";

/** One instrument model as data: what its product and its data file are called, and how the model is read and written. */
export interface CalibrationDescriptor<Model> {
  /** Name of the format: "vis.gain-model". */
  readonly id: string;
  readonly doc: string;
  /** Root element without prefix, as it is written. */
  readonly type: string;
  /** Other root elements under which the product is read. */
  readonly aliases?: readonly string[];
  /** Last part of the namespace. */
  readonly stub: string;
  /** `format` of the storage element. */
  readonly format: string;
  readonly data: FitsModel<Model> | JsonModel<Model>;
}

interface FitsModel<Model> {
  readonly extension: "fits";
  read(fits: FitsFile): Model | Promise<Model>;
  hdus(model: Model): Iterable<HduToWrite> | AsyncIterable<HduToWrite>;
}
interface JsonModel<Model> {
  readonly extension: "json";
  read(json: Json): Model;
  /** What is written for a model; the model itself by default. */
  value?(model: Model): unknown;
}

/**
 * The codec of an instrument model: an XML product, and the data file of it that holds the model (the first that ends as it should).
 *
 * Images and PSF stamps are read from the file when they are asked for, and their pixels checked then. Writing makes that one
 * data file; other files that the product names are named again, not copied.
 */
export function calibrationCodec<Model>(descriptor: CalibrationDescriptor<Model>): Codec<Calibration<Model>> {
  const { id, doc, type, aliases = [], stub, format, data } = descriptor;
  const product: ProductDescriptor<{ readonly fileNames: readonly string[] }> = {
    id,
    doc,
    type,
    namespace: `http://ecdm.euclid-ec.org/schema/dpd/vis/${stub}`,
    fields: { fileNames: fileNamesField(format) },
  };
  const dataFile = (fileNames: readonly string[]): string | undefined =>
    fileNames.find((name) => name.endsWith(`.${data.extension}`) || name.endsWith(`.${data.extension}.gz`));
  return {
    id,
    doc,
    extension: "xml",
    async decode(source, folder) {
      const tree = parseXml(await readText(source), source.name);
      const found = localName(tree.name);
      const { fileNames, header } = readProductTree(aliases.includes(found) ? { ...product, type: found } : product, tree, source.name);
      const name = dataFile(fileNames);
      if (name === undefined)
        throw new FormatError(source.name, "Data", `the name of a .${data.extension} file`, fileNames.join(", ") || "none");
      return { header, tree, fileNames, model: await readModel(data, await folder.open(`data/${name}`)) };
    },
    async encode(value, sink, folder) {
      const name = dataFile(value.fileNames);
      if (name === undefined)
        throw new FormatError(sink.name, "Data", `the name of a .${data.extension} file`, value.fileNames.join(", ") || "none");
      await folder.create(`data/${name}`, (file) => writeModel(data, value.model, file));
      const root = value.tree && localName(value.tree.name);
      const written = root !== undefined && aliases.includes(root) ? { ...product, type: root } : product;
      await writeText(sink, formatProduct(written, value));
    },
  };
}

const readModel = async <Model>(data: FitsModel<Model> | JsonModel<Model>, source: Source): Promise<Model> =>
  data.extension === "fits" ? data.read(await openFits(source)) : data.read(await readJson(source));

const writeModel = <Model>(data: FitsModel<Model> | JsonModel<Model>, model: Model, sink: Sink): Promise<void> =>
  data.extension === "fits" ? writeFits(sink, data.hdus(model)) : writeJson(sink, data.value?.(model) ?? model);

/** Every `FileName` inside `Data`, whatever its storage element is called; new ones go into `DataStorage`. */
function fileNamesField(format: string): Field<readonly string[]> {
  const storages = listField("DataStorage", fileField(".", { format, version: "0.1" }));
  const read: Field<readonly string[]>["read"] = (at) =>
    at.descendants("FileName").map((reader) => {
      const name = textOf(reader.element).trim();
      if (name.includes("/")) throw reader.error(".", "a bare file name", JSON.stringify(name));
      return safeName(name, reader.file, reader.path);
    });
  return { ...storages, read };
}
