import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asciiText } from "./bytes.ts";
import { formatCard, formatHeader, parseCards } from "./cards.ts";
import type { Card, Header } from "./header.ts";

const parse = (...cards: string[]): Header => parseCards(cards.map((card) => card.padEnd(80)).join(""), "x.fits", "HDU 0");
const back = (cards: Card[]): readonly Card[] => {
  const text = asciiText(formatHeader(cards));
  return parseCards(text.slice(0, text.lastIndexOf("END".padEnd(80), text.length)).replace(/END {77} *$/, ""), "x.fits", "HDU 0").cards;
};
const values = (cards: readonly Card[]): Pick<Card, "keyword" | "value">[] =>
  cards.filter(({ keyword }) => keyword !== "LONGSTRN").map(({ keyword, value }) => ({ keyword, value }));

describe("reading cards", () => {
  it("takes a slash inside quotes for text and one outside for the comment", () => {
    const header = parse("TITLE   = 'EUCLID / VIS'       / what / where", "NAME    = 'O''Brien'");
    expect(header.get("TITLE")).toBe("EUCLID / VIS");
    expect(header.comment("TITLE")).toBe("what / where");
    expect(header.get("NAME")).toBe("O'Brien");
  });

  it("tells integers, floats, logicals and undefined values apart", () => {
    const header = parse(
      "A       =                    7",
      "B       =                   7.",
      "C       =              1.5D+03",
      "D       =                    T",
      "E       =                      / none",
      "F       =  9007199254740993",
    );
    expect(header.cards.map(({ value }) => value)).toEqual([7, 7, 1500, true, null, 9007199254740993n]);
    expect(header.cards[0].real).toBeUndefined();
    expect(header.cards[1].real).toBe(true);
  });

  it("keeps blanks before a string and drops those after it", () => {
    const header = parse("A       = '  two   '", "B       = ''", "C       = '        '");
    expect([header.get("A"), header.get("B"), header.get("C")]).toEqual(["  two", "", ""]);
  });

  it("joins CONTINUE to its string and leaves a lone ampersand", () => {
    const header = parse("LONG    = 'first &'", "CONTINUE  'second&'", "CONTINUE  '' / all of it", "LONE    = 'a &'", "NEXT    = 1");
    expect(header.get("LONG")).toBe("first second");
    expect(header.comment("LONG")).toBe("all of it");
    expect(header.get("LONE")).toBe("a &");
  });

  it("joins a string that was cut between the two quotes that stand for one, as astropy 5 cuts it", () => {
    const cards = [
      "LONG    = 'it'&'",
      "CONTINUE  ''s, not once '&'",
      "CONTINUE  ''but twice'' ' / comment",
      "NEXT    =                    1",
    ];
    const header = parse(...cards);
    expect(header.get("LONG")).toBe("it's, not once 'but twice'");
    expect(header.comment("LONG")).toBe("comment");
    expect(header.get("NEXT")).toBe(1);
  });

  it("reads HIERARCH keywords as words", () => {
    expect(parse("HIERARCH ESO DET  CHIP1 ID = 'a=b' / note").get("ESO DET CHIP1 ID")).toBe("a=b");
  });

  it("names file, HDU, card and keyword of a value that is none", () => {
    expect(() => parse("OK      = 1", "BAD     = seven")).toThrow(
      'x.fits: HDU 0, card 2 (BAD): expected a string in quotes, a number, T or F, found "seven"',
    );
    expect(() => parse("BAD     = 'open")).toThrow("card 1 (BAD): expected a closing quote");
    expect(() => parse("B\u0001D     = 1")).toThrow("expected a keyword of A-Z");
  });
});

describe("writing cards", () => {
  it("puts values where the fixed format wants them", () => {
    expect(formatCard({ keyword: "NAXIS1", value: 2128, comment: "pixels" })).toEqual([
      "NAXIS1  =                 2128 / pixels".padEnd(80),
    ]);
    expect(formatCard({ keyword: "X", value: true })[0].indexOf("T")).toBe(29);
    expect(formatCard({ keyword: "X", value: "a" })).toEqual(["X       = 'a       '".padEnd(80)]);
  });

  it("keeps every digit of a float and a point in it", () => {
    const written = (value: number): string => formatCard({ keyword: "X", value, real: true })[0].slice(10).trim();
    expect([1, -0, 1e21, 1e-7, -1.2345678901234567e-101, 0.1].map(written)).toEqual([
      "1.0",
      "-0.0",
      "1.0E21",
      "1.0E-7",
      "-1.2345678901234567E-101",
      "0.1",
    ]);
  });

  it("refuses what FITS has no card for", () => {
    expect(() => formatCard({ keyword: "X", value: Number.NaN })).toThrow("X: FITS has no card for NaN");
    expect(() => formatCard({ keyword: "X", value: "é" })).toThrow("printable ASCII");
    expect(() => formatCard({ keyword: "lower", value: 1 })).toThrow("upper-case");
    expect(() => formatCard({ keyword: "TWO WORDS", value: "x".repeat(70) })).toThrow("80 characters");
  });

  it("never splits the two quotes that stand for one", () => {
    for (let length = 60; length < 80; length++) {
      const value = `${"x".repeat(length)}${"'".repeat(9)}y`;
      const lines = formatCard({ keyword: "LONG", value });
      expect(lines.length).toBeGreaterThan(1);
      for (const line of lines) expect(line.length).toBe(80);
      expect(parse(...lines).get("LONG")).toBe(value);
    }
  });

  it("marks long strings with LONGSTRN, and only them", () => {
    expect(asciiText(formatHeader([{ keyword: "A", value: "x".repeat(69) }]))).toContain("LONGSTRN");
    expect(asciiText(formatHeader([{ keyword: "COMMENT", value: "x".repeat(100) }]))).not.toContain("LONGSTRN");
  });

  it("fills whole blocks, also when END just fits or just does not", () => {
    for (const count of [0, 34, 35, 36, 71]) {
      const bytes = formatHeader(Array.from({ length: count }, (_, n) => ({ keyword: `K${n}`, value: n })));
      expect(bytes.length).toBe(2880 * Math.ceil((count + 1) / 36));
    }
  });

  it("gives back whatever a header can hold", () => {
    const text = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)), maxLength: 200 });
    const value = fc.oneof(
      text.map((it) => it.trimEnd()).filter((it) => !it.endsWith("&")),
      fc.integer(),
      fc.boolean(),
      fc.bigInt({ min: 2n ** 53n, max: 2n ** 70n }),
      fc.constant(null),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            keyword: fc
              .stringMatching(/^[A-Z][A-Z0-9_-]{0,7}$/)
              .filter((it) => !["END", "COMMENT", "HISTORY", "HIERARCH", "CONTINUE", "LONGSTRN"].includes(it)),
            value,
          }),
          { maxLength: 40 },
        ),
        (cards) => {
          expect(values(back(cards))).toEqual(values(cards));
        },
      ),
      { numRuns: 100 },
    );
  });
});
