export { EFFECT_KEYS, type EffectKey } from "./effect-keys.ts";
