import { madeImageMap } from "@elvis/formats/product";
import { expect, test } from "vitest";
import { digitalOf, effectContract, testEffectContext } from "../../testing.ts";
import { bias } from "./bias.ts";

const level = { E: 2000, F: 2100, G: 2200, H: 2300 };
const zero = { E: 0, F: 0, G: 0, H: 0 };
const letters = ["E", "F", "G", "H"];
/** 2 x 2 numbers that repeat, ten times as large for each next quadrant. */
const structure = madeImageMap(letters, (name) => ({
  kind: "REPEAT",
  shape: [2, 2],
  pixels: () => Float32Array.of(1, -1, 5, 7).map((value) => value * 10 ** letters.indexOf(name)),
}));

test("each amplifier gets its own pedestal and its own pattern, over its margins too", async () => {
  const { planes } = await bias.apply(
    digitalOf(3, 2, (x, y) => x + 3 * y),
    { level, structure },
    testEffectContext(),
  );
  expect([...planes.E]).toEqual([2001, 2000, 2003, 2008, 2011, 2010]);
  expect([...planes.F]).toEqual([2110, 2091, 2112, 2153, 2174, 2155]);
  expect([...planes.G]).toEqual([2300, 2101, 2302, 2703, 2904, 2705]);
  expect([...planes.H]).toEqual([3300, 1301, 3302, 7303, 9304, 7305]);
});

test("a structure of another size than the plane is refused", async () => {
  const full = madeImageMap(letters, () => ({ kind: "FULL", shape: [2, 3], pixels: () => new Float32Array(6) }));
  await expect(bias.apply(digitalOf(3, 2, 0), { level, structure: full }, testEffectContext())).rejects.toThrow(
    "expected 3 x 2, found 2 x 3",
  );
});

test("bias keeps the contract of effects", () =>
  effectContract(bias, {
    frame: (width, height) => digitalOf(width, height, 9),
    settings: { level, structure },
    neutral: { level: zero },
  }));
