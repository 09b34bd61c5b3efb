export { copyElement, element, leaf, valueText, type XmlChild } from "./build.ts";
export {
  formatProduct,
  type ProductDescriptor,
  parseProduct,
  productCodec,
  readProduct,
  readProductTree,
  writeProduct,
} from "./data-product.ts";
export {
  booleanField,
  choiceField,
  dateField,
  defaultField,
  type Field,
  type Fields,
  type FileFormat,
  fileField,
  groupField,
  integerField,
  listField,
  mapField,
  nestedList,
  numberField,
  numbersField,
  optionalField,
  optionalGroup,
  type ProductParameter,
  parametersField,
  readFields,
  recordField,
  type ScalarField,
  textField,
  writeFields,
} from "./fields.ts";
export { type NewHeader, newHeader, readHeader, writeHeader } from "./header.ts";
export { parseXml } from "./parse.ts";
export { localName, namespaceOf, textOf, XmlReader } from "./read.ts";
export type { Product, ProductHeader, XmlComment, XmlElement, XmlText } from "./types.ts";
export { writeXml } from "./write.ts";
