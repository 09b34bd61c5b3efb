import type { FitsjsHeader, FitsjsImage, FitsjsTable } from "fitsjs";
import { FormatError } from "../errors.ts";
import type { ColumnData, Image, PixelArray } from "../fits/types.ts";
import { pixelsOf } from "./image.ts";
import { loadFitsjs, type Mended } from "./load.ts";
import { readColumn } from "./table.ts";

/** One HDU as fitsjs sees it. */
export interface FitsjsHdu {
  readonly index: number;
  /** EXTNAME, or "" */
  readonly name: string;
  readonly kind: "image" | "table";
  readonly header: {
    /** Of fitsjs: a number, bigint, boolean, string, or null for an undefined value; undefined without the card. HIERARCH by its words. */
    get(keyword: string): unknown;
    has(keyword: string): boolean;
    /** Keyword, value, comment in the order of the file; COMMENT and HISTORY left out. */
    readonly cards: readonly { readonly keyword: string; readonly value: unknown; readonly comment: string }[];
    /** Texts of COMMENT and of HISTORY cards. */
    readonly commentary: { readonly COMMENT: readonly string[]; readonly HISTORY: readonly string[] };
  };
  /** NAXIS1 first; [] without data, and for tables. */
  readonly shape: readonly number[];
  /** 0 for images. */
  readonly rows: number;
  readonly columns: readonly string[];
  /** All pixels as physical values, types as in @elvis/formats/fits. @throws FormatError for a compressed image: fitsjs unpacks it wrongly */
  readImage(): Promise<Image>;
  /** In the form of ColumnData. */
  readColumn(name: string): Promise<ColumnData>;
}

const BLOCK = 2880;

/**
 * A FITS file read with fitsjs 0.6.6, made right: in Node and in browsers, lazily over a Blob or File (Node: `fs.openAsBlob`).
 *
 * Its objects (Header, Image, BinaryTable, HDU) do the work; what they get wrong is replaced in subclasses, so fitsjs itself stays as it
 * is, and no global is set. What cannot be made right here is refused with an error: tile-compressed images, ASCII tables, gzip.
 *
 * @param name for messages
 * @throws FormatError
 */
export async function openWithFitsjs(blob: Blob, name = "blob"): Promise<{ readonly hdus: readonly FitsjsHdu[] }> {
  const fitsjs = await loadFitsjs();
  const hdus: FitsjsHdu[] = [];
  let offset = 0;
  while (offset < blob.size || hdus.length === 0) {
    const index = hdus.length;
    const place = `HDU ${index}`;
    const text = await headerText(blob, offset, name, index);
    const { header, length } = guarded(name, place, () => {
      const header = new fitsjs.Header(text);
      return { header, length: header.getDataLength() };
    });
    if (!Number.isSafeInteger(length) || length < 0)
      throw new FormatError(name, place, "BITPIX, NAXIS and NAXISn", "a header without them");
    const start = offset + text.length;
    const end = start + Math.ceil(length / BLOCK) * BLOCK;
    if (end > blob.size) throw new FormatError(name, place, `data up to byte ${end}`, `the end of the file at ${blob.size}`);
    hdus.push(hduOf(fitsjs, header, blob.slice(start, start + length), name, index));
    offset = end;
  }
  return { hdus };
}

async function headerText(blob: Blob, offset: number, name: string, index: number): Promise<string> {
  let text = "";
  for (;;) {
    if (offset + text.length + BLOCK > blob.size)
      throw new FormatError(name, `HDU ${index}`, text === "" ? "a header" : "an END card", `the end of the file at ${blob.size}`);
    const bytes = new Uint8Array(await blob.slice(offset + text.length, offset + text.length + BLOCK).arrayBuffer());
    const block = String.fromCharCode(...bytes);
    const magic = index === 0 ? "SIMPLE  =" : "XTENSION=";
    if (text === "" && !block.startsWith(magic))
      throw new FormatError(
        name,
        `HDU ${index}`,
        JSON.stringify(magic),
        bytes[0] === 0x1f && bytes[1] === 0x8b ? "gzip: unpack it first" : JSON.stringify(block.slice(0, 9)),
      );
    text += block;
    for (let at = 0; at < BLOCK; at += 80) if (block.startsWith("END", at) && block.slice(at + 3, at + 80).trim() === "") return text;
  }
}

/** fitsjs throws strings. */
function guarded<T>(file: string, place: string, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    throw new FormatError(file, place, "what fitsjs can read", String(cause), { cause });
  }
}

function hduOf(fitsjs: Mended, header: FitsjsHeader, blob: Blob, file: string, index: number): FitsjsHdu {
  const place = `HDU ${index}`;
  const type = header.getDataType();
  const data = guarded(file, place, () =>
    type === "Image" ? new fitsjs.Image(header, blob) : type === "BinaryTable" ? new fitsjs.BinaryTable(header, blob) : undefined,
  );
  const hdu = new fitsjs.HDU(header, data);
  const image = type === "Image" ? (hdu.data as FitsjsImage) : undefined;
  const table = type === "BinaryTable" ? (hdu.data as FitsjsTable) : undefined;
  const shape = image?.naxis ?? [];
  const get = (keyword: string): unknown =>
    header.contains(keyword) && !Array.isArray(header.cards[keyword]) ? header.get(keyword) : undefined;
  return {
    index,
    name: typeof get("EXTNAME") === "string" ? (get("EXTNAME") as string) : "",
    kind: type === "BinaryTable" || type === "Table" ? "table" : "image",
    header: {
      get,
      has: (keyword) => header.contains(keyword),
      cards: Object.entries(header.cards).flatMap(([keyword, card]) =>
        Array.isArray(card) ? [] : [{ keyword, value: card.value, comment: card.comment }],
      ),
      commentary: { COMMENT: header.cards.COMMENT as string[], HISTORY: header.cards.HISTORY as string[] },
    },
    shape,
    rows: table?.rows ?? 0,
    columns: table?.columns ?? [],
    async readImage() {
      if (type === "CompressedImage")
        throw new FormatError(
          file,
          place,
          "an image that is not compressed",
          `${String(get("ZCMPTYPE"))}, which fitsjs unpacks wrongly; use @elvis/formats/fits`,
        );
      if (type !== null && image === undefined) throw new FormatError(file, place, "an image", "a table");
      const pixels: PixelArray = image === undefined ? new Uint8Array(0) : pixelsOf(image, new Uint8Array(await blob.arrayBuffer()));
      return {
        width: shape[0] ?? 0,
        height: shape.length === 0 ? 0 : shape.slice(1).reduce((product, axis) => product * axis, 1),
        shape,
        pixels,
      };
    },
    async readColumn(name) {
      if (table === undefined) throw new FormatError(file, place, "a binary table", type === "Table" ? "an ASCII table" : "an image");
      return readColumn(table, header, name, file);
    },
  };
}
