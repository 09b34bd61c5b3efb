import type { EffectKey } from "@elvis/formats/config";

/** The parts of the chain, in order. `read` and `digitise` are the two steps that change what the pixels mean; they always run. */
export const PHASES = ["scene", "charge", "read", "readout", "digitise", "digital"] as const;
export type Phase = (typeof PHASES)[number];

/** Where an effect stands, whether it is in the chain yet or not. */
export interface Place {
  /** Name in the chain, and its key in the settings. */
  readonly name: string;
  readonly elvisKey: EffectKey;
  readonly phase: Phase;
}

const inPhase = (phase: Phase, names: readonly (readonly [name: string, elvisKey: EffectKey])[]): readonly Place[] =>
  names.map(([name, elvisKey]) => ({ name, elvisKey, phase }));

/**
 * The places of all 28 effects, in the order in which they act. What is here and not in `chain` is not simulated yet, and
 * asking for it is an error that names its key.
 *
 * @see apps/docs/decisions/0010-order-of-effects.md
 */
export const places: readonly Place[] = [
  ...inPhase("scene", [
    ["stars", "STARS"],
    ["ghosts", "GHOSTS"],
    ["galaxies", "GALAXIES"],
    ["faint-galaxies", "FAINTGALAXIES"],
    ["calibration-lamp", "CALIBLAMP"],
    ["shutter", "SHUTTER"],
    ["ipqe", "IPQE"],
    ["thermal", "THERMAL"],
    ["background", "BACKGROUND"],
    ["flat-field", "FLATFIELD"],
  ]),
  ...inPhase("charge", [
    ["dark", "DARK"],
    ["photon-noise", "NOISE"],
    ["charge-injection", "CHARGEINJECTION"],
    ["cti-charge-injection", "CTI_CHARGEINJECTION"],
    ["trap-pumping", "TRAP_PUMPING"],
    ["cosmic-rays", "COSMICRAYS"],
    ["brighter-fatter", "BFE"],
    ["bleeding", "BLEEDING"],
    ["cosmetics", "COSMETICS"],
  ]),
  ...inPhase("read", [["overscan", "PREOVERSCAN"]]),
  ...inPhase("readout", [
    ["parallel-overscan", "PARALLELOVERSCAN"],
    ["radiation-damage", "RADIATIONDAMAGE"],
    ["nonlinearity", "NONLINEARITY"],
    ["readout-noise", "READOUTNOISE"],
  ]),
  ...inPhase("digitise", [["gain", "ELECTRON2ADU"]]),
  ...inPhase("digital", [
    ["bias", "BIAS"],
    ["crosstalk", "XTALK"],
    ["discretize", "DISCRETIZE"],
  ]),
];
