import { FormatError } from "../../errors.ts";
import { Header } from "../../fits/header.ts";
import type { FitsFile, HduToWrite, Image, ImageHdu, ImageToWrite, PixelArray } from "../../fits/types.ts";
import { AREAS, type AreaName } from "../layout.ts";
import type { ImageMap } from "../types.ts";
import { checkUnit, type Unit } from "./units.ts";

/** How an image covers its area; see `apps/docs/conventions.md`, "Model images". */
export type MapKind = "FULL" | "REPEAT" | "COARSE";
const MAP_KINDS: readonly string[] = ["FULL", "REPEAT", "COARSE"] satisfies MapKind[];

/** What a map must have. */
export interface MapRules {
  /** EXTNAMEs that must be there. */
  readonly names: readonly string[];
  readonly area: AreaName;
  /** Physical values allowed, both ends included. */
  readonly minimum: number;
  readonly maximum: number;
  /** What BUNIT must say, where it is there. */
  readonly unit: Unit;
  /** Range of the mean over one image, where it must be near something. */
  readonly mean?: readonly [number, number];
}

/** @throws FormatError when MAPKIND is none of FULL, REPEAT, COARSE */
export function mapKind(header: Header, file: string, place: string): MapKind {
  const kind = header.get("MAPKIND") ?? "FULL";
  if (typeof kind !== "string" || !MAP_KINDS.includes(kind))
    throw new FormatError(file, `${place}, MAPKIND`, MAP_KINDS.join(", "), String(kind));
  return kind as MapKind;
}

/**
 * The images of a file as a lazy map: names, shapes, units and MAPKIND are checked now, pixels when they are read.
 *
 * A trailing ".SCI" of an EXTNAME is left out of the name.
 *
 * @throws FormatError naming the HDU: one is missing, its shape does not cover the area, or it is in another unit
 */
export function readImageMap(fits: FitsFile, rules: MapRules): ImageMap {
  const images = new Map<string, ImageHdu>();
  for (const hdu of fits.hdus)
    if (hdu.kind === "image" && hdu.name !== "" && hdu.shape.length > 0) images.set(hdu.name.replace(/\.SCI$/, ""), hdu);
  const missing = rules.names.filter((name) => !images.has(name));
  if (missing.length > 0)
    throw new FormatError(
      fits.name,
      "",
      `${rules.names.length} images`,
      `none named ${missing.slice(0, 3).join(", ")}${missing.length > 3 ? ` and ${missing.length - 3} more` : ""}`,
    );
  for (const [name, hdu] of images) {
    const place = `HDU ${hdu.index} (${name})`;
    checkShape(hdu, fits.name, place, rules.area);
    checkUnit(hdu.header.get("BUNIT"), rules.unit, fits.name, `${place}, BUNIT`);
  }
  return {
    names: [...images.keys()],
    has: (name) => images.has(name),
    image(name) {
      const hdu = images.get(name);
      if (hdu === undefined) throw new FormatError(fits.name, "", `an image named ${name}`, `${images.size} others`);
      return withCheckedPixels(hdu, fits.name, rules);
    },
  };
}

function checkShape(hdu: ImageHdu, file: string, place: string, areaName: AreaName): void {
  const area = AREAS[areaName];
  const kind = mapKind(hdu.header, file, place);
  const [width, height] = hdu.shape;
  const fits =
    hdu.shape.length === 2 &&
    (kind === "FULL" ? width === area.width && height === area.height : width <= area.width && height <= area.height);
  if (!fits)
    throw new FormatError(
      file,
      `${place}, NAXISn`,
      `${kind === "FULL" ? "" : "at most "}${area.width} x ${area.height} pixels for a ${kind} map`,
      hdu.shape.join(" x "),
    );
}

function withCheckedPixels(hdu: ImageHdu, file: string, rules: MapRules): ImageHdu {
  const check = <P extends PixelArray>(pixels: P, whole: boolean): P => {
    checkPixels(pixels, whole, file, `HDU ${hdu.index} (${hdu.name})`, rules);
    return pixels;
  };
  const checkImage = <P extends PixelArray>(image: Image<P>): Image<P> => {
    check(image.pixels, true);
    return image;
  };
  return {
    kind: "image",
    index: hdu.index,
    name: hdu.name,
    header: hdu.header,
    shape: hdu.shape,
    verify: () => hdu.verify(),
    read: async () => checkImage(await hdu.read()),
    readFloat32: async () => checkImage(await hdu.readFloat32()),
    readRange: async (first, count) => check(await hdu.readRange(first, count), false),
  };
}

function checkPixels(pixels: PixelArray, whole: boolean, file: string, place: string, rules: MapRules): void {
  let sum = 0;
  for (let at = 0; at < pixels.length; at++) {
    const value = Number(pixels[at]);
    if (!(value >= rules.minimum && value <= rules.maximum))
      throw new FormatError(file, `${place}, pixel ${at}`, `${rules.minimum} to ${rules.maximum}`, String(value));
    sum += value;
  }
  const mean = sum / pixels.length;
  if (whole && rules.mean !== undefined && !(mean >= rules.mean[0] && mean <= rules.mean[1]))
    throw new FormatError(file, place, `a mean of ${rules.mean[0]} to ${rules.mean[1]}`, mean.toPrecision(6));
}

/** An image that is made when it is asked for, not read from a file. */
export interface MadeImage {
  /** NAXIS1 first */
  readonly shape: readonly number[];
  readonly kind: MapKind;
  /** Cards besides MAPKIND. BITPIX, BSCALE and BZERO here say how floats are to be stored. */
  readonly header?: Header;
  /** Physical values; called for each reading. */
  pixels(): PixelArray | Promise<PixelArray>;
}

/**
 * A map of images that are made one at a time, for programs that make instrument models and for tests.
 *
 * @param image makes the image of a name; must give the same shape each time
 */
export function madeImageMap(names: readonly string[], image: (name: string) => MadeImage): ImageMap {
  return {
    names,
    has: (name) => names.includes(name),
    image(name) {
      const index = names.indexOf(name);
      if (index < 0) throw new FormatError("image map", "", `an image named ${name}`, `${names.length} others`);
      return madeHdu(image(name), name, index + 1);
    },
  };
}

function madeHdu(made: MadeImage, name: string, index: number): ImageHdu {
  const [width, height = 1] = made.shape;
  const pixels = async (): Promise<PixelArray> => made.pixels();
  return {
    kind: "image",
    index,
    name,
    header: new Header(made.header?.cards ?? []).set("MAPKIND", made.kind, "how the image covers its area"),
    shape: made.shape,
    verify: async () => {},
    read: async () => ({ width, height, shape: made.shape, pixels: await pixels() }),
    readFloat32: async () => {
      const all = await pixels();
      return {
        width,
        height,
        shape: made.shape,
        pixels: all instanceof Float32Array ? all : Float32Array.from(all as ArrayLike<number>, Number),
      };
    },
    readRange: async (first, count) => (await pixels()).slice(first, first + count),
  };
}

/** The images of a map as they are to be written, one at a time; `extra` adds cards to each. */
export function* mapToWrite(map: ImageMap, extra: (name: string) => Header = () => new Header()): Iterable<HduToWrite> {
  for (const name of map.names) {
    const hdu = map.image(name);
    const header = new Header(hdu.header.cards);
    for (const card of extra(name).cards) header.put(card);
    yield {
      kind: "image",
      name,
      shape: hdu.shape,
      header,
      type: "float32",
      pixels: pixelsOf(hdu),
      stored: storage(hdu.header),
    } satisfies ImageToWrite;
  }
}

async function* pixelsOf(hdu: ImageHdu): AsyncIterable<PixelArray> {
  yield (await hdu.readFloat32()).pixels;
}

/** Scaled integers are read as floats; they are stored as the integers they were. */
function storage(header: Header): ImageToWrite["stored"] {
  const type = ({ 8: "uint8", 16: "int16", 32: "int32" } as const)[header.number("BITPIX") ?? 0];
  const scale = header.number("BSCALE") ?? 1;
  return type === undefined || scale === 1 ? undefined : { type, scale, zero: header.number("BZERO") ?? 0 };
}
