import { describe, expect, it } from "vitest";
import { nodeThread } from "../../../stage/src/node/threads.ts";
import { addGaussian, poissonInPlace, stream, uniform } from "../random.ts";

import { type Pool, startPool } from "../wasm/pool.ts";
import { account, accountOn } from "./account.ts";
import { type AreaMap, constantArea, mapRow } from "./map.ts";
import { addGaussianOn, poissonOn } from "./noise.ts";
import { discretize, discretizeOn, divide, divideOn } from "./numbers.ts";
import { multiplyMaps, multiplyMapsOn } from "./response.ts";
import { addSurface, addSurfaceOn } from "./surface.ts";
import { copyWindow, copyWindowOn } from "./window.ts";

const pool = startPool();
const random = stream(3, "pixels");

/** Numbers from -1e-3 to 1e7 of both signs, and zeros. */
const anyPixels = (length: number): Float32Array =>
  Float32Array.from({ length }, (_, n) => (n % 13 === 0 ? 0 : (n % 11 === 0 ? -1 : 1) * 10 ** (10 * uniform(random, n) - 3)));

/** Both ways: on a copy in the pool's memory, and on one outside. */
const places = [true, false] as const;

function placed(pixels: Float32Array, isHeld: boolean): Float32Array {
  const copy = isHeld ? pool.float32(pixels.length) : new Float32Array(pixels.length);
  copy.set(pixels);
  return copy;
}

const bitsOf = ({ buffer, byteOffset, byteLength }: Float32Array): Buffer => Buffer.from(buffer, byteOffset, byteLength);

/** The kernel must leave the same bits as its twin, wherever the pixels lie, and take back its memory. */
async function expectTwins(
  given: Float32Array,
  twin: (pixels: Float32Array) => unknown,
  kernel: (pool: Pool, pixels: Float32Array) => Promise<unknown>,
): Promise<void> {
  const expected = given.slice();
  const answer = twin(expected);
  for (const isHeld of places) {
    const start = pool.mark();
    const pixels = placed(given, isHeld);
    const mark = pool.mark();
    expect(await kernel(pool, pixels)).toEqual(answer);
    expect(bitsOf(pixels).equals(bitsOf(expected)), `in the pool: ${isHeld}`).toBe(true);
    expect(pool.mark()).toBe(mark);
    pool.release(start);
  }
}

// Shorter than four, awkward ends, and more than one strip of 65536.
const lengths = [1, 2, 3, 5, 15, 16, 17, 66, 65536, 65536 + 7, 140_001];

describe("the noise kernels draw the numbers of their twins, bit for bit", () => {
  it.each(lengths)("%i Gaussian numbers", (length) =>
    expectTwins(
      anyPixels(length),
      (pixels) => addGaussian(random, pixels, 3.7),
      (on, pixels) => addGaussianOn(on, random, pixels, 3.7),
    ),
  );

  it.each(lengths)("%i Poisson numbers of means from 0.001 to 1e7, and how many were below 0", (length) =>
    expectTwins(
      anyPixels(length),
      (pixels) => poissonInPlace(random, pixels),
      (on, pixels) => poissonOn(on, random, pixels),
    ),
  );

  it.each([0.2, 9.9999, 10, 14, 21, 40, 225, 3e4, 999_999, 1e6, 1.1e6])("300000 Poisson numbers of mean %f", (mean) =>
    expectTwins(
      new Float32Array(300_000).fill(mean),
      (pixels) => poissonInPlace(random, pixels),
      (on, pixels) => poissonOn(on, random, pixels),
    ),
  );

  it("say which mean is not a number, as their twin does", async () => {
    const pixels = anyPixels(100_000);
    pixels[99_998] = Number.NaN;
    pixels[99_999] = Number.POSITIVE_INFINITY;
    await expect(poissonOn(pool, random, pixels)).rejects.toThrow("mean NaN at index 99998, expected a finite number");
  });
});

describe("the pixel kernels leave the bits of their twins", () => {
  it.each(lengths)("%i pixels divided", (length) =>
    expectTwins(
      anyPixels(length),
      (pixels) => divide(pixels, 3.48),
      (on, pixels) => divideOn(on, pixels, 3.48),
    ),
  );

  it.each(lengths)("%i pixels made whole and clipped, and how many were beyond the range", (length) => {
    const pixels = anyPixels(length);
    pixels.set([-0.5, 0.5, 1.5, -0.4, 65535.4, 65535.5, -0, Number.NaN, 1e30].slice(0, length));
    return expectTwins(
      pixels,
      (given) => discretize(given, 65535),
      (on, given) => discretizeOn(on, given, 65535),
    );
  });

  const image = (kind: AreaMap["kind"], columns: number, rows: number, width: number, height: number): AreaMap => ({
    ...{ kind, columns, rows, width, height },
    pixels: Float32Array.from({ length: columns * rows }, (_, n) => 0.5 + uniform(random, n)),
  });

  it.each([
    [7, 5],
    [64, 33],
    [1, 3],
    [3, 1],
  ])("surfaces of %i x %i, whatever their map", async (width, height) => {
    const ofRows = (first: number, step: number) => Float64Array.from({ length: height }, (_, y) => first + step * y);
    const factor = { first: ofRows(560.52, -0.7), step: ofRows(0.01, 0.003) };
    const plane = { size: 0.3, first: ofRows(0.4, -0.3), slope: 0.01 };
    const maps = [constantArea(0.1, width, height), image("tiles", 2, 3, width, height), image("tiles", width, height, width, height)];
    for (const map of [
      ...maps,
      image("cells", 1, 1, width, height),
      image("cells", 3, 2, width, height),
      image("cells", 2, 5, width, height),
    ]) {
      for (const surface of [
        { factor, plane, offset: 0.07, map },
        { offset: 2705, map },
      ]) {
        await expectTwins(
          anyPixels(width * height),
          (pixels) => addSurface(pixels, surface),
          (on, pixels) => addSurfaceOn(on, pixels, surface),
        );
      }
    }
  });

  it("responses of windows that are turned about", async () => {
    const [width, height] = [13, 37];
    const whole = image("cells", 4, 3, width, height);
    const windows = [
      { left: 0, bottom: 0, isFromRight: false, isFromTop: false, map: image("tiles", 3, 2, 7, 19) },
      { left: 7, bottom: 0, isFromRight: true, isFromTop: false, map: image("tiles", 6, 19, 6, 19) },
      { left: 0, bottom: 19, isFromRight: false, isFromTop: true, map: image("cells", 2, 2, 7, 18) },
      { left: 8, bottom: 19, isFromRight: true, isFromTop: true, map: image("cells", 5, 4, 5, 18) },
      { left: 0, bottom: 0, isFromRight: true, isFromTop: true, map: constantArea(1, 0, 18) },
    ];
    await expectTwins(
      anyPixels(width * height),
      (pixels) => multiplyMaps(pixels, whole, windows),
      (on, pixels) => multiplyMapsOn(on, pixels, whole, windows),
    );
  });

  it("windows copied from any corner", async () => {
    const mark = pool.mark();
    const [width, height] = [11, 40];
    const from = placed(anyPixels(width * height), true);
    for (const isFromRight of places) {
      for (const isFromTop of places) {
        const copy = { width, left: 2, bottom: 3, columns: 9, rows: 35, isFromRight, isFromTop, toWidth: 12, toLeft: 2 };
        const to = pool.float32(12 * 35);
        const expected = new Float32Array(12 * 35);
        await copyWindowOn(pool, from, to, copy);
        copyWindow(from, expected, copy);
        expect(bitsOf(to).equals(bitsOf(expected))).toBe(true);
        // Column 0 of row 0 comes from the corner.
        expect(to[2]).toBe(from[(isFromTop ? 37 : 3) * width + (isFromRight ? 10 : 2)]);
      }
    }
    pool.release(mark);
  });

  it.each(lengths)("sums and changes of %i pixels, and the copy renewed", async (length) => {
    const mark = pool.mark();
    const before = anyPixels(length);
    const now = before.map((value, n) => (n % 3 === 0 ? value : value + uniform(random, n) - 0.5));
    const [held, heldCopy] = [placed(now, true), placed(before, true)];
    const copy = before.slice();
    const expected = account(now, copy);
    expect(await accountOn(pool, held, heldCopy)).toEqual(expected);
    expect(bitsOf(heldCopy).equals(bitsOf(now)) && bitsOf(copy).equals(bitsOf(now))).toBe(true);
    let [rose, fell, changed] = [0, 0, 0];
    now.forEach((value, n) => {
      const step = value - before[n];
      rose += Math.max(0, step);
      fell += Math.max(0, -step);
      changed += Number(step !== 0);
    });
    expect(expected.rose / Math.max(rose, 1e-300)).toBeCloseTo(rose > 0 ? 1 : 0, 12);
    expect(expected.fell / Math.max(fell, 1e-300)).toBeCloseTo(fell > 0 ? 1 : 0, 12);
    expect(expected.changed).toBe(changed);
    pool.release(mark);
  });
});

describe("threads", () => {
  it("give the bits that one gives", async () => {
    const length = 400_003;
    const given = Float32Array.from({ length }, (_, n) => 1 + 400 * uniform(random, n));
    const expected = given.slice();
    poissonInPlace(random, expected);
    addGaussian(random, expected, 4);
    const sums = account(expected, given.slice());
    const threads = startPool({ workers: 3, spawn: nodeThread });
    try {
      expect(threads.workers).toBe(3);
      const pixels = threads.float32(length);
      pixels.set(given);
      const copy = threads.float32(length);
      copy.set(given);
      await poissonOn(threads, random, pixels);
      await addGaussianOn(threads, random, pixels, 4);
      expect(bitsOf(pixels).equals(bitsOf(expected))).toBe(true);
      expect(await accountOn(threads, pixels, copy)).toEqual(sums);
    } finally {
      threads.close();
    }
  });
});

describe("a map", () => {
  it("wider than a worker's memory is refused", async () => {
    const map = constantArea(1, 40_000, 1);
    const surface = { offset: 0, map };
    await expect(addSurfaceOn(pool, new Float32Array(40_000), surface)).rejects.toThrow(
      "expected a width of at most 32766 pixels, found 40000",
    );
  });

  it("of cells runs between their centres, and is constant beyond", () => {
    const row = new Float64Array(8);
    mapRow({ kind: "cells", columns: 2, rows: 1, pixels: Float32Array.of(0, 4), width: 8, height: 1 }, 0, row);
    expect([...row]).toEqual([0, 0, 0.5, 1.5, 2.5, 3.5, 4, 4]);
  });
});
