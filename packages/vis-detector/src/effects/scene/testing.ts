import { nominalDistortion, pixelToSky } from "@elvis/focal-plane";
import { type Catalog, type Column, catalogFromColumns, tuGalaxyColumns, tuSsoColumns, tuStarColumns } from "@elvis/formats/catalog";
import type { ImageMap, PsfModel, Rows } from "@elvis/formats/product";
import { type PsfField, psfField } from "../../psf/lut.ts";

/** For tests of the scene: the COSMOS pointing with the nominal distortion. */
export const sky = { pointing: { ra: 150.1, dec: 2.2, pa: 111.5 }, distortion: nominalDistortion } as const;

/** Direction (degrees) of a place on CCD 1-1. */
export function directionOf(x: number, y: number): { ra: number; dec: number } {
  const direction = pixelToSky(sky.pointing, sky.distortion, "1-1", x, y);
  if (direction === undefined) throw new Error(`(${x}, ${y}) is not in the field`);
  return direction;
}

/** The point spread functions of `gaussianPsf`, without diffusion or jitter. */
export const gaussianField = (sigma?: number, inside?: number): PsfField =>
  psfField(gaussianPsf(sigma, inside), { diffusion: false, jitter: 0 });

/** A round Gaussian point spread function, sigma in pixels, that keeps `inside` of the light in its stamp of 16 pixels. */
export function gaussianPsf(sigma = 0.9, inside = 1): PsfModel {
  const size = 48;
  const stamp = Float32Array.from({ length: size * size }, (_, n) =>
    Math.exp((-0.5 * (((n % size) - 24) ** 2 + (Math.floor(n / size) - 24) ** 2)) / (3 * sigma) ** 2),
  );
  const sum = stamp.reduce((total, value) => total + value, 0);
  const scaled = stamp.map((value) => (inside * value) / sum);
  return { wavelengths: [700], gridX: [0], gridY: [0], oversampling: 3, size, stamp: async () => scaled };
}

/** Rows of the given columns; what is not given is 0. */
function rowsOf(columns: readonly Column[], given: readonly Readonly<Record<string, number | bigint>>[]): Rows {
  const needed = columns.filter(({ optional }) => optional !== true);
  const catalog: Catalog = catalogFromColumns(
    needed,
    Object.fromEntries(
      needed.map(({ name, type }) => [name, given.map((row) => (type === "int64" ? BigInt(row[name] ?? 0) : Number(row[name] ?? 0)))]),
    ),
  );
  return {
    rows: catalog.rows,
    async *read() {
      yield catalog;
    },
  };
}

export const starRows = (...given: readonly Readonly<Record<string, number | bigint>>[]): Rows => rowsOf(tuStarColumns, given);
export const ssoRows = (...given: readonly Readonly<Record<string, number | bigint>>[]): Rows => rowsOf(tuSsoColumns, given);
export const galaxyRows = (...given: readonly Readonly<Record<string, number | bigint>>[]): Rows => rowsOf(tuGalaxyColumns, given);

/** A map of in-memory images by name; `kind` is its MAPKIND. */
export function mapOf(
  kind: string,
  images: Readonly<Record<string, { readonly width: number; readonly pixels: readonly number[] }>>,
): ImageMap {
  return {
    names: Object.keys(images),
    has: (name) => name in images,
    image(name) {
      const { width, pixels } = images[name];
      const image = { width, height: pixels.length / width, shape: [width, pixels.length / width], pixels: Float32Array.from(pixels) };
      // The sampler asks for the kind and the pixels, nothing else.
      return {
        kind: "image",
        index: 1,
        name,
        shape: image.shape,
        header: { get: () => kind },
        readFloat32: async () => image,
      } as unknown as ReturnType<ImageMap["image"]>;
    },
  };
}
