export { copyElement, element, leaf, valueText, type XmlChild } from "./build.ts";
export { parseXml } from "./parse.ts";
export { localName, namespaceOf, textOf, XmlReader } from "./read.ts";
export type { Product, ProductHeader, XmlComment, XmlElement, XmlText } from "./types.ts";
export { writeXml } from "./write.ts";
