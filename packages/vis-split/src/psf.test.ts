import type { PsfModel } from "@elvis/formats/product";
import { expect, test } from "vitest";
import { checkPsf } from "./psf.ts";

test("every stamp of the table is read once: each wavelength at each position of the grid", async () => {
  const read: string[] = [];
  const psf: PsfModel = {
    wavelengths: [550, 900],
    gridX: [-130, 0, 130],
    gridY: [-150, 150],
    oversampling: 3,
    size: 2,
    async stamp(...at) {
      read.push(at.join());
      return Float32Array.of(0.25, 0.25, 0.25, 0.25);
    },
  };
  const open = new AbortController();
  await checkPsf(psf, open.signal);
  expect(read).toHaveLength(12);
  expect(new Set(read).size).toBe(12);
  expect(read).toContain("900,0,-150");
  open.abort();
  await expect(checkPsf(psf, open.signal)).rejects.toThrow();
});

test("a stamp that is not what it should be stops it, with what the table says", async () => {
  const psf: PsfModel = {
    wavelengths: [700],
    gridX: [-130, 130],
    gridY: [-150, 150],
    oversampling: 3,
    size: 2,
    stamp: (_, x, y) => (x > 0 && y > 0 ? Promise.reject(new Error("plane 4")) : Promise.resolve(new Float32Array(4))),
  };
  await expect(checkPsf(psf, new AbortController().signal)).rejects.toThrow("plane 4");
});
