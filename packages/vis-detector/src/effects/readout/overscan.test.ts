import type { CcdId } from "@elvis/formats/product";
import { expect, test } from "vitest";
import { planesOf } from "../../frame.ts";
import { chargeOf, effectContract, testEffectContext } from "../../testing.ts";
import { overscan } from "./overscan.ts";

const read = (ccd: CcdId) =>
  overscan.apply(
    chargeOf(4, 6, (x, y) => 10 * y + x + 1),
    {},
    testEffectContext({ ccd }),
  );

test("each amplifier reads its quarter of CCD 1-1 from its own corner", async () => {
  const frame = await read("1-1");
  expect([frame.width, frame.height]).toEqual([2 + 2 + 1, 3]);
  // Lower left, lower right, upper right, upper left.
  expect([...frame.planes.E]).toEqual([0, 0, 1, 2, 0, 0, 0, 11, 12, 0, 0, 0, 21, 22, 0]);
  expect([...frame.planes.F]).toEqual([0, 0, 4, 3, 0, 0, 0, 14, 13, 0, 0, 0, 24, 23, 0]);
  expect([...frame.planes.G]).toEqual([0, 0, 54, 53, 0, 0, 0, 44, 43, 0, 0, 0, 34, 33, 0]);
  expect([...frame.planes.H]).toEqual([0, 0, 51, 52, 0, 0, 0, 41, 42, 0, 0, 0, 31, 32, 0]);
});

test("CCD 6-6 is laid down turned: E is where G is on 1-1, F where H is", async () => {
  const upright = (await read("1-1")).planes;
  const turned = (await read("6-6")).planes;
  expect(turned.E).toEqual(upright.G);
  expect(turned.F).toEqual(upright.H);
  expect(turned.G).toEqual(upright.E);
  expect(turned.H).toEqual(upright.F);
});

test("every electron is in one plane", async () => {
  const sum = (pixels: Float32Array) => pixels.reduce((total, value) => total + value, 0);
  const frame = chargeOf(10, 6, (x, y) => x * x + 3 * y);
  const before = sum(frame.pixels);
  expect(planesOf(await overscan.apply(frame, {}, testEffectContext())).reduce((total, { pixels }) => total + sum(pixels), 0)).toBe(before);
});

test("a CCD that cannot be halved is refused", async () => {
  await expect(overscan.apply(chargeOf(3, 4, 0), {}, testEffectContext())).rejects.toThrow("expected a CCD of even sides, found 3 x 4");
});

test("overscan keeps the contract of effects", () =>
  effectContract(
    overscan,
    {
      frame: (width, height) => chargeOf(width, height, 9),
      settings: {},
      shapes: [
        [2, 2],
        [2, 12],
        [16, 4],
      ],
    },
    "readout",
  ));
