import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nodeThread } from "../../stage/src/node/threads.ts";
import { type BorderShifts, type BoundaryStep, moveBoundaries } from "./boundary.ts";
import { moveBoundariesOn } from "./boundary-on.ts";
import { stream, uniform } from "./random.ts";
import { type Pool, startPool } from "./wasm/pool.ts";

const shifts = (across: number, reach: number, perElectron: readonly number[]): BorderShifts => ({
  across,
  reach,
  perElectron: Float64Array.from(perElectron),
});
const none = shifts(0, 1, [0]);
const once = { portion: 1, ceiling: Number.POSITIVE_INFINITY, limit: 1 };
const frame = (...pixels: number[]) => Float32Array.from(pixels);

test("a border moves by what both sides hold, and what it sweeps changes its pixel", () => {
  // 3 x 2; each electron moves its right-hand border by -1/1000 pixel, its left-hand one by as much the other way; half of it in the mean.
  const pixels = frame(100, 40, 0, 0, 0, 20);
  moveBoundaries(pixels, undefined, 3, 2, shifts(0, 1, [-1e-3]), none, once);
  // Row 0: shifts -0.03 and -0.02 of means 70 and 20: flows to the right of 2.1 and 0.4. Row 1: 0 and +0.01 of a mean of 10: 0.1 to the left.
  [97.9, 41.7, 0.4, 0, 0.1, 19.9].forEach((expected, at) => {
    expect(pixels[at]).toBeCloseTo(expected, 5);
  });
});

test("along y borders move likewise, with their own coefficients", () => {
  const pixels = frame(100, 0, 40, 0, 0, 20);
  moveBoundaries(pixels, undefined, 2, 3, none, shifts(0, 1, [-1e-3]), once);
  [97.9, 0, 41.7, 0.1, 0.4, 19.9].forEach((expected, at) => {
    expect(pixels[at]).toBeCloseTo(expected, 5);
  });
});

test("charge that arrives later meets the borders that earlier charge has moved", () => {
  // Two halves: borders stand at -0.25 and then at -0.75 times what one electron does to them, of 100 e-.
  const arriving = frame(100, 0);
  const collected = new Float32Array(2);
  const half = { ...once, portion: 0.5 };
  moveBoundaries(arriving, collected, 2, 1, shifts(0, 1, [-1e-3]), none, half);
  // -0.025 pixel x (50 + 0) / 2
  expect(collected[1]).toBeCloseTo(0.625, 6);
  moveBoundaries(arriving, collected, 2, 1, shifts(0, 1, [-1e-3]), none, half);
  // Held before: 49.375 and 0.625; in the middle of the step 74.375 and 0.625: -0.07375 x 25
  expect(collected[1]).toBeCloseTo(0.625 + 1.84375, 6);
  expect([...arriving]).toEqual([100, 0]);
});

test("charge above the ceiling moves no border further, and no border goes beyond the limit", () => {
  const pixels = frame(1000, 0);
  expect(moveBoundaries(pixels, undefined, 2, 1, shifts(0, 1, [-1e-3]), none, { ...once, ceiling: 100 })).toBe(0);
  expect(pixels[1]).toBeCloseTo(0.1 * 500, 4);
  const held = frame(1000, 0);
  expect(moveBoundaries(held, undefined, 2, 1, shifts(0, 1, [-1e-3]), none, { ...once, limit: 0.2 })).toBe(1);
  expect(held[1]).toBeCloseTo(0.2 * 500, 4);
});

test("equals the sum over all sources written out, on frames of any shape, with edges that go on", () => {
  const random = stream(3, "boundary");
  const x = shifts(2, 3, [-9e-7, -2e-7, -4e-8, -3e-7, -1e-7, -2e-8, -5e-8, -3e-8, -1e-8]);
  const y = shifts(1, 4, [-7e-7, -3e-7, -5e-8, -1e-8, -2e-7, -1e-7, -3e-8, -2e-9]);
  for (const [width, height] of [
    [9, 7],
    [2, 12],
    [11, 1],
    [1, 5],
  ]) {
    const before = Float32Array.from({ length: width * height }, (_, n) => 1e5 * uniform(random, n));
    const after = before.slice();
    moveBoundaries(after, undefined, width, height, x, y, once);
    writtenOut(before, width, height, x, y).forEach((expected, at) => {
      expect(Math.abs(after[at] - expected)).toBeLessThan(0.01);
    });
    const sum = (pixels: Float32Array) => pixels.reduce((total, value) => total + value, 0);
    // Half a unit in the last place of float32, at random, for each pixel.
    expect(Math.abs(sum(after) - sum(before))).toBeLessThan(0.004 * Math.sqrt(width * height) * 4);
  }
});

test("a flat field stays as it is, to the last bit", () => {
  const flat = new Float32Array(7 * 5).fill(123_456.7);
  const before = flat.slice();
  moveBoundaries(flat, undefined, 7, 5, shifts(1, 2, [-9e-7, -2e-7, -3e-7, -1e-7]), shifts(1, 2, [-5e-7, -3e-7, -2e-7, -1e-7]), once);
  expect(flat).toEqual(before);
});

describe("the kernel", () => {
  const pool = startPool();
  const random = stream(4, "boundary kernel");
  /** Electrons from 0 to 2e5, a pixel in nine far above. */
  const anyFrame = (width: number, height: number, draw: number): Float32Array =>
    Float32Array.from({ length: width * height }, (_, n) => (n % 9 === 4 ? 20 : 1) * 1e5 * uniform(random, n, draw));
  const anyShifts = (across: number, reach: number, draw: number): BorderShifts =>
    shifts(
      across,
      reach,
      Array.from({ length: (across + 1) * reach }, (_, n) => 4e-7 * (uniform(random, n, draw) - 0.7)),
    );
  const bitsOf = ({ buffer, byteOffset, byteLength }: Float32Array): Buffer => Buffer.from(buffer, byteOffset, byteLength);
  const held = (on: Pool, pixels: Float32Array): Float32Array => {
    const copy = on.float32(pixels.length);
    copy.set(pixels);
    return copy;
  };

  /** Several steps of the whole charge, or one of all of it; by the twin and by a pool. */
  async function compare(on: Pool, isHeld: boolean, width: number, height: number, x: BorderShifts, y: BorderShifts, step: BoundaryStep) {
    const start = on.mark();
    const arriving = anyFrame(width, height, 0);
    const expected = [arriving.slice(), step.portion === 1 ? undefined : anyFrame(width, height, 1)] as const;
    const found = expected.map((pixels) => (isHeld && pixels !== undefined ? held(on, pixels) : pixels?.slice()));
    const mark = on.mark();
    let [expectedHeld, foundHeld] = [0, 0];
    for (let n = 0; n < (step.portion === 1 ? 1 : 3); n++) {
      expectedHeld += moveBoundaries(...expected, width, height, x, y, step);
      foundHeld += await moveBoundariesOn(on, found[0]!, found[1], width, height, x, y, step);
    }
    expect(foundHeld).toBe(expectedHeld);
    expected.forEach((pixels, n) => {
      if (pixels !== undefined) expect(bitsOf(found[n]!).equals(bitsOf(pixels))).toBe(true);
    });
    expect(on.mark()).toBe(mark);
    on.release(start);
    return { changed: !bitsOf(expected[1] ?? expected[0]).equals(bitsOf(arriving)), held: expectedHeld };
  }

  test("leaves the bits of the plain function, whatever the size, the shifts and the step", async () => {
    const seen = { held: 0, changed: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 41 }),
        fc.integer({ min: 1, max: 140 }),
        fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 7 })),
        fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 7 })),
        fc.constantFrom(1, 0.5, 1 / 3),
        fc.constantFrom(Number.POSITIVE_INFINITY, 2e5, 1000),
        fc.constantFrom(1, 0.05, 1e-3),
        fc.boolean(),
        async (width, height, [acrossX, reachX], [acrossY, reachY], portion, ceiling, limit, isHeld) => {
          const [x, y] = [anyShifts(acrossX, reachX, 2), anyShifts(acrossY, reachY, 3)];
          const found = await compare(pool, isHeld, width, height, x, y, { portion, ceiling, limit });
          seen.held += Number(found.held > 0);
          seen.changed += Number(found.changed);
        },
      ),
      { numRuns: 150 },
    );
    expect(seen.changed).toBeGreaterThan(140);
    expect(seen.held).toBeGreaterThan(50);
  });

  test.each([63, 64, 65, 128, 129])(
    "joins its bands of 64 rows, in any order and whatever a worker's memory held: %i rows",
    async (height) => {
      const backwards: Pool = {
        ...pool,
        async run(kernel, count, ...numbers) {
          for (let task = count - 1; task >= 0; task--) {
            new Float64Array(pool.memory.buffer, pool.scratch, 1 << 18).fill(Number.NaN);
            pool.kernels[kernel](pool.scratch, task, ...numbers);
          }
        },
      };
      for (const portion of [1, 0.5])
        await compare(backwards, true, 19, height, anyShifts(2, 6, 2), anyShifts(2, 6, 3), { portion, ceiling: 2e5, limit: 0.3 });
    },
  );

  test("gives the same bits with three threads", async () => {
    const threads = startPool({ workers: 3, spawn: nodeThread });
    try {
      for (const portion of [1, 0.25])
        await compare(threads, true, 301, 900, anyShifts(2, 6, 2), anyShifts(3, 5, 3), { portion, ceiling: 2e5, limit: 0.02 });
    } finally {
      threads.close();
    }
  });

  test("leaves to the plain function what a worker's memory has no room for", async () => {
    const idle: Pool = { ...pool, run: () => Promise.reject(new Error("the kernel was asked")) };
    // 12 rows of the ring, 6 of differences and 5 more, of 8 bytes for 19 columns, 6 on either side and 17 beyond.
    const needed = 23 * 8 * (19 + 12 + 17);
    const [x, y] = [anyShifts(2, 6, 2), anyShifts(2, 6, 3)];
    for (const [bytes, isAsked] of [
      [needed - 1, false],
      [needed, true],
    ] as const) {
      const tried = compare({ ...idle, kernels: { ...pool.kernels, scratchBytes: () => bytes } }, true, 19, 9, x, y, once);
      if (isAsked) await expect(tried).rejects.toThrow("the kernel was asked");
      else expect((await tried).changed).toBe(true);
    }
  });

  test("has nothing cross the outer edges, not even the sign of a zero, and takes an image without pixels", async () => {
    const zero = frame(-0);
    await moveBoundariesOn(pool, zero, undefined, 1, 1, shifts(0, 1, [-1e-3]), shifts(0, 1, [-1e-3]), once);
    expect([...zero]).toEqual([-0]);
    expect(await moveBoundariesOn(pool, frame(), undefined, 0, 3, none, none, once)).toBe(0);
  });
});

/** The definition, without folding or rings: for each border the sum over its neighbourhood. */
function writtenOut(pixels: Float32Array, width: number, height: number, x: BorderShifts, y: BorderShifts): number[] {
  const q = (column: number, row: number) =>
    pixels[Math.min(Math.max(row, 0), height - 1) * width + Math.min(Math.max(column, 0), width - 1)];
  const shift = (s: BorderShifts, at: (along: number, across: number) => number) => {
    let sum = 0;
    for (let l = -s.across; l <= s.across; l++)
      for (let n = 0; n < s.reach; n++) sum += s.perElectron[Math.abs(l) * s.reach + n] * (at(-n, l) - at(1 + n, l));
    return sum / 2;
  };
  const out = [...pixels];
  const move = (from: number, to: number, amount: number) => {
    out[from] += amount;
    out[to] -= amount;
  };
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const at = row * width + column;
      if (column + 1 < width)
        move(at, at + 1, (shift(x, (along, across) => q(column + along, row + across)) * (q(column, row) + q(column + 1, row))) / 2);
      if (row + 1 < height)
        move(at, at + width, (shift(y, (along, across) => q(column + across, row + along)) * (q(column, row) + q(column, row + 1))) / 2);
    }
  return out;
}
