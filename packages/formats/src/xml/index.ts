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
  type Field,
  type Fields,
  groupField,
  listField,
  mapField,
  nestedList,
  optionalGroup,
  readFields,
  recordField,
  writeFields,
} from "./fields.ts";
export { type NewHeader, newHeader, readHeader, writeHeader } from "./header.ts";
export { parseXml } from "./parse.ts";
export {
  type CheckedFile,
  checkedFileField,
  type FileFormat,
  fileField,
  type ProductParameter,
  parametersField,
} from "./product-fields.ts";
export { localName, namespaceOf, textOf, XmlReader } from "./read.ts";
export {
  booleanField,
  choiceField,
  dateField,
  defaultField,
  integerField,
  numberField,
  numbersField,
  optionalField,
  type ScalarField,
  textField,
} from "./scalar-fields.ts";
export type { Product, ProductHeader, XmlComment, XmlElement, XmlText } from "./types.ts";
export { writeXml } from "./write.ts";
