import { Worker } from "node:worker_threads";
import type { Thread } from "../stage.ts";

/** What a script finds: `port.post(message)` and `port.onMessage(handler)`. */
const PORT = `
const { parentPort } = require("node:worker_threads");
const port = { post: (message) => parentPort.postMessage(message), onMessage: (handler) => parentPort.on("message", handler) };
`;

/** Starts a thread of Node that runs a script; it does not keep the process alive. */
export function nodeThread(source: string): Thread {
  const worker = new Worker(PORT + source, { eval: true });
  worker.unref();
  const waiting: { readonly resolve: (answer: unknown) => void; readonly reject: (error: Error) => void }[] = [];
  const fail = (error: Error): void => {
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  worker.on("message", (answer: { readonly error?: string }) => {
    const next = waiting.shift();
    worker.unref();
    if (answer.error === undefined) next?.resolve(answer);
    else next?.reject(new Error(answer.error));
  });
  worker.on("error", fail);
  worker.on("exit", (code) => fail(new Error(`thread: expected an answer, found that it ended with ${code}`)));
  return {
    post: (message) => worker.postMessage(message),
    ask(message) {
      // While an answer is awaited the thread keeps the process alive.
      worker.ref();
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        worker.postMessage(message);
      });
    },
    end: () => void worker.terminate(),
  };
}
