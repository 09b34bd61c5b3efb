import { fftTable } from "../fft.ts";
import type { KernelMemory } from "./memory.ts";
import { pinned } from "./pinned.ts";

/** Length of the longest transform; as assembly/fft.ts has it. */
const LARGEST = 2048;

/** First byte of the table of assembly/fft.ts, made once a memory: cos, then sin of 2 pi m / 2048. */
export const twiddlesOf = pinned((heap: KernelMemory): number => {
  const { cos, sin } = fftTable(new Map(), LARGEST);
  const table = heap.float32(2 * LARGEST);
  table.set(cos);
  table.set(sin, LARGEST);
  return table.byteOffset;
});
