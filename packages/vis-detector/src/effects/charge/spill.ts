/**
 * Spills what is above full well along one column, in place.
 *
 * Every pixel above full well sends half of its excess each way. Charge keeps its direction: it fills the pixels that it meets up to full well and passes
 * over full ones, until it is used up. At the register it leaves; at the injection structure, the other end, it turns back.
 * Where spills meet, they share the room between them as if all excess had come steadily over one time: the run of full pixels grows together at
 * that moment, and goes on at both ends with half of all that it gets. The result does not depend on an order of pixels.
 *
 * The work grows with the pixels of the column, and with K log K for K runs of pixels above full well.
 *
 * @param charge electrons, from the register to the injection structure; changed
 * @param full electrons that each pixel holds; read
 * @returns electrons that left at the register
 */
export function spill(charge: Float64Array, full: Float64Array): number {
  const runs = runsAbove(charge, full);
  if (runs.length === 0) return 0;
  const gaps = new Gaps(runs, roomsBetween(runs, charge, full));
  const left = gaps.spill();
  gaps.fill(charge, full);
  return left;
}

/** Pixels above full well, side by side. */
interface Run {
  readonly first: number;
  readonly last: number;
  /** Electrons above full well, of all of them. */
  readonly excess: number;
}

function runsAbove(charge: Float64Array, full: Float64Array): Run[] {
  const runs: Run[] = [];
  for (let y = 0; y < charge.length; y++) {
    if (!(charge[y] > full[y])) continue;
    const first = y;
    let excess = 0;
    for (; y < charge.length && charge[y] > full[y]; y++) excess += charge[y] - full[y];
    runs.push({ first, last: y - 1, excess });
  }
  return runs;
}

/** Electrons that fit below the first run, between it and the next, ..., above the last. */
function roomsBetween(runs: readonly Run[], charge: Float64Array, full: Float64Array): Float64Array {
  const rooms = new Float64Array(runs.length + 1);
  for (let n = 0, y = 0; n <= runs.length; n++) {
    for (; y < (runs[n]?.first ?? charge.length); y++) rooms[n] += full[y] - charge[y];
    if (n < runs.length) y = runs[n].last + 1;
  }
  return rooms;
}

/**
 * The gaps about and between the runs: gap n lies before run n, the last one after all of them. Time goes from 0 to 1, in which all excess comes. A gap that
 * has filled is taken out of the list; the runs on its sides are then one.
 */
class Gaps {
  readonly #runs: readonly Run[];
  readonly #room: Float64Array;
  /** What has come into each gap, from the register's side (upwards) and from the other. */
  readonly #upwards: Float64Array;
  readonly #downwards: Float64Array;
  /** When these two were last brought up to date. */
  readonly #since: Float64Array;
  /** Excess of all runs between a gap and the next one in the list. */
  readonly #excess: Float64Array;
  readonly #before: Int32Array;
  readonly #after: Int32Array;
  /** Latest entry of a gap in the queue; older ones no longer hold. */
  readonly #version: Int32Array;
  readonly #isFull: Uint8Array;
  readonly #queue = new Queue();
  readonly #last: number;

  constructor(runs: readonly Run[], room: Float64Array) {
    const count = room.length;
    this.#runs = runs;
    this.#room = room;
    this.#upwards = new Float64Array(count);
    this.#downwards = new Float64Array(count);
    this.#since = new Float64Array(count);
    this.#excess = Float64Array.from(room, (_, n) => runs[n]?.excess ?? 0);
    this.#before = Int32Array.from(room, (_, n) => n - 1);
    this.#after = Int32Array.from(room, (_, n) => n + 1);
    this.#version = new Int32Array(count);
    this.#isFull = new Uint8Array(count);
    this.#last = count - 1;
  }

  /** Lets all excess come. @returns electrons that left at the register */
  spill(): number {
    for (let gap = 0; gap <= this.#last; gap++) this.#expect(gap);
    for (let event = this.#queue.take(); event !== undefined; event = this.#queue.take())
      if (event.version === this.#version[event.gap]) this.#close(event.gap, event.time);
    for (let gap = 0; gap <= this.#last; gap = this.#after[gap]) this.#settle(gap, 1);
    return this.#isFull[0] === 1 ? this.#downwards[0] : 0;
  }

  /** Writes what the pixels hold in the end. */
  fill(charge: Float64Array, full: Float64Array): void {
    const start = (gap: number): number => (gap === 0 ? 0 : this.#runs[gap - 1].last + 1);
    const end = (gap: number): number => this.#runs[gap]?.first ?? charge.length;
    for (const { first, last } of this.#runs) for (let y = first; y <= last; y++) charge[y] = full[y];
    for (let gap = 0; gap <= this.#last; gap++) {
      if (this.#isFull[gap] === 1) for (let y = start(gap); y < end(gap); y++) charge[y] = full[y];
      else {
        pour(charge, full, start(gap), 1, end(gap) - start(gap), this.#upwards[gap]);
        pour(charge, full, end(gap) - 1, -1, end(gap) - start(gap), this.#downwards[gap]);
      }
    }
  }

  /** Electrons per unit of time that come into a gap from below. At the structure charge turns: none goes up from a run that reaches it. */
  #rateUpwards(gap: number): number {
    return gap === 0 || (gap === this.#last && this.#isFull[gap] === 1) ? 0 : this.#excess[this.#before[gap]] / 2;
  }

  #rateDownwards(gap: number): number {
    if (gap === this.#last) return 0;
    const isTurned = this.#after[gap] === this.#last && this.#isFull[this.#last] === 1;
    return isTurned ? this.#excess[gap] : this.#excess[gap] / 2;
  }

  #settle(gap: number, time: number): void {
    const elapsed = time - this.#since[gap];
    this.#upwards[gap] += elapsed * this.#rateUpwards(gap);
    this.#downwards[gap] += elapsed * this.#rateDownwards(gap);
    this.#since[gap] = time;
  }

  /** Puts down when the gap will be full, if it will. */
  #expect(gap: number): void {
    const version = ++this.#version[gap];
    if (this.#isFull[gap] === 1) return;
    const left = Math.max(0, this.#room[gap] - this.#upwards[gap] - this.#downwards[gap]);
    const time = this.#since[gap] + left / (this.#rateUpwards(gap) + this.#rateDownwards(gap));
    if (time < 1) this.#queue.put({ time, gap, version });
  }

  #close(gap: number, time: number): void {
    const [before, after] = [this.#before[gap], this.#after[gap]];
    if (before >= 0) this.#settle(before, time);
    if (after <= this.#last) this.#settle(after, time);
    this.#settle(gap, time);
    this.#isFull[gap] = 1;
    this.#version[gap]++;
    if (gap === 0) this.#downwards[0] = 0;
    else if (gap < this.#last) {
      this.#excess[before] += this.#excess[gap];
      this.#after[before] = after;
      this.#before[after] = before;
    }
    if (before >= 0) this.#expect(before);
    if (after <= this.#last) this.#expect(after);
  }
}

/** Fills pixels one after another up to full well. @param amount electrons; at most what they hold */
function pour(charge: Float64Array, full: Float64Array, first: number, step: number, count: number, amount: number): void {
  for (let n = 0, y = first; n < count && amount > 0; n++, y += step) {
    const taken = Math.min(full[y] - charge[y], amount);
    charge[y] += taken;
    amount -= taken;
  }
}

interface Filling {
  readonly time: number;
  readonly gap: number;
  readonly version: number;
}

/** The earliest first: a binary heap. */
class Queue {
  readonly #heap: Filling[] = [];

  put(filling: Filling): void {
    const heap = this.#heap;
    let at = heap.length;
    for (; at > 0; at = (at - 1) >> 1) {
      const parent = heap[(at - 1) >> 1];
      if (parent.time <= filling.time) break;
      heap[at] = parent;
    }
    heap[at] = filling;
  }

  take(): Filling | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const moved = heap.pop();
    if (heap.length === 0 || moved === undefined) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1].time < heap[child].time) child++;
      if (heap[child].time >= moved.time) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = moved;
    return first;
  }
}
