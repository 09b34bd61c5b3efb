import { gaussian } from "@elvis/kernels";
import { describe, expect, test } from "vitest";
import { chargeOf, effectContract, testEffectContext } from "../../testing.ts";
import { overscan } from "../readout/overscan.ts";
import { bleeding, fullWellStream } from "./bleeding.ts";

const settings = { fullWell: 100, scatter: 0 };
const sum = (pixels: Float32Array) => pixels.reduce((total, value) => total + value, 0);
const column = (pixels: Float32Array, width: number, x: number) => Array.from(pixels.filter((_, at) => at % width === x));

describe("bleeding", () => {
  test("spills along columns only, in both halves from their own registers to the middle", () => {
    const context = testEffectContext();
    // 3 x 8. Lower half: (1, 3) at the structure. Upper half: (0, 5); (2, 7) at the upper register.
    const bright = new Map([
      ["1 3", 250],
      ["0 5", 300],
      ["2 7", 400],
    ]);
    const { pixels } = bleeding.apply(
      chargeOf(3, 8, (x, y) => bright.get(`${x} ${y}`) ?? 0),
      settings,
      context,
    );
    // Turned back at the structure: all 150 downwards.
    expect(column(pixels, 3, 1)).toEqual([0, 50, 100, 100, 0, 0, 0, 0]);
    // 100 each way: row 4 is at the structure, row 6 towards the register.
    expect(column(pixels, 3, 0)).toEqual([0, 0, 0, 0, 100, 100, 100, 0]);
    // 150 leave at the register above, 150 go to the middle.
    expect(column(pixels, 3, 2)).toEqual([0, 0, 0, 0, 0, 50, 100, 100]);
    expect(context.counts).toMatchObject({ electronsLost: 150, bledColumns: 3 });
  });

  test("a lower half upside down is an upper half", () => {
    const lower = chargeOf(5, 12, (x, y) => (y < 6 ? ((x + 3 * y) % 7) * 40 : 0));
    const upper = chargeOf(5, 12, (x, y) => (y >= 6 ? ((x + 3 * (11 - y)) % 7) * 40 : 0));
    const [below, above] = [testEffectContext(), testEffectContext()];
    const first = bleeding.apply(lower, settings, below).pixels;
    const second = bleeding.apply(upper, settings, above).pixels;
    for (let y = 0; y < 12; y++) expect(second.subarray((11 - y) * 5, (12 - y) * 5)).toEqual(first.subarray(y * 5, (y + 1) * 5));
    expect(above.counts).toEqual(below.counts);
    expect(below.counts.electronsLost).toBeGreaterThan(0);
  });

  test("on both sides of the focal plane the trail of a quadrant runs to its own first row read", async () => {
    for (const [ccd, lowerLeft, upperRight] of [
      ["1-1", "E", "G"],
      ["6-6", "G", "E"],
    ] as const) {
      const context = testEffectContext({ ccd });
      const frame = chargeOf(4, 8, (x, y) => (x === 1 && y === 1 ? 500 : x === 3 && y === 5 ? 290 : 0));
      const { planes, width } = await overscan.apply(bleeding.apply(frame, settings, context), {}, context);
      const rows = (letter: "E" | "G", u: number) => [0, 1, 2, 3].map((v) => planes[letter][v * width + 2 + u]);
      // 200 each way from row 1: 100 fill row 0 and 100 leave; 100 + 100 the other way.
      expect(rows(lowerLeft, 1)).toEqual([100, 100, 100, 100]);
      // Row 5 from below is row 2 from above: 95 each way.
      expect(rows(upperRight, 0)).toEqual([0, 95, 100, 95]);
      expect(context.counts.electronsLost).toBe(100);
    }
  });

  test("no pixel is above its full well, and what is lost is what left", () => {
    const scattered = { fullWell: 1000, scatter: 0.1 };
    const context = testEffectContext({ ccd: "3-5" });
    const frame = chargeOf(31, 40, (x, y) => ((x * 37 + y * 101) % 23) * 80);
    const before = sum(frame.pixels);
    const { pixels } = bleeding.apply(frame, scattered, context);
    const random = fullWellStream("3-5");
    pixels.forEach((value, at) => {
      const full = Math.fround(1000 * (1 + 0.1 * Math.max(-3, Math.min(3, gaussian(random, at)))));
      expect(value).toBeLessThanOrEqual(full);
    });
    expect(context.counts.electronsLost).toBeGreaterThan(100);
    expect(sum(pixels) + context.counts.electronsLost).toBeCloseTo(before, 1);
  });

  test("full well is the CCD's own: the same in another exposure, another in another CCD", () => {
    const scattered = { fullWell: 1000, scatter: 0.05 };
    const all = (ccd: "1-1" | "2-1", exposure: string) =>
      bleeding.apply(chargeOf(5, 8, 5000), scattered, testEffectContext({ ccd, random: { words: [exposure.length, 1, 2, 3] } })).pixels;
    expect(all("1-1", "one")).toEqual(all("1-1", "another"));
    expect(all("1-1", "one")).not.toEqual(all("2-1", "one"));
    // Every pixel ends at its own full well, so their mean and spread are the map's: 40 pixels.
    const mean = sum(all("1-1", "one")) / 40;
    expect(Math.abs(mean - 1000)).toBeLessThan((4 * 50) / Math.sqrt(40));
  });

  test("pixels below full well are left alone to the last bit", () => {
    const frame = chargeOf(7, 9, (x, y) => 99.9 - x - y / 3);
    const before = frame.pixels.slice();
    const context = testEffectContext();
    expect(bleeding.apply(frame, settings, context).pixels).toEqual(before);
    expect(context.counts.bledColumns).toBe(0);
  });

  test("a full well or a scatter out of range is refused in one line", () => {
    const refused = (fullWell: number, scatter: number) => () =>
      bleeding.apply(chargeOf(3, 4, 0), { fullWell, scatter }, testEffectContext());
    expect(refused(0, 0)).toThrow("bleeding: full well: expected electrons above 0, found 0");
    expect(refused(Number.NaN, 0)).toThrow("found NaN");
    expect(refused(100, 0.3)).toThrow("bleeding: scatter of full well: expected 0 to 0.2, found 0.3");
  });

  test("bleeding keeps the contract of effects", () =>
    effectContract(bleeding, {
      frame: (width, height) => chargeOf(width, height, (x, y) => 60 * ((x + 2 * y) % 4)),
      settings: { fullWell: 100, scatter: 0.02 },
      neutral: { fullWell: 1e9, scatter: 0.02 },
    }));
});
