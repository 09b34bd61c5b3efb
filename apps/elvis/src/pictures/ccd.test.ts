import { CCD_WIDTH, CCDS, ccdOf, ccdToReadout, READOUT_HEIGHT, READOUT_WIDTH } from "@elvis/focal-plane";
import { expect, test } from "vitest";
import { assembleCcd } from "./ccd.ts";
import { emptyMosaic, placeCcd } from "./mosaic.ts";

for (const id of ["1-1", "6-6"])
  test(`a pixel of each quadrant of CCD ${id} is shown where its charge was, above the overscan level`, async () => {
    const ccd = ccdOf(id);
    const spots = [
      [10, 20],
      [4000, 30],
      [12, 4100],
      [4090, 2070],
    ] as const;
    const planes = Object.fromEntries(
      ["E", "F", "G", "H"].map((letter) => [letter, new Uint16Array(READOUT_WIDTH * READOUT_HEIGHT).fill(2700)]),
    );
    for (const [index, [x, y]] of spots.entries()) {
      const at = ccdToReadout(ccd, x, y);
      planes[at.quadrant][at.y * READOUT_WIDTH + at.x] = 2800 + index;
    }
    const { pixels } = await assembleCcd(
      ccd,
      (letter) => Promise.resolve(planes[letter]),
      () => 3.5,
    );
    expect(spots.map(([x, y]) => pixels[y * CCD_WIDTH + x])).toEqual([350, 353.5, 357, 360.5]);
    expect(pixels.reduce((sum, value) => sum + value, 0)).toBe(406 * 3.5);
  });

test("a CCD without data is NaN", async () => {
  const { pixels } = await assembleCcd(
    ccdOf("3-4"),
    () => undefined,
    () => 3.5,
  );
  expect(pixels.every(Number.isNaN)).toBe(true);
});

test("CCDs do not overlap in the mosaic, and all are inside it", () => {
  const factor = 64;
  const mosaic = emptyMosaic(factor);
  const small = { width: 64, height: 65, pixels: new Float32Array(64 * 65).fill(1) };
  for (const ccd of CCDS) placeCcd(mosaic, ccd, small, factor);
  expect(mosaic.pixels.filter((value) => value === 1).length).toBe(36 * 64 * 65);
});
