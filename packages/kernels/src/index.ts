export { cos, exp, lgamma, log, logFactorial, pow, sin } from "./math.ts";
export { philox } from "./philox.ts";
export {
  addGaussian,
  child,
  fillGaussian,
  gaussian,
  poisson,
  POISSON_EXACT_LIMIT,
  poissonInPlace,
  sequence,
  stream,
  uniform,
} from "./random.ts";
export type { Sequence, Stream } from "./random.ts";
export { fft2d, fftLines, fftScratch, fftTable, fftTables, inverseRealFft2d } from "./fft.ts";
export type { FftScratch, FftTable, FftTables } from "./fft.ts";
export { gammaP, inverseGammaP } from "./gamma.ts";
export {
  DISC_B,
  discTransform,
  SERSIC_MAX,
  SERSIC_MIN,
  sersicB,
  sersicCentre,
  sersicRadius,
  sersicRow,
  sersicTable,
  sersicTransform,
} from "./profile.ts";
export type { SersicTable } from "./profile.ts";
export { blendOtf, blurOtf, otfOfSamples } from "./otf.ts";
export type { Otf } from "./otf.ts";
export { renderer, renderStamp } from "./stamp.ts";
export type { Component, Renderer } from "./stamp.ts";
