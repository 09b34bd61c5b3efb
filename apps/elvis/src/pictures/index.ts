import type { DistortionModel, QuadrantLetter, RawFrame, Rows, SkyPointing, TrueUniverse } from "@elvis/formats/product";
import { CCD_HEIGHT, CCD_WIDTH, CCDS, ccdToFocalPlane, FIELD_HALF_LONG_DEG, FIELD_HALF_SHORT_DEG, skyProjection, skyToField, tangentPlane } from "@elvis/focal-plane";
import { assembleCcd } from "./ccd.ts";
import { countPerMagnitude, countsChart } from "./counts.ts";
import { toPng } from "./image.ts";
import { emptyMosaic, placeCcd } from "./mosaic.ts";
import { binned, crop, paint, type Plane } from "./plane.ts";
import { type Outline, skyChart, type SkyObjects } from "./sky.ts";
import { skyStretch } from "./stretch.ts";

/** A picture that was made: file name and what it shows. */
export interface PictureFile {
  readonly name: string;
  readonly title: string;
}
/** Takes a finished picture; the file appears whole. */
export type Save = (name: string, bytes: Uint8Array) => Promise<void>;

/** Detector pixels for one pixel of the picture of the focal plane, and of the picture of one CCD. */
const MOSAIC_FACTOR = 24;
const CCD_FACTOR = 4;

/** Pictures of a raw frame: the whole focal plane, one CCD, and a detail at full resolution. */
export async function framePictures(frame: RawFrame, prefix: string, save: Save): Promise<PictureFile[]> {
  const quadrants = new Map(frame.quadrants.map((quadrant) => [quadrant.id as string, quadrant]));
  const mosaic = emptyMosaic(MOSAIC_FACTOR);
  let one: { plane: Plane; id: string } | undefined;
  for (const ccd of CCDS) {
    const read = (letter: QuadrantLetter) => quadrants.get(`${ccd.id}.${letter}`)?.read?.();
    if (!Object.values(ccd.letters).some((letter) => quadrants.get(`${ccd.id}.${letter}`)?.read)) continue;
    const plane = await assembleCcd(ccd, read);
    placeCcd(mosaic, ccd, binned(plane, MOSAIC_FACTOR), MOSAIC_FACTOR);
    one ??= { plane, id: ccd.id };
  }
  if (one === undefined) return [];
  const made: PictureFile[] = [];
  const add = async (name: string, title: string, plane: Plane) => {
    await save(name, toPng(paint(plane, skyStretch(plane.pixels))));
    made.push({ name, title });
  };
  await add(`${prefix}-frame.png`, `The focal plane, ${MOSAIC_FACTOR} x ${MOSAIC_FACTOR} pixels averaged; CCDs that were not simulated are blank`, mosaic);
  await add(`${prefix}-ccd-${one.id}.png`, `CCD ${one.id}, ${CCD_FACTOR} x ${CCD_FACTOR} pixels averaged`, binned(one.plane, CCD_FACTOR));
  await add(`${prefix}-detail-${one.id}.png`, `CCD ${one.id}, part of it pixel by pixel (100 arcsec wide)`, crop(one.plane, 1500, 2200, 1000, 750));
  return made;
}

/** The light-sensitive areas of the 36 CCDs on the sky. */
export function ccdOutlines(universe: TrueUniverse, distortion: DistortionModel): Outline[] {
  const projection = skyProjection(universe.pointing, distortion);
  return CCDS.map((ccd) => {
    const corners = [[-0.5, -0.5], [CCD_WIDTH - 0.5, -0.5], [CCD_WIDTH - 0.5, CCD_HEIGHT - 0.5], [-0.5, CCD_HEIGHT - 0.5]] as const;
    return { name: ccd.id, corners: corners.map(([x, y]) => projection.toSky(ccdToFocalPlane(ccd, x, y))).filter((it) => it !== undefined).map(({ ra, dec }) => [ra, dec] as const) };
  });
}

/** Positions and VIS magnitudes of all rows. */
async function objects(rows: Rows, ra: string, dec: string, flux: string): Promise<SkyObjects> {
  const found = { ra: new Float64Array(rows.rows), dec: new Float64Array(rows.rows), magnitude: new Float64Array(rows.rows) };
  let at = 0;
  for await (const batch of rows.read()) {
    found.ra.set(batch.float64(ra), at);
    found.dec.set(batch.float64(dec), at);
    const jansky = batch.float32(flux);
    for (let row = 0; row < batch.rows; row++) found.magnitude[at + row] = 8.9 - 2.5 * Math.log10(jansky[row]);
    at += batch.rows;
  }
  return found;
}

/** Pictures of a true universe: where its objects are, and how many of each magnitude. */
export async function universePictures(universe: TrueUniverse, distortion: DistortionModel, prefix: string, save: Save): Promise<PictureFile[]> {
  const galaxies = await objects(universe.galaxies, "RA_MAG", "DEC_MAG", "TU_FNU_VIS_MAG");
  const stars = await objects(universe.stars, "RA", "DEC", "TU_FNU_VIS");
  const counts = (objects: SkyObjects) => {
    const { magnitude, area } = inField(objects, universe.pointing);
    return countPerMagnitude(magnitude, area);
  };
  const text = new TextEncoder();
  await save(`${prefix}-sky.svg`, text.encode(skyChart(galaxies, stars, ccdOutlines(universe, distortion), [universe.pointing.ra, universe.pointing.dec])));
  await save(`${prefix}-counts.svg`, text.encode(countsChart(counts(galaxies), counts(stars))));
  return [
    { name: `${prefix}-sky.svg`, title: "Where the objects are: galaxies as density, bright stars as dots, CCDs outlined" },
    { name: `${prefix}-counts.svg`, title: "How many of each magnitude, beside published counts" },
  ];
}

/** Magnitudes of the objects inside the nominal field, and its area in square degrees. */
function inField({ ra, dec, magnitude }: SkyObjects, pointing: SkyPointing): { readonly magnitude: Float64Array; readonly area: number } {
  const plane = tangentPlane(pointing);
  const inside = magnitude.filter((_, at) => {
    const field = skyToField(plane, ra[at], dec[at]);
    return field !== undefined && Math.abs(field.x) <= FIELD_HALF_SHORT_DEG && Math.abs(field.y) <= FIELD_HALF_LONG_DEG;
  });
  return { magnitude: inside, area: 4 * FIELD_HALF_SHORT_DEG * FIELD_HALF_LONG_DEG };
}
