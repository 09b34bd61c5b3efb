import { type Corner, ccdOf } from "@elvis/focal-plane";
import type { ImageMap } from "@elvis/formats/product";
import { multiplyMapsOn, type Window } from "@elvis/kernels";
import type { Effect } from "../../effect.ts";
import type { Charge } from "../../frame.ts";
import { constantMap, readModelMap } from "../../model-map.ts";

export interface FlatFieldSettings {
  /** Response of each pixel against its neighbours, about 1: maps named E, F, G, H, in readout order, pixels of light only. Default 1. */
  readonly prnu?: ImageMap;
  /** Response over the CCD, about 1: a map named by the CCD, in the CCD's frame. Default 1. */
  readonly illumination?: ImageMap;
}

const CORNERS = ["lowerLeft", "lowerRight", "upperLeft", "upperRight"] as const satisfies readonly Corner[];

/** Multiplies the light by the response of the pixels and of the field. See ./flat-field.md. */
export const flatField = {
  name: "flat-field",
  elvisKey: "FLATFIELD",
  async apply(frame, { prnu, illumination }, { ccd, pool }) {
    const { width, height, pixels } = frame;
    const letters = ccdOf(ccd).letters;
    // An odd column or row in the middle belongs to the left and lower quadrants.
    const leftWidth = Math.ceil(width / 2);
    const lowerHeight = Math.ceil(height / 2);
    // Each quadrant is read from its outer corner: upper rows and right columns count inwards from the far edge.
    const quadrant = async (corner: Corner): Promise<Window> => {
      const isFromRight = corner.endsWith("Right");
      const isFromTop = corner.startsWith("upper");
      const columns = isFromRight ? width - leftWidth : leftWidth;
      const rows = isFromTop ? height - lowerHeight : lowerHeight;
      const isPlain = prnu === undefined || columns === 0 || rows === 0;
      const map = isPlain ? constantMap(1, columns, rows) : await readModelMap(prnu, letters[corner], columns, rows);
      return { left: isFromRight ? leftWidth : 0, bottom: isFromTop ? lowerHeight : 0, isFromRight, isFromTop, map };
    };
    const field = illumination === undefined ? constantMap(1, width, height) : await readModelMap(illumination, ccd, width, height);
    for (const corner of CORNERS) await multiplyMapsOn(pool, pixels, field, [await quadrant(corner)]);
    return frame;
  },
} as const satisfies Effect<Charge, Charge, FlatFieldSettings>;
