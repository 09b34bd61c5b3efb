// What the module exports. Every kernel works on the memory it is given: pointers in bytes, lengths in elements. A kernel that the pool runs takes its
// worker's scratch memory and the number of the task first.
import { SCRATCH_BYTES } from "./scratch";

export { moveBoundaries } from "./boundary";
export { plan } from "./choose";
export { drawTile, paintBand, renderLarge } from "./draw";
export { addCoarse } from "./far";
export { fftLines, inverseReal, spectrumStride } from "./fft";
export { transformSamples } from "./otf";
export { addGaussian, drawPoisson } from "./noise";
export { account, addSurface, discretize, divide, multiplyMaps, readWindow } from "./pixels";
export { lightBeyond, transformRow, transforms } from "./profile";
export { addTracks } from "./tracks";
export { moveCharge } from "./traps";

/** First byte that the module does not use itself. */
export function heapStart(): usize {
  return __heap_base;
}

/** What each worker needs of its own. */
export function scratchBytes(): usize {
  return SCRATCH_BYTES;
}
