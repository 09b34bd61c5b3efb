import { readdirSync } from "node:fs";
import { EFFECT_KEYS } from "@elvis/formats/config";
import { describe, expect, test } from "vitest";
import { chain, effects, effectTable, folderOf } from "./index.ts";
import { PHASES, places } from "./places.ts";

const here = new URL(".", import.meta.url);

/** Names of the files in a folder that declare an effect: those with a page. */
const pagesIn = (folder: string): string[] =>
  readdirSync(new URL(`${folder}/`, here))
    .filter((file) => file.endsWith(".md"))
    .map((file) => file.slice(0, -3));

describe("the list of effects", () => {
  test("every effect on disk is in the list, and every one in the list is on disk with its test", () => {
    for (const folder of ["scene", "charge", "readout", "digital"] as const) {
      const listed = places
        .filter(({ elvisKey, phase }) => folderOf(phase) === folder && effects.some((effect) => effect.elvisKey === elvisKey))
        .map(({ name }) => name);
      expect(pagesIn(folder).sort()).toEqual([...listed].sort());
      const files = readdirSync(new URL(`${folder}/`, here));
      for (const name of listed) expect(files).toEqual(expect.arrayContaining([`${name}.ts`, `${name}.test.ts`]));
    }
  });

  test("each of the 28 keys has one place", () => {
    expect(places.map(({ elvisKey }) => elvisKey).sort()).toEqual([...EFFECT_KEYS].sort());
    expect(new Set(places.map(({ name }) => name)).size).toBe(28);
  });

  test("the chain runs in the order of the places, under their names and in their phases", () => {
    const expected = places.filter(({ elvisKey }) => effects.some((effect) => effect.elvisKey === elvisKey));
    expect(effects.map(({ name, elvisKey }) => `${name} ${elvisKey}`)).toEqual(expected.map(({ name, elvisKey }) => `${name} ${elvisKey}`));
    for (const phase of PHASES) {
      const part = [chain[phase]].flat() as readonly { name: string }[];
      expect(part.map(({ name }) => name)).toEqual(expected.filter((place) => place.phase === phase).map(({ name }) => name));
    }
  });

  test("the order is that of the original's list, but for DARK, NOISE and BFE", () => {
    const moved = ["DARK", "NOISE", "BFE"];
    const rest = (keys: readonly string[]) => keys.filter((key) => !moved.includes(key));
    expect(rest(places.map(({ elvisKey }) => elvisKey))).toEqual(rest(EFFECT_KEYS));
  });

  test("the table for the README tells what is simulated from what is not", () => {
    const table = effectTable();
    expect(table.find(({ key }) => key === "COSMICRAYS")?.page).toBe("charge/cosmic-rays.md");
    expect(table.find(({ key }) => key === "ELECTRON2ADU")?.page).toBe("digital/gain.md");
    expect(table.filter(({ page }) => page !== undefined).length).toBe(effects.length);
  });
});
