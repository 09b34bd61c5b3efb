import { FormatError } from "../../errors.ts";
import { type FitsFile, type HduToWrite, Header, type ImageHdu, openFits } from "../../fits/index.ts";
import type { Source } from "../../io.ts";
import { checkCurve, wavelengthsOf } from "./wavelengths.ts";

/** Curves on one grid of wavelengths, as a FITS file holds them. */
export interface Curves {
  readonly wavelengths: Float64Array;
  readonly curves: readonly Float32Array[];
  /** BUNIT of the curves, "" for none. */
  readonly unit: string;
}

/**
 * Two images after the primary: the wavelengths (BUNIT nm, um or Angstrom; nm where there is none), then one row a curve.
 *
 * @param what a value of a curve is
 * @throws FormatError when there are no two such images, their widths differ, or a value is not finite or below 0
 */
export async function readCurves(source: Source, what: string): Promise<Curves> {
  const fits = await openFits(source);
  const [first, second] = [imageAt(fits, 1), imageAt(fits, 2)];
  if (first.shape.length !== 1) throw new FormatError(fits.name, placeOf(first), "one row of wavelengths", shapeOf(first));
  const width = first.shape[0];
  if (second.shape.length !== 2 || second.shape[0] !== width || second.shape[1] < 1)
    throw new FormatError(fits.name, placeOf(second), `rows of ${width} values, one a curve`, shapeOf(second));
  const wavelengths = wavelengthsOf(
    Float64Array.from((await first.read()).pixels as ArrayLike<number>, Number),
    first.header.string("BUNIT") ?? "",
    fits.name,
    placeOf(first),
  );
  const { pixels } = await second.readFloat32();
  const curves = Array.from({ length: second.shape[1] }, (_, n) => pixels.subarray(n * width, (n + 1) * width));
  curves.forEach((curve, n) => {
    checkCurve(curve, wavelengths, what, fits.name, `${placeOf(second)}, row ${n + 1}`);
  });
  return { wavelengths, curves, unit: second.header.string("BUNIT") ?? "" };
}

/** The HDUs of `readCurves`. @param name EXTNAME of the curves */
export function curvesToWrite({ wavelengths, curves, unit }: Curves, name: string): readonly HduToWrite[] {
  return [
    { kind: "image", shape: [] },
    {
      kind: "image",
      name: "WAVELENGTH",
      shape: [wavelengths.length],
      pixels: wavelengths,
      header: new Header().set("BUNIT", "nm"),
    },
    {
      kind: "image",
      name,
      shape: [wavelengths.length, curves.length],
      type: "float32",
      pixels: curves,
      header: unit === "" ? new Header() : new Header().set("BUNIT", unit),
    },
  ];
}

const placeOf = ({ index, name }: ImageHdu): string => `HDU ${index}${name === "" ? "" : ` (${name})`}`;
const shapeOf = ({ shape }: ImageHdu): string => shape.join(" x ") || "no data";

function imageAt(fits: FitsFile, index: number): ImageHdu {
  const hdu = fits.hdus[index];
  if (hdu?.kind !== "image") throw new FormatError(fits.name, `HDU ${index}`, "an image", hdu === undefined ? "none" : "a table");
  return hdu;
}
