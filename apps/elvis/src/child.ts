import { spawn } from "node:child_process";

/** How a command ended. */
export interface Ending {
  /** 0, 1, 70; 128 and more for a signal. */
  readonly status: number;
  /** Lines on stdout: the names of the products. */
  readonly products: readonly string[];
  /** Last lines on stderr. */
  readonly tail: readonly string[];
  /** s */
  readonly seconds: number;
}

/** Runs a command of Node in a folder, to its end; SIGTERM when the signal aborts. */
export function runChild(file: string, flags: readonly string[], cwd: string, signal: AbortSignal): Promise<Ending> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...flags], { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let [out, err] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      err = (err + text).slice(-20_000);
    });
    const stop = () => void child.kill("SIGTERM");
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    child.on("error", reject);
    child.on("close", (code) => {
      signal.removeEventListener("abort", stop);
      resolve({ status: code ?? 143, products: lines(out), tail: lines(err).slice(-20), seconds: (performance.now() - began) / 1000 });
    });
  });
}

const lines = (text: string): string[] => text.split("\n").filter((line) => line !== "");
