import { WASM } from "#wasm";
import { type WasmMemory, type WasmModule, webAssembly } from "./webassembly.ts";

/** The kernels of `assembly/index.ts`: pointers in bytes, lengths in elements. */
export interface Kernels {
  readonly [name: string]: (...numbers: number[]) => number;
}

/** 64 KiB */
export const PAGE = 65536;
/** 4 GiB: all that 32 bits can address. */
export const MOST_PAGES = 65536;

/** Whether memory can be shared between threads here: a page needs cross-origin isolation for it, Node always can. */
export const isShareable = (): boolean => typeof SharedArrayBuffer !== "undefined";

/** The compiled module; its memory is imported, shared where threads can share it. */
export function compileKernels(isShared: boolean = isShareable()): WasmModule {
  const bytes = Uint8Array.from(atob(WASM), (letter) => letter.charCodeAt(0));
  if (!isShared) bytes[limitsAt(bytes)] = 1;
  return new webAssembly.Module(bytes);
}

/** An instance of the module on a memory: one a thread. */
export function instantiateKernels(module: WasmModule, memory: WasmMemory): Kernels {
  return new webAssembly.Instance(module, { env: { memory, abort: abortKernel } }).exports as unknown as Kernels;
}

/** What AssemblyScript calls when it cannot go on. */
function abortKernel(): never {
  throw new Error("kernels: a kernel aborted");
}

/**
 * Where the flags of the imported memory's limits stand: 3 (shared, with a maximum), which may become 1 (with a maximum). Nothing in the code depends on it,
 * as no kernel uses an atomic instruction.
 *
 * @see WebAssembly core specification, 5.5.5, import section
 */
function limitsAt(bytes: Uint8Array): number {
  const text = [..."env\u0006memory"].map((letter) => letter.charCodeAt(0));
  for (let at = 8; at + text.length + 1 < bytes.length; at++) {
    if (text.every((byte, n) => bytes[at + n] === byte) && bytes[at + text.length] === 2 && bytes[at + text.length + 1] === 3)
      return at + text.length + 1;
  }
  throw new Error("kernels: the module does not import a shared memory");
}
