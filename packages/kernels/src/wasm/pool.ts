import { type KernelMemory, kernelMemory } from "./memory.ts";
import { compileKernels, instantiateKernels, isShareable, type Kernels } from "./module.ts";
import { THREAD_SOURCE, type Thread } from "./thread.ts";
import { webAssembly } from "./webassembly.ts";

/**
 * The kernels on one memory, and the threads that share their work.
 *
 * Tasks are numbered and taken one after another by whoever is free: a kernel must give the same result whichever thread runs a task, and tasks of one call
 * must not write to the same bytes. Then one thread and many give the same bytes.
 */
export interface Pool extends KernelMemory {
  /** Threads that work, this one included. */
  readonly workers: number;
  /** The module on this thread. */
  readonly kernels: Kernels;
  /** This thread's scratch memory. */
  readonly scratch: number;
  /**
   * Runs `kernels[kernel](scratch, task, ...numbers)` for tasks 0 to count - 1, on all threads.
   *
   * @throws RangeError for a kernel that is not there; Error when a kernel traps
   */
  run(kernel: string, count: number, ...numbers: readonly number[]): Promise<void>;
  /** Ends the threads. The memory stays. */
  close(): void;
}

export interface PoolOptions {
  /** Threads that work, this one included; 1 needs no `spawn`. Default 1. */
  readonly workers?: number;
  /** Starts a thread that runs a script; from the host, as Node and browsers differ. Without it, or where memory cannot be shared, this thread works alone. */
  readonly spawn?: (source: string) => Thread;
}

/** A pool with its memory and threads. Threads start in about 0.05 s. */
export function startPool({ workers = 1, spawn }: PoolOptions = {}): Pool {
  const module = compileKernels();
  const seed = instantiateKernels(module, new webAssembly.Memory(seedLimits()));
  const heap = kernelMemory(seed.heapStart());
  const kernels = instantiateKernels(module, heap.memory);
  const bytes = kernels.scratchBytes();
  const scratch = heap.allocate(bytes);
  const queue = heap.int32(4);
  const count = spawn === undefined || !isShareable() ? 1 : Math.max(1, Math.floor(workers));
  const threads = Array.from({ length: count - 1 }, () => {
    const thread = spawn!(THREAD_SOURCE);
    thread.post({ module, memory: heap.memory, scratch: heap.allocate(bytes), queue: queue.byteOffset });
    return thread;
  });
  return {
    ...heap,
    workers: count,
    kernels,
    scratch,
    async run(kernel, tasks, ...numbers) {
      const call = kernels[kernel];
      if (typeof call !== "function") throw new RangeError(`kernels: pool: expected the name of a kernel, found ${kernel}`);
      Atomics.store(queue, 0, 0);
      const answers = threads.map((thread) => thread.ask({ kernel, tasks, numbers }));
      try {
        for (let task = Atomics.add(queue, 0, 1); task < tasks; task = Atomics.add(queue, 0, 1)) call(scratch, task, ...numbers);
      } finally {
        // Whatever went wrong here: no thread may write on when the caller goes on.
        Atomics.store(queue, 0, tasks);
        await Promise.allSettled(answers);
      }
      await Promise.all(answers);
    },
    close() {
      for (const thread of threads) thread.end();
    },
  };
}

/** Limits that the module accepts, as small as it allows. */
const seedLimits = (): { readonly initial: number; readonly maximum: number; readonly shared?: boolean } => ({
  initial: 16,
  maximum: 65536,
  ...(isShareable() ? { shared: true } : {}),
});

let solo: Pool | undefined;

/**
 * A pool of this thread alone, made once: for callers that were not given one. Its memory is taken back by whoever uses it, with `mark` and `release`.
 */
export function soloPool(): Pool {
  solo ??= startPool();
  return solo;
}
