import { describe, expect, test } from "vitest";
import { parseXml } from "./parse.ts";
import { namespaceOf, XmlReader } from "./read.ts";

const reader = (text: string) => new XmlReader("a.xml", parseXml(text, "a.xml"));

const sample = reader(`<p:Root xmlns:p="urn:x">
  <Data><Limit unit="mag"> 26.5 </Limit><Count>12</Count><Flag>true</Flag><When>2024-02-29T23:59:60.075495Z</When><Kind>STAR</Kind>
  <Vector>1 -2.5e3
     .5</Vector><Empty/><Twice>1</Twice><Twice>2</Twice><n:Named>x</n:Named></Data></p:Root>`).child("Data");

describe("XmlReader", () => {
  test("reads each type", () => {
    expect(sample.number("Limit")).toBe(26.5);
    expect(sample.text("Limit/@unit")).toBe("mag");
    expect(sample.integer("Count")).toBe(12);
    expect(sample.boolean("Flag")).toBe(true);
    expect(sample.date("When")).toBe("2024-02-29T23:59:60.075495Z");
    expect(sample.choice("Kind", ["STAR", "GALAXY"])).toBe("STAR");
    expect(sample.numbers("Vector", 3)).toEqual([1, -2500, 0.5]);
    expect(sample.all("Twice").map((it) => it.integer("."))).toEqual([1, 2]);
    expect(sample.text("Named")).toBe("x");
    expect(sample.text("Empty")).toBe("");
  });

  test("gives undefined for what is absent, only when asked to", () => {
    expect([sample.maybeNumber("No"), sample.maybeText("No/Such"), sample.maybeDate("Empty"), sample.maybeChild("No")]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(sample.has("Empty")).toBe(true);
    expect(sample.has("Limit/@no")).toBe(false);
  });

  test.each([
    [() => sample.number("No"), "a.xml: Data/No: expected a number, found none"],
    [() => sample.number("Empty"), "a.xml: Data/Empty: expected a number, found nothing in it"],
    [() => sample.number("Kind"), 'a.xml: Data/Kind: expected a number, found "STAR"'],
    [() => sample.integer("Limit"), 'a.xml: Data/Limit: expected a whole number, found "26.5"'],
    [() => sample.boolean("Count"), 'a.xml: Data/Count: expected true or false, found "12"'],
    [() => sample.date("Kind"), 'a.xml: Data/Kind: expected a UTC date like 2024-03-04T00:17:20.075495Z, found "STAR"'],
    [() => sample.choice("Kind", ["GALAXY"]), 'a.xml: Data/Kind: expected one of GALAXY, found "STAR"'],
    [() => sample.numbers("Vector", 2), 'a.xml: Data/Vector: expected 2 numbers, found "1 -2.5e3\\n .5"'],
    [() => sample.number("Twice"), "a.xml: Data/Twice: expected one element, found 2 of them"],
    [() => sample.all("Twice")[1].date("."), 'a.xml: Data/Twice[2]: expected a UTC date like 2024-03-04T00:17:20.075495Z, found "2"'],
    [() => sample.text("Limit/@no"), "a.xml: Data/Limit/@no: expected an attribute, found none"],
    [() => sample.child("Deep/Down"), "a.xml: Data/Deep/Down: expected an element, found none"],
  ])("names file and path (%#)", (read, message) => {
    expect(read).toThrow(message);
  });

  test.each(["NaN", "1,5", "0x1F", "1e999", "", "Infinity", "1 2"])("does not take %j for a number", (text) => {
    expect(() => reader(`<a><b>${text}</b></a>`).number("b")).toThrow("expected a number");
  });

  test.each([
    "2024-02-30T00:00:00Z",
    "2023-02-29T00:00:00Z",
    "2024-01-01",
    "2024-13-01T00:00:00Z",
    "2024-01-01T24:00:00Z",
    "2024-01-01T00:00:00+01:00",
  ])("does not take %s for a UTC date", (text) => {
    expect(() => reader(`<a><b>${text}</b></a>`).date("b")).toThrow("UTC date");
  });

  test("does not find attributes that objects have by nature", () => {
    expect(sample.maybeText("Limit/@toString")).toBeUndefined();
  });

  test("finds the namespace of a prefixed and of a plain root", () => {
    expect(namespaceOf(parseXml('<p:a xmlns:p="u"/>', ""))).toBe("u");
    expect(namespaceOf(parseXml('<a xmlns="v"/>', ""))).toBe("v");
    expect(namespaceOf(parseXml("<a/>", ""))).toBeUndefined();
  });

  test("finds descendants in document order", () => {
    expect(
      reader("<a><b><c>1</c></b><c>2</c><d><c>3</c></d></a>")
        .descendants("c")
        .map((it) => [it.path, it.integer(".")]),
    ).toEqual([
      ["b/c", 1],
      ["c", 2],
      ["d/c", 3],
    ]);
  });
});
