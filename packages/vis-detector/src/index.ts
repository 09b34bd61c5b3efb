export type { Effect, EffectContext } from "./effect.ts";
export { chain, effects, type Settings } from "./effects/index.ts";
export { type Phase, type Place, places } from "./effects/places.ts";
export { expose, type ExposeOptions, type Size } from "./expose.ts";
export { type Charge, type Digital, emptyCharge, type Frame, type Margins, planesOf, type Readout, unitOf, VIS_CCD } from "./frame.ts";
export { settingsOf } from "./settings.ts";
export { type Run, simulate, type Simulation } from "./simulate.ts";
