/**
 * The 28 effects of ELViS by their key in the detector configuration, in the order in which the original lists them.
 * `FITS_<KEY>` keeps the image after that effect.
 */
export const EFFECT_KEYS = [
  "STARS",
  "GHOSTS",
  "GALAXIES",
  "FAINTGALAXIES",
  "CALIBLAMP",
  "SHUTTER",
  "IPQE",
  "THERMAL",
  "BACKGROUND",
  "FLATFIELD",
  "CHARGEINJECTION",
  "CTI_CHARGEINJECTION",
  "TRAP_PUMPING",
  "COSMICRAYS",
  "DARK",
  "BLEEDING",
  "NOISE",
  "COSMETICS",
  "PREOVERSCAN",
  "PARALLELOVERSCAN",
  "RADIATIONDAMAGE",
  "NONLINEARITY",
  "READOUTNOISE",
  "ELECTRON2ADU",
  "BIAS",
  "XTALK",
  "DISCRETIZE",
  "BFE",
] as const;

export type EffectKey = (typeof EFFECT_KEYS)[number];
