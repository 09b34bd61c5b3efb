import { describe, expect, it } from "vitest";
import { startPool } from "../wasm/pool.ts";
import { farLight } from "./far-light.ts";
import { canvasOf, difference, largest } from "./testing.ts";

const sum = (pixels: Float32Array): number => pixels.reduce((total, value) => total + value, 0);

describe("light far from its objects", () => {
  it("falls as r^-3 beyond the inner radius, and is what the object is told that it collects", () => {
    const canvas = canvasOf(1920, 1280);
    const far = farLight(canvas, 64);
    const collected = far.add(960, 640, 1e6);
    far.spreadPlain();
    expect(sum(canvas.pixels) / collected).toBeCloseTo(1, 3);
    // Beyond R lies 64 / R of it: the frame ends at 640 and 960 pixels.
    expect(collected / 1e6).toBeGreaterThan(1 - 64 / 640);
    expect(collected / 1e6).toBeLessThan(1 - 64 / 1200);
    // Along the diagonal through cells' centres.
    const at = (cells: number): number => canvas.pixels[(640 + 64 * cells) * 1920 + 960 + 64 * cells];
    expect(at(6) / at(3)).toBeCloseTo(1 / 8, 1);
  });

  it("of an object with an inner radius of its own begins there, and is as bright beyond as all of it would be", () => {
    const canvas = canvasOf(1920, 1280);
    const far = farLight(canvas, 64);
    const collected = far.add(960, 640, 1e5, 320);
    far.spreadPlain();
    expect(sum(canvas.pixels) / collected).toBeCloseTo(1, 3);
    const at = (dx: number): number => canvas.pixels[640 * 1920 + 960 + dx];
    expect(at(150)).toBeLessThan(1e-3 * at(400));
    // Electrons / (2 pi) inner r^-3
    expect(at(640) / ((1e5 / (2 * Math.PI)) * 320 * 640 ** -3)).toBeCloseTo(1, 1);
  });

  it("is the same by the kernel and by its plain twin, to float32, on a canvas whose sides are no multiples of a cell, with a gap", async () => {
    const pool = startPool();
    const plain = canvasOf(701, 517, 260, 4);
    const held = { ...canvasOf(701, 517, 260, 4), pixels: pool.float32(701 * 513) };
    for (const canvas of [plain, held]) {
      const far = farLight(canvas, 48);
      far.add(100.2, 300.7, 5e5);
      far.add(690, 20, 2e5);
      far.add(-30, 510, 1e5);
      far.add(300, 200, 1e5, 210);
      if (canvas === plain) far.spreadPlain();
      else await far.spread(pool);
    }
    expect(difference(held.pixels, plain.pixels)).toBeLessThan(1e-5 * largest(plain.pixels));
    expect(largest(plain.pixels)).toBeGreaterThan(0);
  });
});
