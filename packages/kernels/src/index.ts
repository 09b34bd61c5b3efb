export type { BorderShifts, BoundaryStep } from "./boundary.ts";
export { moveBoundaries } from "./boundary.ts";
export { moveBoundariesOn } from "./boundary-on.ts";
export type { FftScratch, FftTables } from "./fft.ts";
export { fft2d, fftScratch, fftTables, inverseRealFft2d } from "./fft.ts";
export { gammaP, inverseGammaP } from "./gamma.ts";
export { cos, exp, lgamma, log, logFactorial, pow, sin } from "./math.ts";
export type { Otf } from "./otf.ts";
export { blurOtf, otfOfSamples } from "./otf.ts";
export type { OtfMemory } from "./otf-blend.ts";
export { blendOtf, thinOtf } from "./otf-blend.ts";
export { philox } from "./philox.ts";
export { type Account, accountOn } from "./pixels/account.ts";
export { type AreaMap, constantArea, mapRow } from "./pixels/map.ts";
export { addGaussianOn, poissonOn } from "./pixels/noise.ts";
export { discretizeOn, divideOn } from "./pixels/numbers.ts";
export { multiplyMapsOn, type Window } from "./pixels/response.ts";
export { addSurfaceOn, type Surface } from "./pixels/surface.ts";
export { copyWindowOn, type WindowCopy } from "./pixels/window.ts";
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
  fillUniform,
  gaussian,
  poisson,
  poissonInPlace,
  sequence,
  stream,
  uniform,
} from "./random.ts";
export { addSquare, rowStart } from "./scene/canvas.ts";
export { type FarLight, farLight } from "./scene/far-light.ts";
export { type PaintOptions, paint } from "./scene/painter.ts";
export { fadeShare, type PlainPsf, paintPlain } from "./scene/plain.ts";
export { blendNodes, type PsfNode, type PsfShape, type PsfTables, packNode, psfTables, scaleNode } from "./scene/psf-tables.ts";
export { transformSamples } from "./scene/transform.ts";
export type { Canvas, DrawnObject, PointExtent, SceneObject, SceneProfile } from "./scene/types.ts";
export type { Component, Renderer } from "./stamp.ts";
export { renderer, renderStamp } from "./stamp.ts";
export { addTracks, addTracksOn } from "./tracks/add-tracks.ts";
export type { Track, TrackCounts, TrackImage } from "./tracks/types.ts";
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
  TransferOptions,
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
  transferCharge,
  WellFill,
} from "./traps/index.ts";
export type { KernelMemory } from "./wasm/memory.ts";
export { type Pool, type PoolOptions, soloPool, startPool } from "./wasm/pool.ts";
export type { Thread } from "./wasm/thread.ts";
