import { DEFECT_FLAGS } from "@elvis/formats/product";
import { stream } from "@elvis/kernels";
import { describe, expect, test } from "vitest";
import { chargeOf, effectContract, testEffectContext } from "../../testing.ts";
import { cosmetics, steadyHotPixels } from "./cosmetics.ts";
import { dark } from "./dark.ts";
import { photonNoise } from "./photon-noise.ts";

const { hot, cold, blinking, trap } = DEFECT_FLAGS;
type Row = readonly [x: number, y: number, flag: number, rate: number, response: number];
const list = (...rows: readonly Row[]) => ({
  x: Int32Array.from(rows, ([x]) => x),
  y: Int32Array.from(rows, ([, y]) => y),
  flag: Int32Array.from(rows, ([, , flag]) => flag),
  rate: Float32Array.from(rows, ([, , , rate]) => rate),
  response: Float32Array.from(rows, ([, , , , response]) => response),
});
const settings = (...rows: readonly Row[]) => ({ defects: list(...rows), duty: 1, trapDepth: 200 });

describe("cosmetics", () => {
  test("a dead pixel is dark, its neighbours are not touched, and one outside the frame is left out", () => {
    const context = testEffectContext();
    const frame = chargeOf(4, 3, (x, y) => 100 + x + 10 * y);
    cosmetics.apply(frame, settings([2, 1, cold, 0, 0], [4, 1, cold, 0, 0], [0, 3, cold, 0, 0]), context);
    expect([...frame.pixels]).toEqual([100, 101, 102, 103, 110, 111, 0, 113, 120, 121, 122, 123]);
    expect(context.counts.dimPixels).toBe(1);
  });

  test("a dim pixel has the mean and the noise of a Poisson number of its share, dim or bright", async () => {
    // Noise is drawn on the full expectation, then thinned.
    for (const [electrons, response] of [
      [60, 0.3],
      [800, 0.5],
      [50_000, 0.8],
      [20_000, 0.01],
    ]) {
      const count = 8000;
      const rows = Array.from({ length: count }, (_, n): Row => [n % 80, Math.floor(n / 80), cold, 0, response]);
      const noisy = await photonNoise.apply(chargeOf(80, 100, electrons), {}, testEffectContext({ random: stream(3, "photons") }));
      const { pixels } = cosmetics.apply(noisy, settings(...rows), testEffectContext({ random: stream(3, "cosmetics") }));
      const expected = electrons * response;
      const mean = pixels.reduce((sum, value) => sum + value, 0) / count;
      const variance = pixels.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
      expect(Math.abs(mean - expected)).toBeLessThan(4 * Math.sqrt(expected / count));
      expect(Math.abs(variance / expected - 1)).toBeLessThan(4 * Math.sqrt((2 + 1 / expected) / count));
      expect(pixels.every(Number.isInteger)).toBe(true);
    }
  });

  test("hot pixels get their charge from the dark current, those that blink from here: none of them twice", async () => {
    const defects = list([1, 0, hot, 4, 1], [2, 1, hot | blinking, 50, 1]);
    expect(steadyHotPixels(defects)).toEqual({ x: Int32Array.of(1), y: Int32Array.of(0), rate: Float32Array.of(4) });
    const context = testEffectContext({ commandedDuration: 100, readoutTime: 0 });
    const charge = () => chargeOf(3, 2, 0);
    const { pixels: darkOnly } = await dark.apply(charge(), { rate: 0, hotPixels: steadyHotPixels(defects) }, context);
    const ours = cosmetics.apply(charge(), { defects, duty: 1, trapDepth: 0 }, context).pixels;
    expect([...darkOnly]).toEqual([0, 400, 0, 0, 0, 0]);
    expect([...ours.subarray(0, 5)]).toEqual([0, 0, 0, 0, 0]);
    expect(Math.abs(ours[5] - 5000)).toBeLessThan(4 * Math.sqrt(5000));
  });

  test("a pixel blinks by the exposure's own stream: on in its share of exposures, always the same in one", () => {
    const blinks = { ...settings([2, 1, blinking, 3, 1]), duty: 0.3 };
    const on = (exposure: number) => {
      const context = testEffectContext({ random: stream(1, "exposure", exposure) });
      cosmetics.apply(chargeOf(4, 2, 0), blinks, context);
      return context.counts.blinkingOn;
    };
    const states = Array.from({ length: 2000 }, (_, n) => on(n));
    expect(states.slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, n) => on(n)));
    const share = states.reduce((sum, state) => sum + state, 0) / 2000;
    expect(Math.abs(share - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / 2000));
  });

  test("a trap takes its fill from its own packet and those that come over it, in both halves away from the register", () => {
    // 3 x 8: traps in column 0 at row 1 (lower half: rows 1, 2, 3) and in column 2 at row 6 (upper half: rows 6, 5, 4).
    const context = testEffectContext();
    const frame = chargeOf(3, 8, 90);
    cosmetics.apply(frame, settings([0, 1, trap, 0, 1], [2, 6, trap, 0, 1]), context);
    const column = (x: number) => Array.from(frame.pixels.filter((_, at) => at % 3 === x));
    expect(column(0)).toEqual([90, 0, 0, 70, 90, 90, 90, 90]);
    expect(column(1)).toEqual(new Array(8).fill(90));
    expect(column(2)).toEqual([90, 90, 90, 90, 70, 0, 0, 90]);
    expect(context.counts).toMatchObject({ traps: 2, trapped: 400 });
  });

  test("a trap by the injection structure takes what there is, and nothing beyond it", () => {
    const context = testEffectContext();
    const frame = chargeOf(1, 6, 90);
    cosmetics.apply(frame, settings([0, 2, trap, 0, 1]), context);
    expect([...frame.pixels]).toEqual([90, 90, 0, 90, 90, 90]);
    expect(context.counts.trapped).toBe(90);
  });

  test("a defect that two flag maps list counts once", () => {
    const twice = (...rows: readonly Row[]) => {
      const frame = chargeOf(3, 2, 1000);
      cosmetics.apply(frame, settings(...rows), testEffectContext());
      return [...frame.pixels];
    };
    const one: readonly Row[] = [
      [1, 0, cold, 0, 0.5],
      [2, 0, blinking, 1, 1],
      [0, 0, trap, 0, 1],
    ];
    expect(twice(...one, ...one)).toEqual(twice(...one));
  });

  test("what is out of range is refused in one line that names the pixel", () => {
    const refused = (changes: object, row: Row) => () =>
      cosmetics.apply(chargeOf(4, 3, 1), { ...settings(row), ...changes }, testEffectContext());
    expect(refused({}, [1, 2, cold, 0, -0.5])).toThrow("cosmetics: response of pixel (1, 2): expected 0 or more, found -0.5");
    expect(refused({}, [1, 2, hot, Number.NaN, 1])).toThrow("rate of pixel (1, 2): expected 0 or more, found NaN");
    expect(refused({ duty: 2 }, [1, 2, hot, 0, 1])).toThrow("duty of blinking pixels: expected 0 to 1, found 2");
    expect(refused({ trapDepth: -1 }, [1, 2, hot, 0, 1])).toThrow("depth of traps: expected electrons, at least 0, found -1");
  });

  test("cosmetics keeps the contract of effects", () =>
    effectContract(cosmetics, {
      frame: (width, height) => chargeOf(width, height, 700.5),
      settings: settings([0, 0, cold, 0, 0.5], [1, 1, blinking, 2, 1], [2, 1, trap, 0, 1]),
      neutral: settings([0, 0, hot, 9, 1]),
    }));
});
