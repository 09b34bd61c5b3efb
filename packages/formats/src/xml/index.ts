export type { Product, ProductHeader, XmlComment, XmlElement, XmlText } from "./types.ts";
