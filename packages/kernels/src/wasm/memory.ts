import { isShareable, MOST_PAGES, PAGE } from "./module.ts";
import { type WasmMemory, webAssembly } from "./webassembly.ts";

/**
 * Memory that kernels and TypeScript see alike: arrays given out one after another, taken back from a mark on.
 *
 * It grows when it must; arrays stay valid, as shared memory never moves. Memory that cannot be shared moves when it grows, so there all of it is there
 * from the start (untouched pages cost nothing).
 */
export interface KernelMemory {
  readonly memory: WasmMemory;
  /** First byte of `bytes` bytes, a multiple of 16. */
  allocate(bytes: number): number;
  /** All zero, as are the next two. */
  float32(length: number): Float32Array;
  float64(length: number): Float64Array;
  int32(length: number): Int32Array;
  /** Where the next array will lie. */
  mark(): number;
  /** Takes back all that was given out since a mark, and was not pinned; those arrays must not be used any more. */
  release(mark: number): void;
  /** Keeps for good what has been given out so far: tables that are made once, whoever asks first. */
  pin(): void;
  /** Whether an array lies in this memory: kernels can then work on it in place. */
  holds(array: ArrayBufferView): boolean;
}

/** 1 GiB: the limit of memory that cannot be shared. */
const FIXED_PAGES = 16384;
const ALIGNMENT = 16;

/** @param start first byte that may be given out */
export function kernelMemory(start: number, isShared: boolean = isShareable()): KernelMemory {
  const memory = isShared
    ? new webAssembly.Memory({ initial: Math.ceil(start / PAGE) + 16, maximum: MOST_PAGES, shared: true })
    : new webAssembly.Memory({ initial: FIXED_PAGES, maximum: FIXED_PAGES });
  const buffers = new WeakSet<ArrayBufferLike>([memory.buffer]);
  let next = align(start);
  let pinned = next;
  /** Memory from here on has never been given out: it is zero. */
  let fresh = next;
  const allocate = (bytes: number): number => {
    const at = next;
    const end = align(at + bytes);
    const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE);
    if (missing > 0) {
      if (!isShared || end > MOST_PAGES * PAGE)
        throw new RangeError(`kernels: memory: expected at most ${isShared ? "4 GiB" : "1 GiB"}, found ${bytes} bytes asked for at ${at}`);
      memory.grow(missing);
      buffers.add(memory.buffer);
    }
    next = end;
    return at;
  };
  /** As `allocate`, all zero. */
  const zeros = (bytes: number): number => {
    const at = allocate(bytes);
    if (at < fresh) new Uint8Array(memory.buffer, at, Math.min(bytes, fresh - at)).fill(0);
    return at;
  };
  type Numbers<T> = { readonly BYTES_PER_ELEMENT: number; new (buffer: ArrayBuffer, at: number, length: number): T };
  const view = <T>(Numbers: Numbers<T>, length: number): T => {
    // Asked for first: the buffer may be another one afterwards.
    const at = zeros(Numbers.BYTES_PER_ELEMENT * length);
    return new Numbers(memory.buffer, at, length);
  };
  return {
    memory,
    allocate,
    float32: (length) => view(Float32Array, length),
    float64: (length) => view(Float64Array, length),
    int32: (length) => view(Int32Array, length),
    mark: () => next,
    release(mark) {
      fresh = Math.max(fresh, next);
      next = Math.max(mark, pinned);
    },
    pin() {
      pinned = next;
    },
    // After it has grown, shared memory has another buffer object on the same bytes.
    holds: ({ buffer }) => buffers.has(buffer),
  };
}

const align = (at: number): number => Math.ceil(at / ALIGNMENT) * ALIGNMENT;
