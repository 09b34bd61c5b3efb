/** A thread of the host's making, running a script that talks through `port` (below). */
export interface Thread {
  post(message: unknown): void;
  /** Posts a message and waits for the thread's next answer. @throws Error with the thread's own words when it failed or ended */
  ask(message: unknown): Promise<unknown>;
  end(): void;
}

/**
 * What a thread runs. The host puts `port` before it: `port.post(message)`, `port.onMessage(handler)`.
 *
 * The first message brings the module, the memory, this thread's scratch and the queue; each further one a kernel, how many tasks, and its numbers. The
 * answer to those is `{}`, or `{ error }`.
 */
export const THREAD_SOURCE = `
let kernels, scratch, queue;
port.onMessage((message) => {
  if (message.module) {
    const abort = () => { throw new Error("kernels: a kernel aborted"); };
    kernels = new WebAssembly.Instance(message.module, { env: { memory: message.memory, abort } }).exports;
    scratch = message.scratch;
    queue = new Int32Array(message.memory.buffer, message.queue, 4);
    return;
  }
  const { kernel, tasks, numbers } = message;
  try {
    for (let task = Atomics.add(queue, 0, 1); task < tasks; task = Atomics.add(queue, 0, 1)) kernels[kernel](scratch, task, ...numbers);
    port.post({});
  } catch (error) {
    Atomics.store(queue, 0, tasks);
    port.post({ error: String(error && error.message || error) });
  }
});
`;
