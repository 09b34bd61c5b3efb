export { type Card, type CardValue, Header } from "./header.ts";
export { openFits, verifyFits } from "./open.ts";
export type {
  ColumnData,
  FitsFile,
  Hdu,
  HduToWrite,
  Image,
  ImageHdu,
  ImageToWrite,
  PixelArray,
  PixelType,
  RowBlock,
  TableColumn,
  TableHdu,
  TableLetter,
  TableToWrite,
} from "./types.ts";
export { type WriteOptions, writeFits } from "./write.ts";
