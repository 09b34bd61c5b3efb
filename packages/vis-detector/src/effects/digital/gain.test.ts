import { expect, test } from "vitest";
import { effectContract, readoutOf, testEffectContext } from "../../testing.ts";
import { gain } from "./gain.ts";

test("each amplifier divides by its own e-/ADU", async () => {
  const frame = await gain.apply(
    readoutOf(3, 2, (x, y) => 12 * (x + 3 * y)),
    { gain: { E: 4, F: 3, G: 2, H: 1 } },
    testEffectContext(),
  );
  expect(frame.kind).toBe("digital");
  expect([...frame.planes.E]).toEqual([0, 3, 6, 9, 12, 15]);
  expect([...frame.planes.F]).toEqual([0, 4, 8, 12, 16, 20]);
  expect([...frame.planes.G]).toEqual([0, 6, 12, 18, 24, 30]);
  expect([...frame.planes.H]).toEqual([0, 12, 24, 36, 48, 60]);
});

test("a gain of zero is refused by the quadrant's name", async () => {
  await expect(gain.apply(readoutOf(3, 2, 1), { gain: { E: 3, F: 3, G: 0, H: 3 } }, testEffectContext())).rejects.toThrow(
    "gain of quadrant G: expected e-/ADU above 0, found 0",
  );
});

test("gain keeps the contract of effects", () =>
  effectContract(
    gain,
    {
      frame: (width, height) => readoutOf(width, height, 9),
      settings: { gain: { E: 3.4, F: 3.5, G: 3.6, H: 3.48 } },
      neutral: { gain: { E: 1, F: 1, G: 1, H: 1 } },
    },
    "digital",
  ));
