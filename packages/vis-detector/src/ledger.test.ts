import { soloPool, startPool } from "@elvis/kernels";
import { expect, test } from "vitest";
import { overscan } from "./effects/readout/overscan.ts";
import { parallelOverscan } from "./effects/readout/parallel-overscan.ts";
import { emptyCharge } from "./frame.ts";
import { Ledger } from "./ledger.ts";
import { chargeOf, readoutOf, testEffectContext } from "./testing.ts";

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

test("only of effects that move charge is anything moved: what one pixel lost and another gained", async () => {
  for (const [key, after, moved] of [
    ["BLEEDING", [10, 14, 2, 10, 10, 10], 4],
    ["BFE", [11, 9, 10.5, 9.5, 10, 10], 1.5],
    ["COSMICRAYS", [10, 14, 2, 10, 10, 10], 0],
  ] as const) {
    const frame = chargeOf(3, 2, 10);
    const ledger = await Ledger.open(soloPool(), frame);
    frame.pixels.set(after);
    await ledger.enter("x", key, frame, 0);
    expect(ledger.lines[0].moved).toBe(moved);
  }
});

test("is the same whether the frame lies in the pool's memory or not, through all that changes its shape", async () => {
  const margins = { prescan: 3, overscan: 2, parallelOverscan: 4 };
  const ledgers = [];
  for (const isHeld of [true, false]) {
    const pool = startPool();
    const frame = emptyCharge(400, 402, margins, isHeld ? pool : undefined);
    for (let at = 0; at < frame.pixels.length; at++) frame.pixels[at] = 50 + ((at * 7919) % 1000) / 8;
    const context = testEffectContext({ pool });
    const ledger = await Ledger.open(pool, frame);
    frame.pixels[1234] += 77.5;
    await ledger.enter("dark", "DARK", frame, 0);
    const read = await overscan.apply(frame, {}, context);
    await ledger.enter("overscan", "PREOVERSCAN", read, 0);
    const taller = parallelOverscan.apply(read, {}, context);
    await ledger.enter("parallel-overscan", "PARALLELOVERSCAN", taller, 0);
    taller.planes.G[taller.width * taller.height - 1] = 3;
    taller.planes.E[10] -= 4.25;
    await ledger.enter("readout-noise", "READOUTNOISE", taller, 0);
    ledgers.push(ledger.lines);
  }
  expect(ledgers[0]).toEqual(ledgers[1]);
  expect(ledgers[0][0]).toMatchObject({ added: 77.5, removed: 0, changed: 1 });
  expect(ledgers[0][3]).toMatchObject({ added: 3, removed: 4.25, moved: 0, changed: 2 });
  for (const { before, added, removed, after } of ledgers[0]) expect(before! + added - removed).toBeCloseTo(after!, 5);
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
