export type { Effect, EffectContext } from "./effect.ts";
export { chain, effects, type Settings } from "./effects/index.ts";
export { type Phase, type Place, places } from "./effects/places.ts";
export { type ExposeOptions, expose } from "./expose.ts";
export { type Charge, type Digital, emptyCharge, type Frame, type Margins, planesOf, type Readout, unitOf, VIS_CCD } from "./frame.ts";
export type { Size } from "./readout-time.ts";
export { settingsOf } from "./settings.ts";
export { type Run, type Simulation, simulate } from "./simulate.ts";
export { visDetector } from "./stage.ts";
