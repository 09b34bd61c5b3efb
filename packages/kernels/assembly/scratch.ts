// A worker's own memory, cut once. src/wasm/pool.ts gives each worker SCRATCH_BYTES.
import { LARGEST_SIDE } from "./sizes";

const SPECTRUM: usize = (<usize>LARGEST_SIDE / 2 + 4) * <usize>LARGEST_SIDE * 4;
/** Wave numbers along an axis at most: 1.5 cycles a pixel. */
const MOST: usize = (<usize>LARGEST_SIDE * 3) / 2 + 16;

/** Half spectra, and two more for the transform. */
export const SPEC_RE: usize = 0;
export const SPEC_IM: usize = SPECTRUM;
export const FFT_RE: usize = 2 * SPECTRUM;
export const FFT_IM: usize = 3 * SPECTRUM;
export const SQUARE: usize = 4 * SPECTRUM;
/** A row of each plane (real, imaginary), a row of each plane's profile, of the product, of the phases. */
export const ROWS: usize = SQUARE + <usize>LARGEST_SIDE * <usize>LARGEST_SIDE * 4;
export const ROW: usize = MOST * 4;
/** Transforms of up to two Sersic components. */
export const TRANSFORMS: usize = ROWS + 16 * ROW;
/** Tails of up to two components. */
export const TAILS: usize = TRANSFORMS + 2 * 8192;
export const TAIL_BYTES: usize = 4096;
export const NUMBERS: usize = TAILS + 2 * TAIL_BYTES;
/** Blended planes of the first level, and the same with finer wave numbers along x. */
export const BLEND: usize = NUMBERS + 1024;
export const BLEND_BYTES: usize = 1 << 24;
export const FINE: usize = BLEND + BLEND_BYTES;
export const FINE_BYTES: usize = 1 << 26;
export const SCRATCH_BYTES: usize = FINE + FINE_BYTES;
