export type { FftScratch, FftTables } from "./fft.ts";
export { fft2d, fftScratch, fftTables, inverseRealFft2d } from "./fft.ts";
export { gammaP, inverseGammaP } from "./gamma.ts";
export { cos, exp, lgamma, log, logFactorial, pow, sin } from "./math.ts";
export type { Otf } from "./otf.ts";
export { blurOtf, otfOfSamples } from "./otf.ts";
export type { OtfMemory } from "./otf-blend.ts";
export { blendOtf, thinOtf } from "./otf-blend.ts";
export { philox } from "./philox.ts";
export type { SersicTable } from "./profile.ts";
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
export type { Sequence, Stream } from "./random.ts";
export {
  addGaussian,
  child,
  fillGaussian,
  gaussian,
  poisson,
  poissonInPlace,
  sequence,
  stream,
  uniform,
} from "./random.ts";
export type { Component, Renderer } from "./stamp.ts";
export { renderer, renderStamp } from "./stamp.ts";
export type {
  ChargeTransfer,
  Clocking,
  Continuum,
  Direction,
  ExpressMatrix,
  InstantCapture,
  InstantCaptureContinuum,
  Phase,
  SlowCapture,
  SlowCaptureContinuum,
  Species,
  StepPhase,
  Well,
} from "./traps/index.ts";
export {
  addCti,
  clockSequence,
  expressMatrix,
  fillAfter,
  fillAfterDwell,
  removeCti,
  standardClocking,
  WellFill,
} from "./traps/index.ts";
