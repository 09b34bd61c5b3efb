import { FormatError } from "../../errors.ts";
import { Header } from "../../fits/header.ts";
import type { FitsFile, HduToWrite } from "../../fits/types.ts";
import { CCD_IDS, QUADRANT_IDS } from "../layout.ts";
import type { BiasModel, ImageMap, PerQuadrant, StraylightModel } from "../types.ts";
import { mapToWrite, readImageMap } from "./image-map.ts";

/** What bias structure must be. */
export const BIAS_RULES = { area: "readout", unit: "ADU", minimum: -10000, maximum: 10000 } as const;

/**
 * The master bias: an image for each quadrant over its whole readout plane (2128 x 2086, first pixel read first), ADU above the
 * pedestal; BIAS_LVL (ADU) and RDNOISE (electrons) in each image's header, as the flight headers have them.
 */
export function readBias(fits: FitsFile): BiasModel {
  const structure = readImageMap(fits, { names: QUADRANT_IDS, ...BIAS_RULES });
  const number = (id: string, keyword: string, maximum: number): number => {
    const { header, index } = structure.image(id);
    const value = header.number(keyword);
    if (value === undefined || !(value >= 0 && value <= maximum))
      throw new FormatError(fits.name, `HDU ${index} (${id}), ${keyword}`, `0 to ${maximum}`, String(header.get(keyword) ?? "nothing"));
    return value;
  };
  const all = (keyword: string, maximum: number): PerQuadrant<number> =>
    Object.fromEntries(QUADRANT_IDS.map((id) => [id, number(id, keyword, maximum)]));
  return { level: all("BIAS_LVL", 65535), readNoise: all("RDNOISE", 1000), structure };
}

export function* biasToWrite({ level, readNoise, structure }: BiasModel): Iterable<HduToWrite> {
  yield { kind: "image", shape: [] };
  yield* mapToWrite(structure, (id) =>
    new Header().setReal("BIAS_LVL", level[id], "[ADU] pedestal").setReal("RDNOISE", readNoise[id], "[electron] read noise, rms"),
  );
}

/** What a flat must be: finite, at least 0, and near 1 in the mean; a file in ADU, an inverse in another unit or an empty one is none. */
export const PRNU_RULES = { area: "light", unit: "no unit", minimum: 0, maximum: 2, mean: [0.9, 1.1] } as const;
/** Vignetting and a filter's edge may take more from a whole CCD than pixels differ from their neighbours. */
export const ILLUMINATION_RULES = { area: "ccd", unit: "no unit", minimum: 0, maximum: 2, mean: [0.5, 1.5] } as const;

/** Small-scale flat: an image for each quadrant over its light pixels, mean 1, first pixel read first. */
export const readPrnu = (fits: FitsFile): ImageMap => readImageMap(fits, { names: QUADRANT_IDS, ...PRNU_RULES });

/** Large-scale flat: an image for each CCD in its own frame, relative to the middle of the field. */
export const readIllumination = (fits: FitsFile): ImageMap => readImageMap(fits, { names: CCD_IDS, ...ILLUMINATION_RULES });

/** What scattered light must be. */
export const STRAYLIGHT_RULES = { area: "ccd", unit: "electron/s", minimum: 0, maximum: 1e6 } as const;

/** Light scattered by the service module, e-/s/pixel: an image for each CCD in its own frame. */
export const readStraylight = (fits: FitsFile): StraylightModel => ({
  map: readImageMap(fits, { names: CCD_IDS, ...STRAYLIGHT_RULES }),
});

export function* imagesToWrite(map: ImageMap): Iterable<HduToWrite> {
  yield { kind: "image", shape: [] };
  yield* mapToWrite(map);
}
