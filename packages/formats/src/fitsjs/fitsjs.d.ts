/** What of fitsjs 0.6.6 the adapter uses; the package has no types. */
declare module "fitsjs" {
  interface FitsjsHeader {
    cards: Record<string, { index: number; value: unknown; comment: string } | string[]>;
    cardIndex: number;
    extensionType?: string;
    VerifyFns: Record<string, (this: FitsjsHeader, ...args: unknown[]) => unknown>;
    verifyBoolean(value: unknown): boolean;
    verifyOrder(keyword: string, order: number): void;
    validate(key: string, value: unknown): unknown;
    get(key: string): unknown;
    set(key: string, value: unknown, comment?: string): number;
    contains(key: string): boolean;
    readBlock(block: string): void;
    hasDataUnit(): boolean;
    getDataLength(): number;
    getDataType(): "Image" | "BinaryTable" | "CompressedImage" | "Table" | null;
  }
  interface FitsjsImage {
    naxis: number[];
    width: number;
    height: number;
    bitpix: number;
    bzero: number;
    bscale: number;
    /** bytes */
    length: number;
    blob: Blob;
  }
  interface FitsjsTable {
    rows: number;
    cols: number;
    rowByteSize: number;
    /** bytes of the rows */
    length: number;
    heapLength: number;
    columns: string[] | null;
    blob: Blob;
    setAccessors(header: FitsjsHeader): void;
    dataAccessors: Record<string, (view: DataView, offset: number) => [unknown, number]>;
  }
  interface Astro {
    FITS: {
      version: string;
      Header: { new (block: string): FitsjsHeader; prototype: FitsjsHeader };
      Image: { new (header: FitsjsHeader, data: Blob): FitsjsImage; prototype: FitsjsImage };
      BinaryTable: { new (header: FitsjsHeader, data: Blob): FitsjsTable; prototype: FitsjsTable };
      HDU: new (header: FitsjsHeader, data?: unknown) => { header: FitsjsHeader; data?: unknown };
    };
  }
  const fitsjs: { readonly astro?: Astro };
  export default fitsjs;
  export type { Astro, FitsjsHeader, FitsjsImage, FitsjsTable };
}
