import { EFFECT_KEYS, type EffectKey } from "@elvis/formats/config";
import type { SimRequest } from "@elvis/formats/product";
import { StageError } from "@elvis/stage";

/** What every frame goes through on its way out. */
const READOUT = [
  "PREOVERSCAN",
  "PARALLELOVERSCAN",
  "NONLINEARITY",
  "READOUTNOISE",
  "ELECTRON2ADU",
  "BIAS",
  "XTALK",
  "DISCRETIZE",
] as const satisfies readonly EffectKey[];

/** What charge goes through once it is collected. */
const COLLECTED = ["BFE", "BLEEDING", "COSMETICS"] as const satisfies readonly EffectKey[];

/** The effects of a science exposure, but for radiation damage, which is a setting of the plan. */
const SKY = [
  "STARS",
  "GHOSTS",
  "GALAXIES",
  "FAINTGALAXIES",
  "SHUTTER",
  "IPQE",
  "THERMAL",
  "BACKGROUND",
  "FLATFIELD",
  "DARK",
  "NOISE",
  "COSMICRAYS",
  ...COLLECTED,
  ...READOUT,
] as const satisfies readonly EffectKey[];

/** Type of an exposure as headers name it, and the effects that make it. */
export interface ExposureType {
  readonly category: "SCIENCE" | "CALIB";
  readonly first: string;
  readonly second: string;
  readonly sequence: string;
  readonly observationMode: string;
  readonly effects: readonly EffectKey[];
}

const SCIENCE: ExposureType = {
  category: "SCIENCE",
  first: "SURVEY",
  second: "OTHER",
  sequence: "NOMINAL",
  observationMode: "WIDE",
  effects: SKY,
};

const calibration = (first: string, second: string, effects: readonly EffectKey[]): ExposureType => ({
  category: "CALIB",
  first,
  second,
  sequence: first,
  observationMode: "CALIBRATION",
  effects: [...effects, ...READOUT],
});

/** What light of the lamp goes through, and what else is collected with it. */
const LAMP = ["CALIBLAMP", "FLATFIELD", "DARK", "NOISE", "COSMICRAYS", ...COLLECTED] as const satisfies readonly EffectKey[];

/**
 * Calibration exposures by the request's type: the same chain with other effects (DPDD, VIS image types). Injected charge is not collected by a field, so
 * brighter-fatter has no part in it; it meets the traps of all rows, and those of the serial register as any charge does.
 */
const CALIBRATIONS: Readonly<Record<string, ExposureType>> = {
  BIAS: calibration("BIAS", "OTHER", []),
  DARK: calibration("DARK", "OTHER", ["DARK", "NOISE", "COSMICRAYS", ...COLLECTED]),
  FLAT: calibration("FLAT", "LAMP", LAMP),
  LINEARITY: calibration("LINEARITY", "LAMP", LAMP),
  CHARGE_INJECTION: calibration("CHARGE_INJECTION", "OTHER", ["CHARGEINJECTION", "CTI_CHARGEINJECTION", "COSMICRAYS", "RADIATIONDAMAGE"]),
  TRAP_PUMPING: calibration("TRAP_PUMPING", "OTHER", ["CHARGEINJECTION", "TRAP_PUMPING"]),
};

/**
 * @param radiationDamage whether charge meets traps on its way out. Where lines are injected to measure them it always does, in a bias, which has no charge, never
 * @throws StageError for a calibration type that is not known
 */
export function exposureType(request: Pick<SimRequest, "category" | "calibrationType" | "fileName">, radiationDamage = true): ExposureType {
  const type = request.category === "SCIENCE" ? SCIENCE : CALIBRATIONS[request.calibrationType ?? ""];
  if (type === undefined)
    throw new StageError(
      `${requestName(request)}: expected a calibration type (${Object.keys(CALIBRATIONS).join(", ")}), found ${request.calibrationType ?? "none"}`,
    );
  const isDamaged = radiationDamage && type.first !== "BIAS" && !type.effects.includes("RADIATIONDAMAGE");
  return isDamaged ? { ...type, effects: [...type.effects, "RADIATIONDAMAGE"] } : type;
}

/** The file of a simulation request, or where it has none what it is. */
export const requestName = ({ fileName }: Pick<SimRequest, "fileName">): string => fileName ?? "simulation request";

/** Every key of the instrument, on or off. */
export const effectSwitches = (on: readonly EffectKey[]): Readonly<Record<EffectKey, boolean>> =>
  Object.fromEntries(EFFECT_KEYS.map((key) => [key, on.includes(key)])) as Record<EffectKey, boolean>;
