import { addCti, child, stream } from "@elvis/kernels";
import { describe, expect, test } from "vitest";
import { directionOf } from "../../cti.ts";
import { testTraps } from "../../cti-testing.ts";
import type { Charge } from "../../frame.ts";
import { chargeOf, effectContract, testEffectContext } from "../../testing.ts";
import { chargeInjection } from "./charge-injection.ts";
import { ctiChargeInjection } from "./cti-charge-injection.ts";
import type { ChargeInjectionSettings } from "./injected-lines.ts";

const margins = { prescan: 0, overscan: 0, parallelOverscan: 6 };
const injection: ChargeInjectionSettings = {
  level: 500,
  nonUniformity: 50,
  slope: 0,
  fullWell: 900,
  injectedLines: 2,
  nonInjectedLines: 4,
  start: 1,
  end: 13,
};
const run = stream(4, "exposure");
const random = child(run, "charge-injection");
const settings = { injection, random, parallel: testTraps() };

/** The frame after both effects, and after the first alone. */
async function both(
  background: number,
  changes: Partial<typeof settings> = {},
): Promise<{ injected: Charge; frame: Charge; beyond: number }> {
  const given = { ...settings, ...changes };
  const inject = () => chargeInjection.apply(chargeOf(5, 30, background, margins), given.injection, testEffectContext({ random }));
  const context = testEffectContext();
  const frame = await ctiChargeInjection.apply(await inject(), given, context);
  return { injected: await inject(), frame, beyond: context.counts.beyond };
}
/** Rows of a half from its register, then those read after the light. */
const halfOf = ({ pixels, width, height }: Charge, isUpper: boolean): Float64Array =>
  Float64Array.from({ length: width * (height / 2 + 6) }, (_, at) => {
    const [x, v] = [at % width, Math.floor(at / width)];
    return v < height / 2 ? pixels[(isUpper ? height - 1 - v : v) * width + x] : 0;
  });

describe("cti charge injection", () => {
  test("a line loses the same wherever it is: it has crossed all rows", async () => {
    const alone = { injectedLines: 1, nonInjectedLines: 11, start: 2, end: 14 };
    for (const start of [2, 9]) {
      const { injected, frame } = await both(0, { injection: { ...injection, ...alone, start } });
      // 1 % a transfer, 15 rows.
      for (let x = 0; x < 5; x++) expect(frame.pixels[start * 5 + x] / injected.pixels[start * 5 + x]).toBeCloseTo(0.99 ** 15, 4);
    }
  });

  test("is what the charge-injection clock does to the injected lines, in both halves, and leaves other charge alone", async () => {
    const model = directionOf(testTraps(), { sequence: "charge-injection", overscanStart: 15 });
    const dark = await both(0);
    const light = await both(320);
    for (const isUpper of [false, true]) {
      const expected = halfOf(dark.injected, isUpper);
      addCti(expected, 5, 21, { parallel: model });
      const found = halfOf(dark.frame, isUpper);
      const lit = halfOf(light.frame, isUpper);
      for (let at = 0; at < 5 * 15; at++) {
        expect(Math.abs(found[at] - expected[at]), `${at}`).toBeLessThan(1e-3);
        expect(Math.abs(lit[at] - 320 - expected[at]), `${at}`).toBeLessThan(1e-3);
      }
    }
  });

  test("trails lead from the register to the middle, in the upper half downwards", async () => {
    const { frame } = await both(0);
    const row = (y: number) => frame.pixels[y * 5 + 2];
    // Lines 1 and 2 have charge, then four have none.
    expect(row(0)).toBe(0);
    expect(row(3)).toBeGreaterThan(row(4));
    expect(row(29)).toBe(0);
    expect(row(26)).toBeGreaterThan(row(25));
    expect(row(25)).toBeGreaterThan(1);
  });

  test("what trails beyond the last row of light is told: it is lost here", async () => {
    const last = { injectedLines: 2, nonInjectedLines: 0, start: 13, end: 15 };
    const { injected, frame, beyond } = await both(0, { injection: { ...injection, ...last } });
    const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0);
    expect(beyond).toBeGreaterThan(100);
    // Six rows hold 1 - 2^-6 of what comes after the last line.
    expect(Math.abs((sum(frame.pixels) + beyond) / sum(injected.pixels) - 1)).toBeLessThan(0.02);
    expect(sum(frame.pixels)).toBeLessThan(0.95 * sum(injected.pixels));
  });

  test("cti charge injection keeps the contract of effects", () =>
    effectContract(ctiChargeInjection, {
      frame: (width, height) => chargeOf(width, height, 600, margins),
      settings: { ...settings, injection: { ...injection, start: 0 } },
      neutral: { ...settings, parallel: testTraps({ traps: [] }) },
    }));
});
