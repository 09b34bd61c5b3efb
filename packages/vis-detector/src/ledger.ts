import type { EffectKey } from "@elvis/formats/config";
import type { EffectBudget } from "@elvis/formats/product";
import { StageError } from "@elvis/stage";
import { type Frame, planesOf, unitOf } from "./frame.ts";

/**
 * Keeps the account of what each effect adds and takes, pixel by pixel, in float64.
 *
 * It holds one copy of the frame, for the effects that do not change what the pixels are.
 */
export class Ledger {
  readonly lines: EffectBudget[] = [];
  #copy = new Float32Array(0);
  #sum: number;
  #frame: Frame;

  /** @param frame as the first effect will find it; read */
  constructor(frame: Frame) {
    this.#frame = frame;
    this.#sum = sumOf(frame);
  }

  /** Before an effect that gives pixels another meaning or place: forgets the copy, so that its memory is free meanwhile. */
  close(): void {
    this.#copy = new Float32Array(0);
  }

  /** Before any other effect: copies the frame. */
  open(frame: Frame): void {
    const planes = planesOf(frame);
    const size = planes.reduce((total, { pixels }) => total + pixels.length, 0);
    if (this.#copy.length !== size) this.#copy = new Float32Array(size);
    let at = 0;
    for (const { pixels } of planes) {
      this.#copy.set(pixels, at);
      at += pixels.length;
    }
  }

  /**
   * Writes the line of one effect. Where the pixels are the same as before it, `added` and `removed` are sums over the pixels that
   * rose and fell; where there are others, the difference of the sums; where the unit changes, nothing.
   *
   * @param after what the effect returned; read
   * @param clipped pixels the effect says it clipped
   * @throws StageError when a pixel is no longer finite
   */
  enter(effect: string, key: EffectKey, after: Frame, clipped: number): void {
    const before = this.#sum;
    const planes = planesOf(after);
    const isSame = this.#frame.kind === after.kind && planes.reduce((total, { pixels }) => total + pixels.length, 0) === this.#copy.length;
    let changes = { added: 0, removed: 0, changed: 0 };
    if (isSame) ({ sum: this.#sum, ...changes } = this.#compare(planes));
    else this.#sum = sumOf(after);
    if (!Number.isFinite(this.#sum)) throw new StageError(`${effect}: ${firstNotFinite(after)}`);
    if (!isSame && unitOf(this.#frame) === unitOf(after)) {
      changes = { added: Math.max(0, this.#sum - before), removed: Math.max(0, before - this.#sum), changed: 0 };
    }
    this.lines.push({ effect, key, unit: unitOf(after), ...changes, clipped, before, after: this.#sum });
    this.#frame = after;
  }

  #compare(planes: ReturnType<typeof planesOf>): { sum: number; added: number; removed: number; changed: number } {
    let sum = 0;
    let added = 0;
    let removed = 0;
    let changed = 0;
    let first = 0;
    const copy = this.#copy;
    for (const { pixels } of planes) {
      for (let at = 0; at < pixels.length; at++) {
        const value = pixels[at];
        sum += value;
        const difference = value - copy[first + at];
        if (difference > 0) added += difference;
        else if (difference < 0) removed -= difference;
        else continue;
        changed++;
      }
      first += pixels.length;
    }
    return { sum, added, removed, changed };
  }
}

function sumOf(frame: Frame): number {
  let sum = 0;
  for (const { pixels } of planesOf(frame)) for (let at = 0; at < pixels.length; at++) sum += pixels[at];
  return sum;
}

function firstNotFinite(frame: Frame): string {
  for (const { name, pixels } of planesOf(frame)) {
    const at = pixels.findIndex((value) => !Number.isFinite(value));
    if (at >= 0) {
      return `pixel (${at % frame.width}, ${Math.floor(at / frame.width)}) of ${name === "" ? "the CCD" : `quadrant ${name}`}: expected a finite number, found ${pixels[at]}; look at the effect's model`;
    }
  }
  return "expected pixels whose sum is finite";
}
