import type { EffectKey } from "@elvis/formats/config";
import type { EffectBudget } from "@elvis/formats/product";
import { type Account, accountOn, type Pool } from "@elvis/kernels";
import { StageError } from "@elvis/stage";
import { type Frame, planesOf, unitOf } from "./frame.ts";

/** Effects that move charge: what one pixel loses and another gains is moved. */
const MOVING: ReadonlySet<EffectKey> = new Set(["IPQE", "CTI_CHARGEINJECTION", "TRAP_PUMPING", "BFE", "BLEEDING", "RADIATIONDAMAGE"]);

/**
 * Keeps the account of what each effect adds and takes, pixel by pixel, in float64.
 *
 * It holds one copy of the frame, in the pool's memory where the frame lies there.
 */
export class Ledger {
  readonly lines: EffectBudget[] = [];
  readonly #pool: Pool;
  /** Of the pool, for copies. */
  readonly #memory: Float32Array[] = [];
  #copies: readonly Float32Array[] = [];
  #sum = 0;
  #frame: Frame;

  private constructor(pool: Pool, frame: Frame) {
    this.#pool = pool;
    this.#frame = frame;
  }

  /** @param frame as the first effect will find it; read */
  static async open(pool: Pool, frame: Frame): Promise<Ledger> {
    const ledger = new Ledger(pool, frame);
    await ledger.#look(frame);
    return ledger;
  }

  /**
   * Writes the line of one effect. Where the pixels are the same as before it, `added` and `removed` are sums over the pixels that
   * rose and fell, and `moved`, of an effect that moves charge, the smaller of the two; where there are others, the difference of the sums;
   * where the unit changes, nothing.
   *
   * @param after what the effect returned; read
   * @param clipped pixels the effect says it clipped
   * @throws StageError when a pixel is no longer finite
   */
  async enter(effect: string, key: EffectKey, after: Frame, clipped: number): Promise<void> {
    const before = this.#sum;
    const isSame = this.#frame.kind === after.kind && isOf(this.#copies, planesOf(after));
    const { sum, rose, fell, changed } = await this.#look(after);
    if (!Number.isFinite(sum)) throw new StageError(`${effect}: ${firstNotFinite(after)}`);
    const hasSameUnit = unitOf(this.#frame) === unitOf(after);
    const [added, removed] = isSame ? [rose, fell] : hasSameUnit ? [Math.max(0, sum - before), Math.max(0, before - sum)] : [0, 0];
    const moved = isSame && MOVING.has(key) ? Math.min(added, removed) : 0;
    const line = { added, removed, moved, changed: isSame ? changed : 0, clipped, before, after: sum };
    this.lines.push({ effect, key, unit: unitOf(after), ...line });
    this.#frame = after;
  }

  /** Sums up, compares with the copy, and renews it. */
  async #look(frame: Frame): Promise<Account> {
    const planes = planesOf(frame);
    if (!isOf(this.#copies, planes)) this.#copies = this.#cut(planes);
    let all: Account = { sum: 0, rose: 0, fell: 0, changed: 0 };
    for (const [n, { pixels }] of planes.entries()) {
      const { sum, rose, fell, changed } = await accountOn(this.#pool, pixels, this.#copies[n]);
      all = { sum: all.sum + sum, rose: all.rose + rose, fell: all.fell + fell, changed: all.changed + changed };
    }
    this.#sum = all.sum;
    return all;
  }

  /**
   * Room for copies of other planes than before. In the pool it is in the memory of the copies, then in that of the frame before, which nobody owns any more
   * unless the effect went on with it: memory that was never touched costs more than an effect.
   */
  #cut(planes: Planes): readonly Float32Array[] {
    if (!planes.every(({ pixels }) => this.#pool.holds(pixels))) return planes.map(({ pixels }) => new Float32Array(pixels.length));
    for (const { pixels } of planesOf(this.#frame))
      if (this.#pool.holds(pixels) && !planes.some((plane) => overlap(plane.pixels, pixels))) this.#memory.push(pixels);
    const rooms = [...this.#memory];
    return planes.map(({ pixels: { length } }) => {
      let n = rooms.findIndex((room) => room.length >= length);
      if (n < 0) {
        const more = this.#pool.float32(length);
        this.#memory.push(more);
        n = rooms.push(more) - 1;
      }
      const room = rooms[n];
      // Kernels take four pixels at a time: each copy begins at a multiple of 16 bytes.
      rooms[n] = room.subarray(Math.ceil(length / 4) * 4);
      return room.subarray(0, length);
    });
  }
}

/** Whether two arrays of the pool share bytes. */
const overlap = (a: Float32Array, b: Float32Array): boolean =>
  a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength;

type Planes = ReturnType<typeof planesOf>;

const isOf = (copies: readonly Float32Array[], planes: Planes): boolean =>
  copies.length === planes.length && planes.every(({ pixels }, n) => pixels.length === copies[n].length);

function firstNotFinite(frame: Frame): string {
  for (const { name, pixels } of planesOf(frame)) {
    const at = pixels.findIndex((value) => !Number.isFinite(value));
    if (at >= 0) {
      return `pixel (${at % frame.width}, ${Math.floor(at / frame.width)}) of ${name === "" ? "the CCD" : `quadrant ${name}`}: expected a finite number, found ${pixels[at]}; look at the effect's model`;
    }
  }
  return "expected pixels whose sum is finite";
}
