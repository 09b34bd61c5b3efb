export { EFFECT_KEYS, type EffectKey } from "./effect-keys.ts";
export { type ConfValue, type ElvisConf, parseElvisConf, writeElvisConf } from "./elvis-conf.ts";
export { jsonList, jsonTupleList, type ListEntry, parseJsonList, writeJsonList } from "./json-list.ts";
export type { Covariance, Interpolation, Orbit, OrbitSegment } from "./oem.ts";
export { orbit, orbitAt, parseOrbit } from "./orbit.ts";
export { type ParamsDat, parseParamsDat, writeParamsDat } from "./params-dat.ts";
export { type CalendarTime, leapSeconds, parseTime, TIME_SYSTEMS, type TimeSystem } from "./time-systems.ts";
