/** An element as it stands in the file: order, attributes, comments and unknown children kept. */
export interface XmlElement {
  /** Tag with its prefix, as written. */
  name: string;
  attributes: Record<string, string>;
  children: (XmlElement | XmlText | XmlComment)[];
  /** Comments before and after the root element; on no other element. */
  before?: XmlComment[];
  after?: XmlComment[];
}
export interface XmlText {
  text: string;
  cdata?: boolean;
}
export interface XmlComment {
  comment: string;
}

/** The header that all data products share, in the modern or the old order of its elements. Text exactly as in the file. */
export interface ProductHeader {
  readonly productId: string;
  /** "DpdVisRawFrame" and the like. */
  readonly productType: string;
  readonly softwareName: string;
  readonly softwareRelease: string;
  /** Data release, for example "DR1_COSMOS_R0". */
  readonly dataSetRelease: string;
  readonly purpose: string;
  readonly pipelineDefinitionId: string;
  /** ISO 8601 UTC */
  readonly creationDate: string;
  /** "modern" (data model 9) or "old" (1.6): which order of elements is read and written. */
  readonly order: "modern" | "old";
}

/** What every product value carries: its header, and the tree it was read from so that what we do not know is written back. */
export interface Product {
  readonly header: ProductHeader;
  /** Present on what was read; absent on what was made here. */
  readonly tree?: XmlElement;
}
