import type { Codec } from "../codec.ts";
import { FormatError } from "../errors.ts";
import { readText, type Sink, type Source, writeText } from "../io.ts";
import { copyElement, element } from "./build.ts";
import { ensureChild } from "./edit.ts";
import { type Fields, readFields, writeFields } from "./fields.ts";
import { readHeader, writeHeader } from "./header.ts";
import { parseXml } from "./parse.ts";
import { localName, XmlReader } from "./read.ts";
import type { Product, XmlElement } from "./types.ts";
import { writeXml } from "./write.ts";

/** A data product as a table of its fields; reading and writing follow from it. */
export interface ProductDescriptor<Data> {
  /** Name of the format: "sim.request". */
  readonly id: string;
  readonly doc: string;
  /** Root element without prefix: "DpdSimRequest". */
  readonly type: string;
  /** Namespace of the root, written on new products; what is read may have another. */
  readonly namespace: string;
  /** Prefix of a new product's root. */
  readonly prefix?: string;
  /** The element that the fields are in, beside the header; "." when they are in the root. */
  readonly body?: string;
  readonly fields: Fields<Data>;
  /** Rules that hold between fields, or that one field's type cannot say. @throws FormatError */
  readonly check?: (data: Data, file: string) => void;
}

/**
 * @param file name for messages
 * @throws FormatError when it is not XML, or another product, or a field is missing or wrong
 */
export function parseProduct<Data>(descriptor: ProductDescriptor<Data>, text: string, file: string): Data & Product {
  return readProductTree(descriptor, parseXml(text, file), file);
}

/** As `parseProduct`, of a tree. */
export function readProductTree<Data>(descriptor: ProductDescriptor<Data>, tree: XmlElement, file: string): Data & Product {
  const found = localName(tree.name);
  if (found !== descriptor.type) throw new FormatError(file, "root element", descriptor.type, found);
  const root = new XmlReader(file, tree);
  const header = readHeader(root.child("Header"));
  const data = readFields(descriptor.fields, root.child(descriptor.body ?? "Data"));
  descriptor.check?.(data, file);
  return { ...data, header, tree };
}

/**
 * The tree of a product: a copy of the one it was read from with what has changed, or a new one in the schema's order.
 *
 * @throws RangeError when the value's tree is of another product, or a value cannot be written
 */
function productTree<Data>(descriptor: ProductDescriptor<Data>, value: Data & Product): XmlElement {
  const { type, namespace, prefix = "ns1", body = "Data" } = descriptor;
  if (value.tree !== undefined && localName(value.tree.name) !== type)
    throw new RangeError(`${type}: the value has the tree of a ${localName(value.tree.name)}`);
  const tree = value.tree === undefined ? element(`${prefix}:${type}`, { [`xmlns:${prefix}`]: namespace }) : copyElement(value.tree);
  writeHeader(ensureChild(tree, "Header", []), value.header);
  writeFields(descriptor.fields, body === "." ? tree : ensureChild(tree, body, ["Header"]), value);
  return tree;
}

export const formatProduct = <Data>(descriptor: ProductDescriptor<Data>, value: Data & Product): string =>
  writeXml(productTree(descriptor, value));

export const readProduct = async <Data>(descriptor: ProductDescriptor<Data>, source: Source): Promise<Data & Product> =>
  parseProduct(descriptor, await readText(source), source.name);

export const writeProduct = <Data>(descriptor: ProductDescriptor<Data>, value: Data & Product, sink: Sink): Promise<void> =>
  writeText(sink, formatProduct(descriptor, value));

/** The codec of a product that is all in its XML file. */
export const productCodec = <Data>(descriptor: ProductDescriptor<Data>): Codec<Data & Product> => ({
  id: descriptor.id,
  doc: descriptor.doc,
  extension: "xml",
  decode: (source) => readProduct(descriptor, source),
  encode: (value, sink) => writeProduct(descriptor, value, sink),
});
