import { describe, expect, it } from "vitest";
import { planesOf } from "../../frame.ts";
import { simulate } from "../../simulate.ts";
import { chargeOf, each, effectContract, testEffectContext, testRun } from "../../testing.ts";
import { flatField } from "./flat-field.ts";
import { mapOf } from "./testing.ts";

/** 3 columns by 2 rows a quadrant: the first digit tells the quadrant, the rest counts pixels as they are read. */
const quadrants = mapOf("FULL", {
  E: { width: 3, pixels: [100, 101, 102, 103, 104, 105] },
  F: { width: 3, pixels: [200, 201, 202, 203, 204, 205] },
  G: { width: 3, pixels: [300, 301, 302, 303, 304, 305] },
  H: { width: 3, pixels: [400, 401, 402, 403, 404, 405] },
});
const ones = () => chargeOf(6, 4, 1);

describe("flat-field", () => {
  it("puts each quadrant's map where its pixels lie: readout starts at the outer corners", async () => {
    const frame = await flatField.apply(ones(), { prnu: quadrants }, testEffectContext({ ccd: "1-1" }));
    // E lower left, F lower right, H upper left, G upper right; written from the lower row up.
    expect([...frame.pixels]).toEqual(
      [
        [100, 101, 102, 202, 201, 200],
        [103, 104, 105, 205, 204, 203],
        [403, 404, 405, 305, 304, 303],
        [400, 401, 402, 302, 301, 300],
      ].flat(),
    );
  });

  it("has the quadrants of a turned CCD the other way round: G lower left, H lower right, F upper left, E upper right", async () => {
    const frame = await flatField.apply(ones(), { prnu: quadrants }, testEffectContext({ ccd: "1-4" }));
    expect([0, 5, 18, 23].map((at) => frame.pixels[at])).toEqual([300, 400, 200, 100]);
  });

  it("multiplies by the illumination of the CCD's frame, and by both", async () => {
    const illumination = mapOf("COARSE", { "1-1": { width: 1, pixels: [0.9, 1.1] } });
    const frame = await flatField.apply(chargeOf(2, 4, 10), { illumination }, testEffectContext());
    expect([...frame.pixels].map((value) => Math.round(value * 1000) / 1000)).toEqual([9, 9, 9.5, 9.5, 10.5, 10.5, 11, 11]);
    const both = await flatField.apply(ones(), { prnu: quadrants, illumination }, testEffectContext());
    expect(both.pixels[0]).toBeCloseTo(90, 4);
  });

  it("of mean 1 moves no light away: the sum of an even field stays, quadrant by quadrant, with both maps", async () => {
    // Eight numbers of mean 1 in each quadrant of 4 x 2; illumination 0.95 and 1.05 in columns that are as wide.
    const around = (shift: number) => Array.from({ length: 8 }, (_, n) => 1 + 0.01 * (((n + shift) % 8) - 3.5));
    const prnu = mapOf("FULL", Object.fromEntries(["E", "F", "G", "H"].map((name, n) => [name, { width: 4, pixels: around(n) }])));
    const even = (pixels: Float32Array) => pixels.reduce((sum, value) => sum + value, 0);
    const { pixels } = await flatField.apply(chargeOf(8, 4, 1000), { prnu }, testEffectContext());
    expect(even(pixels) / 32_000).toBeCloseTo(1, 6);
    for (const [x0, y0] of [
      [0, 0],
      [4, 0],
      [0, 2],
      [4, 2],
    ]) {
      const quadrant = pixels.filter((_, at) => at % 8 >= x0 && at % 8 < x0 + 4 && at >= 8 * y0 && at < 8 * (y0 + 2));
      expect(even(quadrant) / 8000).toBeCloseTo(1, 6);
      expect(Math.max(...quadrant) - Math.min(...quadrant)).toBeCloseTo(70, 2);
    }
    const tilted = { prnu: mapOf("REPEAT", Object.fromEntries([..."EFGH"].map((name) => [name, { width: 2, pixels: [0.98, 1.02] }]))) };
    const illumination = mapOf("REPEAT", { "1-1": { width: 8, pixels: [0.95, 0.95, 1.05, 1.05, 1.05, 1.05, 0.95, 0.95] } });
    const both = await flatField.apply(chargeOf(8, 4, 1000), { ...tilted, illumination }, testEffectContext());
    expect(even(both.pixels) / 32_000).toBeCloseTo(1, 6);
  });

  it("acts on light alone: in the chain the sky is halved and dark current is not", async () => {
    const illumination = mapOf("COARSE", { "1-1": { width: 1, pixels: [0.5] } });
    const seen = new Map<string, number>();
    const overscans = { overscan: {}, gain: { gain: each(1) } };
    await simulate(
      chargeOf(4, 2, 0),
      { background: { skyRate: 2 }, thermal: { rate: 1 }, "flat-field": { illumination }, dark: { rate: 0.25 }, ...overscans },
      testRun({
        exposureTime: 100,
        commandedDuration: 120,
        readoutTime: 0,
        tap: (key, frame) => void seen.set(key, planesOf(frame)[0].pixels[0]),
      }),
    );
    expect([seen.get("BACKGROUND"), seen.get("FLATFIELD"), seen.get("DARK")]).toEqual([300, 150, 180]);
  });

  it("refuses a full map of another shape", async () => {
    await expect(flatField.apply(chargeOf(8, 4, 1), { prnu: quadrants }, testEffectContext())).rejects.toThrow(
      "expected 4 x 2, found 3 x 2",
    );
  });

  it("keeps the contract of effects", () => {
    const prnu = mapOf(
      "REPEAT",
      Object.fromEntries(["E", "F", "G", "H"].map((name) => [name, { width: 2, pixels: [0.99, 1.01, 1.02, 0.98] }])),
    );
    return effectContract(flatField, {
      frame: (width, height) => chargeOf(width, height, (x, y) => 100 + x + y),
      settings: { prnu },
      neutral: {},
    });
  });
});
