import type { Output } from "./context.ts";

/** Seconds as a person reads them: "0:07", "12:03", "1:02:03". */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** "[#####-----]  50 %  18/36  3.2/s  0:06 left" after its label, cut to `columns`. */
export function bar(label: string, done: number, total: number, seconds: number, columns: number): string {
  const fraction = total > 0 ? Math.min(1, done / total) : 0;
  const rate = seconds > 0 ? done / seconds : 0;
  const filled = Math.round(20 * fraction);
  const left = rate > 0 ? `  ${clock((total - done) / rate)} left` : "";
  return `${label} [${"#".repeat(filled)}${"-".repeat(20 - filled)}] ${String(Math.floor(100 * fraction)).padStart(3)} %  ${amount(done)}/${amount(total)}  ${amount(rate)}/s${left}`.slice(
    0,
    columns - 1,
  );
}

const amount = (value: number): string => (Number.isInteger(value) ? String(value) : value.toPrecision(3));

/** Progress on stderr: a bar redrawn in place on a terminal, a line every few seconds elsewhere, because batch logs are files. */
export class Progress {
  readonly #output: Output;
  readonly #now: () => Date;
  readonly #prefix: string;
  #label = "";
  #began = 0;
  #shown = 0;
  #isDrawn = false;

  constructor(output: Output, now: () => Date, prefix: string) {
    this.#output = output;
    this.#now = now;
    this.#prefix = prefix;
  }

  /** @returns the line for the log when one is due, else undefined */
  update(label: string, done: number, total: number): string | undefined {
    const now = this.#now().getTime();
    if (label !== this.#label) {
      this.#label = label;
      this.#began = now;
      this.#shown = this.#output.isTTY === true ? 0 : now;
    }
    const isDue = now - this.#shown >= (this.#output.isTTY === true ? 100 : 5000);
    if (!isDue && !(this.#isDrawn && done >= total)) return undefined;
    this.#shown = now;
    const seconds = (now - this.#began) / 1000;
    if (this.#output.isTTY === true) {
      this.#output.write(`\r\u001b[K${bar(label, done, total, seconds, this.#output.columns ?? 80)}`);
      this.#isDrawn = true;
      return undefined;
    }
    const line = `${label} ${amount(done)}/${amount(total)} (${Math.floor((100 * done) / Math.max(total, 1))} %) after ${clock(seconds)}`;
    this.#output.write(`${this.#prefix}: ${line}\n`);
    return line;
  }

  /** A line of its own, above the bar. */
  line(text: string): void {
    this.finish();
    this.#output.write(`${text}\n`);
  }

  /** Takes the bar away. */
  finish(): void {
    if (this.#isDrawn) this.#output.write("\r\u001b[K");
    this.#isDrawn = false;
  }
}
