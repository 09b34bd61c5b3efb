import { FormatError } from "../errors.ts";
import { gunzipSource, isGzip } from "../gzip.ts";
import type { Source } from "../io.ts";
import { openAsciiTable } from "./ascii-table.ts";
import { isCompressedImage, openCompressed } from "./compressed.ts";
import { axes, findUnits, place, type Unit, verifyUnit } from "./hdu.ts";
import { imageHdu, pixelCount, readPixels, scalingOf } from "./image.ts";
import { openTable } from "./table.ts";
import type { FitsFile, Hdu, ImageHdu, TableHdu } from "./types.ts";

/**
 * A FITS file: its headers are read now, data only when asked for. A gzip file is recognised by its first bytes and unpacked into memory.
 *
 * @throws FormatError when it is not FITS, is cut short anywhere, or a header is wrong
 */
export async function openFits(source: Source): Promise<FitsFile> {
  const plain = (await isGzip(source)) ? await gunzipSource(source) : source;
  const hdus = (await findUnits(plain)).map(openHdu);
  const name = source.name;
  const find = (wanted: string | number): Hdu => {
    const hdu = typeof wanted === "number" ? hdus[wanted] : hdus.find((it) => it.name === wanted);
    if (hdu !== undefined) return hdu;
    const known = hdus.map((it) => it.name || String(it.index));
    throw new FormatError(
      name,
      "",
      typeof wanted === "number" ? `HDU ${wanted}` : `an HDU named ${wanted}`,
      known.length > 12 ? `${known.slice(0, 12).join(", ")} and ${known.length - 12} more` : known.join(", "),
    );
  };
  return {
    name,
    hdus,
    primary: hdus[0] as ImageHdu,
    image(wanted) {
      const hdu = find(wanted);
      if (hdu.kind !== "image") throw new FormatError(name, place(hdu), "an image", "a table");
      return hdu;
    },
    table(wanted): TableHdu {
      const hdu = find(wanted);
      if (hdu.kind !== "table") throw new FormatError(name, place(hdu), "a binary table", "an image");
      return hdu;
    },
    has: (wanted) => hdus.some((it) => it.name === wanted),
  };
}

/** Reads a whole file and compares every CHECKSUM and DATASUM. @throws FormatError on the first difference */
export async function verifyFits(source: Source): Promise<void> {
  for (const hdu of (await openFits(source)).hdus) await hdu.verify();
}

function openHdu(unit: Unit): Hdu {
  const extension = unit.index === 0 ? "IMAGE" : unit.header.string("XTENSION");
  if (extension === "BINTABLE" || extension === "A3DTABLE") {
    if (unit.header.get("ZTABLE") === true)
      throw new FormatError(
        unit.source.name,
        place(unit, "ZTABLE"),
        "a table that is not compressed (funpack undoes it)",
        "a tile-compressed table",
      );
    return isCompressedImage(unit.header) ? openCompressed(unit) : openTable(unit);
  }
  if (extension === "IMAGE" || extension === "IUEIMAGE") return openImage(unit);
  if (extension === "TABLE") return openAsciiTable(unit);
  throw new FormatError(unit.source.name, place(unit, "XTENSION"), "IMAGE, BINTABLE or TABLE", String(extension));
}

function openImage(unit: Unit): ImageHdu {
  const { header, source, index } = unit;
  const shape = axes(header, source.name, index);
  const total = pixelCount(shape);
  const scaling = scalingOf(header, source.name, index);
  return imageHdu(
    unit,
    header,
    shape,
    scaling,
    (first, count) => readPixels(unit, scaling, total, first, count),
    () => verifyUnit(unit),
  );
}
