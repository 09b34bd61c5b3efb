import { fftTable } from "../fft.ts";
import type { KernelMemory } from "./memory.ts";

/** Length of the longest transform; as assembly/fft.ts has it. */
const LARGEST = 2048;

/** Writes the table of assembly/fft.ts: cos, then sin of 2 pi m / 2048. @returns its first byte */
export function twiddleTable(heap: KernelMemory): number {
  const { cos, sin } = fftTable(new Map(), LARGEST);
  const table = heap.float32(2 * LARGEST);
  table.set(cos);
  table.set(sin, LARGEST);
  return table.byteOffset;
}
