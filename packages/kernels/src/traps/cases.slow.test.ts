import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { type Case, runCase, titleOf } from "./testing.ts";

const file = new URL("../../../../../shared/cases/arctic/1d_long_column_2086.json", import.meta.url);

it.skipIf(!existsSync(file))(
  "ArCTIC's columns of 2086 rows are met, every transfer by itself too (skipped where ../shared is absent)",
  () => {
    const cases: Case[] = JSON.parse(readFileSync(file, "utf8"));
    const above = cases.map((one) => ({ title: titleOf(one), ...runCase(one, cases) })).filter(({ off, limit }) => !(Number(off) <= limit));
    expect(above.map(({ title, off }) => `${title}: ${off}`)).toEqual([]);
  },
);
