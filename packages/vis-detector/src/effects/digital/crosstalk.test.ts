import type { QuadrantLetter } from "@elvis/formats/product";
import { describe, expect, test } from "vitest";
import { type Digital, LETTERS } from "../../frame.ts";
import { chargeOf, digitalOf, each, effectContract, testEffectContext } from "../../testing.ts";
import { overscan } from "../readout/overscan.ts";
import { crosstalk } from "./crosstalk.ts";
import { gain } from "./gain.ts";

const none = { E: each(0), F: each(0), G: each(0), H: each(0) };
const level = { E: 1000, F: 2000, G: 3000, H: 4000 };
const settings = { coefficients: none, level, top: 65_535 };
/** 3 x 2: each amplifier's own number everywhere, and one bright pixel. */
function withSignal(signals: Partial<Record<QuadrantLetter, number>>): Digital {
  const frame = digitalOf(3, 2, 0);
  for (const letter of LETTERS) frame.planes[letter].fill(level[letter])[4] += signals[letter] ?? 0;
  return frame;
}

describe("crosstalk", () => {
  test("adds the coupling times what the source has above its pedestal, at the same place in readout order", () => {
    const coefficients = { ...none, E: { ...each(0), F: 0.01, H: -0.002 }, G: { ...each(0), F: 0.005 } };
    const { planes } = crosstalk.apply(withSignal({ E: 10_000, G: 4000 }), { ...settings, coefficients });
    expect([...planes.E]).toEqual([1000, 1000, 1000, 1000, 11_000, 1000]);
    // 0.01 x 10000 + 0.005 x 4000
    expect([...planes.F]).toEqual([2000, 2000, 2000, 2000, 2120, 2000]);
    expect([...planes.G]).toEqual([3000, 3000, 3000, 3000, 7000, 3000]);
    expect([...planes.H]).toEqual([4000, 4000, 4000, 4000, 3980, 4000]);
  });

  test("all amplifiers read at once: what one got from another does not go on to a third", () => {
    const coefficients = { ...none, E: { ...each(0), F: 0.1 }, F: { ...each(0), E: 0.1, G: 0.1 } };
    const { planes } = crosstalk.apply(withSignal({ E: 1000 }), { ...settings, coefficients });
    expect([planes.E[4], planes.F[4], planes.G[4]]).toEqual([2000, 2100, 3000]);
  });

  test("a signal below the pedestal couples too; one above the converter's top only up to there", () => {
    const coefficients = { ...none, E: { ...each(0), F: 0.1 } };
    expect(crosstalk.apply(withSignal({ E: -50 }), { ...settings, coefficients }).planes.F[4]).toBe(1995);
    const bright = crosstalk.apply(withSignal({ E: 1e6 }), { ...settings, coefficients }).planes;
    expect(bright.F[4]).toBeCloseTo(2000 + 0.1 * (65_535 - 1000), 2);
    expect(bright.E[4]).toBe(1_001_000);
  });

  test("the ghost of a star lies where its victim reads at the star's moment, mirrored on the CCD, on both sides of the focal plane", async () => {
    // 8 x 6; a star in the lower left quadrant at (1, 2): column 1, row 2 from its node. The quadrant at the lower right reads column 6 then, the upper ones row 3.
    for (const [ccd, lowerLeft, lowerRight, upperRight, upperLeft] of [
      ["1-1", "E", "F", "G", "H"],
      ["6-6", "G", "H", "E", "F"],
    ] as const) {
      const coupled = async (x: number, y: number) => {
        const context = testEffectContext({ ccd });
        const charge = chargeOf(8, 6, (at, row) => (at === x && row === y ? 1000 : 0));
        const frame = await gain.apply(await overscan.apply(charge, {}, context), { gain: each(1) }, context);
        const all = { ...each(0), [lowerRight]: 0.1, [upperRight]: 0.2, [upperLeft]: 0.4, [lowerLeft]: 0.3 };
        const source = [lowerLeft, lowerRight, upperRight, upperLeft].find((letter) => frame.planes[letter].some((value) => value > 0))!;
        const coefficients = { ...none, [source]: { ...all, [source]: 0 } };
        return crosstalk.apply(frame, { coefficients, level: each(0), top: 65_535 });
      };
      // Planes are 2 + 4 + 1 wide: light column u is at 2 + u.
      const at = (frame: Digital, letter: QuadrantLetter, u: number, v: number) => frame.planes[letter][v * frame.width + 2 + u];
      const frame = await coupled(1, 2);
      expect([lowerLeft, lowerRight, upperRight, upperLeft].map((letter) => at(frame, letter, 1, 2))).toEqual([1000, 100, 200, 400]);
      for (const letter of LETTERS) expect(frame.planes[letter].filter((value) => value !== 0).length).toBe(1);
      // And from the upper right, (5, 4): two columns and one row from its node.
      const other = await coupled(5, 4);
      expect([lowerLeft, lowerRight, upperRight, upperLeft].map((letter) => at(other, letter, 2, 1))).toEqual([300, 100, 1000, 400]);
    }
  });

  test("couplings that are not finite, or of a quadrant with itself, are refused by their names", () => {
    const refused = (E: Partial<Record<QuadrantLetter, number>>) => () =>
      crosstalk.apply(withSignal({}), { ...settings, coefficients: { ...none, E: { ...each(0), ...E } } });
    expect(refused({ G: Number.NaN })).toThrow("crosstalk from quadrant E to G: expected a finite fraction, found NaN");
    expect(refused({ E: 1e-5 })).toThrow("crosstalk from quadrant E to E: expected none, found 0.00001");
  });

  test("crosstalk keeps the contract of effects", () =>
    effectContract(crosstalk, {
      frame: (width, height) => digitalOf(width, height, (x, y) => 3000 + 777 * x + y),
      settings: { ...settings, coefficients: { ...none, F: { ...each(0), H: 1e-3 } } },
      neutral: settings,
    }));
});
