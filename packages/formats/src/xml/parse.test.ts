import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FormatError } from "../errors.ts";
import { element, leaf } from "./build.ts";
import { ILLEGAL_CHARACTER } from "./check.ts";
import { parseXml } from "./parse.ts";
import type { XmlElement } from "./types.ts";
import { writeXml } from "./write.ts";

const parse = (text: string) => parseXml(text, "a.xml");
const refusal = (text: string): FormatError => {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error(`accepted ${text}`);
};

describe("parseXml", () => {
  test("keeps values as they are written: 007, 1.10, true, 0x1F", () => {
    expect(parse("<a><b>007</b><b>1.10</b><b>true</b><b>0x1F</b></a>").children.map((child) => (child as XmlElement).children)).toEqual([
      [{ text: "007" }],
      [{ text: "1.10" }],
      [{ text: "true" }],
      [{ text: "0x1F" }],
    ]);
  });

  test("keeps order, attributes, comments and CDATA", () => {
    expect(parse('<n:a xmlns:n="u" x="1 &amp; 2"><c/><b/><c><!-- note --></c><d><![CDATA[<&>]]>t</d></n:a>')).toEqual({
      name: "n:a",
      attributes: { "xmlns:n": "u", x: "1 & 2" },
      children: [
        element("c"),
        element("b"),
        { name: "c", attributes: {}, children: [{ comment: " note " }] },
        { name: "d", attributes: {}, children: [{ text: "<&>", cdata: true }, { text: "t" }] },
      ],
    });
  });

  test("decodes character references, decimal and hexadecimal, in text and attributes", () => {
    expect(parse('<a b="&#233;&quot;">&#xe9;&#233;&lt;&amp;amp;</a>')).toEqual({
      name: "a",
      attributes: { b: 'é"' },
      children: [{ text: "éé<&amp;" }],
    });
  });

  test("takes line ends and tabs in an attribute for spaces, unless they are written as references", () => {
    expect(parse('<a b=" 1\n2\t3&#10;4&#9;5 "/>').attributes).toEqual({ b: " 1 2 3\n4\t5 " });
  });

  test("keeps comments beside the root", () => {
    expect(parse("<!--x--><a/><!--y-->")).toEqual({
      name: "a",
      attributes: {},
      children: [],
      before: [{ comment: "x" }],
      after: [{ comment: "y" }],
    });
  });

  test("accepts a byte order mark, a declaration and every kind of line end", () => {
    expect(parse('\ufeff<?xml version="1.0" encoding="UTF-8"?>\r\n<a>\r\n <b>1\r2</b>\r\n</a>\r\n')).toEqual(
      element("a", {}, leaf("b", "1\n2")),
    );
  });

  test.each([
    ["", "line 1"],
    ["not xml at all", "line 1, column 1"],
    ["<a>\n  <b></a>", "line 2, column 6"],
    ["<a>", "line 1, column 1"],
    ["<a x=1/>", "line 1, column 4"],
    ['<a x="1" x="2"/>', "line 1, column 10"],
    ["<a/>\n<b/>", "line 2, column 1"],
    ["<a/>\n text", "line 2, column 2"],
    ["<a>\n&foo;</a>", "line 2, column 1"],
    ["<a>&eacute;</a>", "line 1, column 4"],
    ["<a>&</a>", "line 1, column 4"],
    ["<a>&#0;</a>", "line 1, column 4"],
    ['<a b="x<y"/>', "line 1, column 8"],
    ["<a><!-- -- --></a>", "line 1, column 9"],
    ["<a><!-- </a>", "line 1, column 4"],
    ["<a><![CDATA[ </a>", "line 1, column 4"],
    ["<a>\u0001</a>", "line 1, column 4"],
    ["<a>]]></a>", "line 1, column 4"],
    ['<a/><?xml version="1.0"?>', "line 1, column 5"],
    ["<a></a></a>", "line 1, column 8"],
    ["<a><b", "line 1, column 4"],
    ["SIMPLE  =                    T", "line 1, column 1"],
    ['{"a": 1}', "line 1, column 1"],
  ])("refuses %j at %s", (text, place) => {
    expect(refusal(text).message).toContain(`a.xml: ${place}`);
  });

  test("refuses a document type: no internal, external or nested entity is ever read", () => {
    for (const type of [
      "<!DOCTYPE a>",
      '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
      '<!DOCTYPE a [<!ENTITY x SYSTEM "http://h/x">]>',
      '<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]>',
    ])
      expect(refusal(`<?xml version="1.0"?>\n${type}<a>&x;</a>`)).toMatchObject({
        place: "line 2, column 1",
        expected: "no document type and no entities",
      });
    expect(parse("<a><![CDATA[<!DOCTYPE a>]]></a>").children).toEqual([{ text: "<!DOCTYPE a>", cdata: true }]);
  });

  test("refuses names that would touch an object's prototype", () => {
    for (const text of ["<__proto__/>", '<a __proto__="1"/>', "<a><constructor/></a>", "<a><hasOwnProperty/></a>"])
      expect(refusal(text)).toBeInstanceOf(FormatError);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test("refuses a tree deeper than a product can be, and does not overflow", () => {
    expect(refusal("<a>".repeat(5000) + "</a>".repeat(5000))).toBeInstanceOf(FormatError);
  });
});

test("whatever stands in a file, it is a tree or a FormatError", () => {
  const pieces = [
    "<a>",
    "</a>",
    "<b x='1'>",
    "</b>",
    "<c/>",
    "text",
    " ",
    "&amp;",
    "&#65;",
    "&bad;",
    "&",
    "<",
    ">",
    "]]>",
    "<!--x-->",
    "<!--",
    "-->",
    "<![CDATA[<]]>",
    "<?p?>",
    "<?xml?>",
    "<!D>",
    '"',
    "=",
    "<n:a>",
    "<a x>",
    "</ a>",
    "/>",
    "é",
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 9 }), (parts) => {
      const text = `<r>${parts.join("")}</r>`;
      try {
        // A tree is one that is written and read again.
        const tree = parse(text);
        expect(parse(writeXml(tree))).toEqual(tree);
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        expect(error.message).toMatch(/^a\.xml: line \d+, column \d+: expected .+, found .+$/);
      }
    }),
    { numRuns: 500 },
  );
});

describe("writeXml", () => {
  test("lays out elements by two spaces and leaves text alone", () => {
    const tree = element(
      "ns1:A",
      { "xmlns:ns1": "u" },
      leaf("B", 1.5, { unit: '"s"' }),
      element("C", {}, element("D"), leaf("E", " <&> ")),
    );
    expect(writeXml(tree)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<ns1:A xmlns:ns1="u">
  <B unit="&quot;s&quot;">1.5</B>
  <C>
    <D/>
    <E> &lt;&amp;&gt; </E>
  </C>
</ns1:A>
`);
  });

  test("refuses what XML cannot hold", () => {
    expect(() => writeXml(leaf("a", "\u0000"))).toThrow("U+0000");
    expect(() => writeXml(element("a b"))).toThrow("name");
    expect(() => writeXml({ name: "a", attributes: {}, children: [{ comment: "--" }] })).toThrow("comment");
    expect(() => leaf("a", Number.NaN)).toThrow("NaN");
  });

  const name = fc
    .stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,6}(:[A-Za-z][a-z0-9]{0,3})?$/)
    .filter((it) => !/constructor|prototype|toString|valueOf|__/.test(it));
  const text = fc
    .string({ unit: "binary", maxLength: 12 })
    .map((it) => it.replaceAll(new RegExp(ILLEGAL_CHARACTER, "gu"), ""))
    .filter((it) => it !== "");
  const attributes = fc.dictionary(name, text, { maxKeys: 3, noNullPrototype: true });
  const { tree } = fc.letrec<{ tree: XmlElement; elements: XmlElement["children"]; content: XmlElement["children"] }>((tie) => ({
    tree: fc.record({ name, attributes, children: tie("content") }, { noNullPrototype: true }),
    elements: fc.array(fc.oneof({ maxDepth: 3 }, fc.constant({ comment: " note " }), tie("tree")), { maxLength: 4 }),
    content: fc.oneof(
      { maxDepth: 3 },
      text.map((it) => [{ text: it }]),
      tie("elements"),
      // Mixed: text, element, text.
      fc
        .tuple(text, tie("tree"))
        .map(([before, inside]) => [{ text: `x${before}` }, inside, { text: " " }, { text: "<&", cdata: true as const }]),
    ),
  }));

  test("gives a document that parses to an equal tree", () => {
    fc.assert(
      fc.property(tree, (it) => void expect(parse(writeXml(it))).toEqual(it)),
      { numRuns: 300 },
    );
  });
});
