import {
  CCD_HEIGHT,
  CCD_WIDTH,
  CCDS,
  ccdToFocalPlane,
  FIELD_HALF_LONG_DEG,
  FIELD_HALF_SHORT_DEG,
  skyProjection,
  skyToField,
  tangentPlane,
} from "@elvis/focal-plane";
import type { DistortionModel, RawFrame, Rows, SkyPointing, TrueUniverse } from "@elvis/formats/product";
import { assembleCcd } from "./ccd.ts";
import { countPerMagnitude, countsChart } from "./counts.ts";
import { toPng } from "./image.ts";
import { around, emptyMosaic, placeCcd } from "./mosaic.ts";
import { binned, binnedWithoutTracks, brightest, crop, type Plane, paint } from "./plane.ts";
import { svgToPng } from "./raster.ts";
import { halfLightLaw, type Sizes, sizeChart } from "./size.ts";
import { type Outline, type SkyObjects, skyChart } from "./sky.ts";
import { skyStretch } from "./stretch.ts";

/** A picture that was made: file name and what it shows. */
export interface PictureFile {
  readonly name: string;
  readonly title: string;
}
/** Takes a finished picture; the file appears whole. */
export type Save = (name: string, bytes: Uint8Array) => Promise<void>;

/** Detector pixels for one pixel of the picture of one CCD. */
const CCD_FACTOR = 4;
/** Size of the detail, detector pixels. */
const DETAIL = { width: 1000, height: 750 };
/** Steps between amplifiers are a few electrons, more than the noise of averaged pixels: a stretch that would show it shows them. */
const CALM = 3;
/** Of the picture of the focal plane: coarser when there is more of it to show. */
const mosaicFactor = (ccds: number): number => (ccds > 9 ? 24 : 12);

/** Pictures of a raw frame, electrons above bias: the focal plane, one CCD, and a detail at full resolution. */
export async function framePictures(frame: RawFrame, prefix: string, save: Save): Promise<PictureFile[]> {
  const quadrants = new Map(frame.quadrants.map((quadrant) => [quadrant.id as string, quadrant]));
  const present = CCDS.filter((ccd) => Object.values(ccd.letters).some((letter) => quadrants.get(`${ccd.id}.${letter}`)?.read));
  if (present.length === 0) return [];
  const factor = mosaicFactor(present.length);
  const mosaic = emptyMosaic(factor);
  const made: PictureFile[] = [];
  const add = async (name: string, title: string, plane: Plane, calm = 1) => {
    await save(name, toPng(paint(plane, skyStretch(plane.pixels, calm))));
    made.push({ name, title });
  };
  const shown = present[Math.floor(present.length / 2)];
  for (const ccd of present) {
    const plane = await assembleCcd(
      ccd,
      (letter) => quadrants.get(`${ccd.id}.${letter}`)?.read?.(),
      (letter) => quadrants.get(`${ccd.id}.${letter}`)?.header.number("GAIN") ?? 1,
    );
    const calm = binnedWithoutTracks(plane, CCD_FACTOR, 10);
    placeCcd(mosaic, ccd, binned(calm, factor / CCD_FACTOR), factor);
    if (ccd !== shown) continue;
    const whole = `CCD ${ccd.id}, ${CCD_FACTOR} x ${CCD_FACTOR} pixels averaged: stars, galaxies and cosmic rays`;
    await add(`${prefix}-ccd-${ccd.id}.png`, whole, binned(plane, CCD_FACTOR));
    const place = brightest(calm);
    const detail = crop(
      plane,
      within(CCD_FACTOR * place.x, DETAIL.width, plane.width),
      within(CCD_FACTOR * place.y, DETAIL.height, plane.height),
      DETAIL.width,
      DETAIL.height,
    );
    await add(`${prefix}-detail-${ccd.id}.png`, `Part of CCD ${ccd.id} pixel by pixel, 100 x 75 arcsec around its brightest star`, detail);
  }
  const { x, y, width, height } = around(mosaic, present, factor);
  const blank = present.length < CCDS.length ? `; ${CCDS.length - present.length} CCDs were not simulated` : "";
  await add(
    `${prefix}-frame.png`,
    `The focal plane, ${factor} x ${factor} pixels averaged without tracks${blank}`,
    crop(mosaic, x, y, width, height),
    CALM,
  );
  return made.reverse();
}

/** Where a window of `length` about `middle` begins, so that it stays within `size`. */
const within = (middle: number, length: number, size: number): number =>
  Math.max(0, Math.min(size - length, middle - Math.floor(length / 2)));

/** The light-sensitive areas of the 36 CCDs on the sky. */
function ccdOutlines(universe: TrueUniverse, distortion: DistortionModel): Outline[] {
  const projection = skyProjection(universe.pointing, distortion);
  return CCDS.map((ccd) => {
    const corners = [
      [-0.5, -0.5],
      [CCD_WIDTH - 0.5, -0.5],
      [CCD_WIDTH - 0.5, CCD_HEIGHT - 0.5],
      [-0.5, CCD_HEIGHT - 0.5],
    ] as const;
    return {
      name: ccd.id,
      corners: corners
        .map(([x, y]) => projection.toSky(ccdToFocalPlane(ccd, x, y)))
        .filter((it) => it !== undefined)
        .map(({ ra, dec }) => [ra, dec] as const),
    };
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

/** Sizes and VIS magnitudes of all galaxies. */
async function sizesOf(galaxies: Rows): Promise<Sizes> {
  const found = { magnitude: new Float64Array(galaxies.rows), radius: new Float64Array(galaxies.rows) };
  const halfLightRadius = halfLightLaw();
  let at = 0;
  for await (const batch of galaxies.read()) {
    const [flux, bulgeFraction, bulgeRadius, bulgeIndex, diskRadius] = [
      "TU_FNU_VIS_MAG",
      "BULGE_FRACTION",
      "BULGE_R50",
      "BULGE_NSERSIC",
      "DISK_R50",
    ].map((name) => batch.float32(name));
    for (let row = 0; row < batch.rows; row++, at++) {
      found.magnitude[at] = 8.9 - 2.5 * Math.log10(flux[row]);
      found.radius[at] = halfLightRadius({
        bulgeFraction: bulgeFraction[row],
        bulgeRadius: bulgeRadius[row],
        bulgeIndex: bulgeIndex[row],
        diskRadius: diskRadius[row],
      });
    }
  }
  return found;
}

/** Pictures of a true universe, each as SVG and as PNG: where its objects are, how many of each magnitude, and how large the galaxies. */
export async function universePictures(
  universe: TrueUniverse,
  distortion: DistortionModel,
  prefix: string,
  save: Save,
): Promise<PictureFile[]> {
  const galaxies = await objects(universe.galaxies, "RA_MAG", "DEC_MAG", "TU_FNU_VIS_MAG");
  const stars = await objects(universe.stars, "RA", "DEC", "TU_FNU_VIS");
  const counts = (objects: SkyObjects) => {
    const { magnitude, area } = inField(objects, universe.pointing);
    return countPerMagnitude(magnitude, area);
  };
  const { ra, dec } = universe.pointing;
  const charts = [
    {
      name: "sky",
      title: "Where the objects are: galaxies as density, bright stars as dots, CCDs outlined",
      svg: skyChart(galaxies, stars, ccdOutlines(universe, distortion), [ra, dec]),
    },
    { name: "counts", title: "How many of each magnitude, beside published counts", svg: countsChart(counts(galaxies), counts(stars)) },
    {
      name: "sizes",
      title: "How large the galaxies of each magnitude are, beside those of 3D-HST",
      svg: sizeChart(await sizesOf(universe.galaxies)),
    },
  ];
  for (const { name, svg } of charts) {
    await save(`${prefix}-${name}.svg`, new TextEncoder().encode(svg));
    await save(`${prefix}-${name}.png`, await svgToPng(svg));
  }
  return charts.map(({ name, title }) => ({ name: `${prefix}-${name}.svg`, title: `${title}; also as PNG` }));
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
