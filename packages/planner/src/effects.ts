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

/** The effects of a science exposure; a plan asks for these and for no others. The lamp is not among them: it needs a plan that says which LEDs are on. */
const AVAILABLE = [
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
  /** Commanded and effective exposure, s; undefined for those of the science sequence. */
  readonly times?: { readonly commanded: number; readonly effective: number };
  readonly effects: readonly EffectKey[];
}

const SCIENCE: ExposureType = {
  category: "SCIENCE",
  first: "SURVEY",
  second: "OTHER",
  sequence: "NOMINAL",
  observationMode: "WIDE",
  effects: AVAILABLE,
};

const calibration = (first: string, second: string, effects: readonly EffectKey[], times?: ExposureType["times"]): ExposureType => ({
  category: "CALIB",
  first,
  second,
  sequence: first,
  observationMode: "CALIBRATION",
  effects: [...effects, ...READOUT],
  ...(times && { times }),
});

/**
 * Calibration exposures by the request's type: the same chain with other effects (DPDD, VIS image types).
 * A dark is a closed shutter for the nominal commanded time, all of which counts.
 */
const CALIBRATIONS: Readonly<Record<string, ExposureType>> = {
  BIAS: calibration("BIAS", "OTHER", [], { commanded: 0, effective: 0 }),
  DARK: calibration("DARK", "OTHER", ["DARK", "NOISE", "COSMICRAYS", ...COLLECTED], { commanded: 566, effective: 566 }),
  FLAT: calibration("FLAT", "LAMP", ["CALIBLAMP", "FLATFIELD", "DARK", "NOISE", "COSMICRAYS", ...COLLECTED]),
  LINEARITY: calibration("LINEARITY", "LAMP", ["CALIBLAMP", "FLATFIELD", "DARK", "NOISE", "COSMICRAYS", ...COLLECTED]),
  CHARGE_INJECTION: calibration("CHARGE_INJECTION", "OTHER", ["CHARGEINJECTION", "CTI_CHARGEINJECTION", "RADIATIONDAMAGE", "COSMICRAYS"]),
  TRAP_PUMPING: calibration("TRAP_PUMPING", "OTHER", ["CHARGEINJECTION", "TRAP_PUMPING"]),
};

/**
 * @throws StageError for a calibration type that is not known, or that needs an effect which cannot be planned yet
 */
export function exposureType(request: Pick<SimRequest, "category" | "calibrationType">): ExposureType {
  if (request.category === "SCIENCE") return SCIENCE;
  const type = CALIBRATIONS[request.calibrationType ?? ""];
  if (type === undefined)
    throw new StageError(
      `simulation request: expected a calibration type (${Object.keys(CALIBRATIONS).join(", ")}), found ${request.calibrationType ?? "none"}`,
    );
  const missing = type.effects.filter((key) => !(AVAILABLE as readonly string[]).includes(key));
  if (missing.length > 0)
    throw new StageError(
      `simulation request: a calibration of type ${request.calibrationType} needs ${missing.join(", ")}, which cannot be planned yet`,
    );
  return type;
}

/** Every key of the instrument, on or off. */
export const effectSwitches = (on: readonly EffectKey[]): Readonly<Record<EffectKey, boolean>> =>
  Object.fromEntries(EFFECT_KEYS.map((key) => [key, on.includes(key)])) as Record<EffectKey, boolean>;
