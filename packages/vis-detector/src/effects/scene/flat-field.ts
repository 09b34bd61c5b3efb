import { type Corner, ccdOf } from "@elvis/focal-plane";
import type { ImageMap } from "@elvis/formats/product";
import type { Effect } from "../../effect.ts";
import type { Charge } from "../../frame.ts";
import { constantMap, type ModelMap, readModelMap } from "../../model-map.ts";

export interface FlatFieldSettings {
  /** Response of each pixel against its neighbours, about 1: maps named E, F, G, H, in readout order, pixels of light only. Default 1. */
  readonly prnu?: ImageMap;
  /** Response over the CCD, about 1: a map named by the CCD, in the CCD's frame. Default 1. */
  readonly illumination?: ImageMap;
}

/** Multiplies the light by the response of the pixels and of the field. See ./flat-field.md. */
export const flatField = {
  name: "flat-field",
  elvisKey: "FLATFIELD",
  async apply(frame, { prnu, illumination }, { ccd }) {
    const { width, height, pixels } = frame;
    const letters = ccdOf(ccd).letters;
    // An odd column or row in the middle belongs to the left and lower quadrants.
    const leftWidth = Math.ceil(width / 2);
    const lowerHeight = Math.ceil(height / 2);
    const quadrant = async (corner: Corner): Promise<ModelMap> => {
      const quadrantWidth = corner.endsWith("Left") ? leftWidth : width - leftWidth;
      const quadrantHeight = corner.startsWith("lower") ? lowerHeight : height - lowerHeight;
      return prnu === undefined || quadrantWidth === 0 || quadrantHeight === 0
        ? constantMap(1)
        : readModelMap(prnu, letters[corner], quadrantWidth, quadrantHeight);
    };
    const field = illumination === undefined ? constantMap(1) : await readModelMap(illumination, ccd, width, height);
    const maps = {
      lower: [await quadrant("lowerLeft"), await quadrant("lowerRight")],
      upper: [await quadrant("upperLeft"), await quadrant("upperRight")],
    };
    const row = new Float64Array(width);
    const left = new Float64Array(leftWidth);
    const right = new Float64Array(width - leftWidth);
    for (let y = 0; y < height; y++) {
      // Each quadrant is read from its outer corner: upper rows and right columns count inwards from the far edge.
      const [leftMap, rightMap] = y < lowerHeight ? maps.lower : maps.upper;
      const v = y < lowerHeight ? y : height - 1 - y;
      field.row(y, row);
      leftMap.row(v, left);
      rightMap.row(v, right);
      const at = y * width;
      for (let x = 0; x < leftWidth; x++) pixels[at + x] *= row[x] * left[x];
      for (let x = leftWidth; x < width; x++) pixels[at + x] *= row[x] * right[width - 1 - x];
    }
    return frame;
  },
} as const satisfies Effect<Charge, Charge, FlatFieldSettings>;
