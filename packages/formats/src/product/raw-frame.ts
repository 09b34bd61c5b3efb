import type { Codec } from "../codec.ts";
import { FormatError } from "../errors.ts";
import { type HduToWrite, type ImageHdu, openFits, writeFits } from "../fits/index.ts";
import { readProduct, writeProduct } from "../xml/index.ts";
import { AREAS, QUADRANT_IDS } from "./layout.ts";
import { dataOf, rawFrameDescriptor, taskOf, taskParameters } from "./raw-frame-product.ts";
import type { QuadrantId, RawFrame, RawQuadrant } from "./types.ts";

const { width, height } = AREAS.readout;

/**
 * A VIS raw exposure: DpdVisRawFrame and its FITS file in `data/`, 145 HDUs: a primary without data and 144 quadrants of
 * 2128 x 2086 unsigned 16-bit pixels, in readout order, named "1-1.E" (or "1-1.E.SCI" on reading).
 *
 * Writing asks for one quadrant at a time. Reading opens the headers; quadrants are read when asked for.
 * A quadrant that was not simulated has no `read`: it is written as zeros, with NO_DATA = T in its header.
 *
 * @see Euclid DPDD, le1_visrawframe; `apps/docs/conventions.md`, "Pixels and frames"
 */
export const rawFrame: Codec<RawFrame> = {
  id: rawFrameDescriptor.id,
  doc: rawFrameDescriptor.doc,
  extension: "xml",
  async decode(source, folder) {
    const { header, tree, data, parameters } = await readProduct(rawFrameDescriptor, source);
    const name = `data/${data.fileName}`;
    const file = await openFits(await folder.open(name));
    if (file.hdus.length !== 1 + QUADRANT_IDS.length)
      throw new FormatError(name, "", `${1 + QUADRANT_IDS.length} HDUs`, String(file.hdus.length));
    return {
      header,
      tree,
      fileName: data.fileName,
      task: taskOf(header, data, parameters, source.name),
      primary: file.primary.header,
      quadrants: QUADRANT_IDS.map((id, n) => readQuadrant(id, file.image(n + 1), name)),
    };
  },
  async encode(frame, sink, folder) {
    const { header, tree, task } = frame;
    await folder.create(`data/${frame.fileName}`, (file) => writeFits(file, hdus(frame)));
    await writeProduct(rawFrameDescriptor, { header, tree, data: dataOf(frame), parameters: taskParameters(task) }, sink);
  },
};

function readQuadrant(id: QuadrantId, hdu: ImageHdu, file: string): RawQuadrant {
  const place = `HDU ${hdu.index}`;
  if (hdu.name !== id && hdu.name !== `${id}.SCI`) throw new FormatError(file, `${place} (EXTNAME)`, id, JSON.stringify(hdu.name));
  if (hdu.shape[0] !== width || hdu.shape[1] !== height || hdu.shape.length !== 2)
    throw new FormatError(file, `${place} (${id})`, `${width} x ${height} pixels`, hdu.shape.join(" x ") || "none");
  if (hdu.header.get("BITPIX") !== 16 || hdu.header.number("BZERO") !== 32768)
    throw new FormatError(file, `${place} (BITPIX)`, "unsigned 16-bit pixels", String(hdu.header.get("BITPIX")));
  if (hdu.header.get("NO_DATA") === true) return { id, header: hdu.header };
  return { id, header: hdu.header, read: async () => (await hdu.read()).pixels as Uint16Array };
}

function* hdus({ primary, quadrants }: RawFrame): Iterable<HduToWrite> {
  quadrants.forEach(({ id }, n) => {
    if (id !== QUADRANT_IDS[n]) throw new RangeError(`raw frame: quadrant ${n + 1} is ${id}, expected ${QUADRANT_IDS[n]}`);
  });
  if (quadrants.length !== QUADRANT_IDS.length)
    throw new RangeError(`raw frame: ${quadrants.length} quadrants, expected ${QUADRANT_IDS.length}`);
  yield { kind: "image", shape: [], header: primary };
  for (const quadrant of quadrants)
    yield { kind: "image", name: quadrant.id, shape: [width, height], type: "uint16", pixels: pixelsOf(quadrant), header: quadrant.header };
}

async function* pixelsOf({ id, read }: RawQuadrant): AsyncGenerator<Uint16Array> {
  const pixels = read === undefined ? new Uint16Array(width * height) : await read();
  if (pixels.length !== width * height) throw new RangeError(`quadrant ${id}: ${pixels.length} pixels, expected ${width} x ${height}`);
  yield pixels;
}
