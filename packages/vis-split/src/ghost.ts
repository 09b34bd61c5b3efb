import { GHOST_FLOOR, ghostArea, ghostPosition } from "@elvis/focal-plane";
import type { VisInputConfiguration } from "@elvis/formats/product";
import { JANSKY, type Reach } from "./catalog.ts";
import type { FocalPlaneModels } from "./model.ts";

/**
 * Where the ghosts of stars fall that are bright enough to have one drawn: those whose mean brightness is above `GHOST_FLOOR` in this exposure. Undefined for an
 * exposure without ghosts.
 */
export function ghostReach(
  { effects, pointing, exposureTime }: Pick<VisInputConfiguration, "effects" | "pointing" | "exposureTime">,
  { ghost, distortion, zerop }: Pick<FocalPlaneModels, "ghost" | "distortion" | "zerop">,
): Reach["ghost"] | undefined {
  if (!effects.GHOSTS) return undefined;
  const { model } = ghost;
  const position = ghostPosition(model, pointing, distortion.model);
  const faintest = (GHOST_FLOOR * ghostArea(model)) / model.brightness;
  const electronsPerJansky = exposureTime * 10 ** (0.4 * (zerop.model.electrons - JANSKY));
  return (catalog) => {
    const [ra, dec, flux] = [catalog.float64("RA"), catalog.float64("DEC"), catalog.float32("TU_FNU_VIS")];
    return (row) => {
      if (!(flux[row] * electronsPerJansky > faintest)) return undefined;
      const at = position(ra[row], dec[row]);
      return at && { ...at, radius: model.outerRadius };
    };
  };
}
