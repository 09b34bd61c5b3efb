export type { Effect, EffectContext } from "./effect.ts";
export type { Charge, Digital, Frame, Margins, Readout } from "./frame.ts";
