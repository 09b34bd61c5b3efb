import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { child, stream, uniform } from "../random.ts";
import { startPool } from "../wasm/pool.ts";
import { addTracks, addTracksOn } from "./add-tracks.ts";
import type { Track } from "./types.ts";

const pool = startPool();
const bitsOf = ({ buffer, byteOffset, byteLength }: Float32Array): Buffer => Buffer.from(buffer, byteOffset, byteLength);

/** Tracks from everywhere within 12 pixels of an image, some without length or along an axis, some while rows move. */
const tracksOf =
  (seed: number, width: number, height: number, longest: number) =>
  (index: number): Track => {
    const random = child(stream(seed), "tracks");
    const draw = (n: number): number => uniform(random, index, n);
    const angle = [Math.PI * draw(0), 0, Math.PI / 2, Math.PI][Math.max(0, Math.floor(8 * draw(1)) - 4)];
    return {
      x: draw(2) * (width + 24) - 12,
      y: draw(3) * (height + 24) - 12,
      length: draw(4) < 0.1 ? 0 : longest * draw(4) ** 2,
      directionX: index % 8 === 1 ? 0 : Math.cos(angle),
      directionY: index % 8 === 1 ? 1 : index % 8 === 2 ? 0 : Math.sin(angle),
      electrons: 10 ** (6 * draw(5)),
      rowsMoved: draw(6) < 0.7 ? 0 : Math.floor((draw(6) - 0.7) * 4 * height),
    };
  };

describe("the kernel of tracks", () => {
  test("leaves the bits of the plain function, and counts what it counts, whatever the image, the spread and the tracks", async () => {
    let inBatches = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(0, 0.02, 0.32, 0.5, 1.1, 4),
        fc.double({ min: 0, max: 0.7, noNaN: true }),
        fc.constantFrom(3, 30, 200),
        fc.integer({ min: 0, max: 999 }),
        fc.boolean(),
        async (width, height, sigma, fraction, longest, seed, isHeld) => {
          const start = pool.mark();
          const expected = Float32Array.from({ length: width * height }, (_, n) => (n % 7) * 0.37);
          const pixels = isHeld ? pool.float32(expected.length) : new Float32Array(expected.length);
          pixels.set(expected);
          const mark = pool.mark();
          const trackAt = tracksOf(seed, width, height, longest);
          const target = fraction * expected.length;
          const answer = addTracks({ pixels: expected, width, height }, sigma, target, trackAt);
          expect(await addTracksOn(pool, { pixels, width, height }, sigma, target, trackAt)).toEqual(answer);
          expect(bitsOf(pixels).equals(bitsOf(expected))).toBe(true);
          expect(pool.mark()).toBe(mark);
          pool.release(start);
          if (answer.tracks > 256) inBatches++;
        },
      ),
      { numRuns: 200 },
    );
    // More than one batch of tracks.
    expect(inBatches).toBeGreaterThan(5);
  });

  test("has taken all tracks up to the one with which the target is met, and none when it is 0", async () => {
    // Points on a diagonal: one pixel each.
    const pointAt = (index: number): Track => ({
      ...{ x: index, y: index, length: 0, directionX: 1, directionY: 0, electrons: 10 + index, rowsMoved: 0 },
    });
    for (const add of [addTracks, addTracksOn.bind(undefined, pool)]) {
      const pixels = new Float32Array(700 * 700);
      const image = { pixels, width: 700, height: 700 };
      expect(await add(image, 0, 599.5, pointAt)).toEqual({ tracks: 600, touched: 600, electrons: 600 * 10 + (599 * 600) / 2 });
      expect([pixels[599 * 701], pixels[600 * 701]]).toEqual([609, 0]);
      expect(await add(image, 0, 0, pointAt)).toEqual({ tracks: 0, touched: 0, electrons: 0 });
    }
  });

  test("refuses a spread without meaning, and gives its memory back when a track cannot be had", async () => {
    const image = { pixels: new Float32Array(4), width: 2, height: 2 };
    const mark = pool.mark();
    const none = (): Track => {
      throw new Error("no track");
    };
    for (const sigma of [-0.1, 10, Number.NaN]) {
      expect(() => addTracks(image, sigma, 1, none)).toThrow(`expected a spread of 0 to 10 pixels, found ${sigma}`);
      await expect(addTracksOn(pool, image, sigma, 1, none)).rejects.toThrow(`expected a spread of 0 to 10 pixels, found ${sigma}`);
    }
    await expect(addTracksOn(pool, image, 0.3, 1, none)).rejects.toThrow("no track");
    expect(pool.mark()).toBe(mark);
  });
});
