import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { startPool } from "../wasm/pool.ts";
import { type Case, runCase, runKernelCase, titleOf } from "./testing.ts";

const folder = new URL("../../../../../shared/cases/arctic/", import.meta.url);

describe.skipIf(!existsSync(folder))("ArCTIC's cases (skipped where ../shared is absent)", () => {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json") && !name.includes("long")) : [];
  it.each(names)("are met within their limits: %s", (name) => {
    const cases: Case[] = JSON.parse(readFileSync(new URL(name, folder), "utf8"));
    const above = cases.map((one) => ({ title: titleOf(one), ...runCase(one, cases) })).filter(({ off, limit }) => !(Number(off) <= limit));
    expect(cases.length).toBeGreaterThan(0);
    expect(above.map(({ title, off }) => `${title}: ${off}`)).toEqual([]);
  });

  it.each(names)("are met by the kernel, to 1e-2 electrons or 1e-5 of a pixel: %s", async (name) => {
    const cases: Case[] = JSON.parse(readFileSync(new URL(name, folder), "utf8"));
    const pool = startPool();
    for (const one of cases) {
      const found = await runKernelCase(pool, one, cases);
      if (found !== undefined) expect(found.off, titleOf(one)).toBeLessThan(found.limit);
    }
  });
});
