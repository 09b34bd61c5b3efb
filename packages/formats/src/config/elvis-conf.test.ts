import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EFFECT_KEYS } from "./effect-keys.ts";
import { type ConfValue, parseElvisConf, writeElvisConf } from "./elvis-conf.ts";

describe("a detector configuration", () => {
  test("is read in the loose form in which people edit it", () => {
    const text = '{\n  "CCD": "6-4",\n"GAIN" : [3.48,3.5 ,\n 3.49, 3.47,],\n    "FITS_STARS": 1         ,\n    "FITS_BFE": 1\n}';
    const { entries, lines } = parseElvisConf(text, "c.txt");
    expect([...entries]).toEqual([
      ["CCD", "6-4"],
      ["GAIN", [3.48, 3.5, 3.49, 3.47]],
      ["FITS_STARS", 1],
      ["FITS_BFE", 1],
    ]);
    expect([...lines.values()]).toEqual([2, 3, 5, 6]);
  });

  test("may do without braces and may end in a comma", () => {
    const lines = EFFECT_KEYS.map((key) => `    "FITS_${key}": 1         ,`).join("\n");
    expect(parseElvisConf(lines, "c.txt").entries.size).toBe(28);
    expect(parseElvisConf(`{ ${lines} }`, "c.txt").entries.size).toBe(28);
    expect(parseElvisConf("", "c.txt").entries.size).toBe(0);
  });

  test.each([
    ['{\n"A": 1,\n"A": 2 }', "line 3: expected A once, found it again (line 2)"],
    ['{ "A": 1\n "B": 2 }', 'line 2: expected "," or "}"'],
    ['{ "A": 1,\n "FITS_STAR": 1 }', "line 2: expected one of the 28 effects after FITS_ or EFFECT_, found FITS_STAR"],
    ['{ "EFFECT_BLOOM": 1 }', "line 1: expected one of the 28 effects"],
    ['{ "A" 1 }', 'line 1: expected ":" after A'],
    ['{ "A": one }', "line 1: expected a finite number, a string or an array"],
    ['{ "A": 01 }', "line 1: expected a finite number, a string or an array"],
    ['{ "A": 1e999 }', "line 1: expected a finite number, a string or an array"],
    [`{ "A": ${"[".repeat(20000)}`, "line 1: expected arrays no deeper than 8"],
    ['{ "A": "x }', "line 1: expected a string"],
    ['{ "A": 1', 'line 1: expected "," or "}", found the end'],
    ['{ "A": [1 }', 'line 1: expected "," or "]"'],
    ['{ "A": 1 } more', "line 1: expected nothing after the last brace"],
    ["A: 1", "line 1: expected a key in double quotes"],
    ['{ "Z": 1 }', "line 1: expected a key of the detector configuration, found Z"],
  ])("%j is refused", (text, message) => {
    expect(() => parseElvisConf(text, "c.txt", ["A", "B"])).toThrow(`c.txt: ${message}`);
  });

  test("written and read again is the same, in the same order", () => {
    const value: fc.Arbitrary<ConfValue> = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((it) => (Object.is(it, -0) ? 0 : it)),
      fc.string(),
      fc.array(fc.integer(), { maxLength: 3 }),
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(fc.stringMatching(/^[A-Z][A-Z0-9]{0,8}$/), value), { selector: ([key]) => key, maxLength: 6 }),
        (entries) => {
          expect([...parseElvisConf(writeElvisConf(entries), "c.txt").entries]).toEqual(entries);
        },
      ),
    );
  });
});
