export { EFFECT_KEYS, type EffectKey } from "./effect-keys.ts";
export type { Covariance, Interpolation, Orbit, OrbitSegment } from "./oem.ts";
export { orbit, orbitAt, parseOrbit } from "./orbit.ts";
export { leapSeconds, TIME_SYSTEMS, type TimeSystem } from "./time-systems.ts";
