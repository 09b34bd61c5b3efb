import { soloPool } from "@elvis/kernels";
import { expect, test } from "vitest";
import { Ledger } from "./ledger.ts";
import { chargeOf, readoutOf } from "./testing.ts";

test("adds up what rose and what fell, pixel by pixel", async () => {
  const frame = chargeOf(3, 2, 10);
  const ledger = await Ledger.open(soloPool(), frame);
  frame.pixels.set([15, 10, 4, 10, 10, 12]);
  await ledger.enter("bleeding", "BLEEDING", frame, 2);
  expect(ledger.lines).toEqual([
    {
      effect: "bleeding",
      key: "BLEEDING",
      unit: "electron",
      added: 7,
      removed: 6,
      moved: 6,
      changed: 3,
      clipped: 2,
      before: 60,
      after: 61,
    },
  ]);
});

test("sums in float64: single electrons on a bright CCD are not lost", async () => {
  const frame = chargeOf(1000, 300, 65_536);
  const ledger = await Ledger.open(soloPool(), frame);
  frame.pixels[7]++;
  await ledger.enter("dark", "DARK", frame, 0);
  expect(ledger.lines[0].after! - ledger.lines[0].before!).toBe(1);
  expect(ledger.lines[0].added).toBe(1);
});

test("where pixels move to another frame, what is missing counts as removed", async () => {
  const ledger = await Ledger.open(soloPool(), chargeOf(4, 2, 10));
  await ledger.enter("overscan", "PREOVERSCAN", readoutOf(3, 1, 6), 0);
  expect(ledger.lines[0]).toMatchObject({ added: 0, removed: 8, changed: 0, before: 80, after: 72 });
});

test("where the unit changes nothing counts as added or removed", async () => {
  const frame = readoutOf(3, 1, 6);
  const ledger = await Ledger.open(soloPool(), frame);
  await ledger.enter("gain", "ELECTRON2ADU", { ...frame, kind: "digital", planes: readoutOf(3, 1, 2).planes }, 0);
  expect(ledger.lines[0]).toMatchObject({ unit: "adu", added: 0, removed: 0, changed: 0, before: 72, after: 24 });
});

test("a pixel that is not a number stops the run, by effect and place", async () => {
  const frame = chargeOf(3, 2, 1);
  const ledger = await Ledger.open(soloPool(), frame);
  frame.pixels[5] = Number.NaN;
  await expect(ledger.enter("flat-field", "FLATFIELD", frame, 0)).rejects.toThrow(
    "flat-field: pixel (2, 1) of the CCD: expected a finite number, found NaN",
  );
});
