import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { startPool } from "../wasm/pool.ts";
import { type Case, runCase, runKernelCase, titleOf } from "./testing.ts";

const file = new URL("../../../../../shared/cases/arctic/1d_long_column_2086.json", import.meta.url);

it.skipIf(!existsSync(file))(
  "ArCTIC's columns of 2086 rows are met, every transfer by itself too, by the kernel as well (skipped where ../shared is absent)",
  async () => {
    const cases: Case[] = JSON.parse(readFileSync(file, "utf8"));
    const pool = startPool();
    for (const one of cases) {
      for (const found of [runCase(one, cases), await runKernelCase(pool, one, cases)])
        expect(found?.off, titleOf(one)).toBeLessThanOrEqual(Number(found?.limit));
    }
  },
);
