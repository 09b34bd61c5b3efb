import type { MissionDatabase, VisInputConfiguration } from "@elvis/formats/product";
import type { SmoothLight } from "./model.ts";
import { type ZodiacalModel, zodiacalLight } from "./sky.ts";
import { outfieldRate } from "./straylight.ts";
import { thermalRate } from "./thermal.ts";

/** The settings of the stage that smooth light depends on. */
export interface LightConfig {
  readonly zodiacal: ZodiacalModel;
  /** e-/s/pixel at the galactic poles */
  readonly outfield: number;
  /** e-/s/pixel; computed unless given */
  readonly thermalRate?: number | undefined;
}

/** The light of an exposure that has no edges. @throws StageError for a field at the Sun */
export function smoothLight(mdb: MissionDatabase, task: VisInputConfiguration, config: LightConfig): SmoothLight {
  const { rate, gradient } = zodiacalLight(mdb, config.zodiacal, task);
  return {
    skyRate: rate,
    skyGradient: gradient,
    outfieldRate: outfieldRate(config.outfield, task.pointing),
    thermalRate: config.thermalRate ?? thermalRate(mdb),
  };
}
