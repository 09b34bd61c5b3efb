import { beforeAll, describe, expect, it } from "vitest";
import { nodeThread } from "../../../stage/src/node/threads.ts";
import { sequence, stream } from "../random.ts";
import { type Pool, startPool } from "../wasm/pool.ts";
import { paint } from "./painter.ts";
import { type PlainPsf, paintPlain } from "./plain.ts";
import { canvasOf, difference, ellipse, largest, psfOf, ROUND, star, tablesOf } from "./testing.ts";
import type { DrawnObject, SceneObject } from "./types.ts";

let pool: Pool;
beforeAll(() => {
  pool = startPool();
});

/** Draws on a canvas of its own, by the kernel. */
async function drawn(
  objects: readonly SceneObject[],
  psf: PlainPsf,
  canvas = canvasOf(300, 200),
  on = pool,
): Promise<{ pixels: Float32Array; found: readonly DrawnObject[] }> {
  const mark = on.mark();
  const found = await paint(on, canvas, tablesOf(on, psf), objects);
  on.release(mark);
  return { pixels: canvas.pixels, found };
}
const sum = (pixels: Float32Array): number => pixels.reduce((total, value) => total + value, 0);

/** Lopsided images of two places in the field and three colours. */
const lopsided = psfOf([
  [
    [
      { x: 0.3, y: -0.1, sigma: 0.8, share: 0.95 },
      { x: -1, y: 2, sigma: 4, share: 0.05 },
    ],
    [{ x: 0.2, y: 0.1, sigma: 0.9, share: 1 }],
    [{ x: 0, y: 0.2, sigma: 1.1, share: 1 }],
  ],
  [[{ x: -0.3, y: 0.3, sigma: 1, share: 1 }], [{ x: -0.2, y: 0.2, sigma: 1.2, share: 1 }], [{ x: -0.4, y: 0, sigma: 1.3, share: 1 }]],
]);

/** Objects of every kind: points, discs, indices 0.3 to 6.2, thin and round, small and large, on and off the canvas. */
function manyObjects(count: number): SceneObject[] {
  const random = sequence(stream(5, "objects"));
  return Array.from({ length: count }, () => {
    const electrons = 10 ** (2 + 3 * random.uniform());
    const radius = 10 ** (1.2 * random.uniform());
    const angle = Math.PI * random.uniform();
    const colour = random.pick([
      [0.2, 0.5, 0.3],
      [1, 0, 0],
      [0, 0.4, 0.6],
    ]);
    const q = 0.2 + 0.8 * random.uniform();
    const kind = random.integer(4);
    const disc = { ...ellipse(1, 0.6 * electrons, radius, q * radius, angle), colour };
    const bulge = { ...ellipse(0.3 + 5.9 * random.uniform(), 0.4 * electrons, 0.5 * radius, 0.4 * radius, angle), colour: [0, 0.5, 0.5] };
    const share = random.uniform();
    return {
      x: -20 + 340 * random.uniform(),
      y: -20 + 240 * random.uniform(),
      profiles: kind === 0 ? [{ ...ellipse(0, electrons, 0, 0, 0), colour }] : kind === 1 ? [disc] : kind === 2 ? [bulge] : [disc, bulge],
      corners: [
        { node: 0, share },
        { node: 1, share: 1 - share },
      ],
    };
  });
}

describe("the drawing kernel", () => {
  it("agrees with its plain twin on every kind of object, to 2e-6 of the peak or 1e-4 electrons", async () => {
    for (const object of manyObjects(120)) {
      const twin = canvasOf(300, 200);
      const [theirs] = paintPlain(twin, lopsided, [object]);
      const { pixels, found } = await drawn([object], lopsided);
      const what = JSON.stringify(object);
      expect(difference(pixels, twin.pixels), what).toBeLessThan(Math.max(1e-4, 2e-6 * largest(twin.pixels)));
      expect(found[0].isCut, what).toBe(theirs.isCut);
      expect(Math.abs(found[0].beyond - theirs.beyond), what).toBeLessThan(1e-2 + 1e-5 * theirs.collected);
      expect(Math.abs(found[0].collected - theirs.collected), what).toBeLessThan(1e-2 + 1e-5 * theirs.collected);
    }
  }, 120_000);

  it("gives the same bytes with one, two and three threads, small objects and large ones", async () => {
    const objects = [...manyObjects(150), { x: 100, y: 90, profiles: [ellipse(4, 1e7, 60, 30, 1)] }, star(250, 40, 1e8)];
    const one = (await drawn(objects, lopsided, canvasOf(700, 600))).pixels;
    for (const workers of [2, 3]) {
      const threads = startPool({ workers, spawn: nodeThread });
      expect(threads.workers).toBe(workers);
      const many = (await drawn(objects, lopsided, canvasOf(700, 600), threads)).pixels;
      threads.close();
      expect(Buffer.from(many.buffer).equals(Buffer.from(one.buffer)), `${workers}`).toBe(true);
    }
  }, 60_000);

  it("works in place on pixels of its own memory, and adds to what is there", async () => {
    const mark = pool.mark();
    const held = { ...canvasOf(300, 200), pixels: pool.float32(60000) };
    held.pixels.fill(3);
    await paint(pool, held, tablesOf(pool, lopsided), manyObjects(20));
    const copied = canvasOf(300, 200);
    copied.pixels.fill(3);
    await paint(pool, copied, tablesOf(pool, lopsided), manyObjects(20));
    expect(Buffer.from(held.pixels).equals(Buffer.from(copied.pixels))).toBe(true);
    pool.release(mark);
  });

  it("tells which objects are cut by an edge and what of them was collected, and leaves the gap dark", async () => {
    const canvas = canvasOf(120, 100, 50, 4);
    const objects = [star(60, 20, 1000), star(-0.5, 20, 1000), star(60, 49, 1000), star(60, 400, 1000)];
    const { pixels, found } = await drawn(objects, psfOf([[ROUND]]), canvas);
    expect(found.map(({ isCut }) => isCut)).toEqual([false, true, true, true]);
    expect(found[0].collected).toBeCloseTo(1000, 1);
    // Half of a symmetric image centred on the border of the first column.
    expect(found[1].collected).toBeCloseTo(500, 1);
    expect(found[3].collected).toBe(0);
    // Row 50 is the silicon's row 54: five rows above the star, where the one beside it is four times as near.
    expect(pixels[50 * 120 + 60]).toBeLessThan(1e-2 * pixels[46 * 120 + 60]);
    expect(sum(pixels)).toBeCloseTo(
      found.reduce((total, { collected }) => total + collected, 0),
      1,
    );
  });
});

describe("objects that are drawn", () => {
  const round = psfOf([[ROUND]]);
  const at = (x: number, y: number, ...profiles: SceneObject["profiles"]): SceneObject => ({ x, y, profiles });

  it("keep their light under shift, rotation and shear: to 2e-4", async () => {
    for (const profile of [
      ellipse(1, 1e4, 5, 5, 0),
      ellipse(1, 1e4, 5, 1.5, 0.7),
      ellipse(2.5, 1e4, 3, 2, 2),
      ellipse(0.5, 1e4, 8, 3, 1),
      ellipse(0, 1e4, 0, 0, 0),
    ])
      for (const [x, y] of [
        [300, 250],
        [300.37, 250.81],
      ]) {
        const { pixels } = await drawn([at(x, y, profile)], round, canvasOf(600, 500));
        expect(Math.abs(sum(pixels) / 1e4 - 1), JSON.stringify(profile)).toBeLessThan(2e-4);
      }
  });

  it("shifted by whole pixels are the shifted image", async () => {
    const object = at(100.3, 80.7, ellipse(1, 5000, 3, 2, 0.4), ellipse(4, 5000, 2, 1.5, 0.4));
    const { pixels } = await drawn([object], lopsided);
    const { pixels: shifted } = await drawn([{ ...object, x: object.x + 17, y: object.y - 5 }], lopsided);
    let worst = 0;
    for (let y = 40; y < 120; y++)
      for (let x = 60; x < 140; x++) worst = Math.max(worst, Math.abs(pixels[y * 300 + x] - shifted[(y - 5) * 300 + x + 17]));
    expect(worst).toBeLessThan(1e-6 * largest(pixels));
  });

  it("are linear: twice the light, and two at once", async () => {
    const [a, b] = [at(100.3, 80.7, ellipse(1, 5000, 3, 2, 0.4)), at(110.1, 85.2, ellipse(3, 8000, 4, 2, 1))];
    const [alone, other, both] = [await drawn([a], round), await drawn([b], round), await drawn([a, b], round)];
    const added = alone.pixels.map((value, n) => value + other.pixels[n]);
    expect(difference(both.pixels, added)).toBeLessThan(1e-6 * largest(added));
    const twice = await drawn([{ ...a, profiles: [{ ...a.profiles[0], electrons: 10000 }] }], round);
    // The square and its wave numbers are chosen by the light, so not to the last bit.
    expect(
      difference(
        twice.pixels,
        alone.pixels.map((value) => 2 * value),
      ),
    ).toBeLessThan(1e-4 * largest(twice.pixels));
  });

  it("of index 1 are the exponential disc: the table and the closed form agree to 1e-6 of the peak", async () => {
    const disc = await drawn([at(100.3, 80.7, ellipse(1, 5000, 3, 2, 0.4))], round);
    const table = await drawn([at(100.3, 80.7, ellipse(1 + 1e-9, 5000, 3, 2, 0.4))], round);
    expect(difference(disc.pixels, table.pixels)).toBeLessThan(2e-6 * largest(disc.pixels));
  });

  it("round and on a pixel's centre are round: the same turned by a quarter and mirrored", async () => {
    const { pixels } = await drawn([at(100, 100, ellipse(4, 5000, 4, 4, 0))], round, canvasOf(201, 201));
    let worst = 0;
    for (let y = -40; y <= 40; y++)
      for (let x = -40; x <= 40; x++) {
        const value = pixels[(100 + y) * 201 + 100 + x];
        for (const other of [pixels[(100 + x) * 201 + 100 - y], pixels[(100 + y) * 201 + 100 - x]])
          worst = Math.max(worst, Math.abs(value - other));
      }
    expect(worst).toBeLessThan(1e-5 * largest(pixels));
  });

  it("turned by a quarter are the turned image, on a canvas that is not square", async () => {
    const { pixels } = await drawn([at(120, 90, ellipse(2, 5000, 6, 2, 0.3))], round);
    const { pixels: turned } = await drawn([at(120, 90, ellipse(2, 5000, 6, 2, 0.3 + Math.PI / 2))], round);
    let worst = 0;
    for (let y = -40; y <= 40; y++)
      for (let x = -40; x <= 40; x++)
        worst = Math.max(worst, Math.abs(pixels[(90 + y) * 300 + 120 + x] - turned[(90 + x) * 300 + 120 - y]));
    expect(worst).toBeLessThan(3e-6 * largest(pixels));
  });

  it("are blurred by the point image of their own place and colour, and by the mean of both between", async () => {
    const profile = { ...ellipse(0, 1e5, 0, 0, 0), colour: [0, 1, 0] };
    const through = async (shares: readonly [number, number]) =>
      (await drawn([{ ...at(100, 80, profile), corners: shares.map((share, node) => ({ node, share })) }], lopsided)).pixels;
    const [first, second, between] = [await through([1, 0]), await through([0, 1]), await through([0.3, 0.7])];
    expect(difference(first, second)).toBeGreaterThan(0.05 * largest(first));
    const mean = first.map((value, n) => 0.3 * value + 0.7 * second[n]);
    expect(difference(between, mean)).toBeLessThan(2e-5 * largest(first));
  });

  it("without tails have no light beyond their square, and a difference of images has none in sum", async () => {
    const object: SceneObject = { ...at(150, 100, ellipse(4, 1e6, 12, 12, 0)), hasTails: false };
    const { pixels } = await drawn([object], round);
    let rows = 0;
    for (let y = 0; y < 200; y++) if (pixels.subarray(y * 300, (y + 1) * 300).some((value) => value !== 0)) rows++;
    expect(Math.log2(rows) % 1).toBe(0);
    expect(Math.abs(sum(pixels) / 1e6 - 1)).toBeLessThan(1e-5);
  });
});
